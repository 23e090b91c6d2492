"""Reading a catalogue of indicators (指标体系): what is asked, counted, compared, by which text.

A catalogue is a TOML file. An indicator asks named quantities by a formula and compares the value
with a standard of its stage; a document that must exist is a quantity that is 0 or 1. Adding one
is editing the file and adding a test vector. A catalogue may be `based_on` another: it takes over
everything and names only what it adds or words otherwise.
"""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Final

from junheng.engine.errors import JunhengError
from junheng.engine.indicators import Formula
from junheng.profiles import values
from junheng.profiles.catalogue import (
    Band,
    Catalogue,
    Comparison,
    Condition,
    Direction,
    Indicator,
    Level,
    Part,
    Quantity,
)
from junheng.profiles.profile import Rule, Stage
from junheng.profiles.strict import (
    SOURCE_KEYS,
    documents_of,
    entries_of,
    refuse_unknown,
    required,
    source_of,
    tree_of,
)

__all__ = [
    "Band",
    "Catalogue",
    "Comparison",
    "Condition",
    "Direction",
    "Indicator",
    "Level",
    "Part",
    "Quantity",
    "catalogue_from",
    "catalogue_names",
    "load_catalogue",
]

_DATA = files("junheng.profiles") / "data" / "indicators"
_LISTS: Final = {"quantities": "name", "indicators": "code", "bands": "name", "prices": "quantity"}


def catalogue_names() -> tuple[str, ...]:
    """The catalogues that come with the program."""
    return tuple(sorted(entry.name.removesuffix(".toml") for entry in _DATA.iterdir()))


@cache
def load_catalogue(name: str) -> Catalogue:
    """The catalogue of a name.

    Raises JunhengError: catalogue_unknown (name, known), and what `profiles.strict` raises.
    """
    if name not in catalogue_names():
        raise JunhengError("catalogue_unknown", name=name, known="、".join(catalogue_names()))
    return catalogue_from((_DATA / f"{name}.toml").read_bytes(), f"{name}.toml")


def catalogue_from(raw: bytes, file: str) -> Catalogue:
    """Read a catalogue; `file` is its name for the message.

    Raises JunhengError: catalogue_quantity_unknown (indicator, name), formula_not_understood,
    and what `profiles.strict` raises.
    """
    tree = _whole(tree_of(raw, file))
    refuse_unknown(tree, frozenset((*_TOP, *_BESIDE, *_LISTS, "documents", "summed")), "")
    documents = documents_of(tree)
    top = {key: required(tree, key) for key in _TOP}
    quantities = [
        _quantity(f"quantities[{number}]", values.table("quantities", entry))
        for number, entry in enumerate(values.array("quantities", tree.get("quantities", [])), 1)
    ]
    named = {one.name: one for one in quantities}
    for one in quantities:
        if one.part_of:
            _known(f"{one.name}.part_of", one.part_of, named)
    indicators = [
        _indicator(f"indicators[{number}]", values.table("indicators", entry), documents, named)
        for number, entry in enumerate(values.array("indicators", tree.get("indicators", [])), 1)
    ]
    by_code = {one.code: one for one in indicators}
    if len(named) != len(quantities) or len(by_code) != len(indicators):
        raise JunhengError("profile_value_wrong", key="indicators", expected="不重复的名称和编号")
    weights = values.table("split_weights", top["split_weights"])
    return Catalogue(
        name=values.text("name", top["name"]),
        title=values.text("title", top["title"]),
        required=values.whole_number(0, 100)("required", top["required"]),
        floor_share=_number("floor_share", top["floor_share"]),
        smallest_teaching_point=values.whole_number(0, 1000)(
            "smallest_teaching_point", top["smallest_teaching_point"]
        ),
        split_weights=MappingProxyType(
            {stage: _number(f"split_weights.{stage}", one) for stage, one in weights.items()}
        ),
        rules=source_of("rules", values.table("rules", top["rules"]), documents),
        quantities=MappingProxyType(named),
        indicators=MappingProxyType(by_code),
        composite_limits=_composite_limits(tree, documents),
        bands=_bands(tree, documents, named),
        near_share=_near_share(tree, documents),
        prices=_prices(tree, documents, named),
        summed=tuple(
            _known("summed", one, named) for one in values.array("summed", tree.get("summed", []))
        ),
    )


