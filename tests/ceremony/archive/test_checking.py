"""Checking a disc: a sound one, and each way in which one can be wrong."""

import json
import os
import shutil
import unicodedata
from pathlib import Path

import pytest

from junheng.ceremony.archive.checking import Question, check_disc
from junheng.ceremony.archive.findings import DiscReport
from junheng.engine.errors import JunhengError
from tests.ceremony.archive.conftest import Archived

NOTHING = Question()
SYSTEM_AREA = 16 * 2048
"""Bytes before the first descriptor, which no reader looks at (ECMA-119 §6.2.1)."""


def check(path: Path, question: Question = NOTHING) -> DiscReport:
    return check_disc(path, question)


def failures(report: DiscReport) -> list[tuple[str, str | int]]:
    """Codes of what failed, each with the file it is about."""
    return [
        (finding.code, finding.params.get("file", ""))
        for finding in report.findings
        if finding.outcome == "failed"
    ]


def codes(report: DiscReport) -> set[str]:
    return {finding.code for finding in report.findings}


def flipped(file: Path, place: int) -> None:
    content = bytearray(file.read_bytes())
    content[place] ^= 1
    file.chmod(0o644)
    file.write_bytes(content)


@pytest.mark.parametrize("kind", ["image", "disc", "around"])
def test_image_disc_and_the_folder_around_it_are_all_sound(archived: Archived, kind: str) -> None:
    place = {
        "image": archived.image,
        "disc": archived.disc,
        "around": archived.disc.parent,
    }[kind]

    report = check(place)

    assert failures(report) == []
    assert {"disc_files_whole", "disc_checksums_agree", "disc_signature_holds"} <= codes(report)
    assert report.code == archived.made.code


def test_the_passphrase_opens_and_re_runs_it(archived: Archived) -> None:
    report = check(archived.image, Question(passphrase=archived.drawn.passphrase.whole))

    assert failures(report) == []
    assert {"disc_package_open", "disc_internal_whole"} <= codes(report)


def test_a_wrong_passphrase_is_told_of_both_sealed_files(archived: Archived) -> None:
    report = check(archived.image, Question(passphrase="0" * 40))

    assert failures(report) == [("disc_package_shut", ""), ("disc_internal_wrong", "")]


def test_the_newest_public_file_knows_the_disc(archived: Archived) -> None:
    newest = (archived.drawn.folder / "public.json").read_bytes()

    assert "disc_recorded" in codes(check(archived.disc, Question(newest_public=newest)))


def test_a_public_file_without_the_disc_says_so(archived: Archived) -> None:
    older = (archived.disc / "公开" / "public.json").read_bytes()

    report = check(archived.disc, Question(newest_public=older))

    assert failures(report) == [("disc_not_recorded", "")]


def test_a_file_that_is_no_public_file_is_told(archived: Archived) -> None:
    report = check(archived.disc, Question(newest_public=b"{}"))

    assert failures(report) == [("disc_newest_unreadable", "")]


def test_a_wrong_notice_code_is_told(archived: Archived) -> None:
    report = check(archived.disc, Question(notice="0" * 64))

    assert "disc_public_wrong" in codes(report)


def test_the_right_notice_code_leaves_nothing_failed(archived: Archived) -> None:
    freeze = (archived.disc / "公开" / "freeze.json").read_bytes()
    public = json.loads((archived.disc / "公开" / "public.json").read_bytes())
    notice = next(e["body"]["freeze"] for e in public["events"] if e["type"] == "FREEZE")

    assert freeze
    assert failures(check(archived.disc, Question(notice=notice))) == []


def test_a_missing_file_is_named(disc: Path) -> None:
    (disc / "公开" / "seed.txt").unlink()

    assert failures(check(disc)) == [("disc_file_missing", "公开/seed.txt")]


def test_a_renamed_file_is_named_with_its_new_name(disc: Path) -> None:
    (disc / "公开" / "seed.txt").rename(disc / "公开" / "种子.txt")

    report = check(disc)

    assert failures(report) == [("disc_file_renamed", "公开/seed.txt")]
    assert "公开/种子.txt" in [finding.params.get("now") for finding in report.findings]


def test_a_flipped_bit_is_told_of_its_file(disc: Path) -> None:
    flipped(disc / "公开" / "balance.html", 100)

    assert failures(check(disc)) == [("disc_file_changed", "公开/balance.html")]


def test_a_cut_file_is_told_with_both_sizes(disc: Path) -> None:
    size = (disc / "封存" / "sealed.sgx").stat().st_size
    os.truncate(disc / "封存" / "sealed.sgx", size - 10)

    finding = next(one for one in check(disc).findings if one.outcome == "failed")

    assert (finding.code, finding.params["wanted"], finding.params["found"]) == (
        "disc_file_cut",
        size,
        size - 10,
    )


def test_a_file_put_beside_the_others_wants_attention(disc: Path) -> None:
    (disc / "公开" / "名单.xlsx").write_bytes(b"a list")

    report = check(disc)

    assert failures(report) == []
    assert "disc_file_spare" in codes(report)
    assert report.verdict == "amber"


