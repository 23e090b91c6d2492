"""The bureau, its schools and their telephones as values; what a sheet or a form would change."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final, Literal

from junheng.profiles import Stage
from junheng.tabular import Fault

Change = Literal["new", "changed", "same"]

BUREAU_FIELDS: Final[Mapping[str, str]] = {
    "county_name": "县（区、市）名称",
    "county_code": "行政区划代码",
    "name": "教育局名称",
    "profile": "地方规则",
    "complaint_phone": "监督举报电话",
    "complaint_email": "监督举报邮箱",
    "complaint_hours": "接听时间",
}
"""The bureau's own data by their titles on pages, in their order."""

FIXED_IN_A_YEAR: Final = frozenset(("county_code", "profile"))
"""What a year's work was begun with: codes of the record and the rules of its sizes and days."""


@dataclass(frozen=True)
class BureauEntry:
    """The bureau's own data as a form or the database has them."""

    county_name: str
    county_code: str
    name: str
    profile: str
    complaint_phone: str
    complaint_email: str
    complaint_hours: str


def changed_of_bureau(before: BureauEntry, after: BureauEntry) -> tuple[str, ...]:
    """The fields in which two states of the bureau differ."""
    return tuple(
        field for field in BUREAU_FIELDS if getattr(before, field) != getattr(after, field)
    )


@dataclass(frozen=True)
class ContactEntry:
    """A line of the table of telephones, without its place in it."""

    unit: str
    phone: str
    mailbox: str = ""
    hours: str = ""


@dataclass(frozen=True)
class UnitContact:
    """Where a unit takes complaints, for notices and for the pages of parents.

    `order` is 0 for the bureau itself; `school_code` is empty where the unit is no school of the
    county.
    """

    unit: str
    phone: str
    mailbox: str
    hours: str
    order: int
    school_code: str


def stages_label(*, has_primary: bool, has_junior: bool) -> str:
    """小学, 初中 or 九年一贯制."""
    if has_primary and has_junior:
        return "九年一贯制"
    return (Stage.PRIMARY if has_primary else Stage.JUNIOR).label


@dataclass(frozen=True)
class SchoolEntry:
    """A school as a sheet or the database has it."""

    code: str
    name: str
    has_primary: bool
    has_junior: bool
    is_private: bool
    is_hot: bool

    @property
    def stages_label(self) -> str:
        """The kind of school as a list prints it."""
        return stages_label(has_primary=self.has_primary, has_junior=self.has_junior)

    def as_json(self) -> dict[str, Any]:
        """For the session, between the preview and the confirmation."""
        return asdict(self)


@dataclass(frozen=True)
class SchoolChange:
    """One row of the preview; `before` is the school as it stands, if it does."""

    entry: SchoolEntry
    change: Change
    before: SchoolEntry | None = None


@dataclass(frozen=True)
class SchoolsPreview:
    """What would happen; nothing can be confirmed while `faults` has errors."""

    changes: tuple[SchoolChange, ...]
    faults: tuple[Fault, ...]

    @property
    def errors(self) -> tuple[Fault, ...]:
        """The faults that stop the import."""
        return tuple(fault for fault in self.faults if fault.severity == "error")

    @property
    def can_be_confirmed(self) -> bool:
        """Whether there is something to write and nothing against it."""
        return not self.errors and any(change.change != "same" for change in self.changes)

    def count(self, change: Change) -> int:
        """How many schools are new, changed or the same."""
        return sum(one.change == change for one in self.changes)

    @property
    def new_count(self) -> int:
        """Schools that the platform does not know yet."""
        return self.count("new")

    @property
    def changed_count(self) -> int:
        """Schools with another name, stage or kind than before."""
        return self.count("changed")

    @property
    def same_count(self) -> int:
        """Schools that stay as they are."""
        return self.count("same")


def entry_of(values: Mapping[str, Any]) -> SchoolEntry:
    """A school from a row that was read without a fault."""
    has_primary, has_junior = values["stages"]
    return SchoolEntry(
        code=values["code"],
        name=values["name"],
        has_primary=has_primary,
        has_junior=has_junior,
        is_private=values["is_private"],
        is_hot=bool(values.get("is_hot")),
    )


def compare(
    entries: Sequence[SchoolEntry], known: Mapping[str, SchoolEntry]
) -> tuple[SchoolChange, ...]:
    """Each school of the sheet beside the one with its code; schools not in the sheet stay."""
    changes = []
    for entry in entries:
        before = known.get(entry.code)
        if before is None:
            changes.append(SchoolChange(entry, "new"))
        else:
            changes.append(SchoolChange(entry, "same" if entry == before else "changed", before))
    return tuple(changes)


def names_taken(entries: Sequence[SchoolEntry], known: Mapping[str, SchoolEntry]) -> dict[str, str]:
    """Code of a school in the sheet → code of another known school that keeps the same name."""
    renamed = {entry.code for entry in entries}
    owners = {school.name: school.code for school in known.values() if school.code not in renamed}
    return {entry.code: owners[entry.name] for entry in entries if entry.name in owners}
