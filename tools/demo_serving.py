"""Preparing the demo's platform in its own data folder, opening it, and saying who may sign in.

Nothing here touches the real platform's folder: every variable that could lead to it is taken off.
"""

import os
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

from filelock import FileLock, Timeout

from junheng.cli.output import say, say_heading
from junheng.engine.record.container import Passphrase

DATA = "platform"
ACCOUNTS = "平台演示账号.txt"
PORTS_TRIED = 20


def enter(folder: Path) -> None:
    """Let this process and its children work on the demo's data folder alone."""
    for name in [name for name in os.environ if name.startswith("JUNHENG_")]:
        if name != "JUNHENG_WHEELS":
            del os.environ[name]
    os.environ["JUNHENG_VAR"] = str((folder / DATA).resolve())
    os.environ["DJANGO_SETTINGS_MODULE"] = "junheng.web.settings"


def make(folder: Path) -> None:
    """Make the platform in an empty folder, and write down beside it who may sign in."""
    enter(folder)
    from junheng.web.clock import now  # noqa: PLC0415 - Django reads the variables set above
    from junheng.web.serving import prepare  # noqa: PLC0415

    prepare()
    from tools.demo_platform import build  # noqa: PLC0415 - its applications need Django

    halves = build(now()).backup_passphrase
    text = "\n".join((*_accounts(), "", *_passphrase(halves), "", *_states())) + "\n"
    (folder / ACCOUNTS).write_text(text, encoding="utf-8")


def open_platform(folder: Path, port: int) -> None:
    """Serve the demo's platform until Ctrl+C."""
    enter(folder)
    from junheng.web import serving  # noqa: PLC0415 - Django reads the variables set above

    serving.prepare()
    say_heading("演示平台")
    for line in (*_states(), "", *_accounts(), "", *codes_of_now()):
        say(line)
    say()
    serving.serve(address="127.0.0.1", port=port, server="granian", say=say)


def show_codes(folder: Path) -> None:
    """Print the administrators' one-time codes of this moment."""
    enter(folder)
    from junheng.web.serving import prepare  # noqa: PLC0415 - Django reads the variables set above

    prepare()
    for line in codes_of_now():
        say(line)


def is_prepared(folder: Path) -> bool:
    """Whether an earlier demo made its platform to the end."""
    return (folder / ACCOUNTS).exists()


def is_running(folder: Path) -> bool:
    """Whether somebody has the demo's platform open."""
    lock = folder / DATA / ".platform.lock"
    if not lock.exists():
        return False
    try:
        with FileLock(lock, timeout=0):
            return False
    except Timeout:
        return True


def free_port(wanted: int) -> int:
    """The wanted port, or the next one that nobody listens to."""
    for port in range(wanted, wanted + PORTS_TRIED):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    return wanted


def _accounts() -> Iterator[str]:
    from tools.demo_county import ADMINISTRATORS, BUREAU_PEOPLE, SCHOOL_ROLES  # noqa: PLC0415
    from tools.demo_world import PASSWORD  # noqa: PLC0415

    yield f"演示账号，密码都是 {PASSWORD}（人和事都是编造的，不得用于真实工作）："
    for role, username, name in (*BUREAU_PEOPLE, *ADMINISTRATORS):
        yield f"  {_wide(role.label, 12)}{username:<12}{name}"
    for role, word in SCHOOL_ROLES:
        yield f"  {_wide(role.label, 12)}{word}.学校代码，例如 {word}.010002"


def _passphrase(halves: Passphrase | None) -> Iterator[str]:
    if halves is not None:
        yield "演示平台的备份口令（真的平台只显示一次，由两个单位分别保管）："
        yield f"  前半（教育局保管）{halves.first}"
        yield f"  后半（纪检保管）　{halves.second}"


def codes_of_now() -> Iterator[str]:
    """The second factor of the administrators: for a telephone, and the code of this moment."""
    from junheng.apps.accounts.models import SecondFactor  # noqa: PLC0415 - needs Django
    from junheng.apps.accounts.services.second_factor import secret_to_type  # noqa: PLC0415
    from junheng.web.clock import now  # noqa: PLC0415
    from tools.demo_world import code_of  # noqa: PLC0415

    yield "三名管理员登录还要动态口令。此刻的口令（过期后运行 run.py demo --codes）："
    for factor in SecondFactor.objects.select_related("user").order_by("user__username"):
        code, secret = code_of(factor, now()), secret_to_type(factor)
        yield f"  {factor.user.username:<12}{code}　手机验证器密钥：{secret}"


def _states() -> Iterator[str]:
    from junheng.apps.assignment.queries import session_of_cohort  # noqa: PLC0415 - needs Django
    from junheng.apps.campaigns.models import Cohort  # noqa: PLC0415

    yield "学校代码、学校和进度："
    for cohort in Cohort.objects.select_related("school", "campaign").order_by(
        "school__code", "pk"
    ):
        session = session_of_cohort(cohort)
        state = "单班免编" if cohort.is_exempt else cohort.get_state_display()
        if cohort.returned_reason:
            state += "（已退回）"
        at = f"，现场会{session.get_state_display()}" if session else ""
        yield f"  {cohort.school.code}  {_wide(cohort.title, 28)}{state}{at}"


def _wide(text: str, columns: int) -> str:
    """Text filled up with spaces; a Chinese character takes two columns."""
    taken = sum(2 if ord(letter) > 0x2E80 else 1 for letter in text)
    return text + " " * max(1, columns - taken)


if __name__ == "__main__":
    make(Path(sys.argv[1]))
