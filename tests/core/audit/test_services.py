"""Writing into the trail: with the act or not at all, refusals always, and never changed after."""

# ruff: noqa: PT012 - what is refused is a whole transaction

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.transaction import TransactionManagementError

from junheng.core.audit.chain import GENESIS, ChainFault, ChainHead
from junheng.core.audit.events import AuditEvent, Subject
from junheng.core.audit.models import AuditEntry, AuditHead
from junheng.core.audit.services import act, check_chain, head, record, record_refusal
from junheng.engine.errors import JunhengError
from tests.conftest import AT
from tests.core.samples.models import Tally
from tests.core.samples.people import Clerk
from tests.databases import OwnDatabase, in_threads


@dataclass(frozen=True, kw_only=True)
class Counted(AuditEvent):
    NAME = "samples.tally.count"
    SENTENCE = "计数 %(number)d。"

    number: int


def count(number: int) -> AuditEntry:
    event = Counted(number=number, subject=Subject("tally", "t1", "110105"))
    return record(event, by=Clerk(), at=AT)


def execute(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def drop_triggers() -> None:
    """What somebody does who owns the database and wants to change history."""
    if connection.vendor == "postgresql":
        execute("DROP FUNCTION audit_auditentry_refuse() CASCADE")
        execute("DROP FUNCTION audit_audithead_refuse() CASCADE")
        return
    for name in ("auditentry_update", "auditentry_delete", "auditentry_replace"):
        execute(f"DROP TRIGGER audit_{name}")
    for name in ("audithead_delete", "audithead_back"):
        execute(f"DROP TRIGGER audit_{name}")


@pytest.mark.django_db
@pytest.mark.usefixtures("both_databases")
class TestInTheTransaction:
    def test_an_empty_trail_is_whole(self) -> None:
        report = check_chain()

        assert report.is_whole
        assert (report.events, report.head, head()) == (0, ChainHead(), ChainHead(0, GENESIS))

    def test_events_follow_each_other_and_the_check_reads_them_all(self) -> None:
        first, second, third = (count(number) for number in range(3))

        assert [entry.sequence for entry in (first, second, third)] == [1, 2, 3]
        assert (first.previous_digest, second.previous_digest) == (GENESIS, first.digest)
        report = check_chain()
        assert report.is_whole
        assert (report.events, report.head) == (3, ChainHead(3, third.digest))
        assert head() == report.head

    def test_an_act_that_rolls_back_leaves_no_event(self) -> None:
        with pytest.raises(RuntimeError), transaction.atomic():
            count(1)
            raise RuntimeError

        assert (head().sequence, AuditEntry.objects.count()) == (0, 0)

    def test_an_act_whose_event_cannot_be_written_does_not_happen(self) -> None:
        with pytest.raises(JunhengError), transaction.atomic():
            Tally.objects.create(job="a", step=1)
            record(Counted(number=1, subject=Subject("tally", "张三")), by=Clerk(), at=AT)

        assert not Tally.objects.exists()

    def test_a_row_says_who_when_where_and_what(self) -> None:
        count(7)

        entry = AuditEntry.objects.get()
        assert (entry.actor_kind, entry.actor_id, entry.actor_name) == (
            "staff",
            "clerk-1",
            "王老师",
        )
        assert (entry.actor_school_code, entry.at) == ("110105", AT)
        assert (entry.subject_kind, entry.subject_code) == ("tally", "t1")
        assert (entry.event, entry.payload) == ("samples.tally.count", {"number": 7})

    def test_saving_or_deleting_a_row_again_is_refused_by_the_model(self) -> None:
        entry = count(1)

        with pytest.raises(TypeError):
            entry.save()
        with pytest.raises(TypeError):
            entry.delete()

    @pytest.mark.parametrize(
        "sql",
        [
            "UPDATE audit_auditentry SET actor_name = 'x'",
            "DELETE FROM audit_auditentry",
            "DELETE FROM audit_audithead",
            "UPDATE audit_audithead SET sequence = 0",
            "UPDATE audit_audithead SET digest = 'x'",
        ],
    )
    def test_the_database_refuses_to_change_what_happened(self, sql: str) -> None:
        count(1)

        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            execute(sql)

        assert check_chain().is_whole

    @pytest.mark.parametrize("change", ["update", "delete"])
    def test_the_database_refuses_what_goes_past_the_model(self, change: str) -> None:
        count(1)

        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            rows = AuditEntry.objects.all()
            rows.update(actor_name="x") if change == "update" else rows.delete()

    def test_the_database_refuses_to_empty_or_replace(self) -> None:
        count(1)
        if connection.vendor == "postgresql":
            attempts = ["TRUNCATE audit_auditentry", "TRUNCATE audit_audithead"]
        else:
            columns = [field.column for field in AuditEntry._meta.fields]
            row = f"SELECT {', '.join(columns)} FROM audit_auditentry"  # noqa: S608
            attempts = [f"REPLACE INTO audit_auditentry {row}"]

        for sql in attempts:
            with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
                execute(sql)

    @pytest.mark.parametrize(
        "column",
        [
            "actor_kind", "actor_id", "actor_name", "actor_school_code", "event",
            "subject_kind", "subject_code", "subject_school_code",
        ],
    )  # fmt: skip
    def test_a_changed_text_is_found_at_its_row(self, column: str) -> None:
        for number in range(3):
            count(number)
        drop_triggers()

        AuditEntry.objects.filter(sequence=2).update(**{column: "forged"})

        assert check_chain().faults == (ChainFault("audit_event_changed", 2),)

    @pytest.mark.parametrize(
        ("change", "faults"),
        [
            ("payload = '{\"number\": 9}' WHERE sequence = 2", [("audit_event_changed", 2)]),
            ("at = '2020-01-01 00:00:00+00:00' WHERE sequence = 2", [("audit_event_changed", 2)]),
            (
                "digest = 'forged' WHERE sequence = 2",
                [("audit_event_changed", 2), ("audit_event_out_of_chain", 3)],
            ),
            (
                "digest = 'forged' WHERE sequence = 3",
                [("audit_event_changed", 3), ("audit_end_differs", 3)],
            ),
            (
                "sequence = 9 WHERE sequence = 3",
                [("audit_event_missing", 9), ("audit_event_changed", 9), ("audit_end_differs", 3)],
            ),
        ],
    )
    def test_other_forgeries_are_found(self, change: str, faults: list[tuple[str, int]]) -> None:
        for number in range(3):
            count(number)
        drop_triggers()

        execute(f"UPDATE audit_auditentry SET {change}")  # noqa: S608

        assert check_chain().faults == tuple(ChainFault(*fault) for fault in faults)

    @pytest.mark.parametrize(
        ("sequence", "fault"),
        [
            (1, ChainFault("audit_event_missing", 2)),
            (2, ChainFault("audit_event_missing", 3)),
            (3, ChainFault("audit_end_differs", 3)),
        ],
    )
    def test_a_row_that_was_taken_out_is_missed(self, sequence: int, fault: ChainFault) -> None:
        for number in range(3):
            count(number)
        drop_triggers()

        execute(f"DELETE FROM audit_auditentry WHERE sequence = {sequence}")  # noqa: S608

        assert check_chain().faults == (fault,)

    def test_history_rewritten_as_a_whole_is_found_by_a_posted_head(self) -> None:
        count(1)
        posted = head()
        drop_triggers()
        execute("DELETE FROM audit_auditentry")
        execute("DELETE FROM audit_audithead")

        count(2)

        assert check_chain().is_whole
        assert check_chain([posted]).faults == (ChainFault("audit_head_differs", 1),)

    def test_a_posted_head_beyond_the_end_is_missed(self) -> None:
        count(1)

        assert check_chain([ChainHead(5, "0" * 64)]).faults == (
            ChainFault("audit_head_missing", 5),
        )

    def test_a_head_without_any_row_is_found(self) -> None:
        AuditHead.objects.create(pk=1, suite="intl", sequence=4, digest="0" * 64)

        assert check_chain().faults == (ChainFault("audit_end_differs", 4),)


def test_an_event_outside_a_transaction_is_refused(own_database: OwnDatabase) -> None:
    with pytest.raises(TransactionManagementError):
        count(1)

    assert head() == ChainHead()


def test_a_refusal_survives_the_act_that_was_refused(own_database: OwnDatabase) -> None:
    with pytest.raises(RuntimeError), act():
        count(1)
        raise RuntimeError
    record_refusal(Counted(number=2), by=Clerk(), at=AT)

    assert [entry.payload for entry in AuditEntry.objects.all()] == [{"number": 2}]
    assert check_chain().is_whole


def test_a_refusal_inside_a_transaction_is_refused_itself(own_database: OwnDatabase) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        record_refusal(Counted(number=1), by=Clerk(), at=AT)


def test_many_people_at_once_make_one_whole_chain(own_database: OwnDatabase) -> None:
    def ten_acts() -> None:
        for number in range(10):
            with act():
                Tally.objects.create(job="act", step=number)
                count(number)

    failures = in_threads(own_database, [ten_acts] * 6)

    assert failures == []
    assert Tally.objects.count() == 60
    report = check_chain()
    assert (report.is_whole, report.events) == (True, 60)


def test_acts_that_lock_rows_in_opposite_order_do_not_wait_for_each_other(
    own_database: OwnDatabase,
) -> None:
    first, second = (Tally.objects.create(job="row", step=number) for number in (1, 2))

    def lock(*rows: Tally) -> Callable[[], None]:
        def work() -> None:
            for _ in range(15):
                with act():
                    for row in rows:
                        Tally.objects.select_for_update().get(pk=row.pk)
                        count(row.step)

        return work

    failures = in_threads(own_database, [lock(first, second), lock(second, first)])

    assert failures == []
    assert head().sequence == 60
