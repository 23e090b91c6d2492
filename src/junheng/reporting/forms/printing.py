"""From a dataclass to a PDF/A: values as JSON, the shipped fonts, a fixed date (typst)."""

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any, cast

from junheng.engine.errors import JunhengError
from junheng.reporting.forms.papers import Letterhead
from junheng.reporting.glyphs import font_files, printable

_TEMPLATES = Path(__file__).parent.parent / "templates"
_COMPILATIONS_KEPT = 11


def print_form(
    template: str,
    title: str,
    short_title: str,
    letterhead: Letterhead,
    fields: Mapping[str, Any],
) -> bytes:
    """Return the PDF/A-2b of one form.

    `title` is also the document's title, `short_title` stands in the footer. A character without a
    glyph becomes 〓 and the form says so below; the values never become markup.

    Raises JunhengError: form_time_without_zone.
    """
    import typst  # noqa: PLC0415 - only when printing

    if letterhead.printed_at.utcoffset() is None:
        raise JunhengError("form_time_without_zone")
    head = asdict(letterhead) | {
        "printed_at": minute_words(letterhead.printed_at),
        "date": list(letterhead.printed_at.timetuple()[:6]),
    }
    words, substituted = _printable_words({**fields, "letterhead": head, "title": title})
    words |= {"short_title": short_title, "substituted": substituted}
    compiler = typst.Compiler(
        str(_TEMPLATES / template),
        root=str(_TEMPLATES),
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"paper": json.dumps(words, ensure_ascii=False)},
    )
    # For a PDF without an output file the compiler returns one piece of bytes.
    return cast(
        "bytes",
        compiler.compile(
            format="pdf",
            pdf_standards="a-2b",
            # One file a school: tags would make it seven times as large.
            pdf_tags=False,
            timestamp=int(letterhead.printed_at.timestamp()),
        ),
    )


def forget_layouts() -> None:
    """Give back what the typesetter keeps of a large form.

    It keeps the pieces that it laid out for the ten compilations that follow, in case they come
    again; ten forms of 400 slips would hold a gigabyte. An empty page ten times is soon done.
    """
    import typst  # noqa: PLC0415 - only when printing

    compiler = typst.Compiler(
        str(_TEMPLATES / "empty.typ"),
        root=str(_TEMPLATES),
        font_paths=_fonts(),
        ignore_system_fonts=True,
    )
    for _ in range(_COMPILATIONS_KEPT):
        compiler.compile(format="pdf", timestamp=0)


def minute_words(moment: dt.datetime | None) -> str:
    """Return 2026年8月24日 09:30, or nothing for no moment."""
    if moment is None:
        return ""
    return f"{date_words(moment)} {moment:%H:%M}"


def date_words(day: dt.date) -> str:
    """Return 2026年8月24日."""
    return f"{day.year}年{day.month}月{day.day}日"


@cache
def _fonts() -> Any:
    import typst  # noqa: PLC0415 - only when printing

    folders = {file.parent for file in font_files()}
    return typst.Fonts(include_system_fonts=False, font_paths=[str(one) for one in sorted(folders)])


def _printable_words(value: Any) -> tuple[Any, int]:
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, Mapping):
        pairs = {key: _printable_words(one) for key, one in value.items()}
        return {key: one for key, (one, _) in pairs.items()}, sum(n for _, n in pairs.values())
    if isinstance(value, list | tuple):
        items = [_printable_words(one) for one in value]
        return [one for one, _ in items], sum(count for _, count in items)
    return value, 0
