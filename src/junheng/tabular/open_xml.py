"""Scan the parts of an .xlsx: what it is, how large it really is, formulas and hidden places."""

import posixpath
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Final
from xml.parsers import expat

from junheng.engine.errors import JunhengError
from junheng.tabular.archive import Archive
from junheng.tabular.marks import SheetMarks
from junheng.tabular.sheets import Limits

_WORKBOOK: Final = "xl/workbook.xml"
_RELATIONS: Final = "xl/_rels/workbook.xml.rels"
_OTHER_ARCHIVES: Final = (
    ("word/", "file_not_a_spreadsheet", "Word 文档"),
    ("ppt/", "file_not_a_spreadsheet", "演示文稿"),
    ("xl/workbook.bin", "file_kind_unsupported", "二进制工作簿（.xlsb）"),
    ("content.xml", "file_kind_unsupported", "OpenDocument 表格（.ods）"),
)
_PLACE: Final = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_TRUE: Final = ("1", "true")
_WHOLE_SHEET: Final = 1 << 34
_XML_STARTS_WITHIN: Final = 8  # bytes, with a mark of order or wide characters before it

Attributes = Mapping[str, str]


def scan_open_xml(raw: bytes, file: str, limits: Limits) -> dict[str, SheetMarks]:
    """Return the marks of every visible sheet by name, after counting every part's true size.

    Raises `JunhengError`: file_unreadable, file_encrypted, file_not_a_spreadsheet,
    file_kind_unsupported, file_unpacks_too_large, sheet_too_many_rows, too_many_columns,
    too_many_cells.
    """
    archive = Archive(raw, file, limits)
    if _WORKBOOK not in archive.names:
        raise _foreign_archive(archive.names, file)
    try:
        visible = _visible_sheets(archive)
        marks: dict[str, SheetMarks] = {}
        for name, part in visible.items():
            marks[name] = SheetMarks(name, limits, used=sum(sheet.area for sheet in marks.values()))
            _parse(archive.pieces(part), _SheetScanner(marks[name]).start)
    except (expat.ExpatError, LookupError, ValueError) as error:
        raise JunhengError("file_unreadable", file=file) from error
    scanned = {_WORKBOOK, _RELATIONS, *visible.values()}
    for name in archive.names:
        if name not in scanned:
            for _ in archive.pieces(name):
                pass
    return marks


def merged_cells(raw: bytes, file: str, limits: Limits) -> int:
    """Return how many cells an .xlsx merges on all its sheets, hidden ones too.

    What cannot be read, another reader might: it counts as a whole sheet. Raises `JunhengError`:
    file_unreadable, file_encrypted, file_unpacks_too_large.
    """
    archive, count = Archive(raw, file, limits), 0

    def add(tag: str, attributes: Attributes) -> None:
        nonlocal count
        if tag == "mergeCell":
            count += _area(attributes.get("ref", ""))

    for name in archive.names:
        start = next(archive.pieces(name), b"")[:_XML_STARTS_WITHIN]
        if b"<" not in start:
            continue  # a picture
        try:
            _parse(archive.pieces(name), add)
        except (expat.ExpatError, LookupError, ValueError):
            count += _WHOLE_SHEET
    return count


def _area(reference: str) -> int:
    first, _, last = reference.partition(":")
    places = (_PLACE.fullmatch(first), _PLACE.fullmatch(last or first))
    if not places[0] or not places[1]:
        return _WHOLE_SHEET
    (left, top), (right, bottom) = ((_column_number(one[1]), int(one[2])) for one in places if one)
    return (abs(right - left) + 1) * (abs(bottom - top) + 1)


def _foreign_archive(names: Iterable[str], file: str) -> JunhengError:
    for start, code, found in _OTHER_ARCHIVES:
        if any(name.startswith(start) for name in names):
            return JunhengError(code, file=file, found=found)
    return JunhengError("file_not_a_spreadsheet", file=file, found="压缩包")


def _visible_sheets(archive: Archive) -> dict[str, str]:
    """Return sheet name → part, for worksheets that are not hidden."""
    targets: dict[str, str] = {}
    sheets: dict[str, str] = {}

    def relation(tag: str, attributes: Attributes) -> None:
        if tag == "Relationship" and attributes["Type"].endswith("/worksheet"):
            targets[attributes["Id"]] = posixpath.normpath(
                posixpath.join("/xl", attributes["Target"])
            ).lstrip("/")

    def sheet(tag: str, attributes: Attributes) -> None:
        if tag == "sheet" and attributes.get("state", "visible") == "visible":
            relation_id = next((attributes[key] for key in attributes if key.endswith(":id")), "")
            if relation_id in targets:
                sheets[attributes["name"]] = targets[relation_id]

    _parse(archive.pieces(_RELATIONS), relation)
    _parse(archive.pieces(_WORKBOOK), sheet)
    return sheets


class _SheetScanner:
    """Walks the start tags of a worksheet (ECMA-376 part 1, §18.3.1)."""

    def __init__(self, marks: SheetMarks) -> None:
        self.marks = marks
        self._row = -1
        self._column = -1
        self._is_error = False

    def start(self, tag: str, attributes: Attributes) -> None:
        if tag == "c":
            self._start_cell(attributes)
        elif tag in ("v", "is", "f"):
            self._fill_cell(is_formula=tag == "f")
        elif tag == "row":
            # Both numbers may be left out; then they count on from the one before.
            self._row = int(attributes.get("r", self._row + 2)) - 1
            self._column = -1
            if attributes.get("hidden") in _TRUE:
                self.marks.hide_rows(self._row)
        elif tag == "col" and attributes.get("hidden") in _TRUE:
            self.marks.hide_columns(int(attributes["min"]) - 1, int(attributes["max"]) - 1)

    def _start_cell(self, attributes: Attributes) -> None:
        place = _PLACE.fullmatch(attributes.get("r", ""))
        if place:
            self._row, self._column = int(place[2]) - 1, _column_number(place[1])
        else:
            self._column += 1
        self._is_error = attributes.get("t") == "e"

    def _fill_cell(self, *, is_formula: bool) -> None:
        self.marks.check_place(self._row, self._column)
        if is_formula:
            self.marks.formulas.add((self._row, self._column))
        if self._is_error:
            self.marks.errors.add((self._row, self._column))


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _parse(pieces: Iterable[bytes], start: Callable[[str, Attributes], None]) -> None:
    """Call `start` for every element, by its name without prefix; document types are refused."""
    parser = expat.ParserCreate()
    parser.buffer_text = True

    def start_element(tag: str, attributes: Attributes) -> None:
        start(tag.rpartition(":")[2], attributes)

    def refuse_document_type(*_parts: object) -> None:
        raise ValueError

    parser.StartElementHandler = start_element
    parser.StartDoctypeDeclHandler = refuse_document_type
    for piece in pieces:
        parser.Parse(piece, False)  # noqa: FBT003 - the parser's own face
    parser.Parse(b"", True)  # noqa: FBT003
