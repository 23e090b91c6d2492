"""Pages of a batch of late arrivals, from its list to its draw."""

from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from junheng.apps.adjustments import exports, queries
from junheng.apps.adjustments.forms import (
    ArrivalForm,
    BatchForm,
    CountersignForm,
    NumbersForm,
    SheetForm,
)
from junheng.apps.adjustments.models import LateBatch
from junheng.apps.adjustments.services import late, numbers, papers, posting, signals
from junheng.apps.adjustments.services.elsewhere import listed_elsewhere
from junheng.apps.adjustments.services.two_person_acts import propose_freeze
from junheng.apps.adjustments.states import BatchState
from junheng.apps.campaigns import queries as campaigns
from junheng.apps.campaigns.forms import told_on
from junheng.core.access import Permission, StaffRequest, requires
from junheng.core.access.numbers import whole_number
from junheng.engine.record.paper import paper_lines
from junheng.reporting.masking import mask_name
from junheng.rosters import RosterReading


@require_http_methods(["GET", "POST"])
@requires(Permission.ADJUSTMENTS_FILE)
def open_batch(request: StaffRequest, code: str) -> HttpResponse:
    """Begin a batch."""
    cohort = queries.get_cohort(request.actor, code)
    form = BatchForm(
        request.POST or None,
        permits=queries.permits_of(cohort),
        initial={"registered_on": localdate(request.at)},
    )
    if request.method == "POST" and form.is_valid():
        with told_on(form):
            batch = late.open_batch(code, **form.cleaned_data, by=request.actor, at=request.at)
            return redirect("adjustments:batch", batch.code)
    return render(request, "adjustments/open_batch.html", {"cohort": cohort, "form": form})


@require_GET
@requires(Permission.ADJUSTMENTS_VIEW)
def batch(request: StaffRequest, code: str) -> HttpResponse:
    """One batch with its next step."""
    return _page(request, code)


@require_POST
@requires(Permission.ADJUSTMENTS_FILE)
def add_file(request: StaffRequest, code: str) -> HttpResponse:
    """Add the arrivals of a sheet."""
    form = SheetForm(request.POST, request.FILES)
    if form.is_valid():
        file = form.cleaned_data["file"]
        with told_on(form):
            reading = late.add_from_file(
                code, name=file.name, content=file.read(), by=request.actor, at=request.at
            )
            if not reading.faults:
                return _added(request, code, reading)
            return _page(request, code, sheet=form, faults=exports.fault_rows(reading.faults))
    return _page(request, code, sheet=form)


@require_POST
@requires(Permission.ADJUSTMENTS_FILE)
def add_typed(request: StaffRequest, code: str) -> HttpResponse:
    """Add one arrival as typed."""
    form = ArrivalForm(request.POST, profile=campaigns.profile_in_use())
    if form.is_valid():
        with told_on(form):
            reading = late.add_typed(code, form.values(), by=request.actor, at=request.at)
            if not reading.faults:
                return _added(request, code, reading)
            for row in exports.fault_rows(reading.faults):
                form.add_error(None, f"{row['column']}：{row['sentence']}")
    return _page(request, code, arrival=form)


@require_POST
@requires(Permission.ADJUSTMENTS_FILE)
def take_out(request: StaffRequest, code: str, row: str) -> HttpResponse:
    """Take one arrival out."""
    late.take_out(code, whole_number(row) or 0, by=request.actor, at=request.at)
    messages.success(request, f"已去掉第 {row} 行，后面的行号依次前移。")
    return redirect("adjustments:batch", code)


@require_POST
@requires(Permission.ADJUSTMENTS_FILE)
def drop(request: StaffRequest, code: str) -> HttpResponse:
    """Give the batch up."""
    found = late.drop_batch(code, by=request.actor, at=request.at)
    messages.success(request, "已取消这一批补录，名单已删除。")
    return redirect("adjustments:cohort", found.cohort.code)


@require_POST
@requires(Permission.ADJUSTMENTS_EXAMINE)
def freeze(request: StaffRequest, code: str) -> HttpResponse:
    """Ask to freeze the batch."""
    propose_freeze(code, by=request.actor, at=request.at)
    messages.success(request, "已提出冻结，请局复核在“待确认事项”里确认。")
    return redirect("adjustments:batch", code)


@require_POST
@requires(Permission.ADJUSTMENTS_COUNTERSIGN)
def countersign(request: StaffRequest, code: str) -> HttpResponse:
    """Sign that there is no choice."""
    form = CountersignForm(request.POST)
    if form.is_valid():
        late.countersign(code, **form.cleaned_data, by=request.actor, at=request.at)
        messages.success(request, "已签字确认。现在可以生成公告，空位原因会写在上面。")
        return redirect("adjustments:batch", code)
    return _page(request, code, signing=form)


