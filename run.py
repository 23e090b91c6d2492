"""The one entry for every task: `python3 run.py demo`, `python3 run.py test`, …

Standard library only, because it runs before anything is installed: it makes `.venv`, installs
the pinned wheels once, and hands over to the virtual environment. Works offline from a folder of
wheels (`JUNHENG_WHEELS=folder`) and on Windows.
"""

import hashlib
import os
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
SUPPORTED = ((3, 11), (3, 12))
CODE = ["src", "tests", "benchmarks", "tools", "run.py"]

TASKS = {
    "demo": "a made-up county, drawn in the terminal and opened on the platform 演示",
    "test": "the test suite 测试",
    "serve": "the platform in a browser, on this computer 启动平台",
    "check": "style, types, import contracts 静态检查",
    "fast": "the checks of `check`, without tests (for the commit hook) 快速检查",
    "format": "put the code in shape 格式化",
    "bench": "timing and fairness tables of docs/benchmarks.md 性能与公平性测量",
    "county": "write a made-up county's rosters to a folder 生成虚构县名册",
    "faults": "kill, freeze, fill, tear and restore a platform at work 故障演练",
    "fuzz": "feed every reader of files with what breaks readers 模糊测试",
    "scan": "search everything public of the demonstration for its children 查公开内容有无个人信息",
    "wheels": "download all wheels for an office without a network 下载离线安装包",
    "ci": "what the CI runs: test, then check",
}


def main(arguments: list[str]) -> int:
    """Run one task and return its exit code."""
    if sys.version_info[:2] not in SUPPORTED:
        print("需要 Python 3.11 或 3.12。/ Python 3.11 or 3.12 is needed.", file=sys.stderr)
        return 2
    if not arguments or arguments[0] not in TASKS:
        print("python3 run.py TASK\n")
        for name, purpose in TASKS.items():
            print(f"  {name:8} {purpose}")
        return 0 if not arguments else 2
    task, rest = arguments[0], arguments[1:]
    return getattr(sys.modules[__name__], f"task_{task}")(rest)


def task_demo(rest: list[str]) -> int:
    """Make a county, rehearse, draw, verify; then open the platform with another one."""
    python = environment("requirements.txt")
    try:
        return run(python, "-m", "tools.demo", *rest)
    except KeyboardInterrupt:
        return 0  # the server got the same Ctrl+C and ends by itself


def task_test(rest: list[str]) -> int:
    """Run the whole test suite, a file of tests at a time on each core, the longest first."""
    python = environment("requirements-test.txt")
    on_all_cores = ["-q", "-n", "auto", "--dist", "loadfile", "--no-loadscope-reorder"]
    return run(python, "-m", "pytest", *(rest or on_all_cores))


def task_serve(rest: list[str]) -> int:
    """Start the platform and say where to open it."""
    python = environment("requirements.txt")
    try:
        return run(python, "-m", "junheng.cli", "serve", *rest)
    except KeyboardInterrupt:
        return 0  # the server got the same Ctrl+C and ends by itself


def task_check(rest: list[str]) -> int:
    """Check style, types and import contracts."""
    del rest
    python = environment("requirements-test.txt")
    return max(
        run(python, "-m", "ruff", "check", *CODE),
        run(python, "-m", "ruff", "format", "--check", *CODE),
        run(python, "-m", "mypy"),
        run(python, "-c", "from importlinter.cli import lint_imports_command as c; c()"),
    )


task_fast = task_check


def task_format(rest: list[str]) -> int:
    """Format the code and mend what can be mended."""
    del rest
    python = environment("requirements-test.txt")
    run(python, "-m", "ruff", "format", *CODE)
    return run(python, "-m", "ruff", "check", "--fix", *CODE)


def task_bench(rest: list[str]) -> int:
    """Measure; `bench --quick` takes a minute."""
    python = environment("requirements-test.txt")
    return run(python, "-m", "benchmarks", *rest)


def task_county(rest: list[str]) -> int:
    """Write a made-up county's rosters."""
    python = environment("requirements.txt")
    return run(python, "-m", "tools.make_county", *rest)


def task_fuzz(rest: list[str]) -> int:
    """Fuzz every parser with coverage guidance: `fuzz xlsx --minutes 30 --seed 7`."""
    python = environment("requirements-test.txt")
    return run(python, "-m", "tests.fuzz", *rest)


def task_scan(rest: list[str]) -> int:
    """Search what the demonstration shows to everybody for anything of a child."""
    python = environment("requirements-test.txt")
    return run(python, "-m", "tools.scan_public", *rest)


def task_faults(rest: list[str]) -> int:
    """Let everything go wrong while schools import, draw and publish: docs/operate/faults.md."""
    python = environment("requirements.txt")
    return run(python, "-m", "tools.faults", *rest)


def task_wheels(rest: list[str]) -> int:
    """Download every pinned wheel into a folder, for JUNHENG_WHEELS."""
    folder = rest[0] if rest else "wheels"
    python = environment("requirements.txt")
    return run(
        python, "-m", "pip", "download", "-q", "--require-hashes", "--only-binary", ":all:",
        "-r", "requirements.txt", "-d", folder,
    )  # fmt: skip


def task_ci(rest: list[str]) -> int:
    """Run the README's test command, then the static checks."""
    return max(task_test(rest), task_check([]))


def environment(requirements: str) -> Path:
    """Return the virtual environment's Python with `requirements` installed.

    A stamp holds the digest of what was installed last, so that a warm start costs nothing; the
    test requirements contain the others.
    """
    python = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if not python.exists():
        print("正在准备运行环境（首次约半分钟）…", file=sys.stderr, flush=True)
        venv.create(VENV, with_pip=True, clear=VENV.exists())
    stamp = VENV / f"{requirements}.stamp"
    digest = hashlib.sha256((ROOT / requirements).read_bytes()).hexdigest()
    if not stamp.exists() or stamp.read_text() != digest:
        command = ["-m", "pip", "install", "-q", "--disable-pip-version-check", "--no-deps"]
        command += ["--require-hashes", "--only-binary", ":all:", "-r", requirements]
        wheels = os.environ.get("JUNHENG_WHEELS")
        if wheels:
            command += ["--no-index", "--find-links", wheels]
        if run(python, *command):
            raise SystemExit(
                "安装依赖失败：请检查网络，或设置 JUNHENG_WHEELS 指向离线安装包文件夹。"
            )
        # A path file instead of an editable install: that would fetch a build backend.
        packages = next(VENV.glob("lib/python*/site-packages"), VENV / "Lib/site-packages")
        (packages / "junheng.pth").write_text(f"{ROOT / 'src'}\n", encoding="utf-8")
        write_launcher(python)
        stamp.write_text(digest)
    return python


def write_launcher(python: Path) -> None:
    """Put the command `junheng` beside the environment's Python."""
    if os.name == "nt":
        launcher = python.with_name("junheng.cmd")
        launcher.write_text('@"%~dp0python.exe" -m junheng.cli %*\r\n', encoding="ascii")
        return
    launcher = python.with_name("junheng")
    # Through a shell, because the path of an interpreter may be too long for a first line.
    launcher.write_text('#!/bin/sh\nexec "$(dirname "$0")/python" -m junheng.cli "$@"\n')
    launcher.chmod(0o755)


def run(python: Path, *arguments: str) -> int:
    """Run the environment's Python in the project folder."""
    return subprocess.run([str(python), *arguments], cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
