"""How a complainant's words stand on a page."""

from django import template

from junheng.apps.complaints.rules.texts import visible

register = template.Library()


@register.filter
def shown(text: str) -> str:
    """The text with what hides made visible; the template escapes it after."""
    return visible(text or "")
