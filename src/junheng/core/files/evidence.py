"""Files that prove something: pictures made anew, papers as they were scanned."""

from collections.abc import Iterable, Sequence

from junheng.core.files import services as files
from junheng.core.files.kinds import FileKind
from junheng.core.files.pictures import LARGEST_BYTES, clean_picture
from junheng.core.files.services import WrittenFile
from junheng.engine.errors import JunhengError


def write_evidence(
    received: Sequence[Iterable[bytes]], *, picture: FileKind, paper: FileKind | None, most: int
) -> list[WrittenFile]:
    """Write what was uploaded, outside of any transaction.

    A picture is made anew from its pixels, so it holds neither place nor name nor anything hidden.
    A paper (PDF), which staff scanned, is kept as it is and only ever downloaded; None takes none.
    Raises `evidence_too_many`, `evidence_is_no_picture`, `evidence_not_read` (where papers are
    taken: neither picture nor PDF, whatever it is called), and what `clean_picture` and storing
    raise.
    """
    if len(received) > most:
        raise JunhengError("evidence_too_many", most=most)
    largest = max(LARGEST_BYTES, paper.largest_bytes if paper else 0)
    return [_written(_whole(content, largest), picture, paper) for content in received]


def _written(whole: bytes, picture: FileKind, paper: FileKind | None) -> WrittenFile:
    if not whole.startswith(b"%PDF-"):
        try:
            return files.write(picture, [clean_picture([whole])])
        except JunhengError as error:
            if paper is None or error.code != "picture_not_read":
                raise
            raise JunhengError("evidence_not_read") from error
    if paper is None:
        raise JunhengError("evidence_is_no_picture")
    return files.write(paper, [whole])


def _whole(content: Iterable[bytes], largest: int) -> bytes:
    received = bytearray()
    for piece in content:
        received += piece
        if len(received) > largest:
            raise JunhengError("picture_too_large", limit=LARGEST_BYTES >> 20)
    return bytes(received)
