"""Pages of requests for changes."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from junheng.apps.adjustments import exports, queries
from junheng.apps.adjustments.forms import (
    AgainstForm,
    ApproveForm,
    NumbersForm,
    RequestForm,
    WordsForm,
)
from junheng.apps.adjustments.models import ChangeRequest
from junheng.apps.adjustments.services import changing, numbers, papers, posting
from junheng.apps.adjustments.states import (
    ABOUT_A_STUDENT,
    RequestKind,
    RequestState,
    RequestStep,
)
from junheng.apps.adjustments.views.late import tell
from junheng.apps.campaigns.forms import told_on
from junheng.apps.teachers import queries as teachers
from junheng.core.access import NotVisible, Permission, StaffRequest, requires
from junheng.core.files.serving import download
from junheng.reporting.masking import mask_name

HELP = {
    RequestKind.MOVE: (
        "只有列出的理由可以换班，而且不能指定班级：批准后把原班排除，在其余各班里当众抽签。"
    ),
    RequestKind.LEAVE: (
        "学生没有报到或依法转出时填写。起始年级新生第一学期内不得转学，“一般转学”在第一学期会被拒绝。"
    ),
    RequestKind.ADMIT: (
        "只有法律法规规定或法院、纪检决定的，才能在第一学期内转入；批准后仍要抽签定班。"
    ),
    RequestKind.TEACHER: "班主任名单备案后更换须经教育局同意；接任的是同一个班，不与别的班互换。",
    RequestKind.MERGE: "增减班级须附方案，由教育局批准；涉及的学生再逐人按“学生换班”抽签。",
}


@require_http_methods(["GET", "POST"])
@requires(Permission.ADJUSTMENTS_FILE)
def ask(request: StaffRequest, code: str, kind: str) -> HttpResponse:
    """Write a request of a kind."""
    cohort = queries.get_cohort(request.actor, code)
    if kind not in RequestKind.values:
        raise NotVisible
    wanted = RequestKind(kind)
    form = RequestForm(
        request.POST or None,
        request.FILES or None,
        kind=wanted,
        teachers=teachers.names_on(teachers.find_list(cohort)),
    )
    if request.method == "POST" and form.is_valid():
        words = {name: text for name, text in form.cleaned_data.items() if name != "evidence"}
        with told_on(form):
            made = changing.ask_change(
                code,
                changing.Wanted(kind=kind, **words),
                evidence=form.cleaned_data["evidence"].read(),
                by=request.actor,
                at=request.at,
            )
            messages.success(request, "申请已保存。请校长核对后提交教育局。")
            return redirect("adjustments:request", made.code)
    context = {"cohort": cohort, "kind": wanted, "form": form, "words": HELP[wanted]}
    return render(request, "adjustments/ask.html", context)


@require_GET
@requires(Permission.ADJUSTMENTS_VIEW)
def one_request(request: StaffRequest, code: str) -> HttpResponse:
    """One request with its next step."""
    return _page(request, code)


@require_POST
@requires(Permission.ADJUSTMENTS_SUBMIT)
def submit(request: StaffRequest, code: str) -> HttpResponse:
    """Hand the request in."""
    changing.submit_request(code, by=request.actor, at=request.at)
    return _done(request, code, "已提交教育局初审。")


@require_POST
@requires(Permission.ADJUSTMENTS_FILE)
def withdraw(request: StaffRequest, code: str) -> HttpResponse:
    """Take the request back."""
    changing.withdraw_request(code, by=request.actor, at=request.at)
    return _done(request, code, "已撤回。")


@require_POST
@requires(Permission.ADJUSTMENTS_EXAMINE)
def examine(request: StaffRequest, code: str) -> HttpResponse:
    """Recommend the request."""
    form = WordsForm(request.POST)
    if form.is_valid():
        changing.examine_request(code, **form.cleaned_data, by=request.actor, at=request.at)
        return _done(request, code, "初审同意，已转局复核批准。")
    return _page(request, code)


@require_POST
@requires(Permission.ADJUSTMENTS_VIEW)
def against(request: StaffRequest, code: str, how: str) -> HttpResponse:
    """Return or refuse the request."""
    form = AgainstForm(request.POST, auto_id="against_%s")
    act = {"return": changing.return_request, "refuse": changing.refuse_request}.get(how)
    if act is None:
        raise NotVisible
    if form.is_valid():
        act(code, **form.cleaned_data, by=request.actor, at=request.at)
        return _done(request, code, "已退回学校。" if how == "return" else "已决定不予批准。")
    return _page(request, code, against=form)


@require_POST
@requires(Permission.ADJUSTMENTS_DECIDE)
def approve(request: StaffRequest, code: str) -> HttpResponse:
    """Approve the request; it is carried out at once, except for a draw."""
    form = ApproveForm(request.POST, auto_id="approve_%s")
    if form.is_valid():
        done = changing.approve_request(code, **form.cleaned_data, by=request.actor, at=request.at)
        return _done(request, code, f"已批准，批准号 {done.number}。")
    return _page(request, code, approving=form)


@require_POST
@requires(Permission.ADJUSTMENTS_DECIDE)
def carry_out(request: StaffRequest, code: str) -> HttpResponse:
    """Carry an approved request out once more."""
    changing.carry_out_request(code, by=request.actor, at=request.at)
    return _done(request, code, "已执行。")


@require_POST
@requires(Permission.ADJUSTMENTS_ENTER)
def type_numbers(request: StaffRequest, code: str) -> HttpResponse:
    """One person's entry for a move."""
    form = NumbersForm(request.POST)
    if form.is_valid():
        with told_on(form):
            outcome = numbers.type_move(code, **form.cleaned_data, by=request.actor, at=request.at)
            tell(request, outcome)
            return redirect("adjustments:request", code)
    return _page(request, code, typing=form)


