"""The verifier stands alone: standard library only, and it runs from any folder."""

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.verifier.records_made import honest_record

FOLDER = Path("src/junheng/verifier")


def imported(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            names.add((node.module or "").split(".")[0])
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 1, f"{path} reaches outside its folder"
    return names


def test_every_import_is_of_the_standard_library() -> None:
    files = list(FOLDER.glob("*.py"))
    assert files
    for path in files:
        assert imported(path) <= sys.stdlib_module_names, path


def test_a_copy_of_the_folder_runs_elsewhere(tmp_path: Path) -> None:
    shutil.copytree(FOLDER, tmp_path / "verifier", ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "public.json").write_bytes(honest_record().public_bytes())

    program = (
        "import runpy, sys; sys.path.insert(0, '.'); "
        "sys.argv = ['verifier', 'public', 'public.json']; "
        "runpy.run_module('verifier', run_name='__main__')"
    )
    environment = {"PYTHONIOENCODING": "utf-8", "SYSTEMROOT": os.environ.get("SYSTEMROOT", "")}

    done = subprocess.run(
        [sys.executable, "-I", "-X", "utf8", "-c", program],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        check=False,
    )

    assert done.returncode == 0
    assert "没有发现不符" in done.stdout.decode()
