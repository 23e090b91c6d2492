"""With the keys of a year goes what its sessions hold of persons, and every page says so."""

import io
import json
import os
import signal
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import Settings

from junheng.apps.assignment import exports, jobs, queries
from junheng.apps.assignment.models import LedgerEvent, Session
from junheng.apps.assignment.services import (
    ceremony,
    checking,
    destroying,
    foreground,
    performing,
    undertaking,
)
from junheng.apps.assignment.services.folders import archive_of, folder_of, read_ceremony
from junheng.apps.care import queries as care
from junheng.apps.care.models import KeyDestruction
from junheng.apps.care.services import keys as keeping
from junheng.apps.guardians.services.sheets import own_sheet
from junheng.apps.students.models import Student
from junheng.ceremony import comparison
from junheng.ceremony.book import LedgerBook
from junheng.ceremony.destroying import what_goes
from junheng.core.access import Post, Role, StaffActor, StepRefused
from junheng.core.access.models import Proposal
from junheng.core.access.proposals import confirm
from junheng.core.audit import services as audit
from junheng.core.audit.models import AuditEntry
from junheng.core.backup.ledgers import read_ledgers
from junheng.core.files.services import damaged_files
from junheng.core.jobs.models import JobRun
from junheng.core.jobs.services import enqueue_due
from junheng.core.messages import sentence
from junheng.core.secrets import services as secrets
from junheng.core.secrets.models import YearKey
from junheng.engine.errors import JunhengError
from junheng.engine.record import container
from junheng.engine.record.paper import paper_lines
from junheng.reporting import balance_page
from junheng.verifier import verify_public
from tests.apps.assignment.sessions_made import OPERATOR, Walk, arranged, the_rosters
from tests.databases import OwnDatabase
from tests.forked import how_it_ended
from tests.jobs_carried_out import carry_out_jobs
from tests.people import AT, OWN_SCHOOL, a_county, signed_in

OVER = datetime(2035, 9, 1, 1, 30, tzinfo=UTC)
"""The day after the retention of 2026: six years of primary school and three after it."""
DAY = "2035年9月1日"
FIRST = StaffActor("aaaaaaaaaaaa", "某管理员", (Post(Role.SYSTEM_ADMIN),))
SECOND = StaffActor("bbbbbbbbbbbb", "某审计", (Post(Role.AUDIT_ADMIN),))


