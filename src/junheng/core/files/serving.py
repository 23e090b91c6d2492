"""A kept file as the answer to a request; the view before it is the gate."""

from urllib.parse import quote

from django.http import StreamingHttpResponse

from junheng.core.files.models import StoredFile
from junheng.core.files.services import read


def download(stored: StoredFile, *, title: str) -> StreamingHttpResponse:
    """Answer with a file, named `title` and its suffix (`title` must name no child).

    The whole file is proved first, so that a damaged one gives an error page and not half a file.
    Raises as `services.read` does.
    """
    for _ in read(stored):
        pass
    response = StreamingHttpResponse(read(stored), content_type=stored.media_type)
    plain = f"{stored.code}{stored.suffix}"
    response.headers["Content-Disposition"] = (
        f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(title + stored.suffix)}"
    )
    response.headers["Content-Length"] = str(stored.size)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response
