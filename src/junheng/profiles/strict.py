"""Strict reading of TOML: nothing unknown, nothing missing, every value with its source.

All raise JunhengError: profile_file_malformed, profile_key_unknown, profile_key_missing,
profile_value_wrong, profile_source_missing, profile_document_unknown. Each names the key.
"""

import tomllib
from collections.abc import Mapping
from typing import Any

from junheng.engine.errors import JunhengError
from junheng.profiles import values
from junheng.profiles.profile import Evidence, Source

SOURCE_KEYS = ("document", "article", "evidence", "note")


def tree_of(raw: bytes, file: str) -> dict[str, Any]:
    """The whole file; `file` is its name for the message."""
    try:
        return tomllib.loads(raw.decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise JunhengError("profile_file_malformed", file=file, reason=str(fault)) from fault


def documents_of(tree: Mapping[str, Any]) -> Mapping[str, str]:
    """The titles of the documents that sources may name, by key."""
    table = values.table("documents", tree.get("documents", {}))
    return {key: values.text(f"documents.{key}", title) for key, title in table.items()}


def entries_of(
    key: str, raw: object, own_keys: tuple[str, ...], may: tuple[str, ...] = ()
) -> list[tuple[str, Mapping[str, object]]]:
    """A list of tables that each have all of `own_keys` and a source; with their places.

    `may`: keys that they can have beside them.
    """
    entries = []
    for number, item in enumerate(values.array(key, raw), start=1):
        place = f"{key}[{number}]"
        entry = values.table(place, item)
        refuse_unknown(entry, frozenset((*own_keys, *may, *SOURCE_KEYS)), f"{place}.")
        for own_key in own_keys:
            required(entry, own_key, f"{place}.")
        entries.append((place, entry))
    return entries


def source_of(key: str, table: Mapping[str, object], documents: Mapping[str, str]) -> Source:
    """Where a value comes from; a value without document, article or evidence is refused."""
    for part in ("document", "article", "evidence"):
        if part not in table:
            raise JunhengError("profile_source_missing", key=key, part=part)
    document = values.text(f"{key}.document", table["document"])
    if document not in documents:
        raise JunhengError("profile_document_unknown", key=key, document=document)
    evidence = values.one_of(*Evidence)(f"{key}.evidence", table["evidence"])
    return Source(
        document=documents[document],
        article=values.text(f"{key}.article", table["article"]),
        evidence=Evidence(str(evidence)),
        note=values.text(f"{key}.note", table["note"]) if "note" in table else "",
    )


def required(table: Mapping[str, Any], key: str, place: str = "") -> Any:
    """The value that must be there."""
    if key not in table:
        raise JunhengError("profile_key_missing", key=f"{place}{key}")
    return table[key]


def refuse_unknown(table: Mapping[str, object], known: frozenset[str], place: str) -> None:
    """Refuse a key that nobody reads: it is a slip, or meant for another program."""
    for key in table:
        if key not in known:
            raise JunhengError("profile_key_unknown", key=f"{place}{key}")
