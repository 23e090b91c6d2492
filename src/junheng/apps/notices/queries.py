"""The only roads to notices and objections."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet
from django.utils.timezone import localdate

from junheng.apps.campaigns.models import Campaign, Cohort
from junheng.apps.notices.models import Attachment, Notice, Objection
from junheng.apps.notices.states import NoticeKind, NoticeState, ObjectionState
from junheng.core.access import NotVisible, Permission, StaffActor
from junheng.core.audit.chain import ChainHead


@dataclass(frozen=True)
class NoticeTasks:
    """What waits for someone: to be posted, to be taken down, objections to answer."""

    to_post: tuple[Notice, ...]
    to_take_down: tuple[Notice, ...]
    to_answer: tuple[Objection, ...]

    def __bool__(self) -> bool:
        return bool(self.to_post or self.to_take_down or self.to_answer)


def notices_visible_to(actor: StaffActor) -> QuerySet[Notice]:
    """All notices for a post at the bureau; for one at a school its own and the bureau's."""
    if not actor.may(Permission.NOTICES_VIEW):
        return Notice.objects.none()
    found = Notice.objects.select_related("campaign", "cohort__school", "file", "photo")
    reach = actor.schools_for(Permission.NOTICES_VIEW)
    if reach is None:
        return found
    return found.filter(Q(cohort__isnull=True) | Q(cohort__school__code__in=reach))


def get_notice(actor: StaffActor, code: str) -> Notice:
    """One notice; raises NotVisible."""
    notice = notices_visible_to(actor).filter(code=code).first()
    if notice is None:
        raise NotVisible
    return notice


def list_notices(
    actor: StaffActor, *, kind: str = "", state: str = "", search: str = ""
) -> list[Notice]:
    """The notices that the actor sees, newest first; `search` is part of a school's name."""
    found = notices_visible_to(actor).defer("body")
    if kind in NoticeKind.values:
        found = found.filter(kind=kind)
    if state in NoticeState.values:
        found = found.filter(state=state)
    if search:
        found = found.filter(cohort__school__name__icontains=search)
    open_ones = Count("objections", filter=Q(objections__state=ObjectionState.OPEN))
    return list(found.annotate(open_objections=open_ones))


def notices_of(actor: StaffActor, cohort: Cohort) -> list[Notice]:
    """The notices of a cohort that the actor sees, newest first."""
    open_ones = Count("objections", filter=Q(objections__state=ObjectionState.OPEN))
    found = notices_visible_to(actor).defer("body").filter(cohort=cohort)
    return list(found.annotate(open_objections=open_ones))


def status_of(cohort: Cohort) -> str:
    """How many notices of a cohort hang and wait, in words."""
    states = list(Notice.objects.filter(cohort=cohort).values_list("state", flat=True))
    parts = [
        (states.count(NoticeState.MADE), "份待张贴"),
        (states.count(NoticeState.POSTED), "份公示中"),
        (open_objections(cohort), "件异议待答复"),
    ]
    return "，".join(f"{count} {what}" for count, what in parts if count)


def can_act(actor: StaffActor, permission: Permission, notice: Notice) -> bool:
    """Whether the actor has the permission at the notice's place; the bureau's are the bureau's."""
    if notice.cohort is None:
        return actor.may(permission) and actor.schools_for(permission) is None
    return actor.may(permission, notice.school_code)


def tasks_of(actor: StaffActor, *, at: datetime) -> NoticeTasks:
    """What waits for this person: at a school its notices, at the bureau the bureau's own.

    An objection is answered where it came in.
    """
    seen = notices_visible_to(actor).defer("body").order_by("shown_until", "made_at")
    unanswered = objections_visible_to(actor).filter(state=ObjectionState.OPEN)
    if actor.schools_for(Permission.NOTICES_VIEW) is None:
        seen, unanswered = seen.filter(cohort__isnull=True), unanswered.filter(at_bureau=True)
    else:
        seen, unanswered = seen.filter(cohort__isnull=False), unanswered.filter(at_bureau=False)
    waiting = seen.filter(state=NoticeState.MADE)
    due = seen.filter(state=NoticeState.POSTED, shown_until__lt=localdate(at))
    return NoticeTasks(
        tuple(one for one in waiting if can_act(actor, Permission.NOTICES_POST, one)),
        tuple(one for one in due if can_act(actor, Permission.NOTICES_POST, one)),
        tuple(one for one in unanswered if may_answer(actor, one)),
    )


