import io
import struct
import zipfile
from collections.abc import Mapping
from typing import Any

import pytest

from junheng.engine.errors import JunhengError
from junheng.engine.randomness.suites import GM, INTL, Suite
from junheng.engine.record.canonical import canonical_bytes
from junheng.engine.record.documents import engine_file, manifest_document, salt_key_document
from junheng.engine.record.package import (
    MANIFEST,
    SIGNATURE,
    build_package,
    engine_member,
    open_package,
    read_package,
)
from junheng.engine.record.signatures import public_key_of, sign_document
from tests.engine.record.samples import DIGITS, RANDOM32, SIGNING_KEY, rebuilt, sample

KEY = public_key_of(SIGNING_KEY)
SESSION = "5" * 64
FILES = {
    "public/public.json": b"{}",
    "private/ksalt.json": b"secret",
    "engine/assign.py": b"pass\n" * 100,
}


def built(suite: Suite = INTL, files: Mapping[str, bytes] = FILES) -> bytes:
    return build_package(suite, session=SESSION, files=files, signing_key=SIGNING_KEY)


def members_of(raw: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(members: Mapping[str, bytes], method: int = zipfile.ZIP_STORED) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return packed.getvalue()


def with_manifest(**changes: Any) -> bytes:
    """A package whose manifest is another, signed by the session's own key."""
    entries = [engine_file(INTL, name, content) for name, content in FILES.items()]
    manifest = manifest_document(suite=INTL, session=SESSION, files=entries) | changes
    signature = canonical_bytes(sign_document(SIGNING_KEY, manifest))
    return zipped({MANIFEST: canonical_bytes(manifest), SIGNATURE: signature, **FILES})


def refused(raw: bytes, **named: Any) -> tuple[str, dict[str, object]]:
    with pytest.raises(JunhengError) as refusal:
        read_package(raw, **{"public_key": KEY, **named})
    return refusal.value.code, dict(refusal.value.params)


@pytest.mark.parametrize("suite_name", ["intl", "gm"])
def test_the_published_package_opens(suite_name: str) -> None:
    package = read_package(sample(suite_name, "sealed-package.zip"), public_key=KEY)

    assert package.suite.name == suite_name
    assert package.files["public/public.json"] == sample(suite_name, "public.json")
    assert package.files["public/seed.txt"] == sample(suite_name, "seed.txt")
    ksalt = canonical_bytes(salt_key_document(random32=RANDOM32, digits=DIGITS))
    assert package.files["private/ksalt.json"] == ksalt == sample(suite_name, "ksalt.json")


@pytest.mark.parametrize("suite_name", ["intl", "gm"])
def test_the_published_manifest_is_built_again(suite_name: str) -> None:
    published = members_of(sample(suite_name, "sealed-package.zip"))
    record = rebuilt(suite_name)
    files = {name: content for name, content in published.items() if "/" in name}

    raw = build_package(
        record.suite,
        session=record.events[0]["body"]["session"],
        files=files,
        signing_key=SIGNING_KEY,
    )

    assert members_of(raw) == published


@pytest.mark.parametrize("suite", [INTL, GM])
def test_the_same_files_give_the_same_bytes(suite: Suite) -> None:
    raw = built(suite)

    assert raw == built(suite, dict(reversed(FILES.items())))
    package = read_package(raw, public_key=KEY)
    assert package.files == FILES
    assert package.suite == suite
    assert package.manifest["session"] == SESSION
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        assert archive.namelist() == [MANIFEST, SIGNATURE, *sorted(FILES)]
        assert {member.date_time for member in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_a_backup_says_so() -> None:
    raw = build_package(INTL, session=SESSION, files=FILES, signing_key=SIGNING_KEY, kind="backup")

    assert open_package(raw).manifest["kind"] == "backup"


@pytest.mark.parametrize("suite", [INTL, GM])
def test_a_flipped_byte_of_any_member_is_noticed(suite: Suite) -> None:
    members = members_of(built(suite))

    for name, content in members.items():
        for position in range(len(content)):
            flipped = bytearray(content)
            flipped[position] ^= 1
            with pytest.raises(JunhengError):
                read_package(zipped({**members, name: bytes(flipped)}), public_key=KEY)


def test_a_changed_file_is_named() -> None:
    members = members_of(built()) | {"private/ksalt.json": b"Secret"}

    assert refused(zipped(members)) == ("package_file_changed", {"name": "private/ksalt.json"})


@pytest.mark.parametrize("name", [MANIFEST, SIGNATURE, "private/ksalt.json"])
def test_a_missing_file_is_named(name: str) -> None:
    members = members_of(built())
    del members[name]

    assert refused(zipped(members)) == ("package_file_missing", {"name": name})


def test_an_extra_file_is_named() -> None:
    members = members_of(built()) | {"private/more.json": b""}

    assert refused(zipped(members)) == ("package_file_extra", {"name": "private/more.json"})


def test_a_file_that_occurs_twice_is_named() -> None:
    packed = io.BytesIO(built())
    with zipfile.ZipFile(packed, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("private/ksalt.json", b"other")

    assert refused(packed.getvalue()) == ("package_file_twice", {"name": "private/ksalt.json"})


@pytest.mark.parametrize(
    "name",
    [
        "other/a.json",
        "private/",
        "private/a/b.json",
        "../a.json",
        "private/..",
        "private/.",
        "/private/a.json",
        "private\\a.json",
        "private/a b.json",
        "private/名册.json",
        "private/" + "a" * 81,
        "a.json",
    ],
)
def test_a_forbidden_name_is_refused_by_writer_and_reader(name: str) -> None:
    with pytest.raises(JunhengError) as refusal:
        built(files={name: b""})

    assert refusal.value.code == "package_name_forbidden"
    assert refused(zipped(members_of(built()) | {name: b""}))[0] == "package_name_forbidden"
    listed = [{"path": name, "size": 0, "h": "0" * 64}]
    assert refused(with_manifest(files=listed))[0] == "package_name_forbidden"


@pytest.mark.parametrize(
    "changes",
    [
        {"session": "x"},
        {"files": {}},
        {"files": ["public/public.json"]},
        {"files": [{"path": "public/public.json"}]},
        {"files": [{"path": 1, "size": 2, "h": "0" * 64}]},
        {"files": [engine_file(INTL, name, content) for name, content in FILES.items()]},
        {"files": [engine_file(INTL, "public/public.json", b"{}")] * 2},
    ],
)
def test_a_malformed_manifest_is_refused_even_if_signed(changes: dict[str, Any]) -> None:
    assert refused(with_manifest(**changes))[0] == "package_manifest_malformed"


def test_a_manifest_of_an_unknown_suite_is_refused() -> None:
    assert refused(with_manifest(suite="md5"))[0] == "suite_unknown"


def test_a_package_too_large_is_refused_before_it_is_unpacked() -> None:
    assert refused(built(), most_bytes=500)[0] == "package_too_large"
    members = members_of(built()) | {MANIFEST: bytes((1 << 24) + 1)}
    assert refused(zipped(members, zipfile.ZIP_DEFLATED))[0] == "package_too_large"


def test_a_zip_bomb_is_refused() -> None:
    name = b"private/ksalt.json"
    members = members_of(built()) | {name.decode(): bytes(10_000_000)}
    raw = bytearray(zipped(members, zipfile.ZIP_DEFLATED))
    # The directory claims six bytes; the member unpacks to ten million.
    claimed = raw.rindex(name) - 46 + 24
    assert struct.unpack_from("<I", raw, claimed) == (10_000_000,)
    struct.pack_into("<I", raw, claimed, 6)

    assert refused(bytes(raw))[0] == "package_unreadable"


def test_a_member_shorter_than_it_claims_is_refused() -> None:
    name = b"private/ksalt.json"
    raw = bytearray(zipped(members_of(built()), zipfile.ZIP_DEFLATED))
    struct.pack_into("<I", raw, raw.rindex(name) - 46 + 24, 7)

    assert refused(bytes(raw))[0] == "package_unreadable"


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"PK\x03\x04",
        b"SGX1",
        built()[:-10],
        zipped(members_of(built()), zipfile.ZIP_LZMA),
    ],
)
def test_what_is_no_readable_zip_is_refused(raw: bytes) -> None:
    assert refused(raw)[0] == "package_unreadable"


def test_an_encrypted_member_is_refused() -> None:
    raw = bytearray(built())
    directory = raw.rindex(b"private/ksalt.json") - 46
    raw[directory + 8] |= 1

    assert refused(bytes(raw))[0] == "package_unreadable"


def test_a_broken_compressed_stream_is_refused() -> None:
    raw = bytearray(zipped(members_of(built()), zipfile.ZIP_DEFLATED))
    start = raw.index(b"engine/assign.py") + len(b"engine/assign.py")
    raw[start : start + 4] = b"\xff" * 4

    assert refused(bytes(raw))[0] == "package_unreadable"


def test_a_directory_that_points_before_the_file_is_refused() -> None:
    raw = bytearray(built())
    raw[-6:-2] = (int.from_bytes(raw[-6:-2], "little") + 1).to_bytes(4, "little")

    assert refused(bytes(raw))[0] == "package_unreadable"


def test_the_signature_must_be_the_sessions() -> None:
    assert refused(built(), public_key="0" * 64)[0] == "signature_by_other_key"
    assert open_package(built()).signature["pub"] == KEY


def test_a_signature_over_another_manifest_is_refused() -> None:
    other = members_of(built(files={"public/public.json": b"[]"}))
    members = members_of(built()) | {SIGNATURE: other[SIGNATURE]}

    assert refused(zipped(members))[0] == "signature_wrong"


def test_engine_sources_have_names_without_folders() -> None:
    assert engine_member("assignment/walk.py") == "engine/assignment.walk.py"
