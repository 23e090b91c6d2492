"""Who shares a class and who must not, from wishes and equal names."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import permutations

import pytest

from junheng.core.messages import describe, sentence
from junheng.engine.errors import JunhengError
from junheng.profiles import JurisdictionProfile, Rule, Stage
from junheng.rosters import Links, MultipleBirth, SchoolRoster, Student, links_of
from junheng.rosters.names import same_name_groups
from junheng.rosters.students import Wish


def school_of(names: str, *births: tuple[tuple[int, ...], Wish]) -> SchoolRoster:
    """A school whose students have one letter each as name."""
    students = tuple(
        Student("七年级", row, name, 1, f"{row:018d}", date(2014, 1, 2))
        for row, name in enumerate(names, start=2)
    )
    return SchoolRoster(
        sheet="七年级",
        title="某校",
        stage=Stage.JUNIOR,
        stage_found_by="option",
        students=students,
        attributes=("gender",),
        multiple_births=tuple(MultipleBirth(members, wish, "names") for members, wish in births),
        same_names=same_name_groups(names),
        same_sounds=(),
        headers=(),
        skipped=(),
        notes=(),
    )


def codes(links: Links) -> list[str]:
    assert all(sentence(note.code, note.params) for note in links.notes)
    return [note.code for note in links.notes]


def test_wishes_and_equal_names_become_groups(national: JurisdictionProfile) -> None:
    school = school_of("abcdeff", ((0, 1), "together"), ((2, 3), "apart"), ((4, 5), "none"))
    links = links_of(school, national, 3)
    assert links == Links(((0, 1),), ((2, 3), (5, 6)), ())


def test_the_profile_decides_where_nobody_wished(national: JurisdictionProfile) -> None:
    wish = national.multiple_birth_wish
    together = replace(national, multiple_birth_wish=Rule[Wish]("together", wish.source))
    apart = replace(national, multiple_birth_wish=Rule[Wish]("apart", wish.source))
    school = school_of("abc", ((0, 2), "none"))
    assert links_of(school, together, 2).together == ((0, 2),)
    assert links_of(school, apart, 2).apart == ((0, 2),)


def test_equal_names_are_left_alone_where_the_profile_says_so(
    national: JurisdictionProfile,
) -> None:
    ignoring = replace(national, same_name=replace(national.same_name, value="ignore"))
    assert links_of(school_of("aa"), ignoring, 2).apart == ()


def test_a_wish_to_be_together_goes_before_equal_names(national: JurisdictionProfile) -> None:
    links = links_of(school_of("aab", ((0, 1), "together")), national, 2)
    assert (links.together, links.apart) == (((0, 1),), ())
    assert codes(links) == ["same_name_yields_to_wish"]


def test_a_third_person_of_that_name_stays_apart_from_both(national: JurisdictionProfile) -> None:
    links = links_of(school_of("aaba", ((0, 1), "together")), national, 2)
    assert links.apart == ((0, 3),)


def test_overlapping_groups_are_joined_if_there_are_classes_enough(
    national: JurisdictionProfile,
) -> None:
    school = school_of("abxb", ((0, 1), "apart"))
    assert links_of(school, national, 3).apart == ((0, 1, 3),)
    links = links_of(school, national, 2)
    assert links.apart == ((0, 1),)
    assert codes(links) == ["same_name_cannot_be_apart"]
    assert links.notes[0].params == {"rows": "3、5"}


def test_more_namesakes_than_classes_cannot_be_apart(national: JurisdictionProfile) -> None:
    links = links_of(school_of("aaab"), national, 2)
    assert links.apart == ()
    assert codes(links) == ["same_name_cannot_be_apart"]


def test_joining_never_puts_two_who_share_a_class_into_one_apart_group(
    national: JurisdictionProfile,
) -> None:
    # a–x by name, x–y by wish, y–b by name, and a with b in one class.
    school = school_of("abaebe", ((0, 1), "together"), ((2, 4), "apart"))
    links = links_of(school, national, 6)
    for group in links.apart:
        assert not {0, 1} <= set(group)
    assert (2, 4) in {tuple(sorted({2, 4} & set(group))) for group in links.apart}
    assert codes(links) == ["same_name_cannot_be_apart"]


def test_with_one_class_nobody_is_apart(national: JurisdictionProfile) -> None:
    school = school_of("aab", ((0, 2), "apart"))
    links = links_of(school, national, 1)
    assert links.apart == ()
    assert codes(links) == ["apart_needs_two_classes"]


def test_triplets_cannot_be_apart_in_two_classes(national: JurisdictionProfile) -> None:
    with pytest.raises(JunhengError) as caught:
        links_of(school_of("abc", ((0, 1, 2), "apart")), national, 2)
    assert caught.value.code == "apart_wish_exceeds_classes"
    assert "2、3、4" in describe(caught.value)


def names_of(groups: Sequence[tuple[int, ...]], labels: str) -> set[frozenset[str]]:
    return {frozenset(labels[index] for index in group) for group in groups}


def test_groups_do_not_depend_on_the_order_of_the_rows(national: JurisdictionProfile) -> None:
    # Letters are people, the table their names; a and b wish to be apart.
    name_of = {"a": "甲", "b": "乙", "c": "乙", "d": "甲", "e": "丙"}
    expected = None
    for order in permutations("abcde"):
        labels = "".join(order)
        births = (tuple(sorted((labels.index("a"), labels.index("b")))), "apart")
        school = school_of("".join(name_of[label] for label in labels), births)  # type: ignore[arg-type]
        links = links_of(school, national, 3)
        found = names_of(links.apart, labels)
        expected = expected or found
        assert found == expected
