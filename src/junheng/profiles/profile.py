"""What a place's rules say about class assignment (地方规则档), each number with its source."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Generic, Literal, TypeVar

Value_co = TypeVar("Value_co", covariant=True)


class Stage(StrEnum):
    """The two stages of compulsory education (学段)."""

    PRIMARY = "primary"
    JUNIOR = "junior"

    @property
    def label(self) -> str:
        """The word that users read."""
        return {Stage.PRIMARY: "小学", Stage.JUNIOR: "初中"}[self]


class Evidence(StrEnum):
    """How well a value is supported: the text was read, a second-hand source, or our choice."""

    VERIFIED = "verified"
    SECONDARY = "secondary"
    PRODUCT_DEFAULT = "product_default"

    @property
    def label(self) -> str:
        """The word that users read."""
        return {
            Evidence.VERIFIED: "已核对原文",
            Evidence.SECONDARY: "二手来源",
            Evidence.PRODUCT_DEFAULT: "产品默认",
        }[self]


@dataclass(frozen=True)
class Source:
    """Where a value comes from: full title of the document and the place in it."""

    document: str
    article: str
    evidence: Evidence
    note: str = ""


@dataclass(frozen=True)
class Rule(Generic[Value_co]):
    """One parameter with its source."""

    value: Value_co
    source: Source


@dataclass(frozen=True)
class BalancedAttribute:
    """An attribute spread evenly over the classes (均衡属性).

    `name` stands in the public record; `weight` ≥ 1 prices unevenness; `tolerance` is the excess
    over the best attainable gap of one value that a report still calls even. `source` says why
    the attribute is balanced, `JurisdictionProfile.attribute_numbers` where the numbers are from.
    """

    name: str
    title: str
    weight: int
    tolerance: int
    source: Source


@dataclass(frozen=True)
class BalancedNumeric:
    """A whole-number property whose class means are brought close (for one, birth_month)."""

    name: str
    title: str
    weight: int
    tolerance: int
    unit: int
    source: Source


@dataclass(frozen=True)
class Hotline:
    """Whom to call with a complaint (监督电话)."""

    unit: str
    phone: str
    email: str = ""


@dataclass(frozen=True)
class HolidayYear:
    """The arranged holidays of one year: days off, and weekend days that are worked for them."""

    year: int
    off: frozenset[date]
    worked: frozenset[date]


WhoRuns = Literal["school", "county"]
LotsDrawnBy = Literal["teacher", "parent"]
DrawUnit = Literal["head", "team"]
SameName = Literal["apart", "ignore"]
Wish = Literal["together", "apart", "none"]
PublicNames = Literal["none", "masked", "full"]
PublicKind = Literal["d10", "b10", "d6"]


@dataclass(frozen=True)
class JurisdictionProfile:
    """All rules of one jurisdiction; every `Rule` carries document, article and evidence.

    Ages are in full years on 31 August of the year of entry; periods carry their unit in the
    name; `complaint_…_days` and `rectification_days` are working days by `holidays`.
    `inclusion_cap_per_class` 0 means no cap, `monitoring_public_days` 0 no end.
    `inclusion_size_reduction` is the number of seats that a class gives up for each student in
    inclusive education (随班就读).
    """

    name: str
    title: str
    version: str
    effective_from: date
    attribute_numbers: Source
    attributes: tuple[BalancedAttribute, ...]
    numerics: tuple[BalancedNumeric, ...]
    class_size_limit_primary: Rule[int]
    class_size_limit_junior: Rule[int]
    plausible_ages_primary: Rule[tuple[int, int]]
    plausible_ages_junior: Rule[tuple[int, int]]
    max_class_size_difference: Rule[int]
    inclusion_size_reduction: Rule[int]
    inclusion_cap_per_class: Rule[int]
    same_name: Rule[SameName]
    multiple_birth_wish: Rule[Wish]
    lots_drawn_by: Rule[LotsDrawnBy]
    draw_unit: Rule[DrawUnit]
    run_by: Rule[WhoRuns]
    public_names: Rule[PublicNames]
    notice_days: Rule[int]
    objection_days: Rule[int]
    rights_answer_days: Rule[int]
    complaint_accept_days: Rule[int]
    complaint_start_days: Rule[int]
    complaint_refer_days: Rule[int]
    complaint_reply_days: Rule[int]
    complaint_close_days: Rule[int]
    rectification_days: Rule[int]
    monitoring_public_days: Rule[int]
    holidays: Rule[tuple[HolidayYear, ...]]
    second_term_month: Rule[int]
    notice_hours_before_ceremony: Rule[int]
    retention_years_after_graduation: Rule[int]
    video_retention_years: Rule[int]
    public_kind: Rule[PublicKind]
    public_length: Rule[int]
    envelope_length: Rule[int]
    min_envelopes: Rule[int]
    hotlines: Rule[tuple[Hotline, ...]]
    supervisor_roles: Rule[tuple[str, ...]]
    refused_class_name_words: Rule[tuple[str, ...]]
    warned_class_name_words: Rule[tuple[str, ...]]

    def class_size_limit(self, stage: Stage) -> Rule[int]:
        """The most students a class of this stage may hold (标准班额)."""
        if stage is Stage.PRIMARY:
            return self.class_size_limit_primary
        return self.class_size_limit_junior

    def plausible_ages(self, stage: Stage) -> Rule[tuple[int, int]]:
        """Youngest and oldest age in full years that raises no question."""
        if stage is Stage.PRIMARY:
            return self.plausible_ages_primary
        return self.plausible_ages_junior

    def find_refused_word(self, class_name: str) -> str | None:
        """The first word in a class name that the rules forbid, if any."""
        return _first_within(self.refused_class_name_words.value, class_name)

    def find_warned_word(self, class_name: str) -> str | None:
        """The first word in a class name that needs an explanation, if any."""
        return _first_within(self.warned_class_name_words.value, class_name)


def _first_within(words: tuple[str, ...], text: str) -> str | None:
    return next((word for word in words if word in text), None)
