"""Random public codes: what stands in addresses, and what encrypted values are bound to.

A primary key is known only after the row was written; a code is known before, means nothing,
and tells nobody how many rows there are.
"""

from secrets import choice
from typing import Any

from django.db import models

# Without 0 o 1 l i: a code can be read over the telephone.
ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
LENGTH = 12


def new_code() -> str:
    """A fresh code of 12 characters, 59 bits."""
    return "".join(choice(ALPHABET) for _ in range(LENGTH))


class PublicCodeField(models.CharField[str, str]):
    """The random public code of a row; given when the object is made, never changed after."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", LENGTH)
        kwargs.setdefault("default", new_code)
        kwargs.setdefault("unique", True)
        kwargs.setdefault("editable", False)
        super().__init__(*args, **kwargs)
