"""Backups, nights and keys in the hands of the system administrator."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pytest_django import Settings

from junheng.apps.accounts.models import SecondFactor
from junheng.apps.care import queries
from junheng.apps.care.models import BackupCopy, BackupDrill, BackupKey, CareRun
from junheng.apps.care.services import backups, drills, keys, nights
from junheng.apps.care.states import Reason
from junheng.core.access import NotAllowed, StepRefused
from junheng.core.access import proposals as two_people
from junheng.core.audit import services as audit
from junheng.core.audit.models import AuditEntry
from junheng.core.backup import making
from junheng.core.backup.databases import DatabaseCopy
from junheng.core.backup.drilling import DrillOrder, Proved
from junheng.core.backup.opening import make_empty, open_backup
from junheng.core.files import disk
from junheng.core.files.kinds import FileKind
from junheng.core.files.services import store
from junheng.core.jobs.declaration import job_named
from junheng.core.jobs.models import JobRun
from junheng.core.jobs.services import enqueue
from junheng.core.secrets import services as secrets
from junheng.core.secrets.models import YearKey
from junheng.engine.errors import JunhengError
from junheng.engine.record import container
from junheng.engine.record.paper import paper_lines
from tests.jobs_carried_out import carry_out_jobs
from tests.people import AT, SECRET, a_county, actor, person, signed_in

PROVED = Proved(entries=3, files=0, ledgers=0, values=1, opened="", rows={})
PASSPHRASE = "竹子-2026-山前-河后-88"
OVER = datetime(2035, 9, 1, 1, 30, tzinfo=UTC)
"""The day after the retention of 2026: six years of primary school and three after it."""
NOTICE = FileKind("samples.notice", ".pdf", "application/pdf", False, timedelta(days=1))


def copy_of_the_database(folder: Path) -> DatabaseCopy:
    """A test's transaction cannot be copied; tests of core.backup copy real databases."""
    folder.mkdir(parents=True)
    (folder / "junheng.sqlite3").write_bytes(b"a database")
    return DatabaseCopy("sqlite", folder / "junheng.sqlite3", audit.head())


