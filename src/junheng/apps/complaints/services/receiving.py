"""Complaints coming in: by web without an account, or written down by staff."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.utils.timezone import localdate

from junheng.apps.campaigns.queries import profile_in_use
from junheng.apps.complaints import queries
from junheng.apps.complaints.events import ComplaintReceived
from junheng.apps.complaints.models import PAPER_FILE, PICTURE_FILE, Complaint, Declaration
from junheng.apps.complaints.rules.deadlines import due_in
from junheng.apps.complaints.services import knocking
from junheng.apps.complaints.services.evidence import keep_evidence
from junheng.apps.complaints.states import About, Category, Channel, ComplaintState
from junheng.apps.notices import queries as notices
from junheng.apps.notices.models import Objection
from junheng.apps.schools.models import School
from junheng.core.access import NotAllowed, Permission, StaffActor
from junheng.core.audit import services as audit
from junheng.core.audit.events import Author, Subject
from junheng.core.files.evidence import write_evidence
from junheng.core.files.services import WrittenFile
from junheng.core.secrets.codes import ALPHABET, new_code
from junheng.core.secrets.services import identity_index, identity_indexes
from junheng.engine.errors import JunhengError

SECRET_LENGTH: Final = 10
SHORTEST_CONTENT: Final = 10
LONGEST_CONTENT: Final = 4000
MOST_FILES: Final = 3


@dataclass(frozen=True)
class Told:
    """What somebody complains about, and who he is, as far as he says."""

    category: Category
    about: About
    content: str
    school_code: str = ""
    accused: str = ""
    person: str = ""
    contact: str = ""


@dataclass(frozen=True)
class Received:
    """What the complainant keeps: the number and, this once, the secret code."""

    complaint: Complaint
    secret: str


def receive_by_web(
    told: Told,
    *,
    form: str,
    files: Sequence[Iterable[bytes]],
    address: str,
    by: Author,
    at: datetime,
) -> Received:
    """Take a complaint from the web; `form` is the form's own number, not to be guessed.

    The code comes from the form, so that a family whose line broke and who sends it again gets the
    same number and the same code. Raises JunhengError: `complaint_too_many`,
    `complaint_too_many_at_all`, and what `receive` raises.
    """
    held = _held_by(form)
    if held is not None:
        return Received(held, secret_of(form))
    if knocking.recent(knocking.FILE, address, at) >= knocking.MOST_OF_ADDRESS:
        raise JunhengError("complaint_too_many")
    if knocking.recent_of_all(knocking.FILE, at) >= knocking.MOST_OF_ALL:
        raise JunhengError("complaint_too_many_at_all")
    knocking.count(knocking.FILE, address, at)
    _check(told, localdate(at), at=at)
    written = write_evidence(files, picture=PICTURE_FILE, paper=None, most=MOST_FILES)
    with audit.act():
        held = _held_by(form)
        if held is None:
            held = _create(
                told,
                channel=Channel.WEB,
                received_on=localdate(at),
                secret=secret_of(form),
                form=form,
                written=written,
                by=by,
                at=at,
            )
    return Received(held, secret_of(form))


def receive(
    told: Told,
    *,
    channel: Channel,
    received_on: date,
    files: Sequence[Iterable[bytes]] = (),
    accused_accounts: Sequence[str] = (),
    objection_code: str = "",
    by: StaffActor,
    at: datetime,
) -> Received:
    """Write a complaint down that came by telephone, letter or in person.

    `accused_accounts` are colleagues whom it is about: for them it does not exist. Raises
    NotAllowed, NotVisible for an objection of others, and JunhengError: `complaint_needs_content`,
    `complaint_in_future`, `complaint_needs_school`, and what evidence raises.
    """
    by.must(Permission.COMPLAINTS_RECORD)
    if by.schools_for(Permission.COMPLAINTS_RECORD) is not None or channel == Channel.WEB:
        raise NotAllowed("permission_missing")
    objection = notices.get_objection(by, objection_code) if objection_code else None
    _check(told, received_on, at=at)
    written = write_evidence(files, picture=PICTURE_FILE, paper=PAPER_FILE, most=MOST_FILES)
    secret = _digits_of(new_code() + new_code())
    with audit.act():
        complaint = _create(
            told,
            channel=channel,
            received_on=received_on,
            secret=secret,
            objection=objection,
            written=written,
            accused_accounts=accused_accounts,
            by=by,
            at=at,
        )
    return Received(complaint, secret)


def secret_of(form: str) -> str:
    """The secret code that belongs to a web form: the same for the same form."""
    return _digits_of(identity_index(f"complaints secret\n{form}").rpartition(".")[2])


def secret_indexes(secret: str) -> tuple[str, ...]:
    """Under what a code may be stored; typed with spaces, signs or capitals it is the same."""
    cleaned = "".join(char for char in secret.lower() if char.isascii() and char.isalnum())
    return identity_indexes(f"complaints code\n{cleaned}")


def _held_by(form: str) -> Complaint | None:
    for index in identity_indexes(f"complaints form\n{form}"):
        held = queries.complaint_of_form(index)
        if held is not None:
            return held
    return None


def _digits_of(source: str) -> str:
    """A code of ten characters that can be read over the telephone, from hex or a longer code."""
    if set(source) <= set("0123456789abcdef"):
        number, digits = int(source, 16), []
        for _ in range(SECRET_LENGTH):
            number, digit = divmod(number, len(ALPHABET))
            digits.append(ALPHABET[digit])
        return "".join(digits)
    return source[:SECRET_LENGTH]


def _check(told: Told, received_on: date, *, at: datetime) -> None:
    if len(told.content.strip()) < SHORTEST_CONTENT:
        raise JunhengError("complaint_needs_content", least=SHORTEST_CONTENT)
    if len(told.content) > LONGEST_CONTENT:
        raise JunhengError("complaint_too_long", most=LONGEST_CONTENT)
    if received_on > localdate(at):
        raise JunhengError("complaint_in_future")
    if told.about == About.SCHOOL and _school_of(told) is None:
        raise JunhengError("complaint_needs_school")


def _school_of(told: Told) -> School | None:
    return queries.find_school(told.school_code) if told.about == About.SCHOOL else None


def _create(
    told: Told,
    *,
    channel: Channel,
    received_on: date,
    secret: str,
    written: Sequence[WrittenFile],
    by: Author,
    at: datetime,
    form: str = "",
    objection: Objection | None = None,
    accused_accounts: Sequence[str] = (),
) -> Complaint:
    year = localdate(at).year
    serial = queries.last_serial(year) + 1
    complaint = Complaint.objects.create(
        year=year,
        serial=serial,
        number=f"{year}-{serial:04d}",
        secret_index=identity_index(f"complaints code\n{secret}"),
        form=identity_index(f"complaints form\n{form}") if form else None,
        channel=channel,
        category=told.category,
        about=told.about,
        school=_school_of(told),
        accused=told.accused,
        content=told.content,
        person=told.person,
        contact=told.contact,
        objection=objection,
        received_on=received_on,
        recorded_at=at,
        recorded_by=by.ident,
        due_on=due_in(
            ComplaintState.RECEIVED,
            since=received_on,
            reply_due_on=None,
            profile=profile_in_use(),
        ),
    )
    keep_evidence(complaint, written, by=by, at=at)
    _keep_away(complaint, accused_accounts, by=by, at=at)
    event = ComplaintReceived(
        subject=Subject("complaint", complaint.code),
        number=complaint.number,
        channel=channel.value,
        category=told.category.value,
        files=len(written),
    )
    audit.record(event, by=by, at=at)
    return complaint


def _keep_away(complaint: Complaint, accounts: Sequence[str], *, by: Author, at: datetime) -> None:
    """Whoever is complained about stays away: by his account, or by exactly his name."""
    named = {user.code: user for user in queries.staff_named(complaint.accused.strip())}
    named |= {user.code: user for user in queries.colleagues() if user.code in accounts}
    for user in named.values():
        Declaration.objects.create(
            complaint=complaint,
            account=user.code,
            account_name=user.name,
            is_free=False,
            said_by=by.ident,
            said_at=at,
        )
