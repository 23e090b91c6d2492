"""The bureau's data and the table of telephones: asked for by one, in force with the second."""

from dataclasses import replace

import pytest

from junheng.apps.campaigns.models import Campaign
from junheng.apps.campaigns.services import propose_reopening
from junheng.apps.schools import queries, services
from junheng.apps.schools.models import Bureau, Contact
from junheng.apps.schools.rules import BureauEntry, ContactEntry
from junheng.core.access import NotAllowed, StepRefused
from junheng.core.access import proposals as two_people
from junheng.core.access.models import Proposal
from junheng.core.audit.models import AuditEntry
from junheng.core.secrets.keyring import Keyring
from junheng.engine.errors import JunhengError
from tests.cohorts_made import a_year
from tests.people import AT, OWN_SCHOOL, a_county, actor, signed_in

CITY = ContactEntry(unit="示例市教育局", phone="83986482", mailbox="jb@example.cn")
SCHOOL = ContactEntry(unit="城关第一小学", phone="0851-83976248", hours="工作日 8:30—17:30")


@pytest.fixture(autouse=True)
def county(db: None, keys: Keyring) -> None:
    a_county()


def entry(**other: str) -> BureauEntry:
    return replace(queries.bureau_entry(), **other)


def confirmed(proposal: Proposal, kind: str = "reviewer") -> None:
    two_people.confirm(proposal.code, digest=proposal.digest, by=actor(kind), at=AT)


def asked(*entries: ContactEntry) -> Proposal:
    return services.propose_contacts(entries, by=actor("operator"), at=AT)


def test_a_telephone_is_another_only_when_the_second_person_confirmed() -> None:
    proposal = services.propose_bureau(
        entry(complaint_phone="83995500"), by=actor("operator"), at=AT
    )
    assert Bureau.objects.get().complaint_phone == ""

    confirmed(proposal)

    assert Bureau.objects.get().complaint_phone == "83995500"
    event = AuditEntry.objects.get(event="schools.bureau.change")
    assert event.payload == {"fields": "complaint_phone", "profile": "national"}


def test_whoever_asked_or_has_no_such_duty_cannot_confirm() -> None:
    proposal = services.propose_bureau(entry(name="某县教育局"), by=actor("operator"), at=AT)

    for kind in ("operator", "system_admin", "clerk"):
        with pytest.raises(JunhengError):
            confirmed(proposal, kind)

    assert Bureau.objects.get().name == "示例县教育局"


@pytest.mark.parametrize("kind", ["clerk", "principal", "reviewer", "supervisor", "system_admin"])
def test_only_the_operator_asks(kind: str) -> None:
    with pytest.raises(NotAllowed):
        services.propose_bureau(entry(name="某县教育局"), by=actor(kind), at=AT)
    with pytest.raises(NotAllowed):
        services.propose_contacts([CITY], by=actor(kind), at=AT)


def test_nothing_changed_is_nothing_to_confirm() -> None:
    with pytest.raises(JunhengError, match="bureau_changes_nothing"):
        services.propose_bureau(entry(), by=actor("operator"), at=AT)
    with pytest.raises(JunhengError, match="contacts_change_nothing"):
        asked()


def test_rules_and_code_stay_while_a_year_is_under_way_and_the_rest_may_change() -> None:
    a_year()
    by = actor("operator")

    with pytest.raises(JunhengError, match="bureau_rules_in_use"):
        services.propose_bureau(entry(profile="nanchang"), by=by, at=AT)
    with pytest.raises(JunhengError, match="bureau_rules_in_use"):
        services.propose_bureau(entry(county_code="520124"), by=by, at=AT)
    services.propose_bureau(entry(complaint_email="a@example.cn"), by=by, at=AT)


def test_rules_that_came_into_use_meanwhile_are_not_changed_by_an_older_proposal() -> None:
    proposal = services.propose_bureau(entry(profile="nanchang"), by=actor("operator"), at=AT)
    a_year()

    with pytest.raises(JunhengError, match="bureau_rules_in_use"):
        confirmed(proposal)

    assert Bureau.objects.get().profile == "national"


