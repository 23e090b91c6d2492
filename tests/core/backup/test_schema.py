"""The program knows its migrations by their names, and reads what another one left."""

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from pytest_django import Settings

from junheng.core.backup import schema
from junheng.core.backup.schema import ProgramNote, Schema, SchemaState

A, B = ("care", "0001"), ("care", "0002")


def test_the_names_are_those_that_the_framework_finds() -> None:
    assert schema.known_migrations() == set(MigrationLoader(None).disk_migrations)


@pytest.mark.django_db
def test_the_database_of_the_tests_is_of_this_program() -> None:
    assert schema.look().state is SchemaState.CURRENT
    schema.refuse_other()


@pytest.mark.django_db
@pytest.mark.usefixtures("keys")
def test_one_look_is_two_small_questions(django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    connection.ensure_connection()

    with django_assert_max_num_queries(3):
        schema.look()


@pytest.mark.parametrize(
    ("missing", "unknown", "holds", "state"),
    [
        (set(), set(), True, SchemaState.CURRENT),
        (set(), set(), False, SchemaState.CURRENT),
        ({A}, set(), True, SchemaState.OLDER),
        ({A}, set(), False, SchemaState.EMPTY),
        (set(), {B}, True, SchemaState.NEWER),
        ({A}, {B}, True, SchemaState.NEWER),
    ],
)
def test_the_state_in_one_word(
    missing: set[schema.Name], unknown: set[schema.Name], state: SchemaState, *, holds: bool
) -> None:
    assert Schema(frozenset(missing), frozenset(unknown), holds).state is state


def test_the_note_is_read_back_and_a_damaged_one_is_none(settings: Settings, tmp_path) -> None:  # type: ignore[no-untyped-def]
    settings.JUNHENG_VAR = tmp_path
    assert schema.read_note() is None

    schema.write_note(ProgramNote("1.2.0", "/b/x.sgx"))
    assert schema.read_note() == ProgramNote("1.2.0", "/b/x.sgx")

    (tmp_path / ".program.json").write_text("{")
    assert schema.read_note() is None
