"""The HTTP gateway against a real server that behaves well, badly, and not at all."""

import datetime as dt
import ipaddress
import json
import logging
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from junheng.core.outbox.gateways import Answer, Outcome, Parcel
from junheng.core.outbox.gateways.http import HttpGateway, HttpSettings
from tests.core.outbox.gateway_made import LocalGateway, local_gateway

PARCEL = Parcel("k2m3n4p5q6r7", "class", "13800138000", '李明同学编入"3班"，{mobile}\n{id}')
BODY = {"to": ["{mobile}"], "msg": {"content": "【教育局】{text}", "id": "{id}"}, "n": 1}


@pytest.fixture
def server() -> Iterator[LocalGateway]:
    with local_gateway() as made:
        yield made


def settings(address: str, **more: object) -> HttpSettings:
    given: dict[str, object] = {
        "url": f"{address}/send?v=2",
        "body": BODY,
        "headers": {"Authorization": "Bearer geheim"},
        "timeout_seconds": 0.3,
    }
    return HttpSettings(**(given | more))  # type: ignore[arg-type]


def sent(address: str, **more: object) -> Answer:
    return HttpGateway(settings(address, **more)).send(PARCEL)


def test_a_message_arrives_once_with_header_and_its_text_whole(server: LocalGateway) -> None:
    answer = sent(server.address)

    assert answer == Answer(Outcome.SENT)
    assert server.got == [
        {
            "to": ["13800138000"],
            "msg": {"content": "【教育局】" + PARCEL.text, "id": "k2m3n4p5q6r7"},
            "n": 1,
        }
    ]
    assert server.got_headers[0]["Authorization"] == "Bearer geheim"
    assert server.got_paths == ["/send?v=2"]


@pytest.mark.parametrize(
    ("status", "outcome", "reason"),
    [
        (202, Outcome.SENT, ""),
        (400, Outcome.REFUSED, "gateway_refused_message"),
        (401, Outcome.GATEWAY_DOWN, "gateway_refused_us"),
        (403, Outcome.GATEWAY_DOWN, "gateway_refused_us"),
        (404, Outcome.GATEWAY_DOWN, "gateway_refused_us"),
        (408, Outcome.TRY_LATER, "gateway_busy"),
        (422, Outcome.REFUSED, "gateway_refused_message"),
        (429, Outcome.GATEWAY_DOWN, "gateway_busy"),
        (500, Outcome.TRY_LATER, "gateway_error"),
        (502, Outcome.UNKNOWN, "gateway_answer_lost"),
        (503, Outcome.GATEWAY_DOWN, "gateway_busy"),
        (504, Outcome.UNKNOWN, "gateway_answer_lost"),
    ],
)
def test_a_status_means_what_is_known_after_it(
    server: LocalGateway, status: int, outcome: Outcome, reason: str
) -> None:
    server.status = status

    assert sent(server.address) == Answer(outcome, reason)
    assert len(server.got) == 1


def test_a_busy_gateway_may_say_for_how_long(server: LocalGateway) -> None:
    server.status, server.headers = 429, {"Retry-After": "90"}

    assert sent(server.address).wait == dt.timedelta(seconds=90)


def test_a_date_as_waiting_time_is_passed_over(server: LocalGateway) -> None:
    server.status, server.headers = 429, {"Retry-After": "Fri, 28 Aug 2026 01:30:00 GMT"}

    assert sent(server.address).wait is None


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_no_redirect_is_followed(server: LocalGateway, status: int) -> None:
    with local_gateway() as elsewhere:
        server.status, server.headers = status, {"Location": elsewhere.address + "/steal"}

        answer = sent(server.address)

        assert answer == Answer(Outcome.GATEWAY_DOWN, "gateway_sends_elsewhere")
        assert (elsewhere.got, elsewhere.got_paths) == ([], [])


