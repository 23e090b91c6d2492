"""`--cluster`: the engine's work on other machines, over Dask.

Dask is no dependency of the program: it is loaded here and nowhere else, when somebody asks for a
cluster. Its machines trust each other wholly (they exchange pickles), so beyond one computer they
belong behind certificates of their own.
"""

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click

from junheng.ceremony.fan_out import Spread, program_digest
from junheng.ceremony.folder import CeremonyFolder
from junheng.ceremony.kept_draws import KeptDraws, has_kept_draws, kept_draws
from junheng.cli.output import say_note
from junheng.engine.errors import JunhengError

CONNECT_SECONDS = 15
TASKS_PER_THREAD = 8
"""So many schools are out for every thread of the cluster: enough that none waits for the next."""


@dataclass(frozen=True)
class ClusterChoice:
    """Where the scheduler is, and the files of a certificate; without them Dask's own settings."""

    address: str
    ca: Path | None = None
    certificate: Path | None = None
    key: Path | None = None

    @property
    def is_encrypted(self) -> bool:
        """Whether what travels cannot be read on the way."""
        return self.address.startswith("tls://")

    @property
    def is_this_computer(self) -> bool:
        """Whether nothing leaves this computer."""
        host = urlsplit(self.address).hostname or ""
        try:
            return host == "localhost" or ip_address(host).is_loopback
        except ValueError:
            return False


def cluster_choice(
    address: str | None, ca: Path | None, certificate: Path | None, key: Path | None
) -> ClusterChoice | None:
    """What the command line says of a cluster; raises click.UsageError."""
    if address is None:
        if any((ca, certificate, key)):
            raise click.UsageError(
                "--cluster-ca、--cluster-cert、--cluster-key 要和 --cluster 一起用。"
            )
        return None
    whole = address if "://" in address else f"tcp://{address}"
    if not re.fullmatch(r"(tcp|tls)://([\w.-]+|\[[0-9a-fA-F:]+\]):[0-9]{1,5}", whole):
        raise click.UsageError("--cluster 要写成 tls://主机:端口 或 tcp://主机:端口。")
    files = (ca, certificate, key)
    if any(files) and not (all(files) and whole.startswith("tls://")):
        raise click.UsageError(
            "--cluster-ca、--cluster-cert、--cluster-key 要三项都给，地址用 tls://。"
        )
    return ClusterChoice(whole, ca, certificate, key)


@contextmanager
def fan_out_of(folder: CeremonyFolder, choice: ClusterChoice | None) -> Iterator[Spread | None]:
    """Where this draw's engine works; None for this process, with nothing left of an earlier run.

    Raises `cluster_not_installed`, `cluster_unreachable`, `cluster_certificate_unreadable`,
    `cluster_without_workers` and `cluster_program_differs`.
    """
    if choice is None:
        # What an interrupted run of a cluster drew is taken up without the cluster too.
        yield Spread(None, memory=kept_draws(folder)) if has_kept_draws(folder) else None
        return
    with _connected(choice) as client:
        threads = _checked_threads(client)
        yield Spread(
            client.get_executor(pure=False),
            window=TASKS_PER_THREAD * threads,
            memory=kept_draws(folder),
        )


def warn_of_open_network(choice: ClusterChoice | None) -> None:
    """Say that an address beyond this computer is not encrypted."""
    if choice is not None and not (choice.is_encrypted or choice.is_this_computer):
        say_note(
            "！集群地址没有加密：学生的属性代码（没有姓名和证件号）、抽签密钥会明文经过网络，"
            "网络上的人还能冒充工作机。请改用 tls:// 和证书，见 docs/operate/cluster.md。"
        )


def tally_words(spread: Spread | None) -> list[str]:
    """What the person at the keyboard should know of where the schools were drawn."""
    if spread is None:
        return []
    words, tally = [], spread.tally
    kept = len(spread.memory.answers) if isinstance(spread.memory, KeptDraws) else 0
    if tally.before:
        words.append(
            f"接着上次：{tally.before} 所学校上次已经抽好，核对属于本次冻结和种子，没有重抽。"
        )
    if kept > tally.before:
        words.append(
            f"文件夹里另有 {kept - tally.before} 所学校的旧结果，不属于本次冻结或种子，没有采用。"
        )
    if spread.carrier is None:
        return words
    if tally.elsewhere:
        words.append(
            f"集群抽了 {tally.elsewhere} 所学校，逐所重新计数，"
            f"其中 {tally.checked} 所由本机重抽核对一致。"
        )
    if tally.elsewhere and tally.here:
        words.append(f"有 {tally.here} 所学校集群没有按时交回，由本机抽好，结果相同。")
    elif tally.here:
        words.append(f"集群没有交回结果，{tally.here} 所学校由本机抽好，结果相同。")
    return words


@contextmanager
def _connected(choice: ClusterChoice) -> Iterator[Any]:
    try:
        dask: Any = import_module("distributed")  # optional, and a second to load
    except ImportError:
        raise JunhengError("cluster_not_installed") from None
    # What Dask says of lost machines is said here in one sentence at the end.
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    settings = {"timeout": CONNECT_SECONDS, "set_as_default": False}
    security = _security(dask, choice)
    try:
        client = dask.Client(choice.address, security=security, **settings)
    except (OSError, TimeoutError, TypeError, ValueError):
        # Dask raises TypeError and ValueError for certificates that it lacks.
        raise JunhengError("cluster_unreachable", address=choice.address) from None
    try:
        yield client
    finally:
        client.close(timeout=1)


def _security(dask: Any, choice: ClusterChoice) -> Any:
    """Dask's own settings, or the files that were named."""
    if choice.ca is None:
        return dask.Security(require_encryption=choice.is_encrypted)
    files = {
        "tls_ca_file": str(choice.ca),
        "tls_client_cert": str(choice.certificate),
        "tls_client_key": str(choice.key),
    }
    security = dask.Security(require_encryption=True, **files)
    try:
        security.get_connection_args("client")
    except (OSError, ValueError):  # ssl.SSLError is an OSError
        raise JunhengError("cluster_certificate_unreadable") from None
    return security


def _checked_threads(client: Any) -> int:
    """How many threads the workers have, each of which runs this very program."""
    digests = client.run(program_digest, on_error="return")
    if not digests:
        raise JunhengError("cluster_without_workers")
    for worker, digest in sorted(digests.items()):
        if digest != program_digest():
            machine = urlsplit(worker).hostname or "?"
            raise JunhengError("cluster_program_differs", machine=machine)
    return int(sum(client.nthreads().values()))
