"""A backup that somebody made by hand, and signed with a key of his own, is refused by name."""

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest

from junheng.core.backup import opening
from junheng.core.backup.opening import open_backup
from junheng.engine.errors import JunhengError
from junheng.engine.randomness.suites import INTL
from junheng.engine.record.canonical import canonical_bytes, document_hash
from junheng.engine.record.documents import engine_file, manifest_document
from junheng.engine.record.signatures import sign_document

FACTS: dict[str, Any] = {
    "_t": "sg1/backup",
    "code": "b1",
    "at": "2026-09-12T09:00:00+08:00",
    "database": "sqlite",
    "head": {"n": 1, "h": "0" * 64},
}


def forged(facts: dict[str, Any], files: dict[str, bytes], **entry: object) -> bytes:
    """The zip of a backup; `entry` changes what the signed list says of the database."""
    files = {"backup.json": canonical_bytes(facts), "database/db": b"SQLite", **files}
    listed = [engine_file(INTL, name, content) for name, content in files.items()]
    listed = [one | (entry if one["path"] == "database/db" else {}) for one in listed]
    manifest = manifest_document(
        suite=INTL, session=document_hash(INTL, facts), files=listed, kind="backup"
    )
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as packed:
        packed.writestr("manifest.json", canonical_bytes(manifest))
        packed.writestr(
            "manifest.sig.json", canonical_bytes(sign_document(bytes(range(32)), manifest))
        )
        for name, content in files.items():
            packed.writestr(name, content)
    return output.getvalue()


def refusal(raw: bytes, folder: Path, patch: pytest.MonkeyPatch) -> str:
    """The code with which the zip is refused once its passphrase was right."""
    patch.setattr(opening, "_decrypt", lambda _file, _words, plain: plain.write_bytes(raw))
    with pytest.raises(JunhengError) as refused:
        open_backup(folder / "backup.sgx", "0" * 40, folder)
    return refused.value.code


def test_one_that_is_as_it_must_be_opens(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    raw = forged(FACTS, {"data/a/b": b"x"})
    monkeypatch.setattr(opening, "_decrypt", lambda _file, _words, plain: plain.write_bytes(raw))

    opened = open_backup(tmp_path / "backup.sgx", "0" * 40, tmp_path)

    assert (opened.code, opened.head.sequence, opened.file_count) == ("b1", 1, 2)
    assert (tmp_path / "data/a/b").read_bytes() == b"x"


@pytest.mark.parametrize(
    "changes",
    [{"head": 1}, {"head": {}}, {"head": {"n": "1", "h": "0"}}, {"code": 1}, {"at": {}},
     {"database": True}, {"head": {"n": True, "h": "0"}}],
)  # fmt: skip
def test_facts_of_another_form_are_refused(
    changes: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert refusal(forged(FACTS | changes, {}), tmp_path, monkeypatch) == "backup_not_one"


@pytest.mark.parametrize("size", ["6", True, [6]])
def test_a_size_that_is_no_number_is_refused(
    size: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert refusal(forged(FACTS, {}, size=size), tmp_path, monkeypatch) == "backup_not_one"


@pytest.mark.parametrize(
    "files",
    [{"data/a": b"x", "data/a/b": b"y"}, {"data/" + "名" * 200: b"x"}, {"database/a/b": b"x"}],
)
def test_names_that_no_disk_takes_are_refused(
    files: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert refusal(forged(FACTS, files), tmp_path, monkeypatch) == "backup_name_forbidden"


@pytest.mark.parametrize("name", ["data/Keys/a", "data/keys./a", "data/SESSION-KEY "])
def test_names_that_are_the_keys_on_windows_are_refused(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert refusal(forged(FACTS, {name: b"x"}), tmp_path, monkeypatch) == "backup_name_forbidden"


def test_a_directory_that_points_before_the_file_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw = bytearray(forged(FACTS, {}))
    raw[-6:-2] = (int.from_bytes(raw[-6:-2], "little") + 1).to_bytes(4, "little")

    assert refusal(bytes(raw), tmp_path, monkeypatch) == "backup_changed"
