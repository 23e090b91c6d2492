"""From the signed paper to the lock: signatures, scans, video, effect, publication."""

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from junheng.apps.assignment import queries
from junheng.apps.assignment.forms import RecordingForm, ScanForm, SignatureForm, told_on
from junheng.apps.assignment.services import after_draw, planning
from junheng.core.access import Permission, StaffRequest, requires
from junheng.core.files.serving import download


@require_http_methods(["GET", "POST"])
@requires(Permission.ASSIGNMENT_SIGN)
def sign(request: StaffRequest, code: str, unit: str) -> HttpResponse:
    """Write a signature down."""
    part = queries.get_part(request.actor, code, unit, Permission.ASSIGNMENT_SIGN)
    roles = planning.profile_of_platform().supervisor_roles.value
    form = SignatureForm(request.POST or None, roles=roles)
    if request.method == "POST" and form.is_valid():
        with told_on(form):
            after_draw.record_signature(part, **form.cleaned_data, by=request.actor, at=request.at)
            messages.success(request, "已登记签字。")
            return redirect("assignment:school", code, unit)
    context = {"session": part.session, "part": part, "form": form}
    return render(request, "assignment/sign.html", context)


@require_POST
@requires(Permission.ASSIGNMENT_SIGN)
def remove_signature(request: StaffRequest, code: str, unit: str, signature: str) -> HttpResponse:
    """Take a signature back that was written down by mistake."""
    part = queries.get_part(request.actor, code, unit, Permission.ASSIGNMENT_SIGN)
    after_draw.remove_signature(part, signature, by=request.actor, at=request.at)
    messages.success(request, "已撤去误登的签字。")
    return redirect("assignment:school", code, unit)


@require_http_methods(["GET", "POST"])
@requires(Permission.ASSIGNMENT_SIGN)
def scan_of_school(request: StaffRequest, code: str, unit: str) -> HttpResponse:
    """Add a scan to one school's result."""
    part = queries.get_part(request.actor, code, unit, Permission.ASSIGNMENT_SIGN)
    form = ScanForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        with told_on(form):
            after_draw.store_scan(
                part.session,
                part,
                title=form.cleaned_data["title"],
                content=form.cleaned_data["file"].chunks(),
                by=request.actor,
                at=request.at,
            )
            messages.success(request, "扫描件已加密保存。")
            return redirect("assignment:school", code, unit)
    context = {"session": part.session, "part": part, "form": form}
    return render(request, "assignment/scan.html", context)


@require_http_methods(["GET", "POST"])
@requires(Permission.ASSIGNMENT_SIGN)
def scan_of_session(request: StaffRequest, code: str) -> HttpResponse:
    """Add a scan of a paper for the whole session."""
    session = queries.get_session_for(request.actor, code, Permission.ASSIGNMENT_SIGN)
    form = ScanForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        with told_on(form):
            after_draw.store_scan(
                session,
                None,
                title=form.cleaned_data["title"],
                content=form.cleaned_data["file"].chunks(),
                by=request.actor,
                at=request.at,
            )
            messages.success(request, "扫描件已加密保存。")
            return redirect("assignment:session", code)
    return render(request, "assignment/scan.html", {"session": session, "form": form})


@require_GET
@requires(Permission.ASSIGNMENT_PAPERS)
def scan(request: StaffRequest, code: str, scan_code: str) -> HttpResponseBase:
    """Take a scan."""
    found = queries.get_scan(request.actor, code, scan_code)
    after_draw.note_scan_taken(found, by=request.actor, at=request.at)
    return download(found.file, title=found.title)


@require_http_methods(["GET", "POST"])
@requires(Permission.ASSIGNMENT_HOLD)
def recording(request: StaffRequest, code: str) -> HttpResponse:
    """Write down where the video is kept."""
    session = queries.get_session_for(request.actor, code, Permission.ASSIGNMENT_HOLD)
    form = RecordingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with told_on(form):
            after_draw.file_recording(code, **form.cleaned_data, by=request.actor, at=request.at)
            messages.success(request, "录像已登记。")
            return redirect("assignment:session", code)
    return render(request, "assignment/recording.html", {"session": session, "form": form})


@require_POST
@requires(Permission.ASSIGNMENT_SIGN)
def effect(request: StaffRequest, code: str, unit: str) -> HttpResponse:
    """Let a result take effect."""
    part = queries.get_part(request.actor, code, unit, Permission.ASSIGNMENT_SIGN)
    after_draw.make_effective(part, by=request.actor, at=request.at)
    messages.success(request, "签字齐全，结果已生效，等待教育局公示。")
    return redirect("assignment:school", code, unit)


@require_POST
@requires(Permission.ASSIGNMENT_PUBLISH)
def publish(request: StaffRequest, code: str) -> HttpResponse:
    """Publish what is in effect."""
    after_draw.publish(code, by=request.actor, at=request.at)
    messages.success(request, "已公示：公开核验包可以下载，请张贴公示名单。")
    return redirect("assignment:session", code)


@require_POST
@requires(Permission.ASSIGNMENT_PUBLISH)
def lock(request: StaffRequest, code: str, unit: str) -> HttpResponse:
    """Lock a published result."""
    part = queries.get_part(request.actor, code, unit, Permission.ASSIGNMENT_PUBLISH)
    after_draw.lock_result(part, by=request.actor, at=request.at)
    messages.success(request, "已锁定：名单不变、教师不变、不转班。")
    return redirect("assignment:school", code, unit)
