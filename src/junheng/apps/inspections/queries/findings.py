"""The only road to findings, and what became of them."""

from collections import Counter

from django.db.models import Q, QuerySet

from junheng.apps.inspections.models import Finding, Round, Visit
from junheng.apps.inspections.queries.rounds import visits_visible_to
from junheng.apps.inspections.states import FindingState
from junheng.apps.rectifications import queries as rectifications
from junheng.apps.rectifications.models import Rectification
from junheng.apps.rectifications.states import SourceKind
from junheng.core.access import NotVisible, Permission, StaffActor


def findings_visible_to(actor: StaffActor) -> QuerySet[Finding]:
    """Findings of one's rounds; a school sees those addressed to it that were issued."""
    found = Finding.objects.select_related("visit__round", "visit__school", "found_list")
    mine = Q(visit__in=visits_visible_to(actor))
    if actor.may(Permission.FINDINGS_VIEW):
        reach = actor.schools_for(Permission.FINDINGS_VIEW)
        issued = Q(state=FindingState.ISSUED)
        mine |= issued if reach is None else issued & Q(visit__school__code__in=reach)
    return found.filter(mine)


def get_finding(actor: StaffActor, code: str) -> Finding:
    """One finding; raises NotVisible."""
    found = findings_visible_to(actor).filter(code=code).first()
    if found is None:
        raise NotVisible
    return found


def findings_of(actor: StaffActor, visit: Visit) -> list[Finding]:
    """The findings of a school in a round."""
    return list(findings_visible_to(actor).filter(visit=visit))


def list_findings(actor: StaffActor) -> list[Finding]:
    """What a school was told, newest first."""
    return list(findings_visible_to(actor).defer("text", "reply").order_by("-issued_at", "-id"))


def rectification_of(actor: StaffActor, finding: Finding) -> Rectification | None:
    """What was started from a finding, as the actor sees it."""
    made = rectifications.made_of(actor, SourceKind.INSPECTION, [finding.code])
    return made.get(finding.code)


def finding_counts(actor: StaffActor, held: Round) -> dict[int, tuple[int, int]]:
    """How many findings of each school of a round were issued, and how many became rectifications.

    By the key of the visit.
    """
    issued = list(
        Finding.objects.filter(visit__round=held, state=FindingState.ISSUED).values_list(
            "code", "visit_id"
        )
    )
    made = rectifications.made_of(actor, SourceKind.INSPECTION, [code for code, _ in issued])
    all_of_them = Counter(visit for _, visit in issued)
    rectified = Counter(visit for code, visit in issued if code in made)
    return {visit: (count, rectified[visit]) for visit, count in all_of_them.items()}


def drafts_of(held: Round) -> int:
    """How many findings of a round nobody has issued or withdrawn."""
    return Finding.objects.filter(visit__round=held, state=FindingState.DRAFT).count()


def last_number(held: Round) -> int:
    """The newest number of a finding of a round; asked inside an act, which others wait for."""
    newest = Finding.objects.filter(visit__round=held).order_by("-number")
    return next(iter(newest.values_list("number", flat=True)[:1]), 0)
