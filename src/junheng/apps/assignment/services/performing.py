"""What each act does in the folder. Each may be done again after a cut and finds itself done."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from junheng import __version__
from junheng.apps.assignment.models import Scan, Secret, Session
from junheng.apps.assignment.services.folders import archive_of
from junheng.apps.assignment.services.planning import announcement_of, digest_of, planned_units
from junheng.apps.assignment.states import Act, SecretKind
from junheng.ceremony.archive.label import LABEL_FILE, label_pdf
from junheng.ceremony.archive.making import Order, make_archive
from junheng.ceremony.destroying import destroy_record
from junheng.ceremony.finished import (
    finished_draw,
    finished_draws,
    publish_after,
    publish_again,
)
from junheng.ceremony.folder import CeremonyFolder
from junheng.ceremony.freedom import report_freedom
from junheng.ceremony.freezing import announce_notice, freeze
from junheng.ceremony.frozen import FrozenUnit
from junheng.ceremony.lots import LotsEntry, draw_lots, record_lots
from junheng.ceremony.opened import Ceremony, open_ceremony
from junheng.ceremony.publishing import PUBLIC_FILE
from junheng.ceremony.representatives import draw_representatives
from junheng.ceremony.seeding import (
    lock_seed,
    open_envelopes,
    record_public_draw,
    seal_envelopes,
)
from junheng.ceremony.sitting import Desk, draw_for_real
from junheng.ceremony.surroundings import Surroundings
from junheng.ceremony.voiding import void_freeze
from junheng.core.files.services import read_bytes
from junheng.engine.errors import JunhengError
from junheng.engine.randomness.seeds import parse_seed_lines
from junheng.engine.record.container import Passphrase

SOFTWARE: Final = f"均衡 Junheng {__version__}"
_TOGETHER = {"draw": "已分班", "report": "均衡报告已算出"}


@dataclass(frozen=True)
class Work:
    """What an act is given: its session, its own words, how far the mirror had come, the clock."""

    session: Session
    given: Mapping[str, Any]
    mirrored: int
    surroundings: Surroundings
    told: Callable[[int, str], None]

    def is_recorded(self, ceremony: Ceremony, kind: str) -> bool:
        """Whether an earlier attempt of this act came as far as its event."""
        return any(event["type"] == kind for event in ceremony.book.events[self.mirrored :])


Sealed = Mapping[SecretKind, str | None]
"""What an act leaves behind encrypted; None erases."""

Performer = Callable[[CeremonyFolder, Work], Sealed]
AtWork = Callable[[Ceremony, Work], None]
_LeavingSecrets = Callable[[Ceremony, Work], Sealed]


def _secretive(act: _LeavingSecrets) -> Performer:
    def perform(folder: CeremonyFolder, work: Work) -> Sealed:
        return act(open_ceremony(folder, work.surroundings, allows_void=True), work)

    return perform


def _ceremonial(act: AtWork) -> Performer:
    def perform(folder: CeremonyFolder, work: Work) -> Sealed:
        act(open_ceremony(folder, work.surroundings, allows_void=True), work)
        return {}

    return perform


def _freeze(folder: CeremonyFolder, work: Work) -> Sealed:
    session = work.session
    erased: Sealed = dict.fromkeys(SecretKind)
    if folder.has_freeze() and not folder.awaits_new_freeze():
        return erased
    planned = planned_units(session)
    digest = digest_of(planned)
    if digest != work.given["digest"]:
        raise JunhengError("freeze_roster_changed")
    freeze(
        folder,
        planned,
        announcement_of(session, planned, digest=digest),
        work.surroundings,
        secret_digits=held_secret(session, SecretKind.DIGITS),
    )
    return erased


def held_secret(session: Session, kind: SecretKind) -> str | None:
    """What is kept encrypted, if it still is."""
    held = Secret.objects.filter(session=session, kind=kind).first()
    return held.value if held else None


def _notice(ceremony: Ceremony, work: Work) -> None:
    if not ceremony.book.has("NOTICE_POSTED"):
        announce_notice(ceremony.book, ceremony.frozen, work.given["where"])


def _freedom(ceremony: Ceremony, work: Work) -> None:
    report_freedom(ceremony, progress=lambda done, _all: _tell_some(work, done))


def _tell_some(work: Work, done: int) -> None:
    if not done % 10:
        work.told(done, f"已演练 {done} 次")


def _seal(ceremony: Ceremony, work: Work) -> None:
    seal_envelopes(ceremony, work.given["seats"])


def _roll(ceremony: Ceremony, work: Work) -> None:
    record_public_draw(ceremony, work.given["public"])


def _open(ceremony: Ceremony, work: Work) -> None:
    del work
    open_envelopes(ceremony)


def _lock(ceremony: Ceremony, work: Work) -> None:
    lock_seed(ceremony, parse_seed_lines(work.given["lines"]))


def _draw(ceremony: Ceremony, work: Work) -> Sealed:
    done = 0

    def step_done(kind: str, unit: FrozenUnit) -> None:
        nonlocal done
        done += 1
        work.told(done, f"{unit.school}：{_TOGETHER[kind]}")

    desk = Desk(surroundings=work.surroundings, software=SOFTWARE, step_done=step_done)
    finished = draw_for_real(ceremony, desk)
    return {
        SecretKind.FIRST_HALF: finished.passphrase.first,
        SecretKind.SECOND_HALF: finished.passphrase.second,
    }


def _representatives(ceremony: Ceremony, work: Work) -> None:
    unit = work.given["unit"]
    draw_representatives(
        ceremony,
        finished_draw(ceremony, unit),
        public=work.given["public"],
        envelopes=work.given["cards"],
    )
    publish_after(ceremony, unit)


def _lots(ceremony: Ceremony, work: Work) -> None:
    unit, given = work.given["unit"], work.given
    drawn = finished_draw(ceremony, unit)
    if "entries" in given:
        first, second = (entry_of(words) for words in given["entries"])
        record_lots(ceremony, drawn, first, second)
    else:
        draw_lots(ceremony, drawn, public=given["public"], envelopes=given["cards"])
    publish_after(ceremony, unit)


def entry_of(words: Mapping[str, Any]) -> LotsEntry:
    """Lots as the database keeps one person's entry."""
    return LotsEntry(
        tuple(words["groups"]),
        tuple(words["teachers"]),
        tuple((str(label), int(lot)) for label, lot in words["recusals"]),
    )


