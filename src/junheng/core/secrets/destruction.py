"""What is closed with the keys of a year: counted, digested, and tried to be opened.

Before the keys go this says what they held; afterwards it proves that nothing of it opens.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from cryptography.hazmat.primitives import hashes
from django.apps import apps
from django.db.models import F, Model, TextField
from django.db.models.functions import Cast

from junheng.core.secrets.keyring import Keyring
from junheng.core.secrets.sealed_fields import EncryptedTextField
from junheng.core.secrets.services import keyring, suite_in_use
from junheng.engine.errors import JunhengError
from junheng.engine.randomness.suites import Suite
from junheng.engine.record.fields import FieldPlace, open_field

TRIED_OF_EACH: Final = 3
"""So many values of each column are tried."""


@dataclass(frozen=True)
class SealedValue:
    """An encrypted value as the database holds it, and the place that it is bound to."""

    place: FieldPlace
    sealed: str


@dataclass(frozen=True)
class Census:
    """Every value closed with the keys of one year: `columns` by `table.column`, digest over all.

    The digest is over a line for each value in the order of tables, columns and rows:
    table, column, row, value, with tabs between and a line feed after.
    """

    columns: Mapping[str, int]
    digest: str
    samples: tuple[SealedValue, ...]

    @property
    def values(self) -> int:
        """How many."""
        return sum(self.columns.values())


def sealed_columns() -> Iterator[tuple[type[Model], EncryptedTextField]]:
    """Every encrypted column of the platform, in the order of tables and columns."""
    models = sorted(apps.get_models(), key=lambda model: str(model._meta.db_table))  # noqa: SLF001 - Django's documented name
    for model in models:
        fields = [
            field
            for field in model._meta.concrete_fields  # noqa: SLF001 - as above
            if isinstance(field, EncryptedTextField)
        ]
        for field in sorted(fields, key=lambda field: str(field.column)):
            yield model, field


def census(key_id: str) -> Census:
    """Count and digest what the keys of a year close now."""
    found = new_digest(suite_in_use())
    columns: dict[str, int] = {}
    samples: list[SealedValue] = []
    for model, field in sealed_columns():
        count = 0
        for value in _values(model, field, key_id):
            place = value.place
            line = f"{place.table}\t{place.column}\t{place.row_key}\t{value.sealed}"
            found.update(f"{line}\n".encode())
            if count < TRIED_OF_EACH:
                samples.append(value)
            count += 1
        if count:
            columns[f"{model._meta.db_table}.{field.column}"] = count  # noqa: SLF001 - as above
    return Census(columns, found.finalize().hex(), tuple(samples))


def count_opened(values: tuple[SealedValue, ...]) -> int:
    """How many of these values open with any key that this installation holds."""
    return sum(_opens(keyring(), value) for value in values)


def digest_of_keys(wrapped: str) -> str:
    """By what wrapped keys that turn up somewhere are known: a digest of them as they lay there."""
    found = new_digest(suite_in_use())
    found.update(wrapped.encode())
    return found.finalize().hex()


def new_digest(suite: Suite) -> hashes.Hash:
    """SHA-256 or SM3, fed piece by piece."""
    return hashes.Hash(hashes.SHA256() if suite.name == "intl" else hashes.SM3())


def _values(model: type[Model], field: EncryptedTextField, key_id: str) -> Iterator[SealedValue]:
    rows = model._default_manager.annotate(raw=Cast(F(field.name), TextField()))  # noqa: SLF001 - as above
    closed = rows.filter(raw__startswith=f"sgf1.{key_id}.").order_by("pk")
    for row_key, raw in closed.values_list(field.bound_to, "raw").iterator(chunk_size=2000):
        place = FieldPlace(
            table=str(model._meta.db_table),  # noqa: SLF001 - as above
            column=str(field.column),
            row_key=str(row_key),
        )
        yield SealedValue(place, str(raw))


def _opens(keys: Keyring, value: SealedValue) -> bool:
    """Whether the value opens by the way of the platform, or with any single key that is held."""
    attempts: list[Any] = [lambda: keys.open(value.place, value.sealed)]
    attempts += [
        lambda key=held.data: open_field(
            keys.suite, key=key, place=value.place, sealed=value.sealed
        )
        for held in keys.years.values()
    ]
    for attempt in attempts:
        try:
            attempt()
        except JunhengError:
            continue
        return True
    return False
