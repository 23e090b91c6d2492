"""What the database holds of a child, and what opens it."""

import pytest
from django.core.exceptions import FieldError
from django.db import connection

from junheng.core.secrets import services
from junheng.core.secrets.keyring import Keyring
from junheng.core.secrets.sealed_fields import Sealed
from junheng.core.secrets.services import identity_index, identity_indexes
from junheng.engine.errors import JunhengError
from tests.core.samples.models import Child

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("both_databases", "keys")]

IDENTITY_NUMBER = "11010519491231002X"


def column(name: str, child: Child) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {name} FROM samples_child WHERE id = %s", [child.pk])  # noqa: S608
        return str(cursor.fetchone()[0])


def write(name: str, value: str, child: Child) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE samples_child SET {name} = %s WHERE id = %s", [value, child.pk])  # noqa: S608


def test_a_saved_name_reads_back_and_stands_nowhere_in_the_database() -> None:
    child = Child.objects.create(name="欧阳𠮷", phone="")

    assert Child.objects.get().name == "欧阳𠮷"
    assert Child.objects.get().phone == ""
    assert column("name", child).startswith("sgf1.2027.")
    assert "欧阳" not in column("name", child)


def test_an_empty_value_stays_null_and_can_be_asked_for() -> None:
    Child.objects.create(name="甲")

    assert Child.objects.get(phone__isnull=True).phone is None


def test_a_value_moved_to_another_row_does_not_open() -> None:
    first, second = Child.objects.create(name="甲"), Child.objects.create(name="乙")

    write("name", column("name", first), second)

    with pytest.raises(JunhengError, match="decryption_failed"):
        _ = Child.objects.get(pk=second.pk).name


def test_a_value_moved_to_another_column_does_not_open() -> None:
    child = Child.objects.create(name="甲", phone="乙")

    write("phone", column("name", child), child)

    with pytest.raises(JunhengError, match="decryption_failed"):
        _ = Child.objects.get().phone


def test_a_row_that_was_given_another_code_does_not_open() -> None:
    child = Child.objects.create(name="甲")

    write("code", "another-code", child)

    with pytest.raises(JunhengError, match="decryption_failed"):
        _ = Child.objects.get().name


def test_saving_other_columns_leaves_a_value_as_it_was() -> None:
    child = Child.objects.create(name="甲")
    before = column("name", child)

    loaded = Child.objects.get()
    loaded.identity_index = identity_index(IDENTITY_NUMBER)
    loaded.save()

    assert column("name", child) == before


def test_the_same_name_twice_gives_two_ciphertexts() -> None:
    first, second = Child.objects.create(name="甲"), Child.objects.create(name="甲")

    assert column("name", first) != column("name", second)


def test_many_rows_written_at_once_are_encrypted_too() -> None:
    Child.objects.bulk_create([Child(name="甲"), Child(name="乙")])

    assert sorted(child.name for child in Child.objects.all()) == ["乙", "甲"]
    assert all(isinstance(value, Sealed) for value in Child.objects.values_list("name", flat=True))


def test_a_deferred_value_opens_when_it_is_read() -> None:
    Child.objects.create(name="甲")

    assert Child.objects.defer("name").get().name == "甲"


def test_an_update_without_the_row_is_refused() -> None:
    Child.objects.create(name="甲")

    with pytest.raises(FieldError):
        Child.objects.update(name="乙")


def test_a_search_in_ciphertext_is_refused() -> None:
    with pytest.raises(FieldError):
        Child.objects.filter(name="甲")


def test_a_value_of_an_older_year_opens_and_of_a_destroyed_one_does_not(
    keys: Keyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    only_2026 = Keyring(keys.suite, {"2026": keys.years["2026"]})
    monkeypatch.setattr(services._Opened, "keyring", only_2026)
    Child.objects.create(name="甲")
    monkeypatch.setattr(services._Opened, "keyring", keys)
    assert Child.objects.get().name == "甲"

    without = Keyring(keys.suite, {"2027": keys.years["2027"]})
    with pytest.raises(JunhengError, match="key_not_held"):
        without.open(None, column("name", Child.objects.get()))  # type: ignore[arg-type]


def test_a_child_is_found_by_identity_number_in_every_year(keys: Keyring) -> None:
    old = Child.objects.create(name="甲", identity_index=keys.index("2026", IDENTITY_NUMBER))
    new = Child.objects.create(name="乙", identity_index=identity_index(" 11010519491231002x "))
    Child.objects.create(name="丙", identity_index=identity_index("110105194912310038"))

    found = Child.objects.filter(identity_index__in=identity_indexes(IDENTITY_NUMBER))

    assert set(found) == {old, new}
    assert IDENTITY_NUMBER not in new.identity_index