@require_POST
@requires(Permission.ADJUSTMENTS_ENTER)
def discard_numbers(request: StaffRequest, code: str) -> HttpResponse:
    """Take the first entry back."""
    found = queries.get_request(request.actor, code)
    numbers.discard(numbers.move_subject(found), by=request.actor, at=request.at)
    return _done(request, code, "已取消第一次录入，请两人重新录入。")


@require_POST
@requires(Permission.NOTICES_MAKE)
def notice(request: StaffRequest, code: str) -> HttpResponse:
    """Make the notice of a change that was carried out."""
    made = posting.make_change_notice(code, by=request.actor, at=request.at)
    messages.success(request, "公示已生成：请打印张贴，再登记张贴的时间和照片。")
    return redirect("notices:notice", made.code)


@require_GET
@requires(Permission.ADJUSTMENTS_VIEW)
def form_of_request(request: StaffRequest, code: str) -> HttpResponse:
    """特殊情况调整审批表, as far as the request has come."""
    content, title = papers.request_form(code, by=request.actor, at=request.at)
    return exports.pdf_response(content, title)


@require_GET
@requires(Permission.ADJUSTMENTS_VIEW)
def evidence(request: StaffRequest, code: str) -> StreamingHttpResponse:
    """The evidence of a request."""
    stored = papers.open_evidence(code, by=request.actor, at=request.at)
    return download(stored, title="证明材料")


def _done(request: StaffRequest, code: str, words: str) -> HttpResponse:
    messages.success(request, words)
    return redirect("adjustments:request", code)


def _page(request: StaffRequest, code: str, **changed: Any) -> HttpResponse:
    found, actor = queries.get_request(request.actor, code), request.actor
    school, state = found.school_code, found.state
    may_decide = actor.may(Permission.ADJUSTMENTS_DECIDE, school)
    may_examine = actor.may(Permission.ADJUSTMENTS_EXAMINE, school)
    steps = found.possible_steps()
    waits_for_draw = state == RequestState.APPROVED and bool(found.change_code)
    context: dict[str, Any] = {
        "found": found,
        "cohort": found.cohort,
        "steps": _progress(found),
        "who": mask_name(found.who) if _is_about_child(found) else found.who,
        "is_teacher": found.kind == RequestKind.TEACHER,
        "is_move": found.kind == RequestKind.MOVE,
        "can_submit": RequestStep.SUBMIT in steps
        and actor.may(Permission.ADJUSTMENTS_SUBMIT, school),
        "can_withdraw": RequestStep.WITHDRAW in steps
        and actor.may(Permission.ADJUSTMENTS_FILE, school),
        "can_examine": RequestStep.EXAMINE in steps and may_examine,
        "can_approve": RequestStep.APPROVE in steps and may_decide,
        "can_be_against": (state == RequestState.SUBMITTED and may_examine)
        or (state == RequestState.EXAMINED and may_decide),
        "can_type": waits_for_draw and actor.may(Permission.ADJUSTMENTS_ENTER, school),
        "can_carry_out": state == RequestState.APPROVED and not found.change_code and may_decide,
        "can_notice": state == RequestState.DONE and actor.may(Permission.NOTICES_MAKE, school),
        "notice": posting.notice_of_change(found) if state == RequestState.DONE else None,
        "first": queries.first_entry(numbers.move_subject(found)),
        "words": WordsForm(auto_id="examine_%s"),
        "against": AgainstForm(auto_id="against_%s"),
        "approving": ApproveForm(auto_id="approve_%s"),
        "typing": NumbersForm(),
        **changed,
    }
    return render(request, "adjustments/request.html", context)


def _progress(found: ChangeRequest) -> list[tuple[str, bool]]:
    way = list(RequestState)[:5]
    if found.state not in way:
        return [(found.get_state_display(), True)]
    return [(state.label, state == found.state) for state in way]


def _is_about_child(found: ChangeRequest) -> bool:
    return found.kind in {*ABOUT_A_STUDENT, RequestKind.ADMIT}