def _whole(tree: Mapping[str, Any]) -> dict[str, Any]:
    """The tree with all that it takes over from the catalogue it is based on."""
    own = dict(tree)
    base_name = own.pop("based_on", None)
    if base_name is None:
        return own
    base_file = f"{values.one_of(*catalogue_names())('based_on', base_name)}.toml"
    base = _whole(tree_of((_DATA / base_file).read_bytes(), base_file))
    documents = {**base["documents"], **values.table("documents", own.get("documents", {}))}
    lists = {
        key: _merged(key, base.get(key, []), own.get(key, []), by) for key, by in _LISTS.items()
    }
    return {**base, **own, "documents": documents, **lists}


def _merged(key: str, base: list[Any], own: object, by: str) -> list[Any]:
    """The base's entries, those of the same name replaced where they stand, then the new ones."""
    entries = [values.table(key, entry) for entry in values.array(key, own)]
    ours = {entry.get(by): entry for entry in entries}
    kept = {entry[by] for entry in base}
    return [
        *(ours.get(entry[by], entry) for entry in base),
        *(entry for entry in entries if entry.get(by) not in kept),
    ]


def _composite_limits(
    tree: Mapping[str, Any], documents: Mapping[str, str]
) -> Mapping[Stage, Rule[Fraction]]:
    if "composite" not in tree:
        return MappingProxyType({})
    entry = values.table("composite", tree["composite"])
    refuse_unknown(entry, frozenset(("limits", *SOURCE_KEYS)), "composite.")
    source = source_of("composite", entry, documents)
    limits = values.table("composite.limits", required(entry, "limits", "composite."))
    return MappingProxyType(
        {
            _stage("composite.limits", stage): Rule(_number("composite.limits", one), source)
            for stage, one in limits.items()
        }
    )


def _bands(
    tree: Mapping[str, Any], documents: Mapping[str, str], quantities: Mapping[str, Quantity]
) -> tuple[Band, ...]:
    found = [
        Band(
            quantity=_known(f"{place}.quantity", entry["quantity"], quantities),
            name=values.text(f"{place}.name", entry["name"]),
            from_value=_number(f"{place}.from", entry["from"]),
            source=source_of(place, entry, documents),
            is_warned=entry.get("is_warned", True) is True,
        )
        for place, entry in entries_of(
            "bands", tree.get("bands", []), ("quantity", "name", "from"), ("is_warned",)
        )
    ]
    return tuple(sorted(found, key=lambda band: band.from_value))


def _near_share(tree: Mapping[str, Any], documents: Mapping[str, str]) -> Rule[Fraction] | None:
    if "early_warning" not in tree:
        return None
    entry = values.table("early_warning", tree["early_warning"])
    refuse_unknown(entry, frozenset(("near_share", *SOURCE_KEYS)), "early_warning.")
    share = _number("early_warning", required(entry, "near_share", "early_warning."))
    return Rule(share, source_of("early_warning", entry, documents))


def _prices(
    tree: Mapping[str, Any], documents: Mapping[str, str], quantities: Mapping[str, Quantity]
) -> Mapping[str, Rule[Fraction]]:
    return MappingProxyType(
        {
            _known(f"{place}.quantity", entry["quantity"], quantities): Rule(
                _number(f"{place}.yuan", entry["yuan"]), source_of(place, entry, documents)
            )
            for place, entry in entries_of("prices", tree.get("prices", []), ("quantity", "yuan"))
        }
    )


def _known(place: str, raw: object, quantities: Mapping[str, Quantity]) -> str:
    name = values.text(place, raw)
    if name not in quantities:
        raise JunhengError("catalogue_quantity_unknown", indicator=place, name=name)
    return name


_BESIDE: Final = ("composite", "early_warning")
_TOP = (
    *("name", "title", "required", "floor_share", "smallest_teaching_point", "split_weights"),
    "rules",
)
_QUANTITY_KEYS = ("name", "title", "unit", "level")
_INDICATOR_KEYS = ("code", "name", "unit", "part", "level")


def _quantity(place: str, entry: Mapping[str, Any]) -> Quantity:
    flags = ("is_yes_no", "is_whole", "is_shared")
    beside = ("sum_of", "part_of", "largest")
    refuse_unknown(entry, frozenset((*_QUANTITY_KEYS, *flags, *beside)), f"{place}.")
    name, title, unit, level = (
        values.text(f"{place}.{key}", required(entry, key, f"{place}.")) for key in _QUANTITY_KEYS
    )
    return Quantity(
        name=name,
        title=title,
        unit=unit,
        level=Level(values.one_of(*Level)(f"{place}.level", level)),
        is_yes_no=entry.get("is_yes_no") is True,
        is_whole=entry.get("is_whole") is True,
        is_shared=entry.get("is_shared") is True,
        sum_of=_text_of(place, entry, "sum_of"),
        part_of=values.text(f"{place}.part_of", entry["part_of"]) if "part_of" in entry else "",
        largest=_number(f"{place}.largest", entry["largest"]) if "largest" in entry else None,
    )