@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        (b'{"result": {"code": 0}}', Outcome.SENT),
        (b'{"result": {"code": "0"}}', Outcome.SENT),
        (b'{"result": {"code": "17"}}', Outcome.TRY_LATER),
        (b'{"result": {"code": "no such number"}}', Outcome.REFUSED),
        (b'{"result": {}}', Outcome.UNKNOWN),
        (b'{"result": 3}', Outcome.UNKNOWN),
        (b"[]", Outcome.UNKNOWN),
        (b"<html>OK</html>", Outcome.UNKNOWN),
        (b"\xff\xfe\x00", Outcome.UNKNOWN),
        (b"", Outcome.UNKNOWN),
        (b'{"result": ' * 20_000, Outcome.UNKNOWN),
    ],
    ids=[
        "number", "text", "retry", "refusal", "no value", "no table", "list", "page", "bytes",
        "nothing", "deep",
    ],
)  # fmt: skip
def test_the_answers_own_code_decides_where_one_is_set(
    server: LocalGateway, body: bytes, outcome: Outcome
) -> None:
    server.body = body

    answer = sent(
        server.address,
        success_field="result.code",
        success_values=("0",),
        retry_values=("17",),
        timeout_seconds=3,
    )

    assert answer.outcome is outcome


def _silent(handler: BaseHTTPRequestHandler) -> None:
    threading.Event().wait(1)


def _dripping(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.end_headers()
    try:
        for _ in range(40):
            handler.wfile.write(b" ")
            handler.wfile.flush()
            threading.Event().wait(0.05)
    except OSError:
        return


def _garbage(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"\x00\x01 this is no HTTP \r\n\r\n")


def _hanging_up(handler: BaseHTTPRequestHandler) -> None:
    handler.connection.shutdown(socket.SHUT_RDWR)


@pytest.mark.parametrize("says", [_silent, _garbage, _hanging_up])
def test_no_answer_and_no_sense_leave_the_message_uncertain(
    server: LocalGateway, says: object
) -> None:
    server.says = says  # type: ignore[assignment]
    began = time.monotonic()

    answer = sent(server.address)

    assert answer.outcome is Outcome.UNKNOWN
    assert time.monotonic() - began < 0.9
    assert len(server.got) == 1


def test_an_answer_that_drips_is_cut_off_at_the_time_limit(server: LocalGateway) -> None:
    server.says = _dripping
    began = time.monotonic()

    answer = sent(server.address, success_field="code", success_values=("0",))

    assert answer.outcome is Outcome.UNKNOWN
    assert time.monotonic() - began < 0.9


def test_a_gateway_that_is_not_there_surely_sent_nothing() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]

    answer = sent(f"http://127.0.0.1:{port}")

    assert answer == Answer(Outcome.GATEWAY_DOWN, "gateway_unreachable")


def test_nothing_of_a_person_is_logged(
    server: LocalGateway, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)

    for status in (200, 302, 400, 429, 500):
        server.status = status
        sent(server.address)
    server.says = _garbage
    sent(server.address)

    said = caplog.text + "".join(capsys.readouterr())
    assert "13800138000" not in said
    assert "李明" not in said
    assert "geheim" not in said


# -- certificates -----------------------------------------------------------------------------


def _certificate(folder: Path) -> tuple[Path, ssl.SSLContext]:
    """A certificate of an authority of its own for 127.0.0.1, and a server that has it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "county")])
    now = dt.datetime.now(dt.UTC)  # noqa: TID251 - certificates are judged by the real clock
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
        .sign(key, hashes.SHA256())
    )
    file = folder / "ca.pem"
    file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    own = folder / "key.pem"
    own.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file, own)
    return file, context


def test_an_internal_authority_is_trusted_by_its_file_and_by_nothing_else(tmp_path: Path) -> None:
    file, context = _certificate(tmp_path)

    with local_gateway(context) as server:
        assert sent(server.address, timeout_seconds=2) == Answer(
            Outcome.GATEWAY_DOWN, "gateway_not_trusted"
        )
        assert server.got == []
        assert sent(server.address, ca_file=file, timeout_seconds=2) == Answer(Outcome.SENT)
        assert len(server.got) == 1


def test_a_certificate_file_that_is_none_sends_nothing(tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text("none", encoding="ascii")

    with local_gateway() as server:
        address = server.address.replace("http:", "https:")
        for name in ("ca.pem", "absent.pem"):
            answer = sent(address, ca_file=tmp_path / name)
            assert answer == Answer(Outcome.GATEWAY_DOWN, "gateway_certificate_unreadable")


def test_a_text_cannot_break_out_of_its_place(server: LocalGateway) -> None:
    evil = '", "to": ["13900139000"], "x": "\\'
    parcel = Parcel("k", "class", "13800138000", evil)

    HttpGateway(settings(server.address)).send(parcel)

    assert json.dumps(server.got[0]["to"]) == '["13800138000"]'
    assert server.got[0]["msg"]["content"] == "【教育局】" + evil
