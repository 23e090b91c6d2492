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
    "install": "prepare the environment and nothing else 安装",
    "check": "style, types, import contracts 静态检查",
    "fast": "the checks of `check`, without tests (for the commit hook) 快速检查",
    "format": "put the code in shape 格式化",
    "bench": "timing and fairness tables of docs/benchmarks.md 性能与公平性测量",
    "county": "write a made-up county's rosters to a folder 生成虚构县名册",
    "faults": "kill, freeze, fill, tear and restore a platform at work 故障演练",
    "fuzz": "feed every reader of files with what breaks readers 模糊测试",
    "scan": "search everything public of the demonstration for its children 查公开内容有无个人信息",
    "wheels": "download all wheels for an office without a network 下载离线安装包",
    "inventory": "renew the inventory of personal data in the docs 更新个人信息清单",
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
    """Run the whole test suite, a file of tests at a time in each process, the longest first."""
    python = environment("requirements-test.txt")
    # Two more than cores: browsers, servers and workers under test are often waited for.
    processes = str((os.cpu_count() or 1) + 2)
    on_all_cores = ["-q", "-n", processes, "--dist", "loadfile", "--no-loadscope-reorder"]
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


def task_install(rest: list[str]) -> int:
    """Make the environment, from `JUNHENG_WHEELS` where that is set."""
    del rest
    print(f"已安装：{environment('requirements.txt')}")
    return 0


def task_wheels(rest: list[str]) -> int:
    """Download every pinned wheel into a folder, for JUNHENG_WHEELS.

    `wheels FOLDER` is for a computer like this one, `wheels FOLDER windows 3.12` for another one.
    """
    if rest[1:] and rest[1] not in PLATFORMS:
        print(f"python3 run.py wheels FOLDER {'|'.join(PLATFORMS)} 3.11|3.12", file=sys.stderr)
        return 2
    python = environment("requirements.txt")
    folder = ROOT / (rest[0] if rest else "wheels")
    folder.mkdir(parents=True, exist_ok=True)
    if not rest[1:]:
        return run(python, *download(folder, "requirements.txt"))
    version = rest[2] if rest[2:] else "3.11"
    wanted = folder / "requirements.txt"
    pins = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    wanted.write_text(pins_for(pins, rest[1], version), encoding="utf-8")
    # The pins are those of the other computer already: pip would look at this one's name.
    target = ["--no-deps", "--python-version", version, "--implementation", "cp"]
    for platform in PLATFORMS[rest[1]]:
        target += ["--platform", platform]
    return run(python, *download(folder, str(wanted)), *target)


PLATFORMS = {
    "windows": ("win_amd64",),
    "linux": (
        "manylinux_2_35_x86_64", "manylinux_2_34_x86_64", "manylinux_2_31_x86_64",
        "manylinux_2_28_x86_64", "manylinux_2_27_x86_64", "manylinux_2_24_x86_64",
        "manylinux_2_17_x86_64", "manylinux2014_x86_64", "manylinux_2_12_x86_64",
        "manylinux2010_x86_64", "manylinux_2_5_x86_64", "manylinux1_x86_64", "linux_x86_64",
    ),
}  # fmt: skip
"""What pip calls the computers of offices; Debian 12 has glibc 2.36."""


def download(folder: Path, requirements: str) -> list[str]:
    """The command that fetches every pinned wheel, proved by its hash."""
    return [
        "-m", "pip", "download", "-q", "--require-hashes", "--only-binary", ":all:",
        "-r", requirements, "-d", str(folder),
    ]  # fmt: skip


def pins_for(pins: str, platform: str, version: str) -> str:
    """The pins that another computer needs, without the conditions that pip would ask of this one.

    Raises KeyError for a condition that is not in `CONDITIONS`.
    """
    is_kept, lines = True, []
    for line in pins.splitlines():
        if not line[:1].isalnum():
            if is_kept and not line.lstrip().startswith("#"):
                lines.append(line)
            continue
        pin, _, condition = line.rstrip("\\").partition(" ; ")
        is_kept = CONDITIONS[condition.strip()](platform, version)
        if is_kept:
            lines.append(f"{pin.rstrip()} \\")
    return "\n".join(lines).rstrip("\\ \n") + "\n"


CONDITIONS = {
    "": lambda _platform, _version: True,
    "python_full_version < '3.12'": lambda _platform, version: version == "3.11",
    "python_full_version >= '3.12'": lambda _platform, version: version != "3.11",
    "sys_platform == 'win32'": lambda platform, _version: platform == "windows",
    "implementation_name != 'pypy'": lambda _platform, _version: True,
    "implementation_name != 'PyPy'": lambda _platform, _version: True,
}


def task_inventory(rest: list[str]) -> int:
    """Write the table of docs/operate/personal-data.md anew from the models."""
    del rest
    python = environment("requirements.txt")
    os.environ["DJANGO_SETTINGS_MODULE"] = "junheng.web.settings"
    return run(python, "-m", "django", "inventory", "docs/operate/personal-data.md")


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