def find_notice(
    kind: NoticeKind, about: str, *, campaign: Campaign, cohort: Cohort | None
) -> Notice | None:
    """The notice about one thing that stands, if it was made."""
    return (
        Notice.objects.filter(campaign=campaign, cohort=cohort, kind=kind, about=about)
        .exclude(state=NoticeState.WITHDRAWN)
        .first()
    )


def notices_about(kind: NoticeKind, about: str, *, campaign: Campaign) -> dict[int, Notice]:
    """The notices about one thing that stand, by the key of their cohort; one question for all."""
    found = Notice.objects.filter(campaign=campaign, kind=kind, about=about, cohort__isnull=False)
    standing = found.exclude(state=NoticeState.WITHDRAWN)
    return {one.cohort_id: one for one in standing if one.cohort_id is not None}


def cohorts_told(kind: NoticeKind, about: str, *, campaign: Campaign) -> frozenset[int]:
    """Keys of the cohorts of which the notice about one thing was put up and not withdrawn."""
    found = Notice.objects.filter(
        campaign=campaign, kind=kind, about=about, cohort__isnull=False, posted_at__isnull=False
    ).exclude(state=NoticeState.WITHDRAWN)
    return frozenset(found.values_list("cohort_id", flat=True))


def newest_notice(cohort: Cohort, kind: NoticeKind) -> Notice | None:
    """The newest notice of a kind of a cohort that was not withdrawn; for the applications above.

    `posted_at`, `shown_until` and `photo` tell whether and since when it hangs.
    """
    return (
        Notice.objects.filter(cohort=cohort, kind=kind)
        .exclude(state=NoticeState.WITHDRAWN)
        .select_related("photo", "file")
        .first()
    )


def open_objections(cohort: Cohort) -> int:
    """How many objections to notices of a cohort wait for an answer."""
    return Objection.objects.filter(notice__cohort=cohort, state=ObjectionState.OPEN).count()


def is_over(notice: Notice | None, *, at: datetime) -> bool:
    """Whether a notice hung as long as it must."""
    return (
        notice is not None and notice.shown_until is not None and localdate(at) > notice.shown_until
    )


def printed_heads() -> list[ChainHead]:
    """Every head of the audit trail that stands on a notice, to check the trail against."""
    found = Notice.objects.order_by("head_sequence").values_list("head_sequence", "head_digest")
    return [ChainHead(sequence, digest) for sequence, digest in found]


def public_notice(public_code: str, *, at: datetime) -> Notice:
    """A notice at its public address while it hangs; raises NotVisible before and after."""
    notice = (
        Notice.objects.filter(
            public_code=public_code, state=NoticeState.POSTED, shown_until__gte=localdate(at)
        )
        .select_related("campaign", "cohort__school")
        .first()
    )
    if notice is None:
        raise NotVisible("notice_not_public")
    return notice


def attachments_of(notice: Notice) -> list[Attachment]:
    """What is posted together with a notice."""
    return list(notice.attachments.select_related("file"))


def get_attachment(notice: Notice, code: str) -> Attachment:
    """One paper of a notice; raises NotVisible."""
    found = notice.attachments.select_related("file").filter(code=code).first()
    if found is None:
        raise NotVisible
    return found


def objections_visible_to(actor: StaffActor) -> QuerySet[Objection]:
    """Objections to the notices of one's places; those to the bureau's are seen at the bureau."""
    if not actor.may(Permission.OBJECTIONS_RECORD):
        return Objection.objects.none()
    found = Objection.objects.select_related("notice__cohort__school", "notice__campaign")
    reach = actor.schools_for(Permission.OBJECTIONS_RECORD)
    return found if reach is None else found.filter(notice__cohort__school__code__in=reach)


def get_objection(actor: StaffActor, code: str) -> Objection:
    """One objection; raises NotVisible."""
    objection = objections_visible_to(actor).filter(code=code).first()
    if objection is None:
        raise NotVisible
    return objection


def objections_to(actor: StaffActor, notice: Notice) -> list[Objection]:
    """The objections to a notice that the actor sees, the most urgent first."""
    return list(objections_visible_to(actor).filter(notice=notice).order_by("-state", "due_on"))


def may_answer(actor: StaffActor, objection: Objection) -> bool:
    """A school does not answer what came in at the bureau about it."""
    return can_act(actor, Permission.OBJECTIONS_ANSWER, objection.notice) and may_see_person(
        actor, objection
    )


def may_see_person(actor: StaffActor, objection: Objection) -> bool:
    """What came in at the bureau says to nobody at a school from whom it came (CP-02)."""
    return not objection.at_bureau or actor.schools_for(Permission.OBJECTIONS_RECORD) is None
