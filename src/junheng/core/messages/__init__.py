"""Code -> Chinese sentence, one place each.

Every area keeps its own table (`<area>.py`, a dictionary `SENTENCES`); this module joins them and
fills the named places. Sentences are gettext message ids, so another language can be added without
touching code.
"""

from collections.abc import Mapping
from functools import cache
from gettext import gettext
from importlib import import_module
from pkgutil import iter_modules

from junheng.engine.errors import JunhengError


@cache
def all_sentences() -> Mapping[str, str]:
    """Every code with its sentence; a code that stands in two areas is a programming error."""
    joined: dict[str, str] = {}
    for module in iter_modules(__path__):
        table: Mapping[str, str] = import_module(f"{__name__}.{module.name}").SENTENCES
        repeated = joined.keys() & table.keys()
        if repeated:
            raise LookupError(f"codes with two sentences: {sorted(repeated)}")
        joined.update(table)
    return joined


def sentence(code: str, params: Mapping[str, object]) -> str:
    """The Chinese sentence for `code`, with its places filled.

    Raises LookupError for a code without a sentence: tests see to it that none exists.
    """
    return gettext(all_sentences()[code]) % params


def describe(error: JunhengError) -> str:
    """The sentence a person reads for a refusal."""
    return sentence(error.code, error.params)
