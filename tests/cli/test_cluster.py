"""`junheng draw --cluster`: a real Dask cluster, and what is said where there is none."""

import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from junheng.ceremony.fan_out import program_digest
from junheng.ceremony.kept_draws import KEPT_FILE
from junheng.cli import cluster, draw
from junheng.engine.errors import JunhengError
from tests.ceremonies_made import PAPER, event_kinds, tree_of
from tests.rosters_made import children, write_roster
from tools.clusters import Certificates, free_port, make_certificates, scheduler, worker

Run = Callable[..., tuple[int, str, str]]
REAL = ("--no-forms", *PAPER)
SCHOOLS = 24


@pytest.fixture
def province(tmp_path: Path) -> Path:
    """A roster of many small schools."""
    sheets = {
        f"青禾第{number + 1}小学": children(22, first=100 * number) for number in range(SCHOOLS)
    }
    return write_roster(tmp_path / "全省.xlsx", sheets)


def wait_for_workers(monkeypatch: pytest.MonkeyPatch, count: int) -> None:
    """Let the draw begin when so many workers are there."""
    checked = cluster._checked_threads

    def when_all_are_there(client: Any) -> int:
        client.wait_for_workers(count, timeout=60)
        return checked(client)

    monkeypatch.setattr(cluster, "_checked_threads", when_all_are_there)
    monkeypatch.setattr(cluster, "CONNECT_SECONDS", 60)


def test_a_worker_that_is_killed_and_a_run_that_is_interrupted_change_no_byte(
    run: Run,
    province: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    same_surroundings: Callable[[str], None],
) -> None:
    alone, spread = tmp_path / "alone", tmp_path / "spread"
    for folder in (alone, spread):
        same_surroundings("a")
        freeze = ("draw", province, "--sheets", "--freeze", "--no-forms", "--out", folder)
        assert run(*freeze)[0] == 0
    assert run("draw", "--out", alone, *REAL)[0] == 0
    wait_for_workers(monkeypatch, 2)
    certificates = make_certificates(tmp_path)
    with (
        scheduler(certificates) as address,
        worker(address, certificates, tmp_path) as killed,
        worker(address, certificates, tmp_path),
    ):
        options = ("--cluster", address, *certificates.for_draw)
        drawn = 0

        @contextmanager
        def watching(_units: int) -> Iterator[Callable[[str, object], None]]:
            def step_done(step: str, _unit: object) -> None:
                nonlocal drawn
                drawn += step == "draw"
                if drawn == 3:
                    killed.send_signal(signal.SIGKILL)
                if drawn == 9:
                    raise KeyboardInterrupt

            yield step_done

        with monkeypatch.context() as watched:
            watched.setattr(draw, "step_bar", watching)
            code, _, said = run("draw", "--out", spread, *REAL, *options)
        assert (code, drawn) == (1, 9)
        assert "已中断" in said
        monkeypatch.setattr(cluster, "_checked_threads", lambda _: 1)

        code, _, said = run("draw", "--out", spread, *REAL, *options)

    assert code == 0
    assert "接着上次：9 所学校" in said
    assert f"集群抽了 {SCHOOLS - 9} 所学校" in said
    assert event_kinds(spread).count("DRAW") == SCHOOLS
    assert not (spread / KEPT_FILE).exists()
    expected, found = tree_of(alone), tree_of(spread)
    assert found.keys() == expected.keys()
    # Moments differ, and with them the ledger's head, which stands in some of the files.
    differ = {name for name in expected if found[name] != expected[name]}
    assert differ <= {
        "internal/ledger.jsonl", "public.json", "sealed.sgx", "lists.xlsx", "balance.html",
        "balance.json", "internal/balance.html",
    }  # fmt: skip