def test_a_proposal_that_was_overtaken_does_not_undo_the_newer_one() -> None:
    older = services.propose_bureau(entry(name="甲教育局"), by=actor("operator"), at=AT)
    newer = services.propose_bureau(entry(complaint_phone="12345"), by=actor("operator"), at=AT)
    confirmed(newer)

    with pytest.raises(StepRefused, match="bureau_changed_meanwhile"):
        confirmed(older)

    assert Bureau.objects.get().name == "示例县教育局"


def test_the_table_is_printed_with_the_bureau_first_and_knows_its_schools() -> None:
    Bureau.objects.update(complaint_phone="12345", complaint_hours="全天")
    confirmed(asked(CITY, SCHOOL))

    found = queries.contacts()

    assert [(one.unit, one.phone, one.order, one.school_code) for one in found] == [
        ("示例县教育局", "12345", 0, ""),
        ("示例市教育局", "83986482", 1, ""),
        ("城关第一小学", "0851-83976248", 2, OWN_SCHOOL),
    ]
    assert found[0].hours == "全天"
    assert found[1].mailbox == "jb@example.cn"


def test_a_bureau_without_telephone_and_mailbox_is_not_in_the_table() -> None:
    assert queries.contacts() == ()


def test_a_table_is_replaced_whole_and_not_by_an_overtaken_proposal() -> None:
    confirmed(asked(CITY, SCHOOL))
    overtaken = asked(SCHOOL)
    confirmed(asked(CITY))

    assert [one.unit for one in Contact.objects.all()] == ["示例市教育局"]
    with pytest.raises(StepRefused, match="bureau_changed_meanwhile"):
        confirmed(overtaken)


def test_a_unit_stands_once() -> None:
    with pytest.raises(JunhengError, match="contact_unit_twice"):
        asked(CITY, replace(CITY, phone="1"))


def test_a_telephone_is_in_no_audit_entry() -> None:
    confirmed(asked(CITY, SCHOOL))

    assert not any("8398" in str(one.payload) for one in AuditEntry.objects.all())


def test_the_operator_fills_the_form_and_the_reviewer_sees_both_values() -> None:
    browser = signed_in("operator")
    form = vars(entry(complaint_phone="83995500"))

    answer = browser.post("/schools/bureau/edit/", form, follow=True).content.decode()
    assert "已提出" in answer
    proposal = Proposal.objects.get()
    reviewing = signed_in("reviewer")
    page = reviewing.get(f"/proposals/{proposal.code}/", follow=True).content.decode()
    assert "监督举报电话" in page
    assert "83995500" in page
    assert ">确认<" in page

    reviewing.post(f"/proposals/{proposal.code}/confirm/", {"digest": proposal.digest})
    assert "83995500" in signed_in("clerk").get("/schools/bureau/").content.decode()


def test_the_form_of_telephones_offers_every_school_and_drops_lines_without_one() -> None:
    browser = signed_in("operator")
    page = browser.get("/schools/bureau/contacts/").content.decode()
    assert 'value="城关第一小学"' in page
    assert 'value="城关第二小学"' in page

    given = {
        "contact-TOTAL_FORMS": "3",
        "contact-INITIAL_FORMS": "2",
        "contact-0-unit": "城关第一小学",
        "contact-0-phone": "0851-83976248",
        "contact-0-order": "2",
        "contact-1-unit": "城关第二小学",
        "contact-2-unit": "示例市教育局",
        "contact-2-phone": "83986482",
        "contact-2-order": "1",
    }
    browser.post("/schools/bureau/contacts/", given)

    units = [row["unit"] for row in Proposal.objects.get().what["after"]]
    assert units == ["示例市教育局", "城关第一小学"]


def test_a_line_that_is_no_telephone_is_refused_on_its_line() -> None:
    given = {
        "contact-TOTAL_FORMS": "1",
        "contact-INITIAL_FORMS": "0",
        "contact-0-unit": "示例市教育局",
        "contact-0-phone": "请打市长热线",
    }

    page = signed_in("operator").post("/schools/bureau/contacts/", given).content.decode()

    assert "请填写电话号码" in page
    assert not Proposal.objects.exists()


def test_a_proposal_of_another_kind_has_no_page_here() -> None:
    a_year()
    cohort = Campaign.objects.get().cohorts.get(state="approved")
    proposal = propose_reopening(cohort.code, reason="漏报一人。", by=actor("operator"), at=AT)

    answer = signed_in("reviewer").get(f"/schools/bureau/changes/{proposal.code}/")
    assert answer.status_code == 404
