"""`serve`: data folder, keys for sessions, database, worker, web server; one command for an office.

Nothing here needs a network, a second program, or anything but the pinned wheels.
"""

import io
import logging
import os
import secrets
import signal
import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import django

from junheng import __version__
from junheng.core.secrets.start_key import needs_passphrase, read_start_key
from junheng.engine.errors import JunhengError
from junheng.web.environment import (
    PREFIX,
    SESSION_KEY_FILE,
    data_folder,
    secret,
    start_key_file,
)

logger = logging.getLogger("junheng.web")

SERVERS: Final = ("granian", "waitress")
THREADS: Final = 4
_TRIES: Final = 3


@dataclass(frozen=True)
class Standing:
    """What the platform stands on when it has been prepared."""

    data_folder: Path
    set_up_code: str | None
    """The code for the guided set-up, while the platform is new."""


def give_start_passphrase(ask: Callable[[], str]) -> None:
    """Have the start passphrase ready for this process and those it starts, where there is one.

    What was given in a variable or a file stands; otherwise `ask` is asked, three times at most.
    The passphrase goes into this process's environment: server and worker are its children, and
    only the same user of the computer can look there. Raises `start_passphrase_wrong`, and what
    reading the start-key file raises.
    """
    file = start_key_file()
    if not needs_passphrase(file) or secret("START_PASSPHRASE") is not None:
        return
    for tries_left in reversed(range(_TRIES)):
        given = ask()
        try:
            read_start_key(file, given)
        except JunhengError as error:
            if error.code != "start_passphrase_wrong" or not tries_left:
                raise
        else:
            os.environ[f"{PREFIX}START_PASSPHRASE"] = given
            return


def _silent(_: str) -> None:
    """Nobody stands at the window."""


def prepare(*, say: Callable[[str], None] = _silent, upgrades: bool = True) -> Standing:
    """Make what is missing, bring the database up to date, and refuse to start when a page has no
    gate.

    An older database is backed up and then brought up to this program in one act, said by `say`
    (with `upgrades=False` it is refused). Raises JunhengError `data_folder_unwritable`,
    `database_older`, and what `make_ready` and `upgrading.bring_up_to_date` raise.
    """
    folder = data_folder()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _make_session_key(folder / SESSION_KEY_FILE)
    except OSError as error:
        raise JunhengError("data_folder_unwritable", folder=str(folder)) from error
    set_up_code = os.environ.setdefault("JUNHENG_SET_UP_CODE", _readable_code())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "junheng.web.settings")
    django.setup()

    # Only now: models exist after django.setup().
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connections  # noqa: PLC0415

    from junheng.apps.assignment.services.checking import check_sessions  # noqa: PLC0415
    from junheng.apps.schools.queries import is_set_up  # noqa: PLC0415
    from junheng.core.backup.restoring import make_ready  # noqa: PLC0415
    from junheng.core.backup.schema import SchemaState, look  # noqa: PLC0415
    from junheng.web import upgrading  # noqa: PLC0415
    from junheng.web.clock import now  # noqa: PLC0415

    make_ready()
    call_command("check", fail_level="WARNING", stdout=io.StringIO())
    if not upgrades and look().state is SchemaState.OLDER:
        raise JunhengError("database_older")
    upgrading.bring_up_to_date(at=now(), say=say)
    is_new = not is_set_up()
    check_sessions(at=now())
    for connection in connections.all():
        connection.close()
        if hasattr(connection, "close_pool"):
            connection.close_pool()  # the server's processes must not share these connections
    return Standing(folder, set_up_code if is_new else None)


def serve(
    *, address: str, port: int, server: str, say: Callable[[str], None], processes: int = 1
) -> None:
    """Serve until stopped.

    Raises JunhengError `port_taken`, `server_is_one_process`, and those of `prepare`.
    """
    if server != "granian" and processes > 1:
        raise JunhengError("server_is_one_process", server=server)
    _check_port(address, port)
    try:
        standing = prepare(say=say)
    except JunhengError as refusal:
        logger.error("not started: %s", refusal.code)  # noqa: TRY400 - a refusal has no trace
        raise
    from junheng.core.backup.restoring import platform_lock  # noqa: PLC0415
    from junheng.core.files.temporary import clear_abandoned  # noqa: PLC0415
    from junheng.core.jobs.beside import WorkerBeside  # noqa: PLC0415 - needs the prepared Django

    clear_abandoned()
    for line in greeting(standing, address, port):
        say(line)
    usable = usable_processes(standing, processes)
    if usable < processes:
        say("平台还没有设置，这一次只用一个服务进程；设置完成后重新启动，就会用您要的个数。")
    logger.info("started, %s, %d processes", __version__, usable)
    with platform_lock(), WorkerBeside((sys.executable, "-m", "django", "work", "--daily")):
        if server == "granian":
            _serve_granian(address, port, usable)
        else:
            _serve_waitress(address, port)
    logger.info("stopped")
    say("平台已停止。")


def usable_processes(standing: Standing, wanted: int) -> int:
    """How many processes may serve: one during the set-up, whose passphrase only it knows."""
    return wanted if standing.set_up_code is None else 1


def greeting(standing: Standing, address: str, port: int) -> list[str]:
    """Where to open it, and what comes first."""
    shown = "127.0.0.1" if address in {"0.0.0.0", "::"} else address  # noqa: S104 - only compared
    lines = [f"阳光分班平台已启动，请在浏览器打开：http://{shown}:{port}/"]
    if standing.set_up_code is not None:
        lines.append(
            f"第一次使用：打开后输入设置码 {standing.set_up_code}，按页面提示完成初始设置。"
        )
    lines.append(
        f"数据文件夹：{standing.data_folder}（其中的密钥文件另存到 U 盘，不要和备份放在一起）"
    )
    if sys.stdin.isatty():  # a service has no window
        lines.append("按 Ctrl+C 停止；不要直接关掉这个窗口。")
    return lines


def _serve_granian(address: str, port: int, processes: int) -> None:
    from django.conf import settings  # noqa: PLC0415 - they are ready only now
    from granian.constants import Interfaces  # noqa: PLC0415 - only the chosen server is loaded
    from granian.log import LogLevels  # noqa: PLC0415
    from granian.server import Server  # noqa: PLC0415

    from junheng.web.logs import configuration_of_granian  # noqa: PLC0415

    Server(
        "junheng.web.served:application",
        address=address,
        port=port,
        interface=Interfaces.WSGI,
        workers=processes,
        blocking_threads=THREADS,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        log_dictconfig=configuration_of_granian(days=settings.LOG_DAYS),
    ).serve()


def _serve_waitress(address: str, port: int) -> None:
    import waitress  # noqa: PLC0415

    from junheng.web.served import application  # noqa: PLC0415

    # Asked to end, it leaves as with Ctrl+C, so that the worker is ended in order too.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    waitress.serve(application, host=address, port=port, threads=THREADS)


def _check_port(address: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError as error:
            raise JunhengError("port_taken", address=address, port=port) from error


def _make_session_key(file: Path) -> None:
    """A key that signs sessions, written once, for the owner only."""
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(handle, "w", encoding="ascii") as opened:
        opened.write(secrets.token_urlsafe(50))


def _readable_code() -> str:
    """Twelve digits in three groups: read from one window, typed into another."""
    digits = f"{secrets.randbelow(10**12):012}"
    return "-".join((digits[:4], digits[4:8], digits[8:]))
