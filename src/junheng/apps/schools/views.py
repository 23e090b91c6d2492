"""Pages of the schools."""

from dataclasses import asdict
from typing import Any, Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from junheng.apps.schools import exports, queries, services
from junheng.apps.schools.forms import BureauForm, ContactsForm, SheetForm, told_on
from junheng.apps.schools.rules import BureauEntry, SchoolEntry
from junheng.core.access import NotVisible, Permission, StaffRequest, StepRefused, requires
from junheng.core.access.proposals import get_proposal
from junheng.core.messages import describe
from junheng.engine.errors import JunhengError

PREVIEW_KEY = "schools_preview"
_ASKED: Final = "已提出，请局复核在“待确认事项”里确认；确认以前仍按原来的办。"


@require_GET
@requires(Permission.SCHOOLS_VIEW)
def list_of_schools(request: StaffRequest) -> HttpResponse:
    """The schools that one sees; typing into the search field replaces the table only."""
    search = request.GET.get("q", "").strip()
    context = {
        "schools": queries.list_schools(request.actor, search=search),
        "search": search,
        "may_import": request.actor.may(Permission.SCHOOLS_IMPORT),
    }
    is_part = getattr(request, "htmx", False)
    return render(request, "schools/_table.html" if is_part else "schools/list.html", context)


@require_GET
@requires(Permission.SCHOOLS_VIEW)
def school(request: StaffRequest, code: str) -> HttpResponse:
    """One school."""
    return render(
        request, "schools/school.html", {"school": queries.get_school(request.actor, code)}
    )


@require_GET
@requires(Permission.SCHOOLS_IMPORT)
def template(request: StaffRequest) -> HttpResponse:
    """An empty sheet to fill in."""
    del request
    return exports.template_response()


@require_http_methods(["GET", "POST"])
@requires(Permission.SCHOOLS_IMPORT)
def upload(request: StaffRequest) -> HttpResponse:
    """Choose a sheet, then see what it would change; nothing is written yet."""
    form = SheetForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"form": form, "columns": exports.columns_explained()}
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        content = file.read()
        try:
            preview = services.preview_schools(file.name, content)
        except JunhengError as error:
            form.add_error("file", describe(error))
        else:
            request.session[PREVIEW_KEY] = {
                "digest": services.digest_of(content),
                "entries": [change.entry.as_json() for change in preview.changes],
            }
            if not preview.can_be_confirmed:
                del request.session[PREVIEW_KEY]
            context |= {"preview": preview, "faults": exports.fault_rows(preview.faults)}
            return render(request, "schools/preview.html", context)
    return render(request, "schools/upload.html", context)


@require_POST
@requires(Permission.SCHOOLS_IMPORT)
def confirm(request: StaffRequest) -> HttpResponse:
    """Write what the preview showed."""
    held = request.session.pop(PREVIEW_KEY, None)
    if held is None:
        raise StepRefused("schools_preview_gone")
    entries = [SchoolEntry(**entry) for entry in held["entries"]]
    done = services.import_schools(
        entries, file_digest=held["digest"], by=request.actor, at=request.at
    )
    messages.success(request, f"已写入：新增 {done.new_count} 所，更新 {done.changed_count} 所。")
    return redirect("schools:list")


@require_GET
@requires(Permission.SCHOOLS_VIEW)
def bureau(request: StaffRequest) -> HttpResponse:
    """The bureau's own data, and where every unit takes complaints."""
    context = {
        "facts": exports.bureau_facts(queries.bureau_entry()),
        "contacts": queries.contacts(),
        "may_edit": request.actor.may(Permission.BUREAU_EDIT),
    }
    return render(request, "schools/bureau.html", context)


@require_http_methods(["GET", "POST"])
@requires(Permission.BUREAU_EDIT)
def edit_bureau(request: StaffRequest) -> HttpResponse:
    """Ask to change the bureau's data; a colleague confirms."""
    form = BureauForm(request.POST or None, initial=asdict(queries.bureau_entry()))
    if request.method == "POST" and form.is_valid():
        with told_on(form):
            services.propose_bureau(
                BureauEntry(**form.cleaned_data), by=request.actor, at=request.at
            )
            messages.success(request, _ASKED)
            return redirect("schools:bureau")
    context = {"form": form, "is_in_use": services.rules_are_in_use()}
    return render(request, "schools/edit_bureau.html", context)


@require_http_methods(["GET", "POST"])
@requires(Permission.BUREAU_EDIT)
def edit_contacts(request: StaffRequest) -> HttpResponse:
    """Ask for another table of telephones; a colleague confirms."""
    form = ContactsForm(
        request.POST or None,
        entries=queries.contact_entries(),
        schools=[school.name for school in queries.schools_visible_to(request.actor)],
    )
    problem = ""
    if request.method == "POST" and form.is_valid():
        try:
            services.propose_contacts(form.entries(), by=request.actor, at=request.at)
        except StepRefused:
            raise
        except JunhengError as error:
            problem = describe(error)
        else:
            messages.success(request, _ASKED)
            return redirect("schools:bureau")
    return render(request, "schools/contacts.html", {"form": form, "problem": problem})


@require_GET
@requires(Permission.SCHOOLS_VIEW)
def change(request: StaffRequest, code: str) -> HttpResponse:
    """What would be changed, beside what stands, for the one who confirms."""
    proposal = get_proposal(request.actor, code)
    if proposal.act not in exports.CHANGES:
        raise NotVisible
    is_open = proposal.state == "open" and proposal.expires_at > request.at
    context = {
        "proposal": proposal,
        "table": exports.CHANGES[proposal.act](proposal.what),
        "can_confirm": is_open and proposal.asked_by != request.actor.ident,
    }
    return render(request, "schools/change.html", context)
