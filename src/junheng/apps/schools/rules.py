"""What a sheet of schools would change, before anything is written."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

from junheng.profiles import Stage
from junheng.tabular import Fault

Change = Literal["new", "changed", "same"]


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
