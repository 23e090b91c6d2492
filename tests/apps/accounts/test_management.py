"""Three administrators: who opens, who grants, and what takes two of them."""

from datetime import timedelta
from itertools import pairwise

import pytest
from django.contrib.auth.hashers import check_password
from django.db import IntegrityError, transaction

from junheng.apps.accounts.models import HeldPost, SignIn, User
from junheng.apps.accounts.queries import posts_of
from junheng.apps.accounts.services import management, passwords, second_person
from junheng.core.access import NotAllowed, NotVisible, Post, Role, StepRefused
from junheng.core.access import proposals as two_people
from junheng.core.access.models import Proposal
from junheng.core.audit.models import AuditEntry
from junheng.core.secrets.keyring import Keyring
from junheng.engine.errors import JunhengError
from tests.people import AT, PASSWORD, a_county, actor, person


@pytest.fixture(autouse=True)
def county(db: None, keys: Keyring) -> None:
    a_county()


def events() -> list[str]:
    return [entry.event for entry in AuditEntry.objects.order_by("sequence")]


def test_a_new_account_has_no_post_and_a_password_for_once() -> None:
    opened = management.open_account(username="chen", name="陈某", by=actor("system_admin"), at=AT)

    assert posts_of(opened.user) == ()
    assert opened.user.must_change_password
    assert check_password(opened.password, opened.user.password)
    assert events() == ["accounts.account.open"]


@pytest.mark.parametrize("kind", ["security_admin", "audit_admin", "operator", "clerk"])
def test_only_the_system_administrator_opens_accounts(kind: str) -> None:
    with pytest.raises(NotAllowed):
        management.open_account(username="chen", name="陈某", by=actor(kind), at=AT)

    assert not User.objects.filter(username="chen").exists()
    assert events() == []


@pytest.mark.parametrize("kind", ["system_admin", "audit_admin", "operator", "clerk"])
def test_only_the_security_administrator_grants_posts(kind: str) -> None:
    someone = person("newcomer")

    with pytest.raises(NotAllowed):
        management.grant_post(
            someone.code, role=Role.INSPECTOR, school_code=None, by=actor(kind), at=AT
        )

    assert posts_of(someone) == ()


def test_a_post_is_granted_and_taken_and_both_are_written_down() -> None:
    someone, security = person("newcomer"), actor("security_admin")

    management.grant_post(
        someone.code, role=Role.SCHOOL_CLERK, school_code="010001", by=security, at=AT
    )
    assert posts_of(someone) == (Post(Role.SCHOOL_CLERK, "010001"),)

    management.withdraw_post(HeldPost.objects.get(user=someone).code, by=security, at=AT)
    assert posts_of(someone) == ()
    assert events() == ["accounts.post.grant", "accounts.post.withdraw"]


def test_a_school_that_does_not_exist_has_no_posts() -> None:
    with pytest.raises(NotVisible):
        management.grant_post(
            person("newcomer").code,
            role=Role.PRINCIPAL,
            school_code="999999",
            by=actor("security_admin"),
            at=AT,
        )


def test_nobody_manages_his_own_account() -> None:
    security = actor("security_admin")

    with pytest.raises(NotAllowed):
        management.grant_post(
            security.ident, role=Role.INSPECTOR, school_code=None, by=security, at=AT
        )
    with pytest.raises(NotAllowed):
        management.withdraw_post(
            HeldPost.objects.get(user__code=security.ident).code, by=security, at=AT
        )


def test_an_administrators_post_is_not_one_persons_to_give() -> None:
    someone, security = person("newcomer"), actor("security_admin")
    with pytest.raises(NotAllowed):
        management.grant_post(
            someone.code, role=Role.AUDIT_ADMIN, school_code=None, by=security, at=AT
        )

    asked = second_person.propose_administrator(
        someone.code, role=Role.AUDIT_ADMIN, by=security, at=AT
    )
    assert posts_of(someone) == ()

    two_people.confirm(asked.code, digest=asked.digest, by=actor("system_admin"), at=AT)
    assert posts_of(someone) == (Post(Role.AUDIT_ADMIN),)


def test_a_new_password_takes_two_and_ends_all_sign_ins() -> None:
    clerk = person("clerk")
    SignIn.objects.create(user=clerk, started_at=AT, seen_at=AT)
    asked = second_person.propose_password_reset(clerk.code, by=actor("system_admin"), at=AT)

    told = two_people.confirm(asked.code, digest=asked.digest, by=actor("audit_admin"), at=AT)

    clerk.refresh_from_db()
    assert clerk.must_change_password
    assert check_password(told.partition("：")[2], clerk.password)
    assert not SignIn.objects.filter(ended_at__isnull=True).exists()