def _indicator(
    place: str,
    entry: Mapping[str, Any],
    documents: Mapping[str, str],
    quantities: Mapping[str, Quantity],
) -> Indicator:
    beside = ("conditions", "exemptions", "limits", "lacking", "direction")
    words = ("evidence_needed", "standard_in_words")
    refuse_unknown(entry, frozenset((*_INDICATOR_KEYS, *beside, *words, *SOURCE_KEYS)), f"{place}.")
    code, name, unit, part, level = (
        values.text(f"{place}.{key}", required(entry, key, f"{place}.")) for key in _INDICATOR_KEYS
    )
    limits = values.table(f"{place}.limits", entry.get("limits", {}))
    conditions = _conditions(f"{place}.conditions", required(entry, "conditions", f"{place}."))
    if not conditions:
        raise JunhengError("profile_key_missing", key=f"{place}.conditions")
    indicator = Indicator(
        code=code,
        name=name,
        unit=unit,
        part=Part(values.one_of(*Part)(f"{place}.part", part)),
        level=Level(values.one_of(*Level)(f"{place}.level", level)),
        conditions=conditions,
        exemptions=_conditions(f"{place}.exemptions", entry.get("exemptions", [])),
        limits=MappingProxyType(
            {_stage(place, key): _number(f"{place}.limits", one) for key, one in limits.items()}
        ),
        lacking=_text_of(place, entry, "lacking"),
        direction=_direction(f"{place}.direction", entry, conditions[0]),
        source=source_of(place, entry, documents),
        evidence_needed=_text_of(place, entry, "evidence_needed"),
        standard_in_words=_text_of(place, entry, "standard_in_words"),
    )
    asked = [one.formula.names for one in (*indicator.conditions, *indicator.exemptions)]
    for asked_name in sorted(frozenset().union(*asked, {indicator.lacking} - {""})):
        if asked_name not in quantities:
            raise JunhengError("catalogue_quantity_unknown", indicator=code, name=asked_name)
    return indicator


def _text_of(place: str, entry: Mapping[str, Any], key: str) -> str:
    return values.text(f"{place}.{key}", entry[key]) if key in entry else ""


def _conditions(place: str, raw: object) -> tuple[Condition, ...]:
    return tuple(
        _condition(f"{place}[{number}]", values.table(place, entry))
        for number, entry in enumerate(values.array(place, raw), 1)
    )


def _condition(place: str, entry: Mapping[str, Any]) -> Condition:
    refuse_unknown(entry, frozenset(("formula", "is_shown_only", *Comparison)), f"{place}.")
    formula = Formula(values.text(f"{place}.formula", required(entry, "formula", f"{place}.")))
    match [(one, entry[one]) for one in Comparison if one in entry]:
        case [] if entry.get("is_shown_only") is True:
            return Condition(formula, None, MappingProxyType({}))
        case [(comparison, raw)]:
            return Condition(formula, comparison, MappingProxyType(_standards(place, raw)))
        case _:
            raise JunhengError(
                "profile_value_wrong", key=place, expected="、".join(Comparison) + " 中的一个"
            )


def _direction(place: str, entry: Mapping[str, Any], first: Condition) -> Direction:
    """As it is written, or as the standard says: what must be at least so much is better higher."""
    if "direction" in entry:
        return Direction(values.one_of(*Direction)(place, entry["direction"]))
    match first.comparison:
        case None:
            return Direction.NEITHER
        case Comparison.AT_LEAST | Comparison.ABOVE:
            return Direction.HIGHER
        case Comparison.AT_MOST | Comparison.BELOW:
            return Direction.LOWER


def _standards(place: str, raw: object) -> dict[Stage | None, Fraction]:
    if isinstance(raw, dict):
        return {_stage(place, key): _number(f"{place}.{key}", one) for key, one in raw.items()}
    return {None: _number(place, raw)}


def _stage(place: str, name: str) -> Stage:
    return Stage(values.one_of(*Stage)(place, name))


def _number(place: str, raw: object) -> Fraction:
    """A number written as text or as a whole number: a binary fraction is never meant."""
    try:
        if isinstance(raw, str) or (isinstance(raw, int) and not isinstance(raw, bool)):
            return Fraction(Decimal(raw))
    except ArithmeticError:
        pass
    raise JunhengError("profile_value_wrong", key=place, expected='加引号的数，如 "4.2"')
