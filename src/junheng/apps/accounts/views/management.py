"""Accounts and posts, by the three administrators."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from junheng.apps.accounts import queries
from junheng.apps.accounts.forms import AccountForm, PostForm
from junheng.apps.accounts.services import management, second_person
from junheng.apps.schools.queries import all_schools
from junheng.core.access import ADMINISTRATORS, Permission, Role, StaffRequest, requires
from junheng.core.messages import describe
from junheng.engine.errors import JunhengError


@require_GET
@requires(Permission.ACCOUNTS_VIEW)
def list_of_accounts(request: StaffRequest) -> HttpResponse:
    """All accounts; typing into the search field replaces the table only."""
    search = request.GET.get("q", "").strip()
    context = {
        "accounts": queries.list_accounts(request.actor, search=search),
        "search": search,
        "may_open": request.actor.may(Permission.ACCOUNTS_OPEN),
        "now": request.at,
    }
    is_part = getattr(request, "htmx", False)
    return render(request, "accounts/_table.html" if is_part else "accounts/list.html", context)


@require_http_methods(["GET", "POST"])
@requires(Permission.ACCOUNTS_OPEN)
def open_account(request: StaffRequest) -> HttpResponse:
    """Open an account; its initial password is shown once."""
    form = AccountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            opened = management.open_account(
                username=form.cleaned_data["username"],
                name=form.cleaned_data["name"],
                by=request.actor,
                at=request.at,
            )
        except JunhengError as error:
            form.add_error("username", describe(error))
        else:
            return render(request, "accounts/opened.html", {"opened": opened})
    return render(request, "accounts/open.html", {"form": form})


@require_GET
@requires(Permission.ACCOUNTS_VIEW)
def account(request: StaffRequest, code: str) -> HttpResponse:
    """One account: its posts, its sign-ins, and what this administrator can do."""
    return _account_page(request, code, PostForm(schools=all_schools()))


def _account_page(request: StaffRequest, code: str, form: PostForm) -> HttpResponse:
    user = queries.get_account(request.actor, code)
    is_other = user.code != request.actor.ident and user.closed_at is None
    context = {
        "account": user,
        "posts": queries.posts_held_by(user),
        "sign_ins": queries.sign_ins_of(user),
        "form": form,
        "is_locked": user.locked_until is not None and user.locked_until > request.at,
        "may_open": is_other and request.actor.may(Permission.ACCOUNTS_OPEN),
        "may_authorise": is_other and request.actor.may(Permission.ACCOUNTS_AUTHORISE),
    }
    return render(request, "accounts/account.html", context)


@require_POST
@requires(Permission.ACCOUNTS_AUTHORISE)
def grant(request: StaffRequest, code: str) -> HttpResponse:
    """Give a post; an administrator's waits for a second administrator."""
    form = PostForm(request.POST, schools=all_schools())
    if form.is_valid():
        role = Role(form.cleaned_data["role"])
        try:
            if role in ADMINISTRATORS:
                second_person.propose_administrator(
                    code, role=role, by=request.actor, at=request.at
                )
                messages.success(request, "已提出，等另一位管理员在“待确认事项”里确认后生效。")
            else:
                management.grant_post(
                    code,
                    role=role,
                    school_code=form.cleaned_data["school"] or None,
                    by=request.actor,
                    at=request.at,
                )
                messages.success(request, f"已授予{role.label}岗位。")
            return redirect("accounts:account", code)
        except JunhengError as error:
            if error.code not in _FORM_FAULTS:
                raise
            form.add_error(None, describe(error))
    return _account_page(request, code, form)


# What the person can mend on the form; everything else is a refusal with a page of its own.
_FORM_FAULTS = frozenset(
    (
        "post_needs_school",
        "post_is_not_at_school",
        "post_held_already",
        "administrator_holds_one_post",
        "operator_does_not_review",
    )
)


@require_POST
@requires(Permission.ACCOUNTS_AUTHORISE)
def withdraw(request: StaffRequest, code: str) -> HttpResponse:
    """Take a post away."""
    account_code = management.withdraw_post(code, by=request.actor, at=request.at)
    messages.success(request, "岗位已收回，立即生效。")
    return redirect("accounts:account", account_code)


@require_POST
@requires(Permission.ACCOUNTS_OPEN)
def close(request: StaffRequest, code: str) -> HttpResponse:
    """Close an account for good."""
    management.close_account(code, by=request.actor, at=request.at)
    messages.success(request, "账号已停用，岗位已收回，登录已退出。")
    return redirect("accounts:account", code)


@require_POST
@requires(Permission.ACCOUNTS_AUTHORISE)
def unlock(request: StaffRequest, code: str) -> HttpResponse:
    """Take a lock off."""
    management.unlock_account(code, by=request.actor, at=request.at)
    messages.success(request, "已解除锁定。")
    return redirect("accounts:account", code)


@require_POST
@requires(Permission.ACCOUNTS_AUTHORISE)
def end_sign_ins(request: StaffRequest, code: str) -> HttpResponse:
    """Sign an account out everywhere."""
    management.end_sessions(code, by=request.actor, at=request.at)
    messages.success(request, "此人已在所有电脑上退出登录。")
    return redirect("accounts:account", code)


@require_POST
@requires(Permission.ACCOUNTS_OPEN)
def reset_password(request: StaffRequest, code: str) -> HttpResponse:
    """Ask for a new initial password; a second administrator confirms and gets it."""
    second_person.propose_password_reset(code, by=request.actor, at=request.at)
    messages.success(
        request, "已提出，等另一位管理员在“待确认事项”里确认；初始密码只显示给确认人。"
    )
    return redirect("accounts:account", code)


@require_POST
@requires(Permission.ACCOUNTS_VIEW)
def remove_factor(request: StaffRequest, code: str) -> HttpResponse:
    """Ask to take a lost second factor off; a second administrator confirms."""
    second_person.propose_second_factor_removal(code, by=request.actor, at=request.at)
    messages.success(request, "已提出，等另一位管理员在“待确认事项”里确认后生效。")
    return redirect("accounts:account", code)
