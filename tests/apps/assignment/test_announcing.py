"""Notices of a session, what waits for them, and backups around its steps."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta
from pathlib import Path

import pytest

from junheng.apps.assignment import queries, rules
from junheng.apps.assignment.models import Session
from junheng.apps.assignment.services import (
    after_draw,
    announcing,
    ceremony,
    entries,
    two_person_acts,
)
from junheng.apps.assignment.services.folders import read_ceremony
from junheng.apps.assignment.services.undertaking import carry_out
from junheng.apps.campaigns import services as campaigns
from junheng.apps.campaigns.states import CohortStep
from junheng.apps.care.services.backups import make_backup_key
from junheng.apps.notices.models import Notice
from junheng.apps.notices.queries import attachments_of
from junheng.apps.notices.services import answer_objection, record_objection, withdraw_notice
from junheng.apps.notices.states import Channel, Conclusion, NoticeKind
from junheng.apps.teachers import queries as teacher_lists
from junheng.ceremony import comparison
from junheng.core.access import StepRefused
from junheng.core.access.proposals import confirm
from junheng.core.audit.models import AuditEntry
from junheng.core.jobs.models import JobRun
from junheng.engine.record import container
from tests.apps.assignment.sessions_made import (
    OPERATOR,
    REVIEWER,
    SEATS,
    SUPERVISOR,
    Walk,
    arranged,
    post_notice,
)
from tests.jobs_carried_out import carry_out_jobs
from tests.people import AT, OWN_SCHOOL

Capturing = Callable[..., AbstractContextManager[list[Callable[[], object]]]]
SOON = AT + timedelta(days=2)


@pytest.fixture(autouse=True)
def quick(county: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    del county
    monkeypatch.setattr(comparison, "DEALS", 5)
    monkeypatch.setattr(container, "_COSTS", {"scrypt": 1 << 10, "pbkdf2-sm3": 1 << 10})


def frozen(*, is_announced: bool = True) -> Walk:
    walk = Walk(arranged().code)
    walk.freeze()
    if is_announced:
        carry_out_jobs(SOON)
    return walk


def published() -> Walk:
    """One school, published; effect is given without the papers that it needs."""
    walk = Walk(arranged((OWN_SCHOOL,)).code).to_draw()
    walk.lots()
    campaigns.mark(walk.parts[0].cohort, CohortStep.SIGN, by=OPERATOR, at=walk.moment)
    walk.publish()
    return walk


def kinds(session: Session) -> list[str]:
    return [event.kind for event in queries.ledger_of(session)]


def result_notice(walk: Walk) -> Notice:
    (notice,) = announcing.make_notices(
        walk.session, "PUBLISH", by=OPERATOR, at=walk.moment, patience=0
    )
    return notice


def refusal_of_lock(walk: Walk) -> str:
    with pytest.raises(StepRefused) as refused:
        after_draw.lock_result(walk.parts[0], by=OPERATOR, at=walk.moment)
    return refused.value.code


# -- the freeze ------------------------------------------------------------------------------


def test_after_the_freeze_each_school_has_its_notice_with_its_paper() -> None:
    walk = frozen()

    notices = Notice.objects.filter(kind=NoticeKind.FREEZE)
    assert {notice.cohort_id for notice in notices} == {part.cohort_id for part in walk.parts}
    for notice in notices:
        assert notice.about == walk.session.freeze_code
        assert [paper.title for paper in attachments_of(notice)] == ["冻结公告"]


def test_envelopes_are_not_sealed_before_the_notice_hangs() -> None:
    walk = frozen(is_announced=False)
    believes = queries.position_of(walk.session)

    with pytest.raises(StepRefused, match="freeze_notice_not_posted"):
        ceremony.seal(
            walk.code, believes=believes, seats=SEATS, count=5, by=OPERATOR, at=walk.moment
        )

    assert walk.session.state == "frozen"


def test_the_ledger_says_that_the_notice_hangs_once_every_school_posted_it(
    django_capture_on_commit_callbacks: Capturing,
) -> None:
    walk = frozen()
    first, second = Notice.objects.filter(kind=NoticeKind.FREEZE)

    with django_capture_on_commit_callbacks(execute=True):
        post_notice(first, at=SOON)
    assert "NOTICE_POSTED" not in kinds(walk.session)
    assert [part.cohort for part in announcing.unposted_parts(walk.session)] == [second.cohort]
    with django_capture_on_commit_callbacks(execute=True):
        post_notice(second, at=SOON)

    assert kinds(walk.session)[-1] == "NOTICE_POSTED"
    assert announcing.unposted_parts(walk.session) == []
    walk.seal()
    assert walk.session.state == "sealed"


def test_who_has_not_posted_is_asked_of_all_schools_at_once(
    django_assert_num_queries: Callable[[int], AbstractContextManager[object]],
) -> None:
    walk = frozen(is_announced=False)

    with django_assert_num_queries(3):  # the schools, the campaign, their notices
        assert len(announcing.unposted_parts(walk.session)) == 2


def test_a_posting_that_came_while_something_was_underway_is_found_before_the_sealing() -> None:
    walk = frozen()
    for notice in Notice.objects.filter(kind=NoticeKind.FREEZE):
        post_notice(notice, at=SOON)  # nothing is carried out: this test never commits

    walk.seal()

    assert kinds(walk.session)[-2:] == ["NOTICE_POSTED", "ENVELOPES_SEALED"]
    assert queries.bodies(queries.events_of_freeze(walk.session), "NOTICE_POSTED") == [
        {"freeze": walk.session.freeze_code, "where": "校门口公告栏"}
    ]


def test_a_withdrawn_notice_is_made_anew_from_the_record() -> None:
    frozen()
    first = Notice.objects.filter(kind=NoticeKind.FREEZE).first()
    assert first is not None

    withdraw_notice(first.code, reason="地点印错", by=REVIEWER, at=SOON)
    carry_out_jobs(SOON)

    standing = Notice.objects.filter(cohort=first.cohort, kind=NoticeKind.FREEZE, state="made")
    assert [notice.about for notice in standing] == [first.about]


def test_a_void_is_told_with_its_paper_at_every_school() -> None:
    walk = frozen()
    proposal = two_person_acts.propose_void(
        walk.code, reason="C", reference="", signers=["纪检监督", "局操作员"], by=OPERATOR, at=SOON
    )
    confirm(proposal.code, digest=proposal.digest, by=SUPERVISOR, at=SOON)
    carry_out(walk.code, at=SOON)
    carry_out_jobs(SOON)

    told = Notice.objects.filter(kind=NoticeKind.VOID)
    assert {notice.cohort_id for notice in told} == {part.cohort_id for part in walk.parts}
    assert all([one.title for one in attachments_of(notice)] == ["作废单"] for notice in told)
    assert "名册有误，需要更正" in told[0].body


# -- the lots --------------------------------------------------------------------------------


def test_lots_wait_for_the_notice_of_the_teachers(monkeypatch: pytest.MonkeyPatch) -> None:
    walk = Walk(arranged((OWN_SCHOOL,)).code).to_draw()
    part = walk.parts[0]
    monkeypatch.setattr(teacher_lists, "are_posted", lambda _cohort: False)

    with pytest.raises(StepRefused, match="teachers_not_posted"):
        entries.type_lots(
            part,
            read_ceremony(walk.session),
            believes=entries.position_of_part(part, entries.lots_subject(part)),
            groups=("2", "1"),
            teachers=("1", "2"),
            recusals="",
            by=OPERATOR,
            at=walk.moment,
        )

    assert queries.entries_of(walk.session, entries.lots_subject(part)) == []


# -- the lock --------------------------------------------------------------------------------


def test_the_result_notice_names_every_class_with_its_teacher_and_nobody_in_full() -> None:
    walk = published()

    notice = result_notice(walk)

    sizes, *lists = notice.words["tables"]
    assert {row[1] for row in sizes["rows"]} == {"林安", "陈朴"}
    assert sum(int(row[2]) for row in sizes["rows"]) == walk.parts[0].students
    assert all("*" in row[1] for table in lists for row in table["rows"])
    assert [paper.title for paper in attachments_of(notice)] == ["分班名单公示表"]


def test_a_result_is_locked_only_after_its_period_and_with_every_objection_answered() -> None:
    walk = published()

    assert refusal_of_lock(walk) == "result_notice_not_made"
    notice = result_notice(walk)
    assert refusal_of_lock(walk) == "result_notice_not_posted"
    notice = post_notice(notice, at=walk.moment)
    assert refusal_of_lock(walk) == "result_notice_hangs"
    objection = record_objection(
        notice.code,
        channel=Channel.VISIT,
        received_on=walk.moment.date(),
        content="名单有误",
        person="",
        contact="",
        by=OPERATOR,
        at=walk.moment,
    )
    walk.moment += timedelta(days=30)
    assert refusal_of_lock(walk) == "objections_open"
    answer_objection(
        objection.code,
        conclusion=Conclusion.REJECTED,
        answer="已说明",
        by=OPERATOR,
        at=walk.moment,
    )
    after_draw.lock_result(walk.parts[0], by=OPERATOR, at=walk.moment)

    assert walk.parts[0].cohort.state == "locked"


@pytest.mark.parametrize(
    ("facts", "codes"),
    [
        ((False, None, False, 0), ["result_notice_not_made"]),
        ((True, None, False, 0), ["result_notice_not_posted"]),
        ((True, date(2026, 9, 1), False, 2), ["result_notice_hangs", "objections_open"]),
        ((True, date(2026, 9, 1), True, 1), ["objections_open"]),
        ((True, date(2026, 9, 1), True, 0), []),
    ],
)
def test_what_keeps_a_result_open(
    facts: tuple[bool, date | None, bool, int], codes: list[str]
) -> None:
    is_made, shown_until, is_over, objections = facts

    found = rules.what_keeps_open(
        is_made=is_made, shown_until=shown_until, is_over=is_over, objections=objections
    )

    assert [code for code, _ in found] == codes


# -- backups ---------------------------------------------------------------------------------


def test_a_backup_is_asked_for_before_and_after_a_step_that_counts() -> None:
    make_backup_key(by=SUPERVISOR, at=AT)
    walk = Walk(arranged((OWN_SCHOOL,)).code)
    asked = []

    for step in (walk.freeze, walk.post_notice, walk.seal):
        before = AuditEntry.objects.filter(event="care.backup.ask").count()
        step()
        asked.append(AuditEntry.objects.filter(event="care.backup.ask").count() - before)

    assert asked == [2, 0, 0]
    # One that still waits holds what both would hold.
    assert JobRun.objects.filter(job="care.backup").count() == 1


def test_without_a_key_for_backups_the_ceremony_goes_on() -> None:
    walk = Walk(arranged((OWN_SCHOOL,)).code)

    walk.freeze()

    assert walk.session.state == "frozen"
    assert not JobRun.objects.filter(job="care.backup").exists()
