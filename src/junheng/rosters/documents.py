"""Students without a resident identity number (身份证件类型): passports and other documents."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from junheng.rosters.names import normalised_name
from junheng.rosters.places import PlacedRow
from junheng.tabular import Cell, CellFault, Fault, IdentityNumberValue, Row, Table

RESIDENT: Final = "1"
OTHER: Final = "Z"
DOCUMENTS: Final[Mapping[str, str]] = {
    "居民身份证": RESIDENT, "身份证": RESIDENT, "居民户口簿": RESIDENT, "户口簿": RESIDENT,
    "港澳台居民居住证": RESIDENT, "1": RESIDENT, "B": RESIDENT,
    "香港特区护照/身份证明": "6", "6": "6", "香港": "6",
    "澳门特区护照/身份证明": "7", "7": "7", "澳门": "7",
    "台湾居民来往大陆通行证": "8", "8": "8", "台湾": "8", "台胞证": "8",
    "境外永久居住证": "9", "9": "9", "外国人永久居留身份证": "9",
    "护照": "A", "A": "A", "其他": OTHER, "Z": OTHER,
}  # fmt: skip
"""The national codes of 身份证件类型; a residence permit has a number like a resident's."""

DOCUMENT_TEXTS: Final = (
    "居民身份证", "香港特区护照/身份证明", "澳门特区护照/身份证明", "台湾居民来往大陆通行证",
    "境外永久居住证", "护照", "其他",
)  # fmt: skip

_FORM: Final = re.compile(r"[A-Z0-9()-]{5,30}")
_LETTER_OF_OTHER_DOCUMENT: Final = re.compile(r"[A-Z](?!$)|[A-WYZ]$")
# What is wrong with the cell itself stays wrong, whatever the document.
_FAULTS_OF_CELL: Final = frozenset(
    (
        "cell_is_error",
        "cell_is_formula",
        "identity_number_typed_as_number",
        "formula_without_result",
    )
)


@dataclass(frozen=True)
class DocumentNumber:
    """The number of another document and the birth date, which it does not tell."""

    number: str
    birth_date: date


def read_document(cell: Cell) -> str:
    """The code of a kind of document."""
    document = DOCUMENTS.get(cell.text.replace(" ", "").upper())
    if document is None:
        raise CellFault("choice_unknown", allowed="、".join(DOCUMENT_TEXTS))
    return document


def with_documents(table: Table) -> Table:
    """The table with other documents read where the rows name one, and their faults instead."""
    uses = {use.to: use for use in table.headers if use.use == "read" and use.to}
    if "identity_number" not in uses:
        return table
    place = uses["identity_number"].index
    of_number = {f.row: f for f in table.faults if f.row and f.column_index == place}
    faults = [fault for fault in table.faults if fault not in of_number.values()]
    rows = []
    for row in table.rows:
        placed, fault = PlacedRow(table.sheet, row, uses), of_number.get(row.number)
        if row.values.get("document", RESIDENT) in {None, RESIDENT}:
            faults += [] if fault is None else [_with_way_out(placed, fault)]
            rows.append(row)
            continue
        value = fault if fault and fault.code in _FAULTS_OF_CELL else _document_number(placed)
        if isinstance(value, Fault):
            faults.append(value)
            values = {key: v for key, v in row.values.items() if key != "identity_number"}
        else:
            values = {**row.values, "identity_number": value}
        rows.append(replace(row, values=values))
    return replace(table, rows=tuple(rows), faults=tuple(faults))


def _with_way_out(placed: PlacedRow, fault: Fault) -> Fault:
    number = _number_of(placed.row)
    if (
        fault.code == "identity_number_wrong_length"
        and _FORM.fullmatch(number)
        and _LETTER_OF_OTHER_DOCUMENT.search(number)
    ):
        return replace(fault, code="identity_number_of_other_document", params={})
    return fault


def _document_number(placed: PlacedRow) -> DocumentNumber | Fault:
    values, number = placed.row.values, _number_of(placed.row)
    born, name, known = values.get("birth_date"), values.get("name"), values.get("identity_number")
    if isinstance(known, IdentityNumberValue):
        born = born or known.birth_date
    if not isinstance(born, date):
        return placed.fault("birth_date", "birth_date_needed_without_resident_number")
    if not number and values["document"] == OTHER:
        # Stands in for the number in the identity commitment, so that a ticket can be verified.
        return DocumentNumber(f"NONE-{normalised_name(str(name))}{born}".upper(), born)
    if not number:
        return placed.fault("identity_number", "cell_required")
    if not _FORM.fullmatch(number):
        return placed.fault("identity_number", "document_number_unreadable")
    return DocumentNumber(number, born)


def _number_of(row: Row) -> str:
    return row.seen.get("identity_number", "").replace(" ", "").upper()