@require_POST
@requires(Permission.ADJUSTMENTS_ENTER)
def type_numbers(request: StaffRequest, code: str) -> HttpResponse:
    """One person's entry; the second equal one draws."""
    form = NumbersForm(request.POST)
    if form.is_valid():
        with told_on(form):
            outcome = numbers.type_late(code, **form.cleaned_data, by=request.actor, at=request.at)
            tell(request, outcome)
            return redirect("adjustments:batch", code)
    return _page(request, code, typing=form)


@require_POST
@requires(Permission.ADJUSTMENTS_ENTER)
def discard_numbers(request: StaffRequest, code: str) -> HttpResponse:
    """Take the first entry back."""
    found = queries.get_batch(request.actor, code)
    numbers.discard(numbers.late_subject(found), by=request.actor, at=request.at)
    messages.success(request, "已取消第一次录入，请两人重新录入。")
    return redirect("adjustments:batch", code)


@require_POST
@requires(Permission.NOTICES_MAKE)
def notice(request: StaffRequest, code: str) -> HttpResponse:
    """Make the notice of the batch as it is."""
    made = posting.make_batch_notice(code, by=request.actor, at=request.at)
    messages.success(request, "公告已生成：请打印张贴，再登记张贴的时间和照片。")
    return redirect("notices:notice", made.code)


@require_GET
@requires(Permission.ADJUSTMENTS_VIEW)
def form_of_draw(request: StaffRequest, code: str) -> HttpResponse:
    """补录抽签记录表 of a drawn batch."""
    content, title = papers.late_form(code, by=request.actor, at=request.at)
    return exports.pdf_response(content, title)


@require_GET
@requires(Permission.STUDENTS_EDIT)
def slips(request: StaffRequest, code: str) -> HttpResponse:
    """核对单 of a frozen batch, with the families' query codes."""
    content, title = papers.query_slips(code, by=request.actor, at=request.at)
    return exports.pdf_response(content, title)


def tell(request: StaffRequest, outcome: numbers.Outcome) -> None:
    """Say what came of an entry."""
    if outcome.is_drawn:
        messages.success(request, "两人录入一致，抽签已经完成并记入流水账。")
    elif outcome.differ:
        messages.warning(request, "两人录入的数字不一致，都不算数。请对照纸面，两人都重新录入。")
    else:
        messages.success(request, "第一人的录入已保存。请另一个岗位的人用自己的账号再录一遍。")


def _added(request: StaffRequest, code: str, reading: RosterReading) -> HttpResponse:
    count = sum(len(school.students) for school in reading.schools)
    messages.success(request, f"已登记 {count} 人。")
    for row in exports.fault_rows(reading.warnings):
        place = f"第 {row['row']} 行：" if row["row"] else ""
        messages.warning(request, f"{place}{row['sentence']}")
    return redirect("adjustments:batch", code)


def _page(request: StaffRequest, code: str, **changed: Any) -> HttpResponse:
    found, actor = queries.get_batch(request.actor, code), request.actor
    school = found.school_code
    is_frozen = found.state == BatchState.FROZEN
    forms: dict[str, django_forms.Form] = {
        "sheet": SheetForm(),
        "arrival": ArrivalForm(profile=campaigns.profile_in_use()),
        "signing": CountersignForm(),
        "typing": NumbersForm(),
    }
    roster = queries.roster_of(found)
    context: dict[str, Any] = {
        "batch": found,
        "cohort": found.cohort,
        "steps": [(state.label, state == found.state) for state in list(BatchState)[:3]],
        "arrivals": [(one.row, mask_name(one.name)) for one in roster.students] if roster else [],
        "elsewhere": listed_elsewhere(found) if found.state == BatchState.COLLECTING else (),
        "code_lines": paper_lines(found.late_code) if found.late_code else (),
        "bag": _bag(found) if is_frozen else [],
        "placements": [
            (mask_name(name), sid, title) for name, sid, title in posting.placements_of(found)
        ]
        if found.state == BatchState.DRAWN
        else [],
        "signals": signals.of_batch(found),
        "is_posted": posting.is_posted(found),
        "notice": posting.notice_of_drawn(found)
        if found.state == BatchState.DRAWN
        else posting.notice_of_frozen(found),
        "first": queries.first_entry(numbers.late_subject(found)),
        "may_file": actor.may(Permission.ADJUSTMENTS_FILE, school),
        "may_freeze": actor.may(Permission.ADJUSTMENTS_EXAMINE, school),
        "may_sign": actor.may(Permission.ADJUSTMENTS_COUNTERSIGN, school),
        "may_enter": actor.may(Permission.ADJUSTMENTS_ENTER, school),
        "may_print_slips": found.state in {BatchState.FROZEN, BatchState.DRAWN}
        and actor.may(Permission.STUDENTS_EDIT, school),
        "may_notice": actor.may(Permission.NOTICES_MAKE, school),
        **forms,
        **changed,
    }
    return render(request, "adjustments/batch.html", context)


def _bag(found: LateBatch) -> list[tuple[str, int, int]]:
    return sorted(zip(posting.titles_of(found), found.sizes, found.tokens, strict=True))
