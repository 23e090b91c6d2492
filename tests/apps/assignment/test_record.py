"""What the platform leaves behind is a ceremony's record like any other."""

import json
import shutil
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction

from junheng.apps.assignment import queries
from junheng.apps.assignment.models import LedgerEvent, Secret
from junheng.apps.assignment.services import checking, two_person_acts, undertaking
from junheng.apps.assignment.services.folders import folder_of, read_ceremony
from junheng.apps.assignment.services.performing import held_secret
from junheng.apps.assignment.states import Act, SecretKind
from junheng.ceremony import comparison
from junheng.ceremony.freezing import announce_notice
from junheng.cli.program import main
from junheng.core.access.models import Proposal
from junheng.core.access.proposals import confirm
from junheng.core.backup.ledgers import log_restore, read_ledgers
from junheng.engine.errors import JunhengError
from junheng.engine.record import container
from junheng.verifier import verify_package, verify_public
from tests.apps.assignment.sessions_made import (
    CARDS,
    DICE,
    OPERATOR,
    SECRET,
    SUPERVISOR,
    Walk,
    arranged,
    ticket_of_first,
)
from tests.people import AT


@pytest.fixture(autouse=True)
def quick(county: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    del county
    monkeypatch.setattr(comparison, "DEALS", 5)
    monkeypatch.setattr(container, "_COSTS", {"scrypt": 1 << 10, "pbkdf2-sm3": 1 << 10})


def cards_of_the_command() -> list[str]:
    return ["void" if card == "空" else card for card in CARDS]


def test_the_platforms_draw_is_the_draw_of_the_command_line(tmp_path: Path) -> None:
    walk = Walk(arranged().code)
    walk.freeze()
    copy = tmp_path / "copy"
    shutil.copytree(folder_of(walk.session), copy)
    walk.to_draw()

    paper = ["--public", f"d10:{DICE}", "--envelope", *cards_of_the_command()]
    code = main(["draw", "--out", str(copy), *paper, "--no-forms", "--json"])

    ours = json.loads((folder_of(walk.session) / "public.json").read_bytes())
    theirs = json.loads((copy / "public.json").read_bytes())
    assert code == 0
    assert len(ours["results"]) == 2
    assert json.dumps(ours["results"]) == json.dumps(theirs["results"])
    for part in walk.parts:
        name = f"results/{part.unit}.json"
        assert (folder_of(walk.session) / name).read_bytes() == (copy / name).read_bytes()


def test_verifiers_are_green_on_what_the_platform_exports() -> None:
    walk = Walk(arranged().code).to_draw()
    walk.representatives()
    walk.lots()
    folder, session = folder_of(walk.session), walk.session
    lines = session.freeze_code
    ticket, identity_number = ticket_of_first(walk)

    public = verify_public(
        (folder / "public.json").read_bytes(),
        notice=lines,
        ticket=ticket,
        identity_number=identity_number,
    )
    halves = [
        held_secret(session, kind) for kind in (SecretKind.FIRST_HALF, SecretKind.SECOND_HALF)
    ]
    package = verify_package(
        (folder / "sealed.sgx").read_bytes(), "".join(map(str, halves)), notice=lines
    )

    assert (public.verdict, package.verdict) == ("green", "green")


def test_the_start_is_refused_when_a_line_of_the_ledger_is_another() -> None:
    walk = Walk(arranged().code)
    walk.freeze()
    walk.post_notice()
    ledger = folder_of(walk.session) / "internal" / "ledger.jsonl"
    whole = ledger.read_bytes()
    checking.check_sessions(at=AT)

    for changed in (
        whole.replace("县教育局公告栏".encode(), "县政府公告栏".encode()),
        b"\n".join(whole.splitlines()[:-1]) + b"\n",
    ):
        assert changed != whole
        ledger.write_bytes(changed)
        with pytest.raises(JunhengError) as refused:
            checking.check_sessions(at=AT)
        assert refused.value.code == "ledger_differs_from_database"

    ledger.write_bytes(whole)
    checking.check_sessions(at=AT)


def test_an_event_that_nobody_set_out_to_write_stops_the_start() -> None:
    walk = Walk(arranged().code)
    walk.freeze()
    session = walk.session
    undertaking.undertake(session, Act.NOTICE, by=OPERATOR, at=AT, given={"where": "公告栏"})
    undertaking.carry_out(walk.code, at=AT)
    copied = (folder_of(session) / "internal" / "ledger.jsonl").read_bytes()
    walk.seal()
    beside = (folder_of(session) / "internal" / "ledger.jsonl").read_bytes()
    assert beside.startswith(copied)

    (folder_of(session) / "internal" / "ledger.jsonl").write_bytes(
        beside + beside.splitlines()[-1].replace(b'"n":4', b'"n":5') + b"\n"
    )

    with pytest.raises(JunhengError) as refused:
        checking.check_sessions(at=AT)
    assert refused.value.code == "ledger_differs_from_database"


def test_what_a_restore_wrote_into_the_ledger_is_copied_at_the_start() -> None:
    walk = Walk(arranged().code)
    walk.freeze()
    walk.post_notice()
    data = folder_of(walk.session).parent.parent
    for _ in range(2):
        (ledger,) = read_ledgers(data)
        head = ledger.chain.head
        log_restore(ledger, backup="b" * 12, found=head, paper=head, at=AT)

    checking.check_sessions(at=AT)
    checking.check_sessions(at=AT)

    kinds = [event.kind for event in queries.ledger_of(walk.session)]
    assert kinds[-2:] == ["RESTORE", "RESTORE"]
    walk.seal()
    assert walk.session.state == "sealed"


def test_a_restore_is_no_cover_for_another_line() -> None:
    walk = Walk(arranged().code)
    walk.freeze()
    session = walk.session
    ceremony = read_ceremony(session)
    announce_notice(ceremony.book, ceremony.frozen, "别处")
    (ledger,) = read_ledgers(folder_of(session).parent.parent)
    log_restore(ledger, backup="b" * 12, found="0" * 64, paper="0" * 64, at=AT)

    with pytest.raises(JunhengError, match="ledger_differs_from_database"):
        checking.check_sessions(at=AT)


def test_the_mirror_of_the_ledger_cannot_be_changed() -> None:
    walk = Walk(arranged().code)
    walk.freeze()
    for statement in (
        "UPDATE assignment_ledgerevent SET line = 'x'",
        "DELETE FROM assignment_ledgerevent",
    ):
        with (
            pytest.raises(DatabaseError),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)
    assert LedgerEvent.objects.count() == 2


def test_the_inspectors_digits_are_gone_once_the_freeze_has_taken_them() -> None:
    walk = Walk(arranged().code)
    walk.freeze()

    private = json.loads((folder_of(walk.session) / "internal" / "private.json").read_bytes())
    assert private["salt_digits"] == SECRET
    assert not Secret.objects.exists()


def test_a_void_takes_two_people_and_a_new_freeze_goes_on_from_it() -> None:
    walk = Walk(arranged().code).to_draw()
    first = walk.session.freeze_code
    signers = ["纪检监督", "局操作员", "纪检监察", "人大代表", "政协委员", "家长甲"]
    proposal = two_person_acts.propose_void(
        walk.code, reason="E", reference="", signers=signers, by=OPERATOR, at=walk.moment
    )
    assert walk.session.state == "drawn"
    confirm(proposal.code, digest=proposal.digest, by=SUPERVISOR, at=walk.moment)
    undertaking.carry_out(walk.code, at=walk.moment)

    assert walk.session.state == "void"
    assert {part.cohort.state for part in walk.parts} == {"approved"}
    Proposal.objects.filter(state="open").delete()
    walk.to_draw()

    assert walk.session.state == "drawn"
    assert walk.session.freeze_number == 2
    public = (folder_of(walk.session) / "public.json").read_bytes()
    assert [freeze["no"] for freeze in json.loads(public)["freezes"]] == [1, 2]
    assert walk.session.freeze_code != first
    assert verify_public(public, notice=walk.session.freeze_code).verdict != "red"
    assert len(queries.bodies(queries.events_of_freeze(walk.session), "DRAW")) == 2
