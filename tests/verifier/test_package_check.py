"""Sealed packages: opened, checked to the last byte and drawn again."""

import io
import struct
import zipfile
from pathlib import Path
from typing import Any

import pytest

from junheng.verifier import container, package_check, processes, unit_check, verify_package
from junheng.verifier.archive import ArchiveError, read_archive
from junheng.verifier.container import ContainerError, open_container
from junheng.verifier.hashes import SUITES
from junheng.verifier.rerun import drawn_again
from tests.verifier.builder import PASSPHRASE, Record, zipped
from tests.verifier.draws_made import remembered_draw
from tests.verifier.forged_packages import PACKAGES
from tests.verifier.hashing import canonical
from tests.verifier.records_made import UNITS, drawn_record, honest_record, rehearsed_record

SAMPLE = Path("tests/data/protocol-sample")
SUITE_NAMES = ("intl", "gm")


@pytest.fixture
def _quick_rerun(monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw the same roster only once."""

    def drawn(suite, seed, roster, params):  # type: ignore[no-untyped-def]
        return remembered_draw(suite.name, seed.hex(), canonical(roster), canonical(params))

    monkeypatch.setattr(unit_check, "drawn_again", drawn)


@pytest.mark.parametrize("suite", SUITE_NAMES)
def test_the_published_sample_passes_but_for_its_unknown_engine(suite: str) -> None:
    report = verify_package((SAMPLE / suite / "sealed-package.zip").read_bytes(), None)

    assert report.codes("failed") == []
    assert report.codes("warning") == []
    assert report.codes("pending") == ["notice", "engine_files", "verifier_page", "rerun"]


@pytest.mark.slow
@pytest.mark.parametrize("suite", SUITE_NAMES)
def test_an_honest_package_is_drawn_again(suite: str) -> None:
    record = honest_record(suite)
    told: list[tuple[str, int, int]] = []

    report = verify_package(
        record.box(record.package()),
        PASSPHRASE,
        notice=record.frozen,
        progress=lambda what, done, total: told.append((what, done, total)),
    )

    assert report.verdict == "green"
    assert report.codes("passed").count("rerun") == 2
    assert told[-1] == ("unit", 2, 2)
    assert told[0][:2] == ("open", 1)


@pytest.mark.usefixtures("_quick_rerun")
def test_a_rehearsal_package_is_drawn_again() -> None:
    record = rehearsed_record()

    report = verify_package(record.package(), None, notice=record.frozen)

    assert report.codes("failed") == []
    assert report.codes("passed").count("rerun") == 2
    assert "rehearsal_only" in report.codes("warning")


@pytest.mark.usefixtures("_quick_rerun")
def test_results_before_a_result_is_public_are_named() -> None:
    record = rehearsed_record()
    unit = record.public["params"][0]["unit"]
    record.sealed[unit]["results"] = drawn_record().sealed[unit]["results"]

    assert verify_package(record.package(), None).codes("failed") == ["sealed_early"]


@pytest.mark.usefixtures("_quick_rerun")
def test_the_engine_document_may_lie_among_the_program_files() -> None:
    record = drawn_record()
    record.engine_files["engine/engine.json"] = canonical(record.public["engine"])

    assert verify_package(record.package(), None).codes("failed") == []


@pytest.mark.parametrize("forged", [False, True])
def test_the_report_is_the_same_however_many_processes_there_are(
    monkeypatch: pytest.MonkeyPatch, *, forged: bool
) -> None:
    record = drawn_record()
    if forged:
        for name, forge, _ in PACKAGES[::5]:
            assert name
            forge(record)
    box = record.box(record.package())
    told: list[tuple[str, int, int]] = []
    alone = verify_package(box, PASSPHRASE)
    monkeypatch.setattr(package_check, "_FEW_STUDENTS", 0)
    monkeypatch.setattr(container, "_FEW_PARTS", 0)

    several = [
        verify_package(
            box, PASSPHRASE, processes=count, progress=lambda *work: told.append(work)
        ).as_dict()
        for count in (2, 3)
    ]

    assert several == [alone.as_dict()] * 2
    assert (alone.verdict == "red") == forged
    assert told[-2:] == [("unit", 1, 2), ("unit", 2, 2)]


@pytest.mark.usefixtures("_quick_rerun")
def test_few_students_are_drawn_again_without_other_processes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    record = drawn_record()
    monkeypatch.setattr(processes, "_SPAWN", None)

    report = verify_package(record.box(record.package()), PASSPHRASE, processes=8)

    assert report.codes("failed") == []


def test_a_wrong_passphrase_is_refused_by_several_processes_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(container, "_FEW_PARTS", 0)
    box = drawn_record().box(bytes(9000))

    assert verify_package(box, "1", processes=2).codes("failed") == ["box_refused"]


def test_a_draw_that_the_engine_must_refuse_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    record = drawn_record()
    record.public["params"][0]["caps"] = [{"attr": "sen", "code": 0, "most": 1}]
    roster = {record.hash.leaf(leaf): leaf for leaf in record.sealed[UNITS[0]]["leaves"]}

    refused = drawn_again(SUITES["intl"], bytes(32), roster, record.public["params"][0])
    monkeypatch.setattr(unit_check, "drawn_again", lambda *_: refused)
    report = verify_package(drawn_record().package(), None)

    assert report.codes("failed") == ["rerun_refused"] * 2
    assert any("cap_cannot_hold" in step.sentence for step in report.steps)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda f: f.pop("public/public.json"), {"package_public", "manifest_names"}),
        (lambda f: f.pop("manifest.json"), {"manifest", "manifest_signature", "manifest_session"}),
        (lambda f: f.pop("manifest.sig.json"), {"manifest_signature"}),
        (lambda f: f.update({"spec/extra.txt": b"x"}), {"manifest_names"}),
        (lambda f: f.pop("public/seed.txt"), {"manifest_names", "package_seed"}),
        (lambda f: f.pop("public/verifier.html"), {"manifest_names", "verifier_page"}),
        (lambda f: f.update({"public/verifier.html": b"<p>"}), {"manifest_files", "verifier_page"}),
        (lambda f: f.update({"private/ksalt.json": b"{}"}), {"manifest_files", "salt_key"}),
        (lambda f: f.update({"engine/walk.py": b"one = 2\n"}), {"manifest_files", "engine_files"}),
    ],
)
@pytest.mark.usefixtures("_quick_rerun")
def test_a_repacked_package_is_named(change: Any, expected: set[str]) -> None:
    files = read_archive(drawn_record().package())

    change(files)

    assert set(verify_package(zipped(files), None).codes("failed")) == expected


@pytest.mark.parametrize("suite", SUITE_NAMES)
def test_one_flipped_byte_in_the_container_is_refused(suite: str) -> None:
    box = drawn_record(suite).box(b"PK" + bytes(9000))

    for place in [*range(0, 200, 7), *range(200, len(box), 997), len(box) - 1]:
        spoilt = bytearray(box)
        spoilt[place] ^= 1
        with pytest.raises(ContainerError):
            open_container(bytes(spoilt), PASSPHRASE)


@pytest.mark.usefixtures("_quick_rerun")
def test_one_flipped_byte_in_the_zip_is_refused() -> None:
    raw = drawn_record().package()

    for place in [*range(60), *range(60, len(raw), 61), *range(len(raw) - 80, len(raw))]:
        spoilt = bytearray(raw)
        spoilt[place] ^= 1
        assert verify_package(bytes(spoilt), PASSPHRASE).verdict == "red", place


@pytest.mark.parametrize(
    ("raw", "passphrase", "code"),
    [
        (b"", "1", "box_malformed"),
        (b"hello", "1", "box_malformed"),
        (b"SGX1", "1", "box_malformed"),
        (b"SGX1\x00\x00\x00\x02{}", "1", "box_malformed"),
        (b"SGX1\xff\xff\xff\xff{}", "1", "box_malformed"),
        (b"SGX1\x00\x00\x00\x01{", "1", "box_malformed"),
        (b"SGX1", None, "box_passphrase"),
        (b"PK", None, "archive"),
    ],
)
def test_what_is_not_a_package_is_named(raw: bytes, passphrase: str | None, code: str) -> None:
    assert verify_package(raw, passphrase).codes("failed") == [code]


@pytest.mark.parametrize("suite", SUITE_NAMES)
def test_absurd_work_is_not_begun(suite: str) -> None:
    record = Record(suite)

    for work in (1, 1 << 40):
        header = canonical(
            {
                "_t": "sg1/box",
                "suite": suite,
                "kdf": {"intl": "scrypt", "gm": "pbkdf2-sm3"}[suite],
                "n": work,
                "salt": "00" * 16,
                "prefix": "00" * 7,
                "chunk": 4096,
                "size": 0,
            }
        )
        raw = b"SGX1" + struct.pack(">I", len(header)) + header
        with pytest.raises(ContainerError) as refused:
            open_container(raw, PASSPHRASE)
        assert refused.value.code == "box_malformed"
    with pytest.raises(ContainerError) as refused:
        open_container(record.box(b""), "wrong words")
    assert refused.value.code == "box_refused"


@pytest.mark.parametrize("size", [6, 8])
def test_a_container_of_another_length_than_announced_is_refused(size: int) -> None:
    record = Record()

    assert open_container(record.box(b"content"), PASSPHRASE) == b"content"
    with pytest.raises(ContainerError):
        open_container(record.box(b"content", size=size), PASSPHRASE)
    with pytest.raises(ContainerError):
        open_container(record.box(b"content") + b"\x00", PASSPHRASE)


def test_rosters_without_their_parameters_are_checked_as_far_as_possible() -> None:
    record = drawn_record()
    record.public["params"].clear()
    record.secret["digits"] = ""

    failed = set(verify_package(record.package(), None).codes("failed"))

    assert failed == {"params", "salt_key"}


def test_a_public_file_that_cannot_be_read_leaves_only_its_step() -> None:
    record = drawn_record()
    record.files["public/public.json"] = b"{}"

    assert verify_package(record.package(), None).codes("failed") == ["public_shape"]


def archive(entries: list[tuple[zipfile.ZipInfo, bytes]], comment: bytes = b"") -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as packed:
        packed.comment = comment
        for entry, content in entries:
            packed.writestr(entry, content)
    return target.getvalue()


def entry(name: str, **fields: Any) -> zipfile.ZipInfo:
    made = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    for field, value in fields.items():
        setattr(made, field, value)
    return made


def test_a_plain_archive_is_read() -> None:
    raw = archive(
        [
            (entry("public/a.txt"), b"stored"),
            (entry("public/b.txt", compress_type=zipfile.ZIP_DEFLATED), b"deflated" * 9),
        ]
    )

    assert read_archive(raw) == {"public/a.txt": b"stored", "public/b.txt": b"deflated" * 9}


def _remade(raw: bytes, method: int) -> bytes:
    """Claim another compression method in both places."""
    changed = bytearray(raw)
    changed[8] = changed[raw.index(b"PK\x01\x02") + 10] = method
    return bytes(changed)


def _renamed(raw: bytes) -> bytes:
    return raw.replace(b"public/a.txt", b"public/b.txt")


@pytest.mark.parametrize(
    "raw",
    [
        archive([]),
        archive([(entry("../a.txt"), b"x")]),
        archive([(entry("other/a.txt"), b"x")]),
        archive([(entry("public/甲.txt"), b"x")]),
        archive([(entry("public/a.txt", comment=b"c"), b"x")]),
        archive([(entry("public/a.txt", extra=b"\x01\x00\x00\x00"), b"x")]),
        archive([(entry("public/a.txt"), b"x")], comment=b"c"),
        archive([(entry("public/a.txt", compress_type=zipfile.ZIP_BZIP2), b"x")]),
        archive([(zipfile.ZipInfo("public/a.txt", (2026, 1, 1, 0, 0, 0)), b"x")]),
        archive([(entry("public/a.txt"), b"x"), (entry("public/b.txt", create_system=0), b"x")]),
        _renamed(archive([(entry("public/a.txt"), b"x"), (entry("public/b.txt"), b"x")])),
        _remade(archive([(entry("public/a.txt"), b"x")]), 9),
        _remade(archive([(entry("public/a.txt"), b"\xff\xff")]), 8),
        b"x" + archive([(entry("public/a.txt"), b"x")]),
        archive([(entry("public/a.txt"), b"x")]) + b"x",
        archive([(entry("public/a.txt"), b"xyz")]).replace(b"xyz", b"xyy"),
        b"PK\x05\x06" + bytes(4) + b"\x01\x00\x01\x00" + bytes(10),
    ],
)  # fmt: skip
def test_an_archive_with_anything_else_is_refused(raw: bytes) -> None:
    with pytest.raises(ArchiveError):
        read_archive(raw)
