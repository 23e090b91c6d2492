"""A guardian's own telephone for messages: asked for, shown, changed, taken back, forgotten."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from junheng.apps.campaigns.models import Cohort
from junheng.apps.guardians import rules
from junheng.apps.guardians.models import Consent, Guardian
from junheng.apps.guardians.services import telephones
from junheng.apps.guardians.services.announcing import announce_classes
from junheng.apps.students.models import Student
from junheng.core.access import SystemActor
from junheng.core.audit.models import AuditEntry
from junheng.core.messages import all_sentences
from junheng.core.outbox.models import Message, Recipient
from tests.apps.assignment.sessions_made import Walk
from tests.apps.guardians.families_made import DOOR, family_of, typed
from tests.core.outbox.outbox_made import configured
from tests.people import AT, signed_in

PAGE = "/child/phone/"
NUMBER, OTHER = "13800138000", "13900139000"
BY = SystemActor("families")


@pytest.fixture
def sends(tmp_path: Path, settings: Settings) -> None:
    """A county that sends messages."""
    settings.JUNHENG_VAR = tmp_path
    configured(tmp_path, 'gateway = "file"\n')


def left(client: Client, phone: str = NUMBER) -> str:
    answer = client.post(PAGE, {"phone": phone, "agrees": "on"})
    return answer["Location"] if answer.status_code == 302 else answer.content.decode()


def standing() -> list[str]:
    return [one.phone for one in Recipient.objects.filter(withdrawn_at__isnull=True)]


def second_of(child: Student, first: Client) -> Client:
    """The browser of the second guardian."""
    code = first.post("/child/second/").content.decode().split('told-code">')[1].split("<")[0]
    second = Client()
    assert second.post(DOOR, typed(child, query_code=code)).status_code == 302
    return second


@pytest.mark.usefixtures("sends")
class TestInACountyThatSendsMessages:
    def test_a_number_is_left_with_the_version_agreed_to_and_shown_without_its_middle(
        self, children: list[Student]
    ) -> None:
        client = family_of(children[0])
        assert 'type="tel"' in client.get(PAGE).content.decode()

        assert left(client, "138 0013-8000") == "/child/phone/?told=phone_left"

        one = Recipient.objects.get()
        assert (one.student_code, one.phone) == (children[0].code, NUMBER)
        assert (one.consent_version, one.consented_by) == (
            rules.RULE.version,
            Guardian.objects.get().code,
        )
        html = client.get(PAGE).content.decode()
        assert "138****8000" in html
        assert NUMBER not in html
        assert AuditEntry.objects.get(event="outbox.phone.leave").actor_kind == "guardian"
        assert "登记了接收短信的手机号" in client.get("/child/looks/").content.decode()

    def test_without_the_tick_nothing_is_kept(self, children: list[Student]) -> None:
        answer = family_of(children[0]).post(PAGE, {"phone": NUMBER})

        assert answer.status_code == 422
        assert "同意的请打勾" in answer.content.decode()
        assert Recipient.objects.count() == 0

    def test_a_number_that_is_none_is_named_on_the_page(self, children: list[Student]) -> None:
        assert all_sentences()["mobile_number_wrong"] in left(family_of(children[0]), "0851123")
        assert Recipient.objects.count() == 0

    def test_another_number_takes_the_place_of_the_first(self, children: list[Student]) -> None:
        client = family_of(children[0])
        left(client)
        assert 'type="tel"' in client.get(f"{PAGE}change/").content.decode()

        left(client, OTHER)
        left(client, OTHER)

        assert standing() == [OTHER]
        assert Recipient.objects.count() == 2

    def test_taking_it_back_blanks_it(self, children: list[Student]) -> None:
        client = family_of(children[0])
        left(client)

        answer = client.post(f"{PAGE}withdraw/")

        assert answer["Location"] == "/child/phone/?told=phone_withdrawn"
        one = Recipient.objects.get()
        assert (one.phone, one.withdrawn_at is None) == ("", False)
        assert 'type="tel"' in client.get(PAGE).content.decode()

    def test_each_guardian_sees_and_ends_only_the_own_number(self, children: list[Student]) -> None:
        first = family_of(children[0])
        second = second_of(children[0], first)
        left(first)
        assert "8000" not in second.get(PAGE).content.decode()
        left(second, OTHER)

        second.post(f"{PAGE}withdraw/")

        assert standing() == [NUMBER]
        copy = second.get("/child/copy/file/").content.decode()
        assert NUMBER not in copy

    def test_the_other_guardians_number_is_not_left_twice(self, children: list[Student]) -> None:
        first = family_of(children[0])
        second = second_of(children[0], first)
        left(first)
        left(second, OTHER)

        assert all_sentences()["phone_left_already"] in left(second, NUMBER)
        assert sorted(standing()) == [NUMBER, OTHER]

    def test_nobody_is_troubled_through_the_page(self, children: list[Student]) -> None:
        client = family_of(children[0])
        for digit in range(telephones.MOST_A_DAY):
            left(client, f"1380013800{digit}")

        assert "一天最多登记 5 次" in left(client, OTHER)
        assert standing() == ["13800138004"]

    def test_it_goes_with_the_account_that_left_it(self, children: list[Student]) -> None:
        first = family_of(children[0])
        second = second_of(children[0], first)
        left(first)
        left(second, OTHER)

        first.post("/child/second/end/")
        assert standing() == [NUMBER]
        signed_in("clerk").post(f"/families/{children[0].code}/end/1/")
        assert standing() == []

    def test_it_goes_with_the_consent(self, children: list[Student]) -> None:
        client = family_of(children[0])
        left(client)

        client.post("/child/consent/")

        assert standing() == []

    def test_the_copy_holds_number_version_and_messages(self, published: Walk) -> None:
        cohort = Cohort.objects.get(pk=published.parts[0].cohort.pk)
        moment = cohort.published_at
        assert moment is not None
        Cohort.objects.filter(pk=cohort.pk).update(published_at=None, published_by="",
                                                   state="effective")  # fmt: skip
        client = family_of(Student.objects.all()[0])
        left(client)
        Cohort.objects.filter(pk=cohort.pk).update(published_at=moment, published_by="x",
                                                   state="published")  # fmt: skip
        announce_classes(Cohort.objects.get(pk=cohort.pk), by=BY, at=moment)

        [kept] = json.loads(client.get("/child/copy/file/").content)["接收短信的手机号"]

        assert (kept["手机号"], kept["同意的版本"]) == (NUMBER, rules.RULE.version)
        assert Message.objects.get().text in kept["短信"]
        assert NUMBER in client.get("/child/copy/").content.decode()

    def test_three_days_after_the_publication_no_number_is_asked_for(self, published: Walk) -> None:
        cohort = published.parts[0].cohort
        Cohort.objects.filter(pk=cohort.pk).update(published_at=AT - timedelta(days=300))
        client = family_of(Student.objects.filter(cohort=cohort)[0])

        assert "不再收手机号" in client.get(PAGE).content.decode()
        assert client.post(PAGE, {"phone": NUMBER, "agrees": "on"}).status_code == 409


def test_a_county_without_messages_asks_for_no_number(
    children: list[Student], tmp_path: Path, settings: Settings
) -> None:
    settings.JUNHENG_VAR = tmp_path
    client = family_of(children[0])

    assert "没有开通短信通知" in client.get(PAGE).content.decode()
    assert client.post(PAGE, {"phone": NUMBER, "agrees": "on"}).status_code == 409
    assert Recipient.objects.count() == 0


@pytest.mark.usefixtures("sends")
def test_numbers_of_old_news_are_forgotten_by_night(published: Walk) -> None:
    cohort = published.parts[0].cohort
    child, gone = Student.objects.filter(cohort=cohort)[:2]
    moment = cohort.published_at
    assert moment is not None
    for number, one in enumerate((child, gone)):
        telephones.recipients.leave_phone(
            one.code, f"1380013800{number}", consent_version="2026-2", by=BY, at=moment
        )
    Student.objects.filter(pk=gone.pk).update(state="withdrawn")

    assert telephones.forget_phones(by=BY, at=moment + timedelta(days=30)) == 1
    assert standing() == ["13800138000"]
    assert telephones.forget_phones(by=BY, at=moment + timedelta(days=31)) == 1
    assert standing() == []


# -- the rule that names the telephone ----------------------------------------------------------


def test_the_first_version_stands_as_it_was_and_the_new_one_names_the_telephone() -> None:
    old = rules.rule_of("2026-1")
    assert old is not None

    assert old.digest == "0dcaf35f0823f5be7182f85b642fbfcf983f99fab5aa6ded383ab8a21c9c7ad0"
    assert "手机号" not in "".join((*old.paragraphs, *(one.data for one in old.purposes)))
    assert rules.RULE.since > old.since
    assert any(one.is_by_consent and "手机号" in one.data for one in rules.RULE.purposes)


def test_who_agreed_to_the_first_version_agrees_anew_at_the_door(children: list[Student]) -> None:
    family_of(children[0])
    Guardian.objects.update(agreed_to="2026-1")
    Consent.objects.update(version="2026-1")

    family_of(children[0])

    assert [one.version for one in Consent.objects.order_by("id")] == ["2026-1", "2026-2"]
    assert Guardian.objects.get().agreed_to == "2026-2"
