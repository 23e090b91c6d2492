"""The one kind of refusal crosses process borders whole."""

import pickle

from junheng.engine.errors import JunhengError


def test_an_error_keeps_code_and_parameters_through_pickling() -> None:
    error = pickle.loads(pickle.dumps(JunhengError("sheet_not_found", sheet="一班", rows=3)))  # noqa: S301

    assert isinstance(error, JunhengError)
    assert (error.code, dict(error.params)) == ("sheet_not_found", {"sheet": "一班", "rows": 3})


def test_the_text_of_an_error_is_its_code_alone() -> None:
    assert str(JunhengError("person_repeated", row=7)) == "person_repeated"
