"""Model fields whose values the database holds only encrypted (SG1 §11.3).

What a value is bound to (table, column, the row's public code) is authenticated with it: copied
into another row or column it does not open.
"""

from typing import Any

from django.core.exceptions import FieldError
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.query_utils import DeferredAttribute

from junheng.core.secrets.services import blind_index, keyring, keyring_with
from junheng.engine.record.fields import FieldPlace, field_key_id


class Sealed(str):
    """An encrypted value as the database holds it, to tell it from a plain text."""

    __slots__ = ()


class _OpenedOnAccess(DeferredAttribute):
    """Opens a value when it is read, so that rows cost nothing whose names nobody looks at."""

    def __get__(self, instance: models.Model | None, cls: Any = None) -> Any:
        value = super().__get__(instance, cls)
        if instance is None or not isinstance(value, Sealed):
            return value
        keys = keyring_with(field_key_id(value))
        return keys.open(_place(self.field, instance), value)

    def __set__(self, instance: models.Model, value: str | None) -> None:
        # Without a setter Python would take the value from the object, past this descriptor.
        instance.__dict__[self.field.attname] = value


class EncryptedTextField(models.TextField[str, str]):
    """A text that only the installation's keys open; reading it gives the plain text.

    `bound_to` names the row's `PublicCodeField`. The only look-up is `isnull`; `update()` and
    `bulk_update()` of it are refused, because they do not know the row. Reading raises
    `key_not_held` and `decryption_failed`.
    """

    descriptor_class = _OpenedOnAccess

    def __init__(self, *args: Any, bound_to: str = "code", **kwargs: Any) -> None:
        self.bound_to = bound_to
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "bound_to": self.bound_to}

    def from_db_value(self, value: str | None, *_: object) -> Sealed | None:
        """Mark what comes from the database."""
        return None if value is None else Sealed(value)

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:  # noqa: FBT001 - Django's signature
        """Close a plain text; one that was never opened or changed goes back as it came."""
        value = model_instance.__dict__.get(self.attname)
        if value is None or isinstance(value, Sealed):
            return value
        return Sealed(keyring().seal(_place(self, model_instance), str(value)))

    def get_db_prep_value(
        self,
        value: Any,
        connection: BaseDatabaseWrapper,
        prepared: bool = False,  # noqa: FBT001, FBT002 - Django's signature
    ) -> Any:
        """Refuse plain text on its way to the database."""
        if value is not None and not isinstance(value, Sealed):
            raise FieldError(f"{self.name} is encrypted: set it on a row and save the row")
        return None if value is None else str(value)

    def get_lookup(self, lookup_name: str) -> Any:
        """Nothing but `isnull` can be asked of ciphertext."""
        if lookup_name != "isnull":
            raise FieldError(f"{self.name} is encrypted and cannot be searched by {lookup_name}")
        return super().get_lookup(lookup_name)


class IdentityIndexField(models.CharField[str, str]):
    """A blind index of an identity number: `identity_index(…)`, found by `identity_indexes(…)`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 32 + 1 + 64)
        kwargs.setdefault("db_index", True)
        kwargs.setdefault("editable", False)
        super().__init__(*args, **kwargs)


class BlindIndexField(models.CharField[str, str]):
    """The blind index of another, encrypted, field of the same row: `of`, for one `purpose`.

    It follows its field whenever the row is saved with a new value; `update_fields` must name both.
    Rows are found by `field__in=blind_indexes(purpose, text)`. Empty where `of` is empty.
    """

    def __init__(self, *args: Any, of: str = "", purpose: str = "", **kwargs: Any) -> None:
        self.of, self.purpose = of, purpose
        kwargs.setdefault("max_length", 32 + 1 + 64)
        kwargs.setdefault("db_index", True)
        kwargs.setdefault("editable", False)
        kwargs.setdefault("default", "")
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "of": self.of, "purpose": self.purpose}

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:  # noqa: FBT001 - Django's signature
        """Make the index of a value that was given or has none yet; leave that of an old one."""
        held = model_instance.__dict__.get(self.attname)
        value = model_instance.__dict__.get(self.of)
        if held and isinstance(value, Sealed):
            return held
        text = getattr(model_instance, self.of)
        index = blind_index(self.purpose, text) if text else ""
        setattr(model_instance, self.attname, index)
        return index


def _place(field: Any, instance: models.Model) -> FieldPlace:
    return FieldPlace(
        table=str(instance._meta.db_table),  # noqa: SLF001 - the documented name of Django's interface
        column=str(field.column),
        row_key=str(getattr(instance, field.bound_to)),
    )
