"""Who must share a class and who must not (同班、不同班), from wishes and equal names."""

from collections.abc import Sequence
from dataclasses import dataclass

from junheng.engine.errors import JunhengError
from junheng.profiles import JurisdictionProfile
from junheng.rosters.students import Note, SchoolRoster

Group = tuple[int, ...]


@dataclass(frozen=True)
class Links:
    """Disjoint groups of student indexes, ascending; groups in ascending order.

    Two members of a `together` group never stand in one `apart` group.
    """

    together: tuple[Group, ...]
    apart: tuple[Group, ...]
    notes: tuple[Note, ...]


def links_of(school: SchoolRoster, profile: JurisdictionProfile, class_count: int) -> Links:
    """The groups for an assignment to `class_count` classes.

    Wishes go before the separation of equal names: where both cannot be kept, the names yield and
    a note says so. With one class nobody can be apart. Raises JunhengError
    ("apart_wish_exceeds_classes", sheet, rows, classes) when more siblings wish to be apart than
    there are classes.
    """
    default = profile.multiple_birth_wish.value
    wished = [
        (birth, birth.wish if birth.wish != "none" else default) for birth in school.multiple_births
    ]
    together = [birth.members for birth, wish in wished if wish == "together"]
    apart = [birth.members for birth, wish in wished if wish == "apart"]
    if class_count == 1:
        notes = [_note("apart_needs_two_classes", school, group) for group in apart]
        return Links(tuple(sorted(together)), (), tuple(notes))
    for group in apart:
        if len(group) > class_count:
            raise JunhengError(
                "apart_wish_exceeds_classes",
                sheet=school.sheet,
                rows=_rows(school, group),
                classes=class_count,
            )
    notes = []
    if profile.same_name.value == "apart":
        apart, notes = _with_equal_names(school, together, apart, class_count)
    return Links(tuple(sorted(together)), tuple(sorted(apart)), tuple(notes))


def _with_equal_names(
    school: SchoolRoster, together: Sequence[Group], apart: Sequence[Group], class_count: int
) -> tuple[list[Group], list[Note]]:
    """Add the groups of equal names one by one, joining those that overlap."""
    block_of = {index: group for group in together for index in group}
    groups = list(apart)
    notes = []
    # Small groups first: that keeps as many as possible; the name settles ties, not the row.
    by_size = sorted(school.same_names, key=lambda g: (len(g), school.students[g[0]].name))
    for same_name in by_size:
        members = _one_of_each_block(same_name, block_of)
        if len(members) < len(same_name):
            notes.append(_note("same_name_yields_to_wish", school, same_name))
        if len(members) == 1:
            continue
        touched = [group for group in groups if set(group) & set(members)]
        joined = tuple(sorted({*members, *(index for group in touched for index in group)}))
        if len(joined) > class_count or len(_one_of_each_block(joined, block_of)) < len(joined):
            notes.append(_note("same_name_cannot_be_apart", school, same_name))
            continue
        groups = [group for group in groups if group not in touched] + [joined]
    return groups, notes


def _one_of_each_block(group: Sequence[int], block_of: dict[int, Group]) -> Group:
    """The members, of those who share a class only the first: where one goes, all go."""
    kept: list[int] = []
    seen: set[Group] = set()
    for index in group:
        block = block_of.get(index, (index,))
        if block not in seen:
            kept.append(index)
            seen.add(block)
    return tuple(kept)


def _note(code: str, school: SchoolRoster, group: Group) -> Note:
    return Note(code, None, {"rows": _rows(school, group)})


def _rows(school: SchoolRoster, group: Group) -> str:
    return "、".join(str(school.students[index].row) for index in group)