@pytest.fixture(autouse=True)
def platform(db: None, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A county with real keys in a data folder of its own."""
    settings.JUNHENG_VAR = tmp_path / "var"
    settings.JUNHENG_BACKUPS = tmp_path / "backups"
    settings.JUNHENG_START_KEY = tmp_path / "var" / "keys" / "start-key.json"
    settings.JUNHENG_START_PASSPHRASE = None
    monkeypatch.setattr(secrets._Opened, "keyring", None)
    monkeypatch.setattr(making, "copy_database", copy_of_the_database)
    monkeypatch.setattr(container, "_COSTS", {"scrypt": 2, "pbkdf2-sm3": 2})
    monkeypatch.setattr(drills, "drill", lambda _order: PROVED)
    secrets.set_up(suite_name="intl", year=2026, passphrase=None, at=AT)
    a_county()
    return tmp_path


@pytest.fixture
def quick_start_key(monkeypatch: pytest.MonkeyPatch) -> None:
    made = secrets.key_of_passphrase
    monkeypatch.setattr(
        secrets, "key_of_passphrase", lambda *given, **named: made(*given, **named, cost=2)
    )


def events() -> list[str]:
    return [entry.event for entry in AuditEntry.objects.order_by("sequence")]


def test_the_passphrase_is_shown_once_and_kept_closed() -> None:
    html = signed_in("system_admin").post("/care/backups/passphrase/").content.decode()

    key = BackupKey.objects.get()
    for half in (key.passphrase[:20], key.passphrase[20:]):
        assert " ".join(half[start : start + 5] for start in range(0, 20, 5)) in html
    stored = BackupKey.objects.values_list("passphrase", flat=True).get()
    assert key.passphrase not in str(stored)
    assert events() == ["care.backup_key.make"]
    assert key.passphrase[:5] not in str(AuditEntry.objects.get().payload)


def test_without_a_passphrase_no_backup_is_asked_for() -> None:
    with pytest.raises(JunhengError, match="backup_key_missing"):
        backups.ask_for_backup(by=actor("system_admin"), at=AT)


def test_a_backup_is_asked_for_on_the_page_and_made_by_the_worker(platform: Path) -> None:
    backups.make_backup_key(by=actor("system_admin"), at=AT)
    browser = signed_in("system_admin")

    browser.post("/care/backups/start/")
    assert "等待" in browser.get("/care/backups/").content.decode()
    carry_out_jobs(AT)

    copy = BackupCopy.objects.get()
    assert (platform / "backups" / copy.file).stat().st_size == copy.size
    assert copy.file in browser.get("/care/backups/").content.decode()
    assert events()[-2:] == ["care.backup.ask", "care.backup.make"]
    passphrase = BackupKey.objects.get().passphrase
    opened = open_backup(platform / "backups" / copy.file, passphrase, make_empty(platform / "out"))
    assert opened.code == copy.code


def test_a_backup_that_cannot_be_made_is_told_on_the_page(platform: Path) -> None:
    backups.make_backup_key(by=actor("system_admin"), at=AT)
    (platform / "backups").write_text("in the way")
    browser = signed_in("system_admin")

    browser.post("/care/backups/start/")
    carry_out_jobs(AT)

    assert "文件夹不能写入" in browser.get("/care/backups/").content.decode()
    assert not BackupCopy.objects.exists()


def test_old_backups_go_and_what_lies_elsewhere_stays(platform: Path) -> None:
    backups.make_backup_key(by=actor("system_admin"), at=AT)
    by = actor("system_admin")
    for day in range(9):
        backups.back_up(Reason.NIGHTLY, by=by, at=AT + timedelta(days=day))
    backups.back_up(Reason.COMMAND, by=by, at=AT, target=platform / "elsewhere")

    gone = backups.clear_old_backups(at=AT + timedelta(days=9))

    held = BackupCopy.objects.filter(removed_at=None)
    assert gone == 10 - held.count() > 0
    for copy in BackupCopy.objects.all():
        folder = platform / ("backups" if copy.is_in_folder else "elsewhere")
        assert (folder / copy.file).exists() == (copy.removed_at is None)
    assert held.filter(is_in_folder=False).count() == 1


def test_a_night_clears_destroys_looks_checks_and_backs_up(platform: Path) -> None:
    backups.make_backup_key(by=actor("system_admin"), at=AT)
    due = store(NOTICE, [b"due"], at=AT - timedelta(days=2))
    kept = store(NOTICE, [b"kept"], at=AT)
    enqueue(job_named("care.nightly"), by=nights.BY, at=AT)

    carry_out_jobs(AT)

    run = CareRun.objects.get()
    due.refresh_from_db()
    assert due.is_removed
    assert disk.place_of(kept.code).exists()
    assert (run.removed, run.faults) == (1, [])
    assert run.backup == BackupCopy.objects.get().code
    assert run.finished_at == AT
    assert queries.problems_for(actor("system_admin"), at=AT) == []
    assert (platform / "backups" / BackupCopy.objects.get().file).exists()


def test_a_damaged_file_is_found_at_night_and_shown_on_the_workbench() -> None:
    backups.make_backup_key(by=actor("system_admin"), at=AT)
    stored = store(NOTICE, [b"whole"], at=AT)
    disk.place_of(stored.code).write_bytes(b"other")
    enqueue(job_named("care.nightly"), by=nights.BY, at=AT)

    carry_out_jobs(AT)

    problem = f"编号 {stored.code} 的文件丢失或与保存时不一致"
    assert problem in signed_in("system_admin").get("/").content.decode()
    assert problem in signed_in("system_admin").get("/care/").content.decode()
    assert problem not in signed_in("operator").get("/").content.decode()


def test_a_part_that_is_refused_does_not_stop_the_others() -> None:
    enqueue(job_named("care.nightly"), by=nights.BY, at=AT)  # no passphrase: no backup

    carry_out_jobs(AT)

    run = CareRun.objects.get()
    assert [code for code, _ in run.faults] == ["backup_key_missing"]
    assert run.finished_at is not None


def test_a_night_that_was_cut_off_goes_on_in_its_row(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[int] = []

    def counting(part: int) -> Callable[[CareRun, object], list[object]]:
        def take(_run: CareRun, _at: object) -> list[object]:
            done.append(part)
            if done == [0, 1, 2]:
                raise KeyboardInterrupt
            return []

        return take

    monkeypatch.setattr(nights, "PARTS", tuple(counting(part) for part in range(5)))
    enqueue(job_named("care.nightly"), by=nights.BY, at=AT)
    with pytest.raises(KeyboardInterrupt):
        carry_out_jobs(AT)
    from django_tasks_db.models import DBTaskResult  # noqa: PLC0415 - the queue's own row

    DBTaskResult.objects.update(status="READY")
    carry_out_jobs(AT)

    assert done == [0, 1, 2, 2, 3, 4]
    assert CareRun.objects.get().finished_at is not None


def a_night(at: datetime) -> CareRun:
    """The care of a night, with what it asks for."""
    enqueue(job_named("care.nightly"), by=nights.BY, at=at)
    carry_out_jobs(at)
    return CareRun.objects.all()[0]


def test_once_a_month_a_night_ends_with_a_drill_of_its_backup(settings: Settings) -> None:
    backups.make_backup_key(by=actor("system_admin"), at=AT)

    drilled = []
    for day in (0, 1, 29, 30, 31, 60):
        a_night(AT + timedelta(days=day))
        drilled.append(BackupDrill.objects.count())

    assert drilled == [1, 1, 1, 2, 2, 3]
    newest = BackupDrill.objects.all()[0]
    assert (newest.backup, newest.by_name) == (BackupCopy.objects.all()[0].code, "系统")
    assert queries.problems_for(actor("system_admin"), at=AT + timedelta(days=60)) == []
    settings.JUNHENG_DRILL_DAYS = 0
    a_night(AT + timedelta(days=200))
    assert BackupDrill.objects.count() == 3


def test_after_a_drill_that_failed_the_next_night_tries_its_own_backup(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def failed(_order: DrillOrder) -> Proved:
        raise JunhengError("backup_changed")

    backups.make_backup_key(by=actor("system_admin"), at=AT)
    with monkeypatch.context() as patched:
        patched.setattr(drills, "drill", failed)
        night = a_night(AT)

    assert (night.faults, night.finished_at) == ([], AT)
    [problem] = queries.problems_for(actor("system_admin"), at=AT)
    assert problem.startswith("最近一次恢复演练没有通过：备份文件被改动过")
    a_night(AT + timedelta(days=1))
    assert [one.is_good for one in BackupDrill.objects.order_by("id")] == [False, True]
    assert queries.problems_for(actor("system_admin"), at=AT + timedelta(days=1)) == []


def test_without_a_backup_no_night_drills() -> None:
    a_night(AT)

    assert not JobRun.objects.filter(job="care.drill").exists()


def test_a_drill_before_the_clock_was_set_back_puts_no_other_off() -> None:
    backups.make_backup_key(by=actor("system_admin"), at=AT)
    a_night(AT + timedelta(days=3650))

    a_night(AT)

    assert BackupDrill.objects.count() == 2


def test_a_backup_is_drilled_with_its_own_passphrase_whatever_the_clock_said() -> None:
    system = actor("system_admin")
    first = backups.make_backup_key(by=system, at=AT + timedelta(days=3650))[0]
    older = backups.back_up(Reason.ASKED, by=system, at=AT)
    second = backups.make_backup_key(by=system, at=AT - timedelta(days=1))[0]
    newer = backups.back_up(Reason.ASKED, by=system, at=AT)

    assert [queries.key_of_backup(copy) for copy in (older, newer)] == [first, second]


def test_a_backup_folder_that_vanished_is_not_made_anew_on_the_platforms_own_disk(
    platform: Path,
) -> None:
    backups.make_backup_key(by=actor("system_admin"), at=AT)
    a_night(AT)
    (platform / "backups").rename(platform / "pulled out")

    assert queries.problems_for(actor("system_admin"), at=AT)[0].startswith("备份文件夹不见了")
    night = a_night(AT + timedelta(days=1))

    assert [code for code, _ in night.faults] == ["backup_folder_gone"]
    assert not (platform / "backups").exists()
    (platform / "pulled out").rename(platform / "backups")
    assert a_night(AT + timedelta(days=2)).faults == []


def test_what_lies_on_another_stick_is_neither_cleared_nor_counted(platform: Path) -> None:
    system = actor("system_admin")
    backups.make_backup_key(by=system, at=AT)
    for day in range(12):
        backups.back_up(Reason.NIGHTLY, by=system, at=AT + timedelta(days=day))
    (platform / "backups").rename(platform / "first stick")
    (platform / "backups").mkdir()
    backups.back_up(Reason.NIGHTLY, by=system, at=AT + timedelta(days=12))

    assert backups.clear_old_backups(at=AT + timedelta(days=13)) == 0
    assert BackupCopy.objects.filter(removed_at=None).count() == 13
    (platform / "backups").rename(platform / "second stick")
    (platform / "first stick").rename(platform / "backups")
    assert backups.clear_old_backups(at=AT + timedelta(days=13)) > 0


def test_after_a_long_pause_nothing_is_destroyed_before_the_second_night() -> None:
    backups.make_backup_key(by=actor("system_admin"), at=AT)
    stored = store(NOTICE, [b"due"], at=AT)
    a_night(AT)
    wrong = AT + timedelta(days=3650)

    night = a_night(wrong)

    stored.refresh_from_db()
    assert [code for code, _ in night.faults] == ["care_long_pause"]
    assert not stored.is_removed
    a_night(wrong + timedelta(days=1))
    stored.refresh_from_db()
    assert stored.is_removed


def test_a_disk_that_fails_one_part_does_not_take_the_backup(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(*, at: datetime) -> int:
        raise OSError(5, "Input/output error")

    backups.make_backup_key(by=actor("system_admin"), at=AT)
    monkeypatch.setattr(nights.files, "sweep", broken)

    night = a_night(AT)

    assert night.sentences == ["夜间检查的“清理残留”因磁盘或文件夹不能读写，没有做完。请检查磁盘。"]
    assert BackupCopy.objects.count() == 1


def test_a_thousand_damaged_files_do_not_hide_what_else_is_wrong(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stored = store(NOTICE, [b"whole"], at=AT)
    many = [(stored, "stored_file_damaged")] * 1000
    monkeypatch.setattr(nights.files, "damaged_files", lambda: iter(many))

    night = a_night(AT)

    assert len(night.faults) == 52
    assert night.faults[50:] == [["care_files_damaged", {"count": 950}], ["backup_key_missing", {}]]


def test_nights_that_fail_to_come_and_old_backups_are_problems() -> None:
    system = actor("system_admin")
    assert len(queries.problems_for(system, at=AT)) == 1  # no passphrase yet
    backups.make_backup_key(by=system, at=AT)
    assert queries.problems_for(system, at=AT) == ["还没有做过备份。"]
    backups.back_up(Reason.ASKED, by=system, at=AT)
    CareRun.objects.create(job="a", started_at=AT, finished_at=AT)

    assert queries.problems_for(system, at=AT + timedelta(hours=20)) == []
    assert len(queries.problems_for(system, at=AT + timedelta(days=4))) == 2
    assert queries.problems_for(actor("audit_admin"), at=AT + timedelta(days=4)) == []


def test_a_new_year_keeps_what_must_outlive_the_old_one() -> None:
    backups.make_backup_key(by=actor("system_admin"), at=AT)
    passphrase = BackupKey.objects.get().passphrase
    person("audit_admin")

    answer = signed_in("system_admin").post("/care/keys/open/", {"key_id": "2027"})
    assert answer.status_code == 302
    asked = keys.propose_destruction(key_id="2026", by=actor("system_admin"), at=OVER)
    two_people.confirm(asked.code, digest=asked.digest, by=actor("audit_admin"), at=OVER)

    assert YearKey.objects.get(key_id="2026").destroyed_at == OVER
    assert BackupKey.objects.get().passphrase == passphrase
    assert {factor.secret for factor in SecondFactor.objects.all()} == {SECRET}
    assert "care.keys.open_year" in events()
    assert "care.keys.destroy_year" in events()


def test_a_wrong_year_is_told_on_the_form() -> None:
    browser = signed_in("system_admin")

    assert (
        "密钥编号应为年度" in browser.post("/care/keys/open/", {"key_id": "next"}).content.decode()
    )
    assert "已经生成过" in browser.post("/care/keys/open/", {"key_id": "2026"}).content.decode()


def test_a_year_that_is_refused_leaves_no_key_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise JunhengError("decryption_failed")

    monkeypatch.setattr(keys, "renew_seals", refuse)
    with pytest.raises(JunhengError):
        keys.open_year(key_id="2027", by=actor("system_admin"), at=AT)

    assert list(YearKey.objects.values_list("key_id", flat=True)) == ["2026"]
    assert secrets.keyring().newest == "2026"


def test_destroying_takes_two_and_never_the_newest() -> None:
    system = actor("system_admin")
    with pytest.raises(JunhengError, match="key_in_use"):
        keys.propose_destruction(key_id="2026", by=system, at=AT)
    with pytest.raises(JunhengError, match="key_not_held"):
        keys.propose_destruction(key_id="2031", by=system, at=AT)
    keys.open_year(key_id="2027", by=system, at=AT)
    asked = keys.propose_destruction(key_id="2026", by=system, at=OVER)

    with pytest.raises(NotAllowed):
        two_people.confirm(asked.code, digest=asked.digest, by=system, at=OVER)
    with pytest.raises(StepRefused):
        keys.propose_destruction(key_id="2026", by=system, at=OVER)

    assert YearKey.objects.get(key_id="2026").destroyed_at is None


def test_keys_are_not_destroyed_before_the_youngest_of_their_year_are_long_graduated() -> None:
    system = actor("system_admin")
    keys.open_year(key_id="2027", by=system, at=AT)

    for moment in (AT, OVER - timedelta(days=1)):
        with pytest.raises(JunhengError, match="key_retention_runs"):
            keys.propose_destruction(key_id="2026", by=system, at=moment)
    page = signed_in("system_admin").get("/care/keys/").content.decode()
    assert "2035年8月31日" in page
    assert "期满后才能销毁" in page


def test_the_proof_names_both_people_and_the_entry_of_the_trail() -> None:
    keys.open_year(key_id="2027", by=actor("system_admin"), at=AT)
    browser = signed_in("system_admin")
    assert browser.get("/care/keys/2026/destruction/").status_code == 404
    asked = keys.propose_destruction(key_id="2026", by=actor("system_admin"), at=OVER)
    two_people.confirm(asked.code, digest=asked.digest, by=actor("audit_admin"), at=OVER)

    page = browser.get("/care/keys/2026/destruction/").content.decode()

    entry = AuditEntry.objects.get(event="care.keys.prove_destruction")
    assert AuditEntry.objects.filter(event="care.keys.destroy_year").count() == 1
    assert person("system_admin").name in page
    assert person("audit_admin").name in page
    assert f"第 {entry.sequence} 条" in page
    assert paper_lines(entry.digest)[0] in page


@pytest.mark.usefixtures("quick_start_key")
def test_the_start_key_is_changed_on_the_page(settings: Settings) -> None:
    person("audit_admin")
    browser = signed_in("system_admin")
    short = {"kind": "passphrase", "passphrase": "short", "again": "short"}
    other = {"kind": "passphrase", "passphrase": PASSPHRASE, "again": PASSPHRASE + "x"}

    assert "至少 12 个字符" in browser.post("/care/keys/start/", short).content.decode()
    assert "不一样" in browser.post("/care/keys/start/", other).content.decode()
    assert "care.keys.change_start_key" not in events()
    answer = browser.post("/care/keys/start/", {**other, "again": PASSPHRASE})

    assert answer.status_code == 302
    settings.JUNHENG_START_PASSPHRASE = PASSPHRASE
    secrets.forget_keys()
    assert SecondFactor.objects.first().secret == SECRET  # type: ignore[union-attr]
    assert events()[-1] == "care.keys.change_start_key"


@pytest.mark.parametrize("kind", ["security_admin", "audit_admin", "operator", "clerk"])
def test_nobody_else_cares_for_the_platform(kind: str) -> None:
    for act in (
        lambda: backups.ask_for_backup(by=actor(kind), at=AT),
        lambda: backups.change_backup_key(by=actor(kind), at=AT),
        lambda: keys.open_year(key_id="2027", by=actor(kind), at=AT),
        lambda: keys.change_start_key(passphrase=None, by=actor(kind), at=AT),
        lambda: keys.propose_destruction(key_id="2026", by=actor(kind), at=AT),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert not queries.backups_visible_to(actor(kind)).exists()
    assert not JobRun.objects.exists()