def test_what_the_system_leaves_in_folders_does_not_count(disc: Path) -> None:
    (disc / "Thumbs.db").touch()
    (disc / ".DS_Store").touch()

    assert "disc_file_spare" not in codes(check(disc))


def test_names_taken_apart_by_the_system_are_put_together(disc: Path) -> None:
    original = disc / "公开" / "verifier.html"
    composed = "é.html"
    original.rename(disc / "公开" / unicodedata.normalize("NFD", composed))

    report = check(disc)

    assert f"公开/{composed}" in [finding.params.get("now") for finding in report.findings]


def test_a_changed_list_is_no_longer_signed(disc: Path) -> None:
    manifest = json.loads((disc / "清单.json").read_bytes())
    manifest["files"][0]["size"] += 1
    (disc / "清单.json").write_text(
        json.dumps(manifest, ensure_ascii=False, sort_keys=True, separators=(",", ":")),
        encoding="utf-8",
    )

    assert ("disc_signature_wrong", "") in failures(check(disc))


def test_a_list_of_another_session_is_not_believed(disc: Path) -> None:
    """The key must be the one announced in the public file, not any key at all."""
    signature = json.loads((disc / "清单.sig.json").read_bytes())
    signature["pub"] = "0" * 64
    (disc / "清单.sig.json").write_text(
        json.dumps(signature, ensure_ascii=False, sort_keys=True, separators=(",", ":")),
        encoding="utf-8",
    )

    assert failures(check(disc)) == [
        ("disc_checksums_differ", ""),
        ("disc_signature_wrong", ""),
    ]


def test_a_changed_checksum_list_is_told(disc: Path) -> None:
    flipped(disc / "校验.txt", -3)

    assert failures(check(disc)) == [("disc_checksums_differ", "")]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (None, "disc_manifest_missing"),
        (b"", "disc_manifest_malformed"),
        (b'{"_t":"sg1/manifest","files":[],"suite":"intl"}', "disc_manifest_malformed"),
        (b'{"_t":"sg1/manifest","files":[3],"kind":"disc","suite":"x"}', "disc_manifest_malformed"),
    ],
)
def test_without_a_list_nothing_can_be_judged(disc: Path, content: bytes | None, code: str) -> None:
    (disc / "清单.json").unlink()
    if content is not None:
        (disc / "清单.json").write_bytes(content)

    report = check(disc)

    assert failures(report) == [(code, "")]
    assert report.code is None


def test_a_flipped_bit_in_an_image_is_told_of_its_file(image: Path) -> None:
    flipped(image, image.read_bytes().index(b"SG1-SEED/1\n"))

    found = failures(check(image))

    assert ("disc_file_changed", "公开/seed.txt") in found


def test_a_truncated_image_is_refused_with_both_sizes(image: Path) -> None:
    size = image.stat().st_size
    os.truncate(image, size // 2)

    with pytest.raises(JunhengError) as refusal:
        check(image)

    assert (refusal.value.code, refusal.value.params) == (
        "disc_image_cut",
        {"found": size // 2, "wanted": size},
    )


def test_an_image_whose_two_tables_of_names_differ_is_told(image: Path) -> None:
    """Rock Ridge keeps names as UTF-8, Joliet as UTF-16: change one of them alone."""
    raw = image.read_bytes()
    image.chmod(0o644)
    image.write_bytes(raw.replace("说明.txt".encode(), "谎言.txt".encode()))

    assert ("disc_names_differ", "") in failures(check(image))


@pytest.mark.parametrize("start", range(0, 60 * 2048, 4 * 2048))
def test_a_spoilt_sector_is_found_where_the_image_holds_anything(image: Path, start: int) -> None:
    raw = bytearray(image.read_bytes())
    raw[start : start + 2048] = b"\xaa" * 2048
    image.chmod(0o644)
    image.write_bytes(raw)

    try:
        outcome = {code for code, _ in failures(check(image))}
    except JunhengError as refusal:
        outcome = {refusal.code}

    assert all(code.startswith("disc_") for code in outcome)
    assert bool(outcome) == (start >= SYSTEM_AREA)


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("会场.mp4", None, "recording_same"),
        ("副本.mp4", None, "recording_renamed"),
        ("会场.mp4", b"cut", "recording_changed"),
        ("别的.mp4", b"something else", "recording_unknown"),
    ],
)
def test_recordings_are_compared_with_the_list_of_the_day(
    archived: Archived, tmp_path: Path, name: str, content: bytes | None, code: str
) -> None:
    file = tmp_path / name
    if content is None:
        shutil.copy(archived.drawn.recording, file)
    else:
        file.write_bytes(content)

    report = check(archived.disc, Question(recordings=(file,)))

    assert report.findings[-1].code == code


def test_a_disc_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(JunhengError, match="disc_not_found"):
        check(tmp_path / "nothing")
