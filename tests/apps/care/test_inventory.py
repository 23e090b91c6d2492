"""The inventory of personal data is complete, says how each value lies, and stands in the docs."""

from pathlib import Path

import pytest
from django.apps import apps

from junheng.apps.care.queries import inventory
from junheng.apps.care.queries.inventory import Leaves, Lies, holdings, sensitivity_of
from junheng.core.access import Sensitivity
from junheng.core.secrets.keyring import Keyring
from junheng.core.secrets.sealed_fields import (
    BlindIndexField,
    EncryptedTextField,
    IdentityIndexField,
)
from tests.people import a_county, signed_in

PAGE = Path(__file__).parents[3] / "docs/operate/personal-data.md"
MODELS = [model for model in apps.get_models() if not model.__module__.startswith("tests.")]
GUARDED = {Sensitivity.PERSONAL, Sensitivity.SECRET}

# Each with its reason: a new one has to be written down here, by somebody who thought about it.
PLAIN = {
    "students_student.registration_number": "a number without meaning, printed on public lists",
    "students_student.siblings_id": "leads to a group, whose rows name nobody",
    "students_siblinggroup.id": "no name in the row",
    "students_siblinggroup.code": "no name in the row",
    "students_siblinggroup.cohort_id": "no name in the row",
    "students_siblinggroup.wish": "no name in the row",
    "students_siblinggroup.linked_by": "no name in the row",
    "students_siblinggroup.is_entered": "no name in the row",
    "inspections_listdifference.masked": "a masked name",
    "accounts_signin.address": "a clerk's own sign-ins, shown to him",
    "accounts_secondfactor.step": "a counter",
    "complaints_complaint.form": "a form's number, so that one is taken once",
    "guardians_failures.of": "a keyed digest made by its service",
    "secrets_yearkey.wrapped": "keys wrapped by the start key",
    "audit_auditentry.actor_name": "a clerk's name; the chain outlives accounts",
    "jobs_jobrun.asked_by_name": "a clerk's name",
    "django_session.session_key": "ends with the sign-in",
    "django_session.session_data": "signed by the platform, ends with the sign-in",
}


def test_every_column_of_every_table_is_classified() -> None:
    unclassified = [
        model._meta.label
        for model in MODELS
        if {field.name for field in model._meta.concrete_fields} != set(sensitivity_of(model))
    ]

    assert len(MODELS) > 60
    assert unclassified == []


def test_every_column_has_a_name_that_people_understand() -> None:
    unnamed = [
        f"{holding.table}.{column.name}"
        for holding in holdings()
        for column in holding.columns
        if column.title.isascii()
    ]

    assert unnamed == []


def test_a_table_has_a_purpose_exactly_when_it_holds_something() -> None:
    holding = {
        model._meta.label for model in MODELS if GUARDED & set(sensitivity_of(model).values())
    }

    assert set(inventory.PURPOSES) == holding


def test_what_is_encrypted_is_data_of_people_or_a_secret() -> None:
    wrong = [
        f"{model._meta.label}.{field.name}"
        for model in MODELS
        for field in model._meta.concrete_fields
        if isinstance(field, EncryptedTextField | BlindIndexField | IdentityIndexField)
        and sensitivity_of(model)[field.name] not in GUARDED
    ]

    assert wrong == []


def test_what_lies_plain_was_thought_about() -> None:
    plain = {
        f"{holding.table}.{column.name}"
        for holding in holdings()
        for column in holding.columns
        if column.lies is Lies.PLAIN
    }

    assert plain == set(PLAIN)


def test_how_it_lies_and_when_it_goes() -> None:
    columns = {
        f"{holding.table}.{column.name}": (column.lies, column.leaves)
        for holding in holdings()
        for column in holding.columns
    }

    assert columns["students_student.name"] == (Lies.ENCRYPTED, Leaves.YEAR)
    assert columns["students_student.identity_index"] == (Lies.INDEX, Leaves.YEAR)
    assert columns["students_dispute.picture_id"] == (Lies.FILE, Leaves.FILE)
    assert columns["accounts_user.password"] == (Lies.HASH, Leaves.ACCOUNT)
    assert columns["inspections_foundclasslist.waiting_id"] == (Lies.FILE, Leaves.SOON)
    assert columns["audit_auditentry.actor_name"] == (Lies.PLAIN, Leaves.CHAIN)


def test_the_page_of_the_docs_is_current() -> None:
    page = PAGE.read_text(encoding="utf-8")

    assert inventory.with_document(page) == page


def test_a_page_without_a_place_for_it_is_refused() -> None:
    with pytest.raises(ValueError, match="no place"):
        inventory.with_document("# Personal data\n")


@pytest.mark.django_db
def test_the_bureau_sees_every_column_with_its_reason(keys: Keyring) -> None:
    del keys
    a_county()

    page = signed_in("system_admin").get("/care/personal-data/").content.decode()

    for holding in holdings():
        assert holding.purpose.title in page
        assert holding.purpose.why in page
        for column in holding.columns:
            assert f'<span class="code">{column.name}</span>' in page
    assert signed_in("clerk").get("/care/personal-data/").status_code == 403
