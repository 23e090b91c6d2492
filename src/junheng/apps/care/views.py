"""Pages of whoever cares for the platform: nights, backups, keys."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_POST

from junheng import __version__
from junheng.apps.accounts.forms import StartKeyForm
from junheng.apps.care import exports, queries
from junheng.apps.care.forms import YearForm
from junheng.apps.care.queries.inventory import holdings
from junheng.apps.care.queries.records import records_shown
from junheng.apps.care.services import backups as backing_up
from junheng.apps.care.services import drills as drilling
from junheng.apps.care.services import keys as keeping
from junheng.apps.schools.queries import find_bureau
from junheng.core.access import Permission, StaffRequest, StepRefused, requires
from junheng.core.messages import describe
from junheng.core.secrets.installation import days_between_drills
from junheng.engine.errors import JunhengError
from junheng.engine.record.paper import paper_lines


@require_GET
@requires(Permission.CARE_VIEW)
def overview(request: StaffRequest) -> HttpResponse:
    """What the nights found, and what has to be done."""
    context = {
        "problems": queries.problems_for(request.actor, at=request.at),
        "runs": queries.last_runs(request.actor),
        "backups": queries.last_backups(request.actor)[:1],
        "drills": queries.last_drills(request.actor)[:1],
    }
    return render(request, "care/overview.html", context)


@require_GET
@requires(Permission.CARE_VIEW)
def personal_data(request: StaffRequest) -> HttpResponse:
    """What personal data the platform holds, as its own tables say."""
    context = {"holdings": list(holdings()), "at": request.at, "version": __version__}
    return render(request, "care/personal_data.html", context)


@require_GET
@requires(Permission.CARE_VIEW)
def backups(request: StaffRequest) -> HttpResponse:
    """The last backups, where they lie, and what they are closed with."""
    key = queries.newest_backup_key()
    context = {
        "backups": queries.last_backups(request.actor),
        "jobs": queries.last_jobs(request.actor),
        "drills": queries.last_drills(request.actor),
        "folder": queries.where_backups_lie(),
        "drill_days": days_between_drills(),
        "key": key,
        "public_key": paper_lines(key.public_key) if key else (),
    }
    return render(request, "care/backups.html", context)


@require_POST
@requires(Permission.CARE_BACKUP)
def back_up(request: StaffRequest) -> HttpResponse:
    """Start a backup."""
    backing_up.ask_for_backup(by=request.actor, at=request.at)
    messages.success(request, "已开始备份，完成后会出现在下面的表里。请稍后刷新本页。")
    return redirect("care:backups")


@require_POST
@requires(Permission.CARE_BACKUP)
def drill(request: StaffRequest) -> HttpResponse:
    """Start a drill: the newest backup restored into a scratch folder."""
    drilling.ask_for_drill(by=request.actor, at=request.at)
    messages.success(request, "已开始演练，做完后会出现在下面的表里。请稍后刷新本页。")
    return redirect("care:backups")


@require_POST
@requires(Permission.CARE_BACKUP)
def make_key(request: StaffRequest) -> HttpResponse:
    """Draw the passphrase of the backups; its halves are shown once."""
    passphrase = backing_up.change_backup_key(by=request.actor, at=request.at)
    halves = [_in_groups(passphrase.first), _in_groups(passphrase.second)]
    return render(request, "care/passphrase.html", {"halves": halves})


@require_GET
@requires(Permission.CARE_KEYS)
def keys(request: StaffRequest) -> HttpResponse:
    """The keys of all years, and how the start key is kept."""
    return _keys_page(request, YearForm(), StartKeyForm())


def _keys_page(request: StaffRequest, year: YearForm, start: StartKeyForm) -> HttpResponse:
    today = localdate(request.at)
    context = {
        "years": queries.held_years(today=today),
        "place": queries.start_key_place(),
        "year_form": year,
        "start_form": start,
    }
    return render(request, "care/keys.html", context)


@require_POST
@requires(Permission.CARE_KEYS)
def open_year(request: StaffRequest) -> HttpResponse:
    """Make the keys of a further year."""
    form = YearForm(request.POST)
    if form.is_valid():
        key_id = form.cleaned_data["key_id"].strip()
        try:
            keeping.open_year(key_id=key_id, by=request.actor, at=request.at)
        except JunhengError as error:
            form.add_error("key_id", describe(error))
        else:
            messages.success(
                request, f"{key_id} 年度的密钥已生成。请停止平台再启动一次，让后台任务也用上它。"
            )
            return redirect("care:keys")
    return _keys_page(request, form, StartKeyForm())


@require_POST
@requires(Permission.CARE_KEYS)
def destroy_year(request: StaffRequest, key_id: str) -> HttpResponse:
    """Ask to destroy the keys of a year; a second administrator confirms."""
    try:
        keeping.propose_destruction(key_id=key_id, by=request.actor, at=request.at)
    except StepRefused:
        raise
    except JunhengError as error:
        messages.warning(request, describe(error))
    else:
        messages.success(request, "已提出，等另一位管理员在“待确认事项”里确认后销毁。")
    return redirect("care:keys")


@require_GET
@requires(Permission.CARE_KEYS)
def destruction(request: StaffRequest, key_id: str) -> HttpResponse:
    """The proof of a destruction, to be printed, signed and filed."""
    found = queries.destruction_of(request.actor, key_id)
    again = queries.recheck(key_id)
    context = {
        "proof": found,
        "lines": paper_lines(found.digest),
        "again": again,
        "is_same": found.proof is not None and again.is_as_in(found.proof),
        "records": records_shown(key_id),
        "copies": queries.kept_before_restores(),
        "bureau": find_bureau(),
    }
    return render(request, "care/destruction.html", context)


@require_GET
@requires(Permission.CARE_KEYS)
def destruction_paper(request: StaffRequest, key_id: str) -> HttpResponse:
    """The same on paper, with places for signatures."""
    found = queries.destruction_of(request.actor, key_id)
    records = records_shown(key_id)
    return exports.destruction_response(found, records, find_bureau(), at=request.at)


@require_POST
@requires(Permission.CARE_KEYS)
def change_start_key(request: StaffRequest) -> HttpResponse:
    """Change how the start key is kept."""
    form = StartKeyForm(request.POST)
    if form.is_valid():
        try:
            keeping.change_start_key(passphrase=form.chosen, by=request.actor, at=request.at)
        except JunhengError as error:
            form.add_error(None, describe(error))
        else:
            messages.success(
                request,
                "启动密钥已更换。请马上把新的密钥文件另存到 U 盘和保险柜，"
                "停止平台，用新的方式启动一次，确认能打开。",
            )
            return redirect("care:keys")
    return _keys_page(request, YearForm(), form)


def _in_groups(digits: str) -> str:
    return " ".join(digits[start : start + 5] for start in range(0, len(digits), 5))
