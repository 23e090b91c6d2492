"""The prepared counties: a folder, and on PostgreSQL a database, for each stage of a year."""

import contextlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from tools.faults.database import Database, FileDatabase, ServerDatabase
from tools.faults.platform import ROOT

STAGES: Final = ("rosters", "arranged", "frozen", "drawn")
"""Empty rosters; teachers posted and the session arranged; frozen and the notice posted; drawn."""


@dataclass(frozen=True)
class Counties:
    """Where they lie; `base` is the database in which they were made."""

    folder: Path
    server: str
    base: str

    @property
    def sheets(self) -> Path:
        """Rosters as the schools upload them."""
        return self.folder / "sheets"

    @property
    def facts(self) -> Path:
        """What the harness must know of the county."""
        return self.folder / "county.json"

    def known(self) -> dict[str, Any]:
        """Its schools with their teachers, and the passphrase of its backups."""
        known: dict[str, Any] = json.loads(self.facts.read_text("utf-8"))
        return known

    def database_of_making(self, var: Path) -> Database:
        """The database in which the counties are made."""
        if not self.server:
            return FileDatabase(var / "junheng.sqlite3")
        return ServerDatabase(self.server, self.base, is_new=False)

    def keep(self, stage: str, var: Path) -> None:
        """Keep what stands now as the county of this stage."""
        shutil.copytree(var, self.folder / stage)
        if self.server:
            ServerDatabase(self.server, self._name(stage), self.base)

    def copied(self, stage: str, var: Path) -> Database:
        """A copy of one of them in `var`; returns its database."""
        shutil.copytree(self.folder / stage, var)
        if not self.server:
            return FileDatabase(var / "junheng.sqlite3")
        return ServerDatabase(self.server, self._name("year"), self._name(stage))

    def remove_databases(self) -> None:
        """Drop what lies on the server; folders go with their folder."""
        if self.server:
            for stage in (*STAGES, "year"):
                ServerDatabase(self.server, self._name(stage), is_new=False).remove()

    def _name(self, stage: str) -> str:
        return f"{self.base}_{stage}"


@contextlib.contextmanager
def made(home: Path, *, schools: int, server: str) -> Iterator[Counties]:
    """Make them with so many schools; what lies on a server goes afterwards."""
    var, base = home / "making", f"test_junheng_faults_{os.getpid()}"
    held = ServerDatabase(server, base) if server else None
    counties = Counties(home / "counties", server, base if server else "")
    own = {name: value for name, value in os.environ.items() if name[:8] != "JUNHENG_"}
    own |= {"JUNHENG_VAR": str(var), "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"}
    # A test that runs the harness has settings of its own.
    own |= {"DJANGO_SETTINGS_MODULE": "junheng.web.settings"}
    own |= {"JUNHENG_DATABASE_URL": held.url} if held else {}
    command = [sys.executable, "-m", "tools.faults.county", str(counties.folder)]
    try:
        subprocess.run([*command, str(schools), server], env=own, cwd=ROOT, check=True)
        shutil.rmtree(var, ignore_errors=True)
        yield counties
    finally:
        counties.remove_databases()
        if held:
            held.remove()
