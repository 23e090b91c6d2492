"""Finds twins and more (多胞胎) in a roster, by what schools write about them.

A column may hold the siblings' names, a group number or just 是. Nobody is linked on a mere
resemblance: an equal guardian and birth date without any entry gives a warning.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations, pairwise
from typing import Final, Literal

from junheng.rosters.names import written_name
from junheng.rosters.places import fault_at, note_on, warning_at
from junheng.rosters.students import LinkedBy, MultipleBirth, Note, Student, Wish
from junheng.tabular import Cell, CellFault, Fault, HeaderUse, YesNo

_YES_WORDS: Final = frozenset(["双胞胎", "龙凤胎", "三胞胎", "多胞胎", "孪生", "四胞胎"])
_SEPARATORS: Final = re.compile(r"[、,;/ ]+")
_RANKING: Final[tuple[LinkedBy, ...]] = ("names", "group_number", "guardian", "identity_number")
_CONCLUDED: Final[Mapping[LinkedBy, str]] = {
    "guardian": "multiple_birth_linked_by_guardian",
    "identity_number": "multiple_birth_linked_by_identity_number",
}
_yes_no: Final = YesNo("", to="", blank_means_no=True)


@dataclass(frozen=True)
class BirthHint:
    """What one row says about multiple births; texts as seen, `contacts` names and phones.

    `wish` is a value of `cells.WISHES`, `None` when the cell is blank.
    """

    siblings: str = ""
    group: str = ""
    wish: str | None = None
    contacts: frozenset[str] = frozenset()


@dataclass
class BirthFindings:
    """Groups in the order of their first member, and everything to be said about them."""

    groups: list[MultipleBirth] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    warnings: list[Fault] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)


def find_multiple_births(
    students: Sequence[Student],
    hints: Sequence[BirthHint],
    *,
    uses: Mapping[str, HeaderUse],
    names_beside: frozenset[str],
) -> BirthFindings:
    """Link the students that the roster declares to be siblings of one birth.

    `uses` maps multiple_birth, multiple_birth_group and wish to their columns in the sheet;
    `names_beside` are names on faulty rows, reported elsewhere.
    """
    search = _Search(students, hints, uses, names_beside)
    search.link_by_names()
    search.link_by_group_numbers()
    search.link_by_flags()
    search.settle_groups()
    search.suspect_the_rest()
    return search.findings


class _Search:
    def __init__(
        self,
        students: Sequence[Student],
        hints: Sequence[BirthHint],
        uses: Mapping[str, HeaderUse],
        names_beside: frozenset[str],
    ) -> None:
        self._students = students
        self._hints = hints
        self._uses = uses
        self._names_beside = names_beside
        self._kinds = _kinds_of([hint.siblings for hint in hints])
        self._group_of = list(range(len(students)))
        self._linked_by: dict[int, LinkedBy] = {}
        self._by_name: dict[str, list[int]] = {}
        for index, student in enumerate(students):
            self._by_name.setdefault(student.name, []).append(index)
        self.findings = BirthFindings()

    def link_by_names(self) -> None:
        one_sided = []
        for index, hint in enumerate(self._hints):
            if self._kinds[index] != "names":
                continue
            for name in self._names_in(hint.siblings):
                sibling = self._sibling_named(index, name)
                if sibling is None:
                    continue
                self._link(index, sibling, "names")
                if not self._hints[sibling].siblings:
                    one_sided.append((self._students[index].row, self._students[sibling].row))
        for row, sibling_row in one_sided:
            self._note("multiple_birth_one_sided", row=row, sibling_row=sibling_row)

    def _names_in(self, text: str) -> Iterable[str]:
        whole = written_name(text)
        if whole in self._by_name or whole in self._names_beside:
            return (whole,)
        return [written_name(part) for part in _SEPARATORS.split(text) if part]

    def _sibling_named(self, index: int, name: str) -> int | None:
        student = self._students[index]
        others = [other for other in self._by_name.get(name, []) if other != index]
        if not others:
            if name not in self._names_beside:
                self._fault(index, "multiple_birth", "multiple_birth_sibling_not_found")
            return None
        born_together = [o for o in others if _are_born_together(student, self._students[o])]
        if not born_together:
            self._fault(
                index,
                "multiple_birth",
                "multiple_birth_dates_differ",
                sibling_row=self._students[others[0]].row,
            )
            return None
        if len(born_together) > 1:
            contacts = self._hints[index].contacts
            born_together = [o for o in born_together if contacts & self._hints[o].contacts]
        if len(born_together) != 1:
            self._fault(index, "multiple_birth", "multiple_birth_sibling_ambiguous")
            return None
        return born_together[0]

    def link_by_group_numbers(self) -> None:
        by_number: dict[tuple[str, str], list[int]] = {}
        for index, hint in enumerate(self._hints):
            if self._kinds[index] == "number":
                by_number.setdefault(("multiple_birth", hint.siblings), []).append(index)
            if hint.group and hint.group not in {"0", "-", "/", "无", "否"}:
                by_number.setdefault(("multiple_birth_group", hint.group), []).append(index)
        for (key, _), members in by_number.items():
            if len(members) == 1:
                self._warn(members[0], key, "multiple_birth_alone")
            # Sorted by birth, so that the findings do not depend on the order of the rows.
            for one, other in pairwise(sorted(members, key=self._birth_order)):
                if _are_born_together(self._students[one], self._students[other]):
                    self._link(one, other, "group_number")
                else:
                    self._fault(
                        other,
                        key,
                        "multiple_birth_dates_differ",
                        sibling_row=self._students[one].row,
                    )

    def link_by_flags(self) -> None:
        flagged = [index for index, kind in enumerate(self._kinds) if kind == "yes"]
        self._link_equal(flagged, self._contacts_with_birth, "guardian")
        alone = [index for index in flagged if self._is_alone(index)]
        self._link_equal(alone, self._home_with_birth, "identity_number")
        for index in flagged:
            if self._is_alone(index):
                self._warn(index, "multiple_birth", "multiple_birth_alone")

    def _link_equal(
        self,
        indexes: Sequence[int],
        traits_of: Callable[[int], Iterable[str]],
        linked_by: LinkedBy,
    ) -> None:
        by_trait: dict[str, list[int]] = {}
        for index in indexes:
            for trait in traits_of(index):
                by_trait.setdefault(trait, []).append(index)
        for members in by_trait.values():
            for one, other in pairwise(members):
                self._link(one, other, linked_by)

    def _contacts_with_birth(self, index: int) -> Iterable[str]:
        born = self._students[index].birth_date.isoformat()
        return [f"{born} {contact}" for contact in sorted(self._hints[index].contacts)]

    def _home_with_birth(self, index: int) -> Iterable[str]:
        """The first 14 digits: where the household was first registered, and the birth date."""
        student = self._students[index]
        home = student.identity_number[:14]
        return (home,) if home[6:] == f"{student.birth_date:%Y%m%d}" else ()

    def settle_groups(self) -> None:
        members_of: dict[int, list[int]] = {}
        for index, group in enumerate(self._group_of):
            members_of.setdefault(group, []).append(index)
        for group, members in members_of.items():
            if len(members) == 1:
                if self._hints[members[0]].wish in {"together", "apart"}:
                    self._warn(members[0], "wish", "wish_without_siblings")
                continue
            linked_by = self._linked_by[group]
            wish = self._wish_of(members)
            self.findings.groups.append(MultipleBirth(tuple(members), wish, linked_by))
            if linked_by in _CONCLUDED:
                self._note(_CONCLUDED[linked_by], rows=self._rows(members))

    def _wish_of(self, members: Sequence[int]) -> Wish:
        stated: dict[str, list[int]] = {"together": [], "apart": []}
        for index in members:
            wish = self._hints[index].wish
            if wish == "unclear":
                self._fault(index, "wish", "wish_unclear")
            elif wish in stated:
                stated[wish].append(index)
        together, apart = stated["together"], stated["apart"]
        if together and apart:
            first, second = sorted((together[0], apart[0]))
            first_row = self._students[first].row
            self._fault(second, "wish", "wishes_conflict", sibling_row=first_row)
            return "none"
        if not together and not apart:
            self._note("multiple_birth_without_wish", rows=self._rows(members))
            return "none"
        if len(together or apart) < len(members):
            self._note("wish_of_one_applies", rows=self._rows(members))
        return "together" if together else "apart"

    def suspect_the_rest(self) -> None:
        """Name pairs that look like siblings of one birth but were not declared."""
        by_trait: dict[str, list[int]] = {}
        for index, student in enumerate(self._students):
            by_trait.setdefault(f"{student.birth_date} name {student.name}", []).append(index)
            for trait in self._contacts_with_birth(index):
                by_trait.setdefault(trait, []).append(index)
        suspected: set[tuple[int, int]] = set()
        for members in by_trait.values():
            for one, other in combinations(members, 2):
                if self._group_of[one] != self._group_of[other] and not self._is_same(one, other):
                    suspected.add((one, other))
        for one, other in sorted(suspected):
            self._warn(
                other,
                "multiple_birth",
                "multiple_birth_suspected",
                sibling_row=self._students[one].row,
            )

    def _link(self, one: int, other: int, linked_by: LinkedBy) -> None:
        keep, drop = sorted((self._group_of[one], self._group_of[other]))
        self._group_of = [keep if group == drop else group for group in self._group_of]
        reasons = {linked_by, self._linked_by.get(keep, linked_by)}
        reasons.add(self._linked_by.pop(drop, linked_by) if drop != keep else linked_by)
        self._linked_by[keep] = min(reasons, key=_RANKING.index)

    def _birth_order(self, index: int) -> tuple[date, str]:
        return self._students[index].birth_date, self._students[index].identity_number

    def _is_same(self, one: int, other: int) -> bool:
        return self._students[one].identity_number == self._students[other].identity_number

    def _is_alone(self, index: int) -> bool:
        return self._group_of.count(self._group_of[index]) == 1

    def _rows(self, members: Sequence[int]) -> str:
        return "、".join(str(self._students[index].row) for index in members)

    def _fault(self, index: int, key: str, code: str, **params: object) -> None:
        student, use = self._students[index], self._uses.get(key)
        self.findings.faults.append(fault_at(student.sheet, student.row, use, code, params))

    def _warn(self, index: int, key: str, code: str, **params: object) -> None:
        student, use = self._students[index], self._uses.get(key)
        self.findings.warnings.append(warning_at(student.sheet, student.row, use, code, params))

    def _note(self, code: str, **params: object) -> None:
        self.findings.notes.append(note_on(self._uses.get("multiple_birth"), code, **params))


_Kind = Literal["nothing", "yes", "number", "names"]


def _kinds_of(texts: Sequence[str]) -> list[_Kind]:
    """What each cell of the column 多胞胎 is; digits are group numbers unless all are 0 or 1."""
    digits = {text for text in texts if text.isdecimal()}
    has_numbers = bool(digits - {"0", "1"})
    return [_kind(text, has_numbers=has_numbers) for text in texts]


def _kind(text: str, *, has_numbers: bool) -> _Kind:
    if text in _YES_WORDS:
        return "yes"
    if text.isdecimal() and has_numbers:
        return "number" if text != "0" else "nothing"
    try:
        return "yes" if _yes_no.parse(Cell(text)) else "nothing"
    except CellFault:
        return "names"


def _are_born_together(one: Student, other: Student) -> bool:
    """Born on one day, or on two days with midnight between them."""
    return abs((one.birth_date - other.birth_date).days) <= 1
