"""What a county may write into messages.toml, and what is refused by its place."""

from datetime import time, timedelta
from pathlib import Path

import pytest
from pytest_django import Settings

from junheng.core.messages import describe
from junheng.core.outbox.configuration import read_configuration
from junheng.engine.errors import JunhengError
from tests.core.outbox.outbox_made import BODY, configured, http_configuration

ADDRESS = "https://sms.example.cn:8443/send"


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> Path:
    settings.JUNHENG_VAR = tmp_path
    return tmp_path


def refusal(folder: Path, text: str) -> JunhengError:
    configured(folder, text)
    with pytest.raises(JunhengError) as caught:
        read_configuration()
    return caught.value


def test_without_a_file_nothing_leaves() -> None:
    assert read_configuration().is_on is False


def test_everything_that_can_be_set(folder: Path) -> None:
    limits = (
        'per_minute = 300\nper_recipient_per_day = 3\nquiet_from = "22:00"\nquiet_until = 07:30:00'
        "\nmost_attempts = 4\nfirst_wait_seconds = 10"
    )
    http = (
        'ca_file = "ca.pem"\nsuccess_field = "result.code"\nsuccess_values = ["0"]\n'
        'retry_values = ["17"]\nrepeats_are_safe = true\n[http.headers]\nX-Key = "geheim"'
    )
    configured(folder, http_configuration(ADDRESS, limits, http))

    found = read_configuration()

    assert (found.limits.per_minute, found.limits.per_recipient_per_day) == (300, 3)
    assert (found.limits.quiet_from, found.limits.quiet_until) == (time(22), time(7, 30))
    assert (found.limits.most_attempts, found.limits.first_wait) == (4, timedelta(seconds=10))
    assert found.http is not None
    assert (found.http.ca_file, found.http.retry_values) == (folder / "ca.pem", ("17",))
    assert found.http.headers == {"X-Key": "geheim"}
    assert found.where == "网络接口 sms.example.cn"


def test_a_file_that_others_may_read_is_refused(folder: Path) -> None:
    configured(folder, 'gateway = "console"', mode=0o640)

    with pytest.raises(JunhengError, match="messages_file_open_to_others"):
        read_configuration()


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ('gateway = "pigeon"', "gateway"),
        ('gateway = "http"', "[http]"),
        ("per_minute = 0", "per_minute"),
        ("per_minute = true", "per_minute"),
        ('quiet_from = "late"', "quiet_from"),
        (http_configuration("http://sms.example.cn/send"), "http.url"),
        (http_configuration("ftp://127.0.0.1/"), "http.url"),
        (http_configuration("https://user:geheim@sms.example.cn/"), "http.url"),
        (http_configuration("https://[::1"), "http.url"),
        (http_configuration(ADDRESS).replace("{mobile}", "{phone}"), "http.body"),
        (http_configuration(ADDRESS).replace(BODY, "{"), "http.body"),
        (http_configuration(ADDRESS, http='headers = { A = "1\\n2" }'), "http.headers"),
        (http_configuration(ADDRESS, http='headers = { "A:" = "1" }'), "http.headers"),
        (http_configuration(ADDRESS, http='success_field = "code"'), "http.success_values"),
        (http_configuration(ADDRESS, http="retry_values = [1]"), "http.retry_values"),
        (http_configuration(ADDRESS, http="repeats_are_safe = 1"), "http.repeats_are_safe"),
    ],
)
def test_a_wrong_value_is_refused_by_its_key(folder: Path, text: str, key: str) -> None:
    error = refusal(folder, text)

    assert (error.code, error.params["key"]) == ("messages_value_wrong", key)
    assert "geheim" not in describe(error)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("per_hour = 1", "messages_key_unknown"),
        (http_configuration(ADDRESS, http='redirect = "yes"'), "messages_key_unknown"),
        ('geheim = "', "messages_file_malformed"),
    ],
)
def test_an_unknown_key_and_a_broken_file_are_refused(folder: Path, text: str, code: str) -> None:
    error = refusal(folder, text)

    assert error.code == code
    assert error.__cause__ is None