@pytest.mark.parametrize(
    "words",
    [
        ("--cluster", "10.0.0.1"),
        ("--cluster", "http://10.0.0.1:8786"),
        ("--cluster", "tcp://10.0.0.1:8786/path"),
        ("--cluster", "tls://someone@10.0.0.1:8786"),
        ("--cluster", "tcp://[:1:8786"),
        ("--cluster", "tls://10.0.0.1:8786", "--cluster-ca", "ca.pem"),
        (
            "--cluster", "tcp://10.0.0.1:8786",
            "--cluster-ca", "a", "--cluster-cert", "b", "--cluster-key", "c",
        ),
        ("--cluster-ca", "ca.pem"),
        ("--cluster", "tls://10.0.0.1:8786", "--freeze"),
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_refused_before_anything_is_read(
    run: Run, tmp_path: Path, words: tuple[str, ...]
) -> None:
    code, _, said = run("draw", "没有的文件.xlsx", "--out", tmp_path / "out", *words)

    assert code == 2
    assert "--cluster" in said
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("address", "is_warned"),
    [
        ("tcp://10.0.0.1:8786", True),
        ("worker-room.example:8786", True),
        ("tls://10.0.0.1:8786", False),
        ("tcp://127.0.0.1:8786", False),
        ("tcp://[::1]:8786", False),
        ("localhost:8786", False),
    ],
)
def test_an_open_network_is_warned_of(
    capsys: pytest.CaptureFixture[str], address: str, is_warned: bool
) -> None:
    cluster.warn_of_open_network(cluster.cluster_choice(address, None, None, None))

    assert ("没有加密" in capsys.readouterr().err) is is_warned


def test_without_dask_one_sentence_says_what_to_do(
    run: Run, roster: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)

    options = ("--cluster", "tcp://127.0.0.1:1")
    code, _, said = run("draw", roster, "--out", tmp_path / "out", "--no-forms", *options)

    assert code == 1
    assert "requirements-cluster.txt" in said


def test_a_cluster_that_is_not_there_is_named(
    run: Run, roster: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "CONNECT_SECONDS", 0.3)

    address = f"tcp://127.0.0.1:{free_port()}"
    options = ("--cluster", address)
    code, _, said = run("draw", roster, "--out", tmp_path / "out", "--no-forms", *options)

    assert code == 1
    assert address in said


def test_certificates_that_are_none_are_refused(run: Run, roster: Path, tmp_path: Path) -> None:
    files = [tmp_path / name for name in ("ca.pem", "cert.pem", "key.pem")]
    for file in files:
        file.write_text("no certificate")
    options = ("--cluster", "tls://127.0.0.1:1", *Certificates(*files).for_draw)

    code, _, said = run("draw", roster, "--out", tmp_path / "out", "--no-forms", *options)

    assert code == 1
    assert "集群证书" in said


class ClientWith:
    """What a Dask client says of its workers."""

    def __init__(self, digests: dict[str, object]) -> None:
        self._digests = digests

    def run(self, _function: object, *, on_error: str) -> dict[str, object]:
        """Every worker's answer, or its failure."""
        assert on_error == "return"
        return self._digests

    def nthreads(self) -> dict[str, int]:
        """Two threads each."""
        return dict.fromkeys(self._digests, 2)


def test_workers_with_the_same_program_count_by_their_threads() -> None:
    digest = program_digest()

    client = ClientWith({"tls://10.0.0.2:1": digest, "tls://10.0.0.3:1": digest})

    assert cluster._checked_threads(client) == 4


@pytest.mark.parametrize("answer", ["0" * 64, ModuleNotFoundError("No module named 'junheng'")])
def test_a_worker_with_another_program_or_none_stops_the_draw(answer: object) -> None:
    client = ClientWith({"tls://10.0.0.2:1": program_digest(), "tls://10.0.0.3:1": answer})

    with pytest.raises(JunhengError) as refusal:
        cluster._checked_threads(client)

    assert refusal.value.code == "cluster_program_differs"
    assert refusal.value.params == {"machine": "10.0.0.3"}


def test_a_cluster_without_workers_is_said() -> None:
    with pytest.raises(JunhengError) as refusal:
        cluster._checked_threads(ClientWith({}))

    assert refusal.value.code == "cluster_without_workers"


def test_without_the_cluster_an_interrupted_run_goes_on_alone(
    run: Run, province: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    assert run("draw", province, "--sheets", "--freeze", "--no-forms", "--out", out)[0] == 0
    (out / KEPT_FILE).touch()  # as a run leaves it that was cut off before its first school

    @contextmanager
    def cut_off(_units: int) -> Iterator[Callable[[str, object], None]]:
        seen: list[object] = []

        def step_done(_step: str, unit: object) -> None:
            seen.append(unit)
            if len(seen) == 5:
                raise KeyboardInterrupt

        yield step_done

    with monkeypatch.context() as watched:
        watched.setattr(draw, "step_bar", cut_off)
        assert run("draw", "--out", out, *REAL)[0] == 1

    code, _, said = run("draw", "--out", out, *REAL)

    assert code == 0
    assert "接着上次：5 所学校" in said
    assert "集群" not in said
    assert not (out / KEPT_FILE).exists()
