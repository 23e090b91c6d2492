"""The one kind of refusal: a code with parameters, no sentence.

Sentences live in `core.messages`, so that a library never decides what a person reads and
personal data cannot slip into an exception text.
"""

from collections.abc import Mapping


class JunhengError(Exception):
    """A refusal that a person can act on.

    `code` names the sentence in `core.messages`; `params` fill its named places. Values must not
    be personal data: give the place (sheet, row, column), never the cell.
    """

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params: Mapping[str, object] = params

    def __reduce__(self) -> tuple[object, ...]:
        # Errors cross process borders (simulations run in a pool); keep the parameters.
        return (_rebuild, (type(self), self.code, dict(self.params)))


def _rebuild(kind: type[JunhengError], code: str, params: dict[str, object]) -> JunhengError:
    return kind(code, **params)