def test_nobody_confirms_what_he_asked_for() -> None:
    system = actor("system_admin")
    asked = second_person.propose_password_reset(person("clerk").code, by=system, at=AT)
    before = events()

    with pytest.raises(NotAllowed):
        two_people.confirm(asked.code, digest=asked.digest, by=system, at=AT)

    assert Proposal.objects.get().state == "open"
    assert events() == before


def test_the_database_too_refuses_one_person_as_both() -> None:
    system = actor("system_admin")
    second_person.propose_password_reset(person("clerk").code, by=system, at=AT)

    with pytest.raises(IntegrityError), transaction.atomic():
        Proposal.objects.update(
            state="confirmed", closed_by=system.ident, closed_by_name="x", closed_at=AT
        )


def test_nobody_gets_his_own_new_password() -> None:
    security = actor("security_admin")
    asked = second_person.propose_password_reset(security.ident, by=actor("system_admin"), at=AT)

    with pytest.raises(NotAllowed):
        two_people.confirm(asked.code, digest=asked.digest, by=security, at=AT)

    assert check_password(PASSWORD, person("security_admin").password)


@pytest.mark.parametrize("kind", ["clerk", "operator", "reviewer"])
def test_a_proposal_does_not_exist_for_others(kind: str) -> None:
    asked = second_person.propose_password_reset(
        person("principal").code, by=actor("system_admin"), at=AT
    )

    with pytest.raises(NotVisible):
        two_people.confirm(asked.code, digest=asked.digest, by=actor(kind), at=AT)


def test_a_proposal_ends_with_its_time_its_content_and_its_first_answer() -> None:
    asked = second_person.propose_password_reset(
        person("clerk").code, by=actor("system_admin"), at=AT
    )
    security = actor("security_admin")
    with pytest.raises(StepRefused, match="proposal_has_expired"):
        two_people.confirm(asked.code, digest=asked.digest, by=security, at=AT + timedelta(days=2))
    with pytest.raises(StepRefused, match="proposal_is_another"):
        two_people.confirm(asked.code, digest="0" * 64, by=security, at=AT)

    two_people.decline(asked.code, by=security, at=AT)
    with pytest.raises(StepRefused, match="proposal_is_closed"):
        two_people.confirm(asked.code, digest=asked.digest, by=security, at=AT)


def test_the_same_thing_is_asked_for_once() -> None:
    clerk, system = person("clerk"), actor("system_admin")
    second_person.propose_password_reset(clerk.code, by=system, at=AT)

    with pytest.raises(StepRefused, match="proposal_already_waits"):
        second_person.propose_password_reset(clerk.code, by=system, at=AT)
    second_person.propose_password_reset(clerk.code, by=system, at=AT + timedelta(days=3))

    assert Proposal.objects.filter(state="open").count() == 1


def test_a_closed_account_loses_posts_and_sign_ins() -> None:
    clerk = person("clerk")
    SignIn.objects.create(user=clerk, started_at=AT, seen_at=AT)

    management.close_account(clerk.code, by=actor("system_admin"), at=AT)

    assert posts_of(clerk) == ()
    assert not SignIn.objects.filter(ended_at__isnull=True).exists()
    with pytest.raises(StepRefused):
        management.close_account(clerk.code, by=actor("system_admin"), at=AT)


def test_one_of_the_last_five_passwords_is_refused() -> None:
    clerk = actor("clerk")
    used = [PASSWORD, *(f"Chunfeng-260{number}" for number in range(5))]
    for now_used, new in pairwise(used):
        passwords.change_own_password(now_used=now_used, new=new, by=clerk, keep_sign_in="", at=AT)

    for old in used[1:]:
        with pytest.raises(passwords.PasswordRefused):
            passwords.change_own_password(
                now_used=used[-1], new=old, by=clerk, keep_sign_in="", at=AT
            )
    passwords.change_own_password(now_used=used[-1], new=PASSWORD, by=clerk, keep_sign_in="", at=AT)


def test_the_present_password_is_asked_for() -> None:
    with pytest.raises(JunhengError, match="password_now_wrong"):
        passwords.change_own_password(
            now_used="x", new="Chunfeng-26", by=actor("clerk"), keep_sign_in="", at=AT
        )
