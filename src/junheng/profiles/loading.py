"""Reads a profile from TOML, strictly: an unknown key, a wrong type or a missing source is refused.

A file may say `extends = "national"`: what it leaves out then comes from the named profile,
together with the source given there.
"""

from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from junheng.engine.errors import JunhengError
from junheng.profiles import values
from junheng.profiles.profile import (
    BalancedAttribute,
    BalancedNumeric,
    JurisdictionProfile,
    Rule,
    Source,
)
from junheng.profiles.strict import (
    SOURCE_KEYS,
    documents_of,
    entries_of,
    refuse_unknown,
    required,
    source_of,
    tree_of,
)

_DATA = files("junheng.profiles") / "data"

RULES: Mapping[str, Callable[[str, object], object]] = {
    "class_size_limit_primary": values.whole_number(1, 100),
    "class_size_limit_junior": values.whole_number(1, 100),
    "plausible_ages_primary": values.span(0, 30),
    "plausible_ages_junior": values.span(0, 30),
    "max_class_size_difference": values.whole_number(1, 10),
    "inclusion_size_reduction": values.whole_number(0, 3),
    "inclusion_cap_per_class": values.whole_number(0, 20),
    "same_name": values.one_of("apart", "ignore"),
    "multiple_birth_wish": values.one_of("together", "apart", "none"),
    "lots_drawn_by": values.one_of("teacher", "parent"),
    "draw_unit": values.one_of("head", "team"),
    "run_by": values.one_of("school", "county"),
    "public_names": values.one_of("none", "masked", "full"),
    "notice_days": values.whole_number(0, 365),
    "objection_days": values.whole_number(1, 365),
    "rights_answer_days": values.whole_number(1, 365),
    "complaint_accept_days": values.whole_number(1, 365),
    "complaint_start_days": values.whole_number(1, 365),
    "complaint_refer_days": values.whole_number(1, 365),
    "complaint_reply_days": values.whole_number(1, 365),
    "complaint_close_days": values.whole_number(1, 365),
    "rectification_days": values.whole_number(1, 365),
    "monitoring_public_days": values.whole_number(0, 3660),
    "holidays": values.holidays,
    "second_term_month": values.whole_number(1, 6),
    "notice_hours_before_ceremony": values.whole_number(0, 24 * 60),
    "retention_years_after_graduation": values.whole_number(0, 100),
    "video_retention_years": values.whole_number(0, 100),
    "public_kind": values.one_of("d10", "b10", "d6"),
    "public_length": values.whole_number(20, 64),
    "envelope_length": values.whole_number(8, 32),
    "min_envelopes": values.whole_number(3, 30),
    "hotlines": values.hotlines,
    "supervisor_roles": values.texts,
    "refused_class_name_words": values.texts,
    "warned_class_name_words": values.texts,
}
"""Every single-valued rule with its check; `value` stands under this key in the file."""

_TOP_KEYS = frozenset(
    (
        "name",
        "title",
        "version",
        "effective_from",
        "extends",
        "documents",
        "attribute_numbers",
        "attributes",
        "numerics",
        *RULES,
    )
)


def profile_names() -> tuple[str, ...]:
    """The profiles that come with the program; "national" first, the others by name."""
    names = sorted(
        entry.name.removesuffix(".toml")
        for entry in _DATA.iterdir()
        if entry.name.endswith(".toml")
    )
    return tuple(sorted(names, key=lambda name: name != "national"))


def load_profile(name_or_path: str | Path) -> JurisdictionProfile:
    """The profile of a built-in name, or of a TOML file given by its path.

    Raises JunhengError: profile_unknown, profile_file_missing, profile_file_malformed,
    profile_key_unknown, profile_key_missing, profile_value_wrong, profile_source_missing,
    profile_document_unknown. Each names the key.
    """
    if str(name_or_path) in profile_names():
        return _built_in_profile(str(name_or_path))
    path = Path(name_or_path)
    if path.suffix != ".toml":
        raise JunhengError(
            "profile_unknown", name=str(name_or_path), known="、".join(profile_names())
        )
    if not path.is_file():
        raise JunhengError("profile_file_missing", file=path.name)
    return _profile_from(path.read_bytes(), path.name)


