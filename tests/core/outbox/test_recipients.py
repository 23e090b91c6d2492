"""Who left a telephone, what is written for it, and what goes when it is taken back."""

from datetime import timedelta

import pytest

from junheng.core.audit.events import Subject
from junheng.core.audit.models import AuditEntry
from junheng.core.outbox import queueing, recipients
from junheng.core.outbox.models import Message, Recipient
from junheng.core.outbox.queueing import Letter
from junheng.core.outbox.states import MessageKind, MessageState
from junheng.core.outbox.telephones import mobile_number
from junheng.engine.errors import JunhengError
from tests.conftest import AT
from tests.core.outbox.outbox_made import PHONE, queued, states
from tests.core.samples.people import Clerk

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("keys")]

CHILD, OTHER = "abcdefghjkmn", "nmkjhgfedcba"


def left(phone: str = PHONE, child: str = CHILD) -> Recipient:
    return recipients.leave_phone(child, phone, consent_version="2026-1", by=Clerk(), at=AT)


def told(*children: str, news: str = "result-1") -> int:
    return queueing.queue_for_children(
        MessageKind.CLASS,
        {child: f"编入{number}班" for number, child in enumerate(children, 1)},
        news=news,
        by=Clerk(),
        at=AT,
        subject=Subject("cohort", "c"),
    )


@pytest.mark.parametrize(
    "typed",
    [
        "13800138000", " 138 0013 8000", "138-0013-8000", "+86 13800138000", "008613800138000",
        "13800138000".translate({ord("0") + n: ord("\uff10") + n for n in range(10)}),
    ],
)  # fmt: skip
def test_a_mobile_number_is_understood_as_people_type_it(typed: str) -> None:
    assert mobile_number(typed) == "13800138000"


@pytest.mark.parametrize("typed", ["", "1380013800", "23800138000", "12800138000", "0851-1234567"])
def test_what_is_no_mobile_number_is_refused(typed: str) -> None:
    with pytest.raises(JunhengError, match="mobile_number_wrong"):
        mobile_number(typed)


def test_a_telephone_is_kept_once_and_lies_encrypted() -> None:
    assert left().pk == left("138 0013 8000").pk

    raw = str(Recipient.objects.values_list().get())
    assert PHONE not in raw
    assert Recipient.objects.get().phone == PHONE


def test_a_child_has_three_telephones_at_most() -> None:
    for digit in "123":
        left(f"1380013800{digit}")

    with pytest.raises(JunhengError, match="too_many_phones"):
        left("13800138004")


def test_every_telephone_of_a_child_is_told_once_whatever_is_called_again() -> None:
    left()
    left("13900139000")
    left("13700137000", OTHER)

    assert told(CHILD) == 2
    assert told(CHILD) == 0
    assert told(CHILD, news="result-2") == 2
    assert {message.about for message in Message.objects.all()} == {CHILD}


def test_whoever_left_no_telephone_is_told_nothing() -> None:
    assert told(CHILD, OTHER) == 0


def test_taking_a_telephone_back_blanks_it_and_calls_back_its_messages() -> None:
    mine, second = left(), left("13900139000")
    told(CHILD)

    assert recipients.withdraw_phone(mine.code, student_code=CHILD, by=Clerk(), at=AT) is True
    assert recipients.withdraw_phone(mine.code, student_code=CHILD, by=Clerk(), at=AT) is False
    assert recipients.withdraw_phone(second.code, student_code=OTHER, by=Clerk(), at=AT) is False

    assert Recipient.objects.get(pk=mine.pk).phone == ""
    assert sorted(state for _, state, _ in states()) == ["cancelled", "waiting"]
    assert [one.code for one in recipients.recipients_of(CHILD)] == [second.code]
    assert left().pk != mine.pk


def test_one_wrong_letter_writes_none() -> None:
    letters = [Letter("a", PHONE, "您好"), Letter("b", "12345", "您好")]

    with pytest.raises(JunhengError, match="mobile_number_wrong"):
        queueing.queue(MessageKind.CLASS, letters, by=Clerk(), at=AT, subject=Subject("x"))

    assert not Message.objects.exists()


@pytest.mark.parametrize("text", ["", "长" * 501])
def test_an_empty_or_endless_text_is_refused(text: str) -> None:
    with pytest.raises(JunhengError, match="message_text_too_long"):
        queueing.queue(
            MessageKind.CLASS, [Letter("a", PHONE, text)], by=Clerk(), at=AT, subject=Subject("x")
        )


def test_a_month_after_their_end_messages_hold_nobody() -> None:
    queued("a", "b")
    Message.objects.filter(key="a").update(state=MessageState.SENT, ended_at=AT)

    assert queueing.blank_old(at=AT + timedelta(days=30)) == 0
    assert queueing.blank_old(at=AT + timedelta(days=30, seconds=1)) == 1

    blank, kept = Message.objects.order_by("key")
    assert (blank.recipient, blank.text, blank.recipient_index, blank.is_blanked) == (
        "", "", "", True,
    )  # fmt: skip
    assert kept.recipient == PHONE


def test_the_trail_holds_neither_telephone_nor_text() -> None:
    left()
    told(CHILD)

    said = str(list(AuditEntry.objects.values_list("payload", "subject_code", "event")))
    assert PHONE not in said
    assert "班" not in said
