"""What a family takes away or its browser runs: the copy, the ticket, the code, the check."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Final

import segno
from django.http import HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import localtime

from junheng.apps.guardians.models import Guardian
from junheng.apps.guardians.services.sheets import OwnSheet
from junheng.ceremony.program import verifier_page

_PAGE_PART: Final = re.compile(r"// CORE-BEGIN.*?(?=\nfunction make\()", re.DOTALL)
_OWN: Final = Path(__file__).parent / "static" / "guardians" / "check.js"
_QR_SCALE: Final = 4
_SECRET_TAIL: Final = 2


@dataclass(frozen=True)
class Watermark:
    """What lies over every screen that shows a child: nothing of it names anybody."""

    text: str


def watermark_of(guardian: Guardian, *, at: datetime) -> Watermark:
    """Moment, school, and the last two letters of the query code that opened the page."""
    student = guardian.student
    code = guardian.query_code or student.query_code
    moment = localtime(at)
    return Watermark(
        f"{moment:%Y-%m-%d %H:%M} {student.cohort.school.name} **{code[-_SECRET_TAIL:]}"
    )


def ticket_response(sheet: OwnSheet) -> HttpResponse:
    """The ticket to keep; the file's name tells nothing of the child."""
    name = "ticket.json" if sheet.is_published else "pre-ticket.json"
    return _attachment(sheet.ticket.encode(), name)


def copy_response(kept: Mapping[str, Any]) -> HttpResponse:
    """All that is kept of the child, for machines."""
    content = json.dumps(kept, ensure_ascii=False, indent=2).encode()
    return _attachment(content, "my-child.json")


def slip_picture(sheet: OwnSheet) -> SafeString:
    """The slip as a QR code, drawn into the page."""
    code = segno.make(sheet.slip, micro=False)
    # Made by ourselves from our own record; it has no text and no address.
    return mark_safe(code.svg_inline(scale=_QR_SCALE, omitsize=True))  # noqa: S308


@cache
def check_script() -> bytes:
    """The public verifier's own code with what shows its answer on the page of a class.

    One program: what a family runs here is, line by line, what stands in verifier.html. Raises
    LookupError when that page is no longer built as this expects.
    """
    found = _PAGE_PART.search(verifier_page().decode("utf-8"))
    if found is None:
        raise LookupError("verifier.html has no marked core")
    own = _OWN.read_text(encoding="utf-8")
    return f'"use strict";\n{{\n{found[0]}\n{own}}}\n'.encode()


@cache
def check_version() -> str:
    """A digest for the address of the script: browsers keep it as long as it is the same."""
    return hashlib.sha256(check_script()).hexdigest()[:12]


def check_tag() -> SafeString:
    """What asks a browser for the script."""
    address = reverse("guardians:check_script", args=[check_version()])
    return format_html('<script src="{}" defer></script>', address)


def _attachment(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