def county(folder: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """A county with keys of its own; what only takes time here is left out."""
    settings.JUNHENG_VAR = folder
    settings.JUNHENG_START_KEY = folder / "keys" / "start-key.json"
    settings.JUNHENG_START_PASSPHRASE = None
    monkeypatch.setattr(balance_page, "simulation_chart", lambda _totals, _excess: "")
    monkeypatch.setattr(performing, "label_pdf", lambda *_args, **_named: b"label")
    monkeypatch.setattr(comparison, "DEALS", 5)
    monkeypatch.setattr(container, "_COSTS", {"scrypt": 1 << 10, "pbkdf2-sm3": 1 << 10})
    monkeypatch.setattr(jobs, "print_forms", lambda *_args, **_named: ())
    monkeypatch.setattr(secrets._Opened, "keyring", None)
    secrets.set_up(suite_name="intl", year=2026, passphrase=None, at=AT)
    the_rosters(monkeypatch)
    a_county()


@pytest.fixture
def var(
    db: None, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Path]:
    del db
    county(tmp_path / "var", settings, monkeypatch)
    yield tmp_path / "var"
    secrets.forget_keys()


def frozen() -> Walk:
    walk = Walk(arranged((OWN_SCHOOL,)).code)
    walk.freeze()
    return walk


def asked() -> Proposal:
    if not YearKey.objects.filter(key_id="2027").exists():
        keeping.open_year(key_id="2027", by=FIRST, at=AT)
    return keeping.propose_destruction(key_id="2026", by=FIRST, at=OVER)


def confirmed() -> KeyDestruction:
    """Two administrators destroy the keys of 2026."""
    proposal = asked()
    confirm(proposal.code, digest=proposal.digest, by=SECOND, at=OVER)
    return KeyDestruction.objects.get()


def destroyed() -> None:
    """And the worker what goes with them."""
    confirmed()
    enqueue_due(OVER)
    carry_out_jobs(OVER)


def left(walk: Walk) -> list[str]:
    return sorted(what_goes(folder_of(walk.session), archive_of(walk.session)))


def ledger(walk: Walk) -> list[dict[str, object]]:
    lines = (folder_of(walk.session) / "internal" / "ledger.jsonl").read_text("utf-8")
    return [json.loads(line) for line in lines.splitlines()]


def in_the_mirror() -> list[dict[str, object]]:
    return [json.loads(line) for line in LedgerEvent.objects.values_list("line", flat=True)]


@pytest.mark.slow
def test_a_published_session_keeps_its_record_and_says_on_every_page_that_the_rest_is_gone(
    var: Path,
) -> None:
    walk = Walk(arranged((OWN_SCHOOL,)).code)
    for step in (walk.to_draw, walk.representatives, walk.lots, walk.evidence, walk.archive):
        step()
    walk.sign()
    walk.publish()
    session, part = walk.session, walk.parts[0]
    tickets = len(list((folder_of(session) / "tickets").iterdir()))
    lists = next(one for one in papers(walk) if one.path.name == "lists.xlsx")
    public = [one.key for one in exports.public_papers(session)]
    assert (archive_of(session) / "光盘.iso").exists()

    destroyed()

    session = walk.session
    assert left(walk) == []
    assert not archive_of(session).exists()
    assert (session.underway, session.destroyed_with) == ("", "2026")
    assert session.destroyed["kinds"]["tickets"][0] == tickets == 24
    assert session.destroyed["kinds"]["disc"][0] > 10
    assert not session.secrets.exists()
    # The record: the ledger, its mirror, the public file, the start, a backup, the night.
    assert ledger(walk) == in_the_mirror()
    assert ledger(walk)[-1]["type"] == "KEY_DESTROYED"
    raw = (folder_of(session) / "public.json").read_bytes()
    assert verify_public(raw, notice=session.freeze_code).verdict == "green"
    assert json.loads(raw)["events"] == ledger(walk)
    assert audit.check_chain().is_whole
    checking.check_sessions(at=OVER)
    assert [len(one.chain.events) for one in read_ledgers(var)] == [len(ledger(walk))]
    assert list(damaged_files()) == []
    # Pages of the office.
    browser = signed_in("operator")
    for name, given in (
        ("session", [walk.code]),
        ("papers", [walk.code]),
        ("ledger", [walk.code]),
        ("school", [walk.code, part.unit]),
    ):
        page = browser.get(reverse(f"assignment:{name}", args=given))
        assert (page.status_code, DAY in page.content.decode()) == (200, True), name
    gone = browser.get(reverse("assignment:paper", args=[walk.code, lists.key]))
    assert (gone.status_code, "2035-09-01" in gone.content.decode()) == (409, True)
    for name, given in (
        ("list", []),
        ("screen", [walk.code]),
        ("screen_school", [walk.code, part.unit]),
        ("archive", [walk.code]),
        ("lots", [walk.code, part.unit]),
        ("screen_classes", [walk.code, part.unit, "G1"]),
        ("scan", [walk.code, queries.scans_of(session)[0].code]),
    ):
        answer = browser.get(reverse(f"assignment:{name}", args=given))
        assert answer.status_code in {200, 409, 422}, name
    assert browser.get("/overview/").status_code < 500
    # Pages of anybody.
    page = signed_in("nobody").get(f"/public/draw/{session.public_code}/").content.decode()
    assert DAY in page
    for key in public:
        answer = signed_in("nobody").get(f"/public/draw/{session.public_code}/{key}/")
        assert answer.status_code == 200
        answer.close()
    # The proof looks again.
    proof = signed_in("system_admin").get("/care/keys/2026/destruction/").content.decode()
    assert "家长凭条 24 个" in proof
    assert "<br>".join(paper_lines(session.destroyed["digest"])) in proof
    assert "没有清除完" not in proof.partition("<table>")[2].partition("</table>")[0]
    (folder_of(session) / "lists.xlsx").write_bytes(b"from an old copy")
    proof = signed_in("system_admin").get("/care/keys/2026/destruction/").content.decode()
    assert "1 个文件" in proof
    paper = signed_in("system_admin").get("/care/keys/2026/paper/")
    with pikepdf.open(io.BytesIO(paper.content)) as pdf:
        assert len(pdf.pages) >= 1


def papers(walk: Walk) -> list[exports.Paper]:
    return exports.papers_of(walk.session, walk.parts, whole=True, is_bureau=True)


def test_the_trail_and_the_ledger_count_the_same_files(var: Path) -> None:
    del var
    walk = frozen()

    destroyed()

    payload = AuditEntry.objects.get(event="assignment.record.destroy").payload
    assert payload["digest"] == walk.session.destroyed["digest"]
    assert payload["files"] == sum(one[0] for one in walk.session.destroyed["kinds"].values()) >= 1
    assert str(payload["digest"]) in str(ledger(walk)[-1]["body"])
    with CaptureQueriesContext(connection) as asked_of_the_database:
        destroying.records_shown("2026")
    assert len(asked_of_the_database) == 1  # for however many sessions


def test_nothing_goes_before_the_second_administrator_confirms(var: Path) -> None:
    del var
    walk = frozen()
    asked()
    enqueue_due(OVER)
    carry_out_jobs(OVER)

    assert "session/internal/private.json" in left(walk)
    assert walk.session.destroyed_at is None


def test_a_session_of_a_later_year_stays(var: Path) -> None:
    del var
    walk = frozen()
    campaign = walk.session.campaign
    campaign.year = 2027
    campaign.save(update_fields=["year"])

    destroyed()

    assert "session/internal/private.json" in left(walk)
    assert walk.session.destroyed_at is None


def test_a_session_at_work_keeps_its_years_keys(var: Path) -> None:
    del var
    walk = frozen()
    undertaking.undertake(
        walk.session, undertaking.Act.SEAL, by=OPERATOR, at=AT, given={"seats": ["x"]}
    )

    with pytest.raises(StepRefused) as refusal:
        confirmed()

    assert refusal.value.code == "destruction_session_at_work"
    assert YearKey.objects.get(key_id="2026").wrapped
    assert walk.session.underway == "seal"


def test_no_act_begins_in_a_session_whose_record_is_gone(var: Path) -> None:
    del var
    walk = frozen()
    destroyed()

    with pytest.raises(StepRefused) as refusal:
        ceremony.note_notice(
            walk.code,
            believes=queries.position_of(walk.session),
            where="公告栏",
            by=OPERATOR,
            at=OVER,
        )

    assert refusal.value.code == "record_destroyed"
    assert refusal.value.params == {"day": "2035-09-01"}
    foreground.settle(walk.session, at=OVER)  # a page that is opened asks for nothing either
    assert ledger(walk)[-1]["type"] == "KEY_DESTROYED"


def test_a_family_is_told_that_the_slip_is_gone(var: Path) -> None:
    del var
    walk = frozen()
    destroyed()

    with pytest.raises(StepRefused, match="record_destroyed"):
        own_sheet(Student(), walk.parts[0])


def test_a_folder_that_does_not_let_go_is_told_and_tried_again(var: Path) -> None:
    del var
    walk = frozen()
    with pytest.MonkeyPatch.context() as patch:

        def refused(_file: Path, missing_ok: bool = False) -> None:
            del missing_ok
            raise PermissionError

        patch.setattr(Path, "unlink", refused)
        destroyed()
    assert JobRun.objects.get(job=destroying.DESTROY_JOB).state == "refused"
    assert walk.session.underway == "destroy"
    told = sentence("care_records_unfinished", {"count": 1})
    assert told in care.problems_for(FIRST, at=OVER)
    [shown] = destroying.records_shown("2026")
    assert shown.destroyed_at is None
    assert shown.fault == sentence("folder_not_writable", {})
    assert not destroying.has_work(OVER)
    later = OVER.replace(hour=2)
    assert destroying.has_work(later)

    enqueue_due(later)
    carry_out_jobs(later)

    assert (walk.session.underway, left(walk)) == ("", [])
    assert walk.session.fault_code == ""
    assert told not in care.problems_for(FIRST, at=later)


POINTS: dict[str, tuple[Any, str, bool, str]] = {
    "confirmed, nothing begun": (performing, "destroy_record", False, "the worker"),
    "before the ledger's event": (LedgerBook, "append", False, "the start"),
    "after the ledger's event": (LedgerBook, "append", True, "the worker"),
    "before the last file": (Path, "unlink", False, "the start"),
    "gone, before the database follows": (performing, "destroy_record", True, "the start"),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", POINTS)
def test_after_a_cut_the_destruction_comes_to_its_end(
    own_database: OwnDatabase,
    monkeypatch: pytest.MonkeyPatch,
    settings: Settings,
    name: str,
) -> None:
    county(own_database.folder, settings, monkeypatch)
    walk = frozen()
    private = folder_of(walk.session) / "internal" / "private.json"
    confirmed()

    def die() -> None:
        owner, called, is_after, _ = POINTS[name]
        whole = getattr(owner, called)

        def deadly(*args: object, **named: object) -> None:
            if called == "unlink" and args[0] != private:
                whole(*args, **named)
                return
            if is_after:
                whole(*args, **named)
            os.kill(os.getpid(), signal.SIGKILL)

        setattr(owner, called, deadly)
        destroying.carry_out_destructions(at=OVER, patience=1)

    connections["default"].close()
    assert how_it_ended(die, own_database) == -signal.SIGKILL
    assert Session.objects.get().underway == "destroy"

    if POINTS[name][-1] == "the start":
        assert checking.check_sessions(at=OVER).continued == (walk.code,)
    else:
        destroying.carry_out_destructions(at=OVER, patience=1)

    assert (walk.session.underway, left(walk)) == ("", [])
    assert walk.session.destroyed["kinds"]["keys"][0] == 1
    assert [one["type"] for one in ledger(walk)] == ["SESSION", "FREEZE", "KEY_DESTROYED"]
    assert ledger(walk) == in_the_mirror()
    assert audit.check_chain().is_whole
    with pytest.raises(JunhengError, match="record_destroyed"):
        _ = read_ceremony(walk.session).frozen.salt_key
    secrets.forget_keys()
