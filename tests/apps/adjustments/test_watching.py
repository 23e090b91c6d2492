"""The change watch: what was changed is read from the record and asked about, for the bureau."""

from collections import Counter

import pytest

from junheng.apps.adjustments.rules.watch_words import watch_lines
from junheng.apps.adjustments.services import numbers, watching
from junheng.apps.adjustments.services.standing import standing_of
from junheng.apps.campaigns.models import Cohort
from junheng.core.access import NotAllowed, NotVisible, Post, Role, StaffActor
from junheng.core.audit.models import AuditEntry
from junheng.engine.scrutiny import CLASS, Changes, Level, Lot, watch
from tests.apps.adjustments.adjustments_made import (
    CARDS,
    CLERK,
    DICE,
    INSPECTOR,
    LATER,
    OPERATOR,
    REVIEWER,
    a_frozen_batch,
    numbers_of,
)
from tests.apps.adjustments.test_changing import approved, approved_leave, asked
from tests.people import OTHER_SCHOOL, signed_in


def drawn_batch(cohort: Cohort, count: int) -> None:
    code = a_frozen_batch(cohort, count)
    for who in (OPERATOR, INSPECTOR):
        numbers.type_late(code, public=DICE, cards=CARDS, by=who, at=LATER)


def moved(cohort: Cohort, number: str) -> None:
    request = approved(asked(cohort, identity_number=number))
    for who in (OPERATOR, INSPECTOR):
        numbers.type_move(request.code, public=DICE, cards=CARDS, by=who, at=LATER)


def look(cohort: Cohort, by: StaffActor = REVIEWER) -> watching.CohortWatch:
    return watching.watch_cohort(cohort.code, by=by, at=LATER)


def test_nothing_changed_is_nothing_to_ask(cohort: Cohort) -> None:
    found = look(cohort)

    assert not found.found.is_any
    assert found.watch.answers == ()
    assert found.watch.level is Level.NO_SIGN


def test_arrivals_moves_and_leavers_are_read_from_the_record(cohort: Cohort) -> None:
    people = standing_of(cohort).placed
    first, second, *_ = numbers_of(standing_of(cohort))
    approved_leave(cohort, first)
    moved(cohort, second)
    drawn_batch(cohort, 2)

    found = look(cohort)

    changes = found.found.changes
    assert (found.found.left, found.found.moved, found.found.arrived) == (1, 1, 2)
    assert (len(changes.students), len(changes.hit)) == (26, 2)
    assert [len(lot.arrivals) for lot in changes.lots] == [2, 1]
    sizes = Counter(dict(traits)[CLASS] for traits in changes.students[:24])
    assert sizes == Counter(str(one.class_index) for one in people)
    now = {one.student.sid: one.class_index for one in standing_of(cohort).placed}
    where = [school_class for lot in changes.lots for _, school_class in lot.arrivals]
    assert Counter(now.values()) == Counter([*(one.class_index for one in people[2:]), *where])


def test_a_move_that_was_not_drawn_yet_changes_nothing(cohort: Cohort) -> None:
    approved(asked(cohort, identity_number=numbers_of(standing_of(cohort))[0]))

    assert not look(cohort).found.is_any


def test_the_bag_of_a_move_has_no_token_of_the_class_left(cohort: Cohort) -> None:
    own = standing_of(cohort).placed[0]
    moved(cohort, numbers_of(standing_of(cohort))[0])

    [lot] = look(cohort).found.changes.lots
    assert own.class_index not in lot.bag
    assert set(lot.bag) == {0, 1, 2} - {own.class_index}


def test_too_few_changes_list_nothing_that_would_describe_a_child(cohort: Cohort) -> None:
    approved_leave(cohort, numbers_of(standing_of(cohort))[0])

    found = look(cohort)

    assert found.watch.answers
    assert watch_lines(found.watch, found.titles) == []


def test_lines_say_in_words_what_was_counted_of_two_or_more() -> None:
    girl, boy = frozenset({("性别", "女"), (CLASS, "0")}), frozenset({("性别", "男"), (CLASS, "1")})
    lots = tuple(Lot((0, 1, 2, 3), ((frozenset({("性别", "女")}), 2),)) for _ in range(5))
    found = watch(Changes((*[girl] * 9, *[boy] * 30), frozenset(range(8)), lots))

    lines = {
        line.title: line for line in watch_lines(found, ("1班（甲）", "2班（乙）", "3班（丙）"))
    }

    assert lines["离校、换班的学生“性别：女”"].observed == 8
    assert lines["离校、换班的学生原在1班（甲）"].observed == 8
    assert lines["补录、转入、换班后进入3班（丙）"].expected == 1.25
    assert lines["其中“性别：女”进入3班（丙）"].observed == 5
    assert all(line.observed > 1 for line in lines.values())


@pytest.mark.parametrize("who", [OPERATOR, REVIEWER, INSPECTOR])
def test_the_bureau_looks_and_it_is_written_down(cohort: Cohort, who: StaffActor) -> None:
    look(cohort, by=who)

    assert AuditEntry.objects.filter(event="adjustments.changes.watch").count() == 1


def test_schools_do_not_look_and_another_school_finds_nothing(cohort: Cohort) -> None:
    elsewhere = StaffActor("eeeeeeeeeeee", "某人", (Post(Role.PRINCIPAL, OTHER_SCHOOL),))

    with pytest.raises(NotAllowed):
        look(cohort, by=CLERK)
    with pytest.raises(NotVisible):
        look(cohort, by=elsewhere)
    with pytest.raises(NotAllowed):
        watching.watch_county(by=CLERK, at=LATER)


def test_the_county_is_its_schools_taken_together_without_their_classes(cohort: Cohort) -> None:
    assert watching.watch_county(by=REVIEWER, at=LATER).schools == ()
    approved_leave(cohort, numbers_of(standing_of(cohort))[0])

    county = watching.watch_county(by=REVIEWER, at=LATER)

    [school] = county.schools
    assert (school.cohort, school.holm) == (cohort, float(school.watch.p))
    assert county.whole.hit == 1


def test_the_pages_open_for_the_supervisor_and_say_what_cannot_be_seen(cohort: Cohort) -> None:
    approved_leave(cohort, numbers_of(standing_of(cohort))[0])
    browser = signed_in("supervisor")

    for address in ("/adjustments/watch/", f"/adjustments/grade/{cohort.code}/watch/"):
        page = browser.get(address).content.decode()
        assert "看不出什么" in page
        assert "变动太少" in page
    assert signed_in("principal").get("/adjustments/watch/").status_code == 403