def _sign(ceremony: Ceremony, work: Work) -> None:
    result = work.given["result"]
    units = {body["result"]: body["unit"] for body in ceremony.book.bodies("DRAW")}
    unit = units.get(result, "")
    finished_draw(ceremony, unit)  # nobody signs what a re-run does not give
    if not work.is_recorded(ceremony, "SIGN"):
        body = {"result": result, "roles": work.given["roles"]}
        ceremony.book.append("SIGN", "bureau", body)
    publish_after(ceremony, unit)


def _publish(ceremony: Ceremony, work: Work) -> None:
    draws = finished_draws(ceremony)
    if not work.is_recorded(ceremony, "PUBLISH"):
        # What is announced with its digest is what the whole re-run gave.
        publish_again(ceremony, draws)
        public = ceremony.folder.read_bytes(PUBLIC_FILE)
        body = {"public": ceremony.frozen.suite.digest(public).hex()}
        ceremony.book.append("PUBLISH", "bureau", body)
    publish_again(ceremony, draws)


def _void(ceremony: Ceremony, work: Work) -> Sealed:
    void_freeze(
        ceremony,
        reason=work.given["reason"],
        signers=work.given["signers"],
        reference=work.given["reference"],
    )
    return {SecretKind.FIRST_HALF: None, SecretKind.SECOND_HALF: None}


def _archive(ceremony: Ceremony, work: Work) -> None:
    session = work.session
    halves = [
        held_secret(session, kind) for kind in (SecretKind.FIRST_HALF, SecretKind.SECOND_HALF)
    ]
    if None in halves:
        raise JunhengError("passphrase_not_held")
    place = archive_of(session)
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with TemporaryDirectory(prefix="junheng-") as folder:
        scans = _scans_into(Path(folder), session)
        order = Order(
            out=place,
            passphrase=Passphrase(*map(str, halves)),
            scans=scans,
            recordings=(),
            copies=int(work.given["copies"]),
            has_image=True,
            has_recordings_on_disc=False,
        )
        made = make_archive(ceremony, order)
    label = label_pdf(
        ceremony,
        made,
        copies=order.copies,
        software=SOFTWARE,
        printed_at=work.surroundings.now(),
    )
    (place / LABEL_FILE).write_bytes(label)


def _scans_into(folder: Path, session: Session) -> Path | None:
    """The scans of the newest freeze beside each other, as the archive takes them."""
    scans = Scan.objects.filter(session=session, freeze_number=session.freeze_number)
    for number, scan in enumerate(scans.select_related("file", "part"), start=1):
        name = f"{number:03}-{scan.part.unit if scan.part else '全场'}{scan.file.suffix}"
        (folder / name).write_bytes(read_bytes(scan.file))
    return folder if any(folder.iterdir()) else None


def _destroy(folder: CeremonyFolder, work: Work) -> Sealed:
    # For reading: an attempt that was cut off may have left no private file.
    ceremony = open_ceremony(folder, work.surroundings, allows_void=True, for_reading=True)
    destroy_record(ceremony, archive_of(work.session), key_id=work.given["key_id"])
    return dict.fromkeys(SecretKind)


PERFORMERS: Final[dict[Act, Performer]] = {
    Act.FREEZE: _freeze,
    Act.NOTICE: _ceremonial(_notice),
    Act.FREEDOM: _ceremonial(_freedom),
    Act.SEAL: _ceremonial(_seal),
    Act.ROLL: _ceremonial(_roll),
    Act.OPEN: _ceremonial(_open),
    Act.LOCK: _ceremonial(_lock),
    Act.DRAW: _secretive(_draw),
    Act.REPRESENTATIVES: _ceremonial(_representatives),
    Act.LOTS: _ceremonial(_lots),
    Act.ARCHIVE: _ceremonial(_archive),
    Act.SIGN: _ceremonial(_sign),
    Act.PUBLISH: _ceremonial(_publish),
    Act.VOID: _secretive(_void),
    Act.DESTROY: _destroy,
}


def declare_performer(act: Act, performer: AtWork) -> None:
    """Say how an act of an application above is done; once for each act."""
    if act in PERFORMERS:
        raise LookupError(f"two performers of {act.value}")
    PERFORMERS[act] = _ceremonial(performer)
