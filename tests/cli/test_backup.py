"""`junheng backup` and `junheng restore`: the drill of docs/operate/backup.md, in processes."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

PASSPHRASE = "12345678901234567890 09876543210987654321"
SET_UP = """
from junheng.web import serving
serving.prepare()
from junheng.apps.accounts.services import set_up
from junheng.apps.schools.services import describe_bureau
from junheng.web.clock import now
set_up.make_keys(at=now())
describe_bureau(county_code="520123", county_name="示例县", name="示例县教育局", profile="national",
                complaint_phone="", complaint_email="", by=set_up.BY, at=now())
"""


def ran(var: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    kept = {key: os.environ[key] for key in ("PATH", "HOME") if key in os.environ}
    return subprocess.run(
        [sys.executable, *arguments],
        env={**kept, "JUNHENG_VAR": str(var), "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def junheng(var: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return ran(var, "-m", "junheng.cli", *arguments)


@pytest.mark.slow
def test_the_drill(tmp_path: Path) -> None:
    var, drill, out = tmp_path / "var", tmp_path / "drill", tmp_path / "out"
    passphrase = tmp_path / "口令.txt"
    passphrase.write_text(PASSPHRASE, encoding="utf-8")
    assert ran(var, "-c", SET_UP).returncode == 0
    given = ("--passphrase-file", str(passphrase))

    made = junheng(var, "backup", str(out), *given)
    assert made.returncode == 0, made.stderr
    assert "备份完成" in made.stdout
    (file,) = out.iterdir()
    number = re.search(r"到第 (\d+) 条", made.stdout)
    lines = re.findall(r"(?:[0-9a-f]{4} ){4}/[0-9a-f]", made.stdout)
    assert number is not None
    head = " ".join((number[1], *lines))

    without = junheng(drill, "restore", str(file), *given, "--json")
    assert json.loads(without.stdout)["error"]["code"] == "restore_head_not_given"
    rolled = junheng(drill, "restore", str(file), *given, "--newest-head", f"99:{'ab' * 32}")
    assert "回退警报" in rolled.stderr
    restored = junheng(drill, "restore", str(file), *given, "--newest-head", head)
    assert restored.returncode == 0, restored.stderr
    assert "恢复完成" in restored.stdout
    assert "密钥文件" in restored.stdout
    again = junheng(drill, "restore", str(file), *given, "--newest-head", head)
    assert "--replace" in again.stderr
    replaced = junheng(drill, "restore", str(file), *given, "--no-head", "--replace")
    assert replaced.returncode == 0, replaced.stderr


KEYS_HELD = """
import django
django.setup()
from junheng.apps.care.models import BackupKey
print(BackupKey.objects.count())
"""


@pytest.mark.slow
def test_a_backup_that_fails_leaves_no_passphrase_that_nobody_was_told(tmp_path: Path) -> None:
    var = tmp_path / "var"
    assert ran(var, "-c", SET_UP).returncode == 0
    (tmp_path / "out").write_text("in the way")

    failed = junheng(var, "backup", str(tmp_path / "out" / "folder"))
    assert failed.returncode != 0
    assert "文件夹不能写入" in failed.stderr
    settings = "import os; os.environ['DJANGO_SETTINGS_MODULE'] = 'junheng.web.settings'"
    assert ran(var, "-c", f"{settings}\n{KEYS_HELD}").stdout == "0\n"

    made = junheng(var, "backup", str(tmp_path / "folder"))
    assert made.returncode == 0, made.stderr
    assert "备份口令只显示这一次" in made.stdout
    assert ran(var, "-c", f"{settings}\n{KEYS_HELD}").stdout == "1\n"
