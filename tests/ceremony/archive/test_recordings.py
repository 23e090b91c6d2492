"""Recordings: hashed in pieces, refused while they are still being written."""

import hashlib
from pathlib import Path

import pytest

from junheng.ceremony.archive import hashing, recordings
from junheng.ceremony.archive.recordings import recordings_document
from junheng.engine.errors import JunhengError
from junheng.engine.randomness.suites import GM, INTL


def test_a_file_of_several_pieces_is_hashed_as_one(tmp_path: Path) -> None:
    content = bytes(range(256)) * (hashing.PIECE // 256 + 10)
    (tmp_path / "a.mp4").write_bytes(content)

    document = recordings_document(INTL, [tmp_path / "a.mp4"])

    assert document["files"] == [
        {"path": "a.mp4", "size": len(content), "h": hashlib.sha256(content).hexdigest()}
    ]


def test_in_the_chinese_suite_the_hash_is_sm3(tmp_path: Path) -> None:
    (tmp_path / "a.mp4").write_bytes(b"abc")

    document = recordings_document(GM, [tmp_path / "a.mp4"])

    # GB/T 32905-2016, appendix A.1
    assert document["files"][0]["h"] == (
        "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    )


def test_a_recording_that_grows_meanwhile_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "a.mp4"
    file.write_bytes(b"begin")

    class Growing(hashing.FileHash):
        def update(self, piece: bytes) -> None:
            super().update(piece)
            if self.size == len(b"begin"):
                with file.open("ab") as stream:
                    stream.write(b" and more")

    monkeypatch.setattr(recordings, "FileHash", Growing)

    with pytest.raises(JunhengError, match="recording_changes"):
        recordings_document(INTL, [file])


def test_two_recordings_of_one_name_are_refused(tmp_path: Path) -> None:
    for folder in ("1", "2"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.mp4").write_bytes(folder.encode())

    with pytest.raises(JunhengError, match="recording_twice"):
        recordings_document(INTL, [tmp_path / "1" / "a.mp4", tmp_path / "2" / "a.mp4"])