@cache
def _built_in_profile(name: str) -> JurisdictionProfile:
    return _profile_from((_DATA / f"{name}.toml").read_bytes(), f"{name}.toml")


def _profile_from(raw: bytes, file: str) -> JurisdictionProfile:
    tree = tree_of(raw, file)
    refuse_unknown(tree, _TOP_KEYS, "")
    fields: dict[str, Any] = {
        key: values.text(key, required(tree, key)) for key in ("name", "title", "version")
    }
    fields["effective_from"] = values.day("effective_from", required(tree, "effective_from"))
    documents = documents_of(tree)
    inherited = _inherited(tree)
    for key, reader in _READERS.items():
        if key in tree:
            fields[key] = reader(key, tree[key], documents)
        elif inherited is not None:
            fields[key] = getattr(inherited, key)
        else:
            raise JunhengError("profile_key_missing", key=key)
    profile = JurisdictionProfile(**fields)
    _refuse_repeated_names(profile)
    return profile


def _inherited(tree: Mapping[str, Any]) -> JurisdictionProfile | None:
    if "extends" not in tree:
        return None
    name = values.one_of(*profile_names())("extends", tree["extends"])
    if name == tree["name"]:
        raise JunhengError("profile_value_wrong", key="extends", expected="另一个规则档的名称")
    return load_profile(str(name))


def _rule(key: str, raw: object, documents: Mapping[str, str]) -> Rule[Any]:
    rule = values.table(key, raw)
    refuse_unknown(rule, frozenset(("value", *SOURCE_KEYS)), f"{key}.")
    value = RULES[key](f"{key}.value", required(rule, "value", f"{key}."))
    return Rule(value=value, source=source_of(key, rule, documents))


def _bare_source(key: str, raw: object, documents: Mapping[str, str]) -> Source:
    table = values.table(key, raw)
    refuse_unknown(table, frozenset(SOURCE_KEYS), f"{key}.")
    return source_of(key, table, documents)


def _attributes(
    key: str, raw: object, documents: Mapping[str, str]
) -> tuple[BalancedAttribute, ...]:
    own_keys = ("name", "weight", "tolerance")
    attributes = []
    for place, entry in entries_of(key, raw, own_keys):
        name = str(values.one_of(*values.ATTRIBUTE_TITLES)(f"{place}.name", entry["name"]))
        attributes.append(
            BalancedAttribute(
                name=name,
                title=values.ATTRIBUTE_TITLES[name],
                weight=values.whole_number(1, 1000)(f"{place}.weight", entry["weight"]),
                tolerance=values.whole_number(0, 100)(f"{place}.tolerance", entry["tolerance"]),
                source=source_of(place, entry, documents),
            )
        )
    return tuple(attributes)


def _numerics(key: str, raw: object, documents: Mapping[str, str]) -> tuple[BalancedNumeric, ...]:
    own_keys = ("name", "weight", "tolerance", "unit")
    numerics = []
    for place, entry in entries_of(key, raw, own_keys):
        name = str(values.one_of(*values.NUMERIC_TITLES)(f"{place}.name", entry["name"]))
        numerics.append(
            BalancedNumeric(
                name=name,
                title=values.NUMERIC_TITLES[name],
                weight=values.whole_number(1, 1000)(f"{place}.weight", entry["weight"]),
                tolerance=values.whole_number(0, 1000)(f"{place}.tolerance", entry["tolerance"]),
                unit=values.whole_number(1, 1000)(f"{place}.unit", entry["unit"]),
                source=source_of(place, entry, documents),
            )
        )
    return tuple(numerics)


def _refuse_repeated_names(profile: JurisdictionProfile) -> None:
    names = [attribute.name for attribute in profile.attributes]
    names += [numeric.name for numeric in profile.numerics]
    for name in names:
        if names.count(name) > 1:
            raise JunhengError("profile_value_wrong", key="attributes", expected="不重复的名称")


_READERS: Mapping[str, Callable[[str, object, Mapping[str, str]], object]] = {
    "attribute_numbers": _bare_source,
    "attributes": _attributes,
    "numerics": _numerics,
    **dict.fromkeys(RULES, _rule),
}
