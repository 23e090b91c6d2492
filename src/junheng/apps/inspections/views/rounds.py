"""The list of rounds, one round, who inspects, which schools, the sample."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from junheng.apps.campaigns.forms import told_on
from junheng.apps.inspections import exports, queries
from junheng.apps.inspections.forms import (
    AnnounceForm,
    ChooseForm,
    InspectorsForm,
    NumberForm,
    RoundForm,
)
from junheng.apps.inspections.services import rounds, sampling
from junheng.apps.inspections.states import RoundState, RoundStep
from junheng.core.access import NotVisible, Permission, StaffRequest, requires


@require_GET
@requires(Permission.INSPECTIONS_VIEW)
def list_of_rounds(request: StaffRequest) -> HttpResponse:
    """The rounds that one sees, and which of this year's four are missing."""
    year = localdate(request.at).year
    may_arrange = request.actor.may(Permission.INSPECTIONS_ARRANGE)
    context = {
        "rounds": queries.list_rounds(request.actor),
        "year": year,
        "missing": queries.periods_missing(year) if may_arrange else (),
        "may_arrange": may_arrange,
    }
    return render(request, "inspections/list.html", context)


@require_http_methods(["GET", "POST"])
@requires(Permission.INSPECTIONS_ARRANGE)
def plan(request: StaffRequest) -> HttpResponse:
    """Plan a round."""
    form = RoundForm(request.POST or None, initial={"year": localdate(request.at).year})
    if request.method == "POST" and form.is_valid():
        with told_on(form):
            made = rounds.plan_round(**form.cleaned_data, by=request.actor, at=request.at)
            messages.success(request, "已安排。下一步：选督查人员，确定学校，再开始。")
            return redirect("inspections:round", made.code)
    return render(request, "inspections/plan.html", {"form": form})


@require_GET
@requires(Permission.INSPECTIONS_VIEW)
def one_round(request: StaffRequest, code: str) -> HttpResponse:
    """One round: schools, inspectors, sample, next step."""
    found, actor = queries.get_round(request.actor, code), request.actor
    may_arrange = actor.may(Permission.INSPECTIONS_ARRANGE)
    is_changing = may_arrange and found.state in {RoundState.PLANNED, RoundState.OPEN}
    context = {
        "round": found,
        "steps": [(state.label, state == found.state) for state in list(RoundState)[:3]],
        "visits": queries.visits_of(actor, found),
        "inspectors": queries.inspectors_of(found),
        "sample": queries.sample_of(found),
        "buttons": found.possible_steps() if may_arrange else (),
        "is_changing": is_changing,
        "may_rank": actor.may(Permission.INSPECTIONS_RANK),
    }
    return render(request, "inspections/round.html", context)


@require_POST
@requires(Permission.INSPECTIONS_ARRANGE)
def step(request: StaffRequest, code: str, step: str) -> HttpResponse:
    """Open, close or drop a round."""
    if step not in RoundStep.values:
        raise NotVisible
    done = rounds.take_round_step(code, RoundStep(step), by=request.actor, at=request.at)
    messages.success(request, f"现在是“{done.get_state_display()}”。")
    return redirect("inspections:round", code)


@require_http_methods(["GET", "POST"])
@requires(Permission.INSPECTIONS_ARRANGE)
def inspectors(request: StaffRequest, code: str) -> HttpResponse:
    """Who inspects."""
    found = queries.get_round(request.actor, code)
    form = InspectorsForm(
        request.POST or None,
        known=[(one.code, one.name) for one in queries.inspectors_to_choose()],
        initial={"accounts": [one.account for one in queries.inspectors_of(found)]},
    )
    if request.method == "POST" and form.is_valid():
        with told_on(form):
            rounds.name_inspectors(
                code, form.cleaned_data["accounts"], by=request.actor, at=request.at
            )
            messages.success(request, "督查人员已确定。")
            return redirect("inspections:round", code)
    words = "他们只看得到自己参加的这一轮。"
    return _step_page(request, code, form, title="督查人员", words=words, button="确定")


