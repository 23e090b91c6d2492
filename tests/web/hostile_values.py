"""What hostile people type, send and upload; `hostile_door` says what must never come of it."""

from dataclasses import dataclass
from typing import Final

MARK: Final = "jhx"
"""Names the elements and attributes that a page would hold, were a value not escaped in it."""
COMPUTED: Final = ("905377300", "900000003")
"""What templates and databases would answer, were a value run."""

SCRIPTS: Final = (
    f'"><{MARK} on{MARK}="1"></{MARK}>',
    f"' on{MARK}='1' x='",
    f"</title></textarea></script><{MARK}>",
    f"javascript:{MARK}()",
    f"<svg/onload={MARK}()><{MARK}>",
)
TEMPLATES: Final = (
    '{{ 703114159|add:"202263141" }}{% debug %}{{ settings.SECRET_KEY }}',
    "${703114159+202263141}#{703114159+202263141}{{703114159+202263141}}",
    "%(x)s %s %n {0.__class__} {x!r}",
)
STATEMENTS: Final = (
    "' OR '1'='1' -- ",
    "'||(700000001+200000002)||'",
    "x'); DROP TABLE students_student; --",
    "1 UNION SELECT username, password FROM accounts_user",
    "%",
    "_" * 12,
)
NUMBERS: Final = (
    "-1", "0", "99999999999999999999", "9223372036854775808", "1e309", "NaN", "-Infinity", "0x10",
    "²", "\uff11\uff12", "\u0661\u0662", "1_000", "9" * 5000, "1.5", "+1",
)  # fmt: skip
MOMENTS: Final = (
    "0000-00-00", "9999-12-31", "0001-01-01", "0001-01-01T00:00", "9999-12-31T23:59",
    "2026-02-30", "10000-01-01", "2026-09-12T09:00+99:99",
)  # fmt: skip
PLACES: Final = (
    "../../../../../../etc/passwd",
    "..\\..\\windows\\win.ini",
    "/etc/passwd",
    "..",
    "a/b",
    "file:///etc/passwd",
    "//evil.example/x",
    "https://evil.example/x",
)
LETTERS: Final = (
    "a\x00b",
    "\ufeff",
    "\u200b\u202e\u2066名",
    "\u0131\u0130\u017f\u212a",
    "👨\u200d👩\u200d👧" + "\u0301" * 200,
    "\U0010ffff\ufffe",
    "x\r\nSet-Cookie: jhx=1\r\n\r\n<jhx>",
    "   \u3000\u00a0\t ",
    "=cmd|' /C calc'!A0",
)
WRONG_KINDS: Final = ("true", "null", '["a"]', '{"$ne": null}', "[object Object]")
LONG: Final = ("长" * 40_000,)
TEXTS: Final = (
    *SCRIPTS, *TEMPLATES, *STATEMENTS, *NUMBERS, *MOMENTS, *PLACES, *LETTERS, *WRONG_KINDS, *LONG,
)  # fmt: skip
"""Everything of it, each once."""

BROKEN_BYTES: Final = ("%FF%FE", "%ED%A0%80", "%00", "%C0%AF", "%zz", "%", "%E4%BD")
"""Escapes in addresses and forms that are no letters."""


@dataclass(frozen=True)
class Upload:
    """A file as a browser sends it."""

    name: str
    kind: str
    content: bytes


UPLOADS: Final = (
    Upload("", "application/octet-stream", b""),
    Upload("名册.xlsx", "application/pdf", b"PK\x03\x04" + b"\x00" * 40),
    Upload("../../../../tmp/jhx.pdf", "application/pdf", b"%PDF-1.7\n<jhx onjhx=1>"),
    Upload("a\x00.pdf", "text/html", b"<!DOCTYPE html><jhx>"),
    Upload("长" * 300 + ".pdf", "image/svg+xml", b'<svg xmlns="http://www.w3.org/2000/svg"/>'),
    Upload("x\r\nSet-Cookie: jhx=1.pdf", "application/pdf", b"%PDF-1.7\n"),
    Upload("\u202efdp.exe", "image/jpeg", b"\xff\xd8\xff\xe0\x00\x10JFIF"),
    Upload("名册.csv", "text/csv", "姓名,性别\r\n\x00\ud7ff,男\r\n".encode()),
    Upload("名册.csv", "text/csv", b"\xff\xfe\x00\xd8\x00\xdc" * 50),
    Upload("a.xls", "application/vnd.ms-excel", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\xff" * 60),
    Upload('"><jhx onjhx=1>.pdf', "application/pdf", b"%PDF-1.7\n"),
)

HEADERS: Final[tuple[dict[str, str], ...]] = (
    {"HX-Request": "true", "HX-Current-URL": "https://evil.example/<jhx>", "HX-Target": "<jhx>"},
    {"HX-Request": "true", "HX-Current-URL-URI-AutoEncoded": "true", "HX-Current-URL": "%FF"},
    {"Referer": "https://evil.example/\"><jhx>", "Origin": "null"},
    {"X-Forwarded-For": "' OR 1=1, <jhx>", "X-Forwarded-Host": "evil.example"},
    {"X-Forwarded-Proto": "https", "X-HTTP-Method-Override": "DELETE", "X-Original-URL": "/a/"},
    {"Accept-Language": "zz-" + "a" * 5000 + ",*;q=9", "Accept": "<jhx>", "Accept-Encoding": ""},
    {"Cookie": "csrftoken=<jhx>; junheng_child=1.2.3.4.5.6; messages=x; a=\"\\"},
    {"Cookie": "junheng_child=2026.a.x.y.z." + "0" * 64 + "; =; ;;"},
    {"If-Modified-Since": "Thu, 99 Foo 99999 99:99:99 GMT", "If-None-Match": "\"<jhx>"},
    {"Range": "bytes=-1,99999999999999999999-", "If-Range": "x"},
    {"Content-Type": "application/json; charset=\"no-such\""},
    {"Content-Type": "multipart/form-data"},
    {"Content-Type": "multipart/form-data; boundary=\xff"},
    {"Content-Type": "application/x-www-form-urlencoded; charset=utf-7"},
    {"Content-Length": "-5"},
    {"User-Agent": "<jhx>\xff{{7*7}}", "From": "%s%n"},
)  # fmt: skip
