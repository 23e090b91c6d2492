"""Telephone numbers as people type them."""

import re
import unicodedata
from typing import Final

from junheng.engine.errors import JunhengError

_MOBILE: Final = re.compile(r"1[3-9][0-9]{9}")


def mobile_number(typed: str) -> str:
    """The eleven digits of a mobile number; raises `mobile_number_wrong`."""
    digits = re.sub(r"[\s\-()]", "", unicodedata.normalize("NFKC", typed))
    digits = re.sub(r"^(\+|00)?86(?=1)", "", digits)
    if not _MOBILE.fullmatch(digits):
        raise JunhengError("mobile_number_wrong")
    return digits
