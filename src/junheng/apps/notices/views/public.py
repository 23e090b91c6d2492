"""A notice at its public address, for anybody who has it."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from junheng.apps.notices import queries
from junheng.core.access import WebRequest, open_to_public


@require_GET
@open_to_public
def notice(request: WebRequest, public_code: str) -> HttpResponse:
    """What hangs on the board, while it hangs."""
    found = queries.public_notice(public_code, at=request.at)
    context = {"notice": found, "words": found.words}
    response = render(request, "notices/public.html", context)
    # What is taken down after its days must not live on in an index.
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response
