"""A zip as readable text, so that a change of a part is not a broken checksum."""

import io
import zipfile
from collections.abc import Mapping

_NEXT, _CONTENT = b"\x1e", b"\x1f"
_MOST_PARTS = 40


def as_text(parts: Mapping[str, bytes]) -> bytes:
    """Parts one after the other, each its name and its content."""
    return _NEXT.join(name.encode() + _CONTENT + content for name, content in parts.items())


def packed(text: bytes) -> bytes:
    """The zip of such a text: compressed, dated like our own, names as they stand."""
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
        taken = set()
        for part in text.split(_NEXT)[:_MOST_PARTS]:
            name, _, content = part.partition(_CONTENT)
            entry = zipfile.ZipInfo(name.decode(errors="replace"), (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            if entry.filename not in taken:
                taken.add(entry.filename)
                archive.writestr(entry, content)
    return output.getvalue()


def unpacked(raw: bytes, *, without: tuple[str, ...] = ()) -> bytes:
    """The text of a zip; `without` names beginnings of parts that say nothing."""
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        names = [name for name in archive.namelist() if not name.startswith(without)]
        return as_text({name: archive.read(name) for name in names})
