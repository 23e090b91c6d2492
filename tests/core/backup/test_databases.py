"""A database that nobody can use is refused before anything rests on it."""

from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from junheng.core.backup import databases
from junheng.core.backup.journal import Journal, restore_folder
from junheng.core.backup.restoring import make_ready, restore
from junheng.engine.errors import JunhengError
from tests.core.backup.conftest import Place, order


def damage(file: Path) -> None:
    """What a broken disk leaves: a first page that is none of SQLite's."""
    connection.close()
    databases.fold_log_in(file)
    file.write_bytes(b"\xa5" * 4096 + file.read_bytes()[4096:])


def file_of_database() -> Path:
    return Path(str(connection.settings_dict["NAME"]))


@pytest.fixture
def on_file(place: Place) -> Place:
    if place.own.kind != "sqlite":
        pytest.skip("the database is no file")
    return place


@pytest.fixture
def on_server(place: Place) -> Place:
    if place.own.kind != "postgresql":
        pytest.skip("the database is no server's")
    return place


def test_a_database_that_answers_is_taken(place: Place) -> None:
    before = place.state()

    make_ready()

    assert place.state() == before


def test_a_damaged_file_is_named_with_the_way_out(on_file: Place) -> None:
    damage(file_of_database())

    with pytest.raises(JunhengError) as refused:
        make_ready()

    assert (refused.value.code, refused.value.params) == (
        "database_damaged",
        {"file": file_of_database().name},
    )


def test_a_file_that_cannot_be_opened_is_named(on_file: Place) -> None:
    del on_file
    connection.close()
    file = file_of_database()
    databases.fold_log_in(file)
    file.unlink()
    file.mkdir()

    with pytest.raises(JunhengError, match="database_unopened"):
        make_ready()


def test_a_damaged_file_is_replaced_by_a_backup(on_file: Place) -> None:
    made, before = on_file.back_up(), on_file.state()
    damage(file_of_database())

    with pytest.raises(JunhengError, match="restore_place_not_empty"):
        restore(order(made, replaces=False))
    restore(order(made))

    make_ready()
    assert on_file.state().content() == before.content()


def test_a_restore_over_a_damaged_file_that_was_cut_off_is_taken_back(on_file: Place) -> None:
    """The damage is said afterwards, and the next try finds the place as it was."""
    file = file_of_database()
    damage(file)
    restore_folder().mkdir(parents=True)
    staged = file.with_name("staged")
    staged.write_bytes(b"new")
    moved = (on_file.var / "sessions", restore_folder() / "old" / "sessions")
    journal = Journal("code", [moved], staged)
    journal.write()
    journal.carry_out()

    with pytest.raises(JunhengError, match="database_damaged"):
        make_ready()

    assert (on_file.var / "sessions").is_dir()
    assert not staged.exists()
    assert not restore_folder().exists()


@pytest.mark.parametrize("wrong", [{"PORT": "1"}, {"NAME": "test_junheng_none"}])
def test_a_server_that_does_not_let_us_in_is_told_without_its_words(
    on_server: Place, monkeypatch: pytest.MonkeyPatch, wrong: dict[str, Any]
) -> None:
    made = on_server.back_up()
    for name, value in wrong.items():
        monkeypatch.setitem(connection.settings_dict, name, value)

    for act in (make_ready, lambda: restore(order(made))):
        with pytest.raises(JunhengError) as refused:
            act()
        assert (refused.value.code, refused.value.params) == ("database_unreachable", {})
