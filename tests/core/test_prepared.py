"""A question written into SQL once answers like the one that is written anew each time."""

from datetime import datetime

import pytest
from django.db.models import QuerySet
from pytest_django import DjangoAssertNumQueries

from junheng.apps.accounts.models import HeldPost
from junheng.apps.schools.models import School
from junheng.core.prepared import PreparedFirst
from junheng.core.secrets.keyring import Keyring
from tests.people import a_county, person

pytestmark = pytest.mark.usefixtures("both_databases", "county")


@pytest.fixture
def county(db: None, keys: Keyring) -> None:
    a_county()
    for kind in ("operator", "clerk"):
        person(kind)


def posts(code: str) -> QuerySet[HeldPost]:
    """With a related row that some have and some have not, and columns left out."""
    return (
        HeldPost.objects.select_related("user", "school")
        .only("role", "granted_at", "user__code", "user__name", "school__name")
        .filter(user__code=code, withdrawn_at__isnull=True)
        .order_by("-granted_at", "id")
    )


def seen(held: HeldPost | None) -> tuple[object, ...] | None:
    if held is None:
        return None
    school = held.school.name if held.school else None
    return held.pk, held.role, held.granted_at, held.user.code, held.user.name, school


@pytest.fixture
def codes() -> list[str]:
    return list(HeldPost.objects.values_list("user__code", flat=True))


def test_it_answers_like_the_query_set_itself(codes: list[str]) -> None:
    prepared = PreparedFirst(posts, code="\0")

    for code in [*codes, "nobody"]:
        assert seen(prepared.first(code=code)) == seen(posts(code).first())

    assert {seen(prepared.first(code=code))[-1] is None for code in codes} == {True, False}  # type: ignore[index]


def test_related_rows_come_along_and_columns_left_out_are_fetched_when_asked_for(
    codes: list[str], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    prepared = PreparedFirst(posts, code="\0")

    with django_assert_num_queries(1):
        held = prepared.first(code=codes[0])
        seen(held)
    assert held is not None
    assert "granted_by" in held.get_deferred_fields()
    whole = HeldPost.objects.get(pk=held.pk)
    with django_assert_num_queries(1):
        assert held.granted_by == whole.granted_by


def test_values_are_converted_as_the_database_needs(codes: list[str]) -> None:
    held = PreparedFirst(posts, code="\0").first(code=codes[0])

    assert held is not None
    assert isinstance(held.granted_at, datetime)
    assert held.granted_at.tzinfo is not None


def test_what_was_found_can_be_saved(codes: list[str]) -> None:
    school = PreparedFirst(lambda key: School.objects.filter(pk=key), key=-1).first(
        key=School.objects.order_by("pk").values_list("pk", flat=True)[0]
    )
    assert school is not None
    school.name = "换了名的学校"
    school.save()

    assert School.objects.get(pk=school.pk).name == "换了名的学校"


def test_a_value_is_never_part_of_the_question() -> None:
    prepared = PreparedFirst(posts, code="\0")

    assert prepared.first(code="' OR 1=1 --") is None


def test_a_sample_that_is_not_in_the_question_is_an_error_of_the_program() -> None:
    with pytest.raises(LookupError, match="code"):
        PreparedFirst(lambda code: School.objects.filter(name="x"), code="\0").first(code="y")


def test_a_sample_that_stands_there_twice_is_one_too() -> None:
    with pytest.raises(LookupError, match="code"):
        PreparedFirst(lambda code: School.objects.filter(code=code, name=code), code="\0").first(
            code="y"
        )