@require_http_methods(["GET", "POST"])
@requires(Permission.INSPECTIONS_ARRANGE)
def choose(request: StaffRequest, code: str) -> HttpResponse:
    """Choose a school by hand."""
    found = queries.get_round(request.actor, code)
    form = ChooseForm(request.POST or None, schools=queries.schools_to_choose(found))
    if request.method == "POST" and form.is_valid():
        with told_on(form):
            rounds.choose_school(code, **form.cleaned_data, by=request.actor, at=request.at)
            messages.success(request, "学校已加入。")
            return redirect("inspections:round", code)
    words = "指定学校要写理由，理由会留在记录里。不想让人说挑着查，请用随机抽取。"
    return _step_page(request, code, form, title="指定学校", words=words, button="加入")


@require_POST
@requires(Permission.INSPECTIONS_ARRANGE)
def take_out(request: StaffRequest, visit: str) -> HttpResponse:
    """Take a school out that was chosen by hand."""
    code = queries.get_visit(request.actor, visit).round.code
    rounds.take_out_school(visit, by=request.actor, at=request.at)
    messages.success(request, "学校已取消。")
    return redirect("inspections:round", code)


@require_http_methods(["GET", "POST"])
@requires(Permission.INSPECTIONS_ARRANGE)
def announce(request: StaffRequest, code: str) -> HttpResponse:
    """Fix the frame of the sample."""
    form = AnnounceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with told_on(form):
            sampling.announce_sample(code, **form.cleaned_data, by=request.actor, at=request.at)
            messages.success(request, "抽查范围已定，请现在公布范围摘要。公开数出来以后再来填。")
            return redirect("inspections:sample", code)
    words = (
        "先定从哪些学校里抽、每类抽几所、将来用哪一个公开数，公布出去；"
        "等公开数出来再填。范围一定，谁也不能再挑，谁都能照着重算。"
    )
    return _step_page(request, code, form, title="随机抽取学校", words=words, button="定下范围")


@require_GET
@requires(Permission.INSPECTIONS_VIEW)
def sample(request: StaffRequest, code: str) -> HttpResponse:
    """The sample: its frame, then the public number, then the schools drawn."""
    return _sample_page(request, code, NumberForm())


@require_POST
@requires(Permission.INSPECTIONS_ARRANGE)
def draw(request: StaffRequest, code: str) -> HttpResponse:
    """Draw the schools with the public number."""
    form = NumberForm(request.POST)
    if form.is_valid():
        with told_on(form):
            made = sampling.draw_sample(code, **form.cleaned_data, by=request.actor, at=request.at)
            messages.success(request, f"已抽取 {len(made)} 所学校。")
            return redirect("inspections:sample", code)
    return _sample_page(request, code, form)


@require_GET
@requires(Permission.INSPECTIONS_VIEW)
def sample_record(request: StaffRequest, code: str) -> HttpResponse:
    """The record that anybody can draw again from."""
    held = queries.sample_of(queries.get_round(request.actor, code))
    if held is None:
        raise NotVisible
    return exports.sample_response(held, queries.school_names())


def _sample_page(request: StaffRequest, code: str, form: NumberForm) -> HttpResponse:
    found = queries.get_round(request.actor, code)
    held = queries.sample_of(found)
    if held is None:
        raise NotVisible
    names = queries.school_names()
    drawn = sampling.drawn_codes(held)
    context = {
        "round": found,
        "sample": held,
        "seed_lines": sampling.seed_text_of(held).splitlines() if drawn else (),
        "parts": [
            {
                "name": one["name"],
                "count": len(one["schools"]),
                "wanted": one["wanted"],
                "drawn": [names.get(school, school) for school in drawn.get(one["name"], ())],
            }
            for one in held.frame["strata"]
        ],
        "form": form,
        "may_draw": held.drawn_at is None and request.actor.may(Permission.INSPECTIONS_ARRANGE),
    }
    return render(request, "inspections/sample.html", context)


def _step_page(request: StaffRequest, code: str, form: Any, **said: str) -> HttpResponse:
    """A form with its `title`, `words` of help and `button`."""
    context = {"round": queries.get_round(request.actor, code), "form": form, **said}
    return render(request, "inspections/step.html", context)
