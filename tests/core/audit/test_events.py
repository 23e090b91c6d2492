"""What fits into the audit trail: identifiers, never personal data."""

from dataclasses import dataclass

import pytest

from junheng.core.audit.events import AuditEvent, Subject, event_types
from junheng.core.messages import all_sentences  # noqa: F401 - loads nothing of Django
from junheng.engine.errors import JunhengError


@dataclass(frozen=True, kw_only=True)
class CardPrinted(AuditEvent):
    NAME = "samples.card.print"
    SENTENCE = "打印 %(count)d 张，第 %(batch)s 批。"

    count: int
    batch: str
    pages: tuple[str, ...] = ()


def test_an_event_gives_its_fields_and_its_sentence() -> None:
    event = CardPrinted(subject=Subject("card", "abc"), count=3, batch="B-2")

    assert event.payload() == {"count": 3, "batch": "B-2", "pages": []}
    assert CardPrinted.describe(event.payload()) == "打印 3 张，第 B-2 批。"


@pytest.mark.parametrize(
    "batch",
    [
        "张三",
        "因家长申请",
        "11010519491231002X",
        "id:11010519491231002x",
        "13800138000",
        "a" * 201,
        "line\nbreak",
    ],
)
def test_names_reasons_identity_and_telephone_numbers_do_not_fit_in(batch: str) -> None:
    with pytest.raises(JunhengError, match="audit_payload_forbidden") as refused:
        CardPrinted(count=1, batch=batch).payload()

    assert refused.value.params == {"field": "batch"}


def test_a_telephone_number_typed_as_a_number_does_not_fit_in_either() -> None:
    with pytest.raises(JunhengError, match="audit_payload_forbidden"):
        CardPrinted(count=13800138000, batch="").payload()


def test_what_is_not_a_plain_value_does_not_fit_in() -> None:
    with pytest.raises(JunhengError, match="audit_payload_forbidden"):
        CardPrinted(count=1.5, batch="").payload()  # type: ignore[arg-type]


def test_a_digest_fits_in() -> None:
    assert CardPrinted(count=1, batch="0" * 64).payload()["batch"] == "0" * 64


def test_an_event_without_a_sentence_cannot_be_declared() -> None:
    with pytest.raises(TypeError):
        type("Silent", (AuditEvent,), {"NAME": "samples.card.lose", "SENTENCE": ""})


def test_a_name_declared_twice_is_refused() -> None:
    with pytest.raises(TypeError):
        type("Another", (AuditEvent,), {"NAME": "samples.card.print", "SENTENCE": "另一个。"})


def test_every_sentences_places_are_fields_of_its_event() -> None:
    wrong = []
    for name, kind in event_types().items():
        fields = dict.fromkeys(kind.__dataclass_fields__, 0)
        try:
            kind.describe(fields)
        except (KeyError, ValueError):
            wrong.append(name)

    assert wrong == []
