"""The program as it runs now: what a session announces of it and a sealed package keeps of it."""

from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, Final

from junheng.ceremony.folder import VERIFIER_FILE
from junheng.ceremony.frozen import Frozen
from junheng.engine.errors import JunhengError
from junheng.engine.randomness.suites import Suite
from junheng.engine.record.canonical import document_hash
from junheng.engine.record.documents import engine_document, engine_file

_OF_THE_DRAW: Final = frozenset(("assignment", "randomness", "record"))


def engine_identity(suite: Suite) -> dict[str, Any]:
    """The engine as a document: every source file with its hash (SG1 §4.3)."""
    return engine_document(
        files=[engine_file(suite, path, content) for path, content in engine_sources().items()]
    )


def refuse_other_program(frozen: Frozen) -> None:
    """Refuse to seal what another program did than the frozen one (SG1 §4.3, T4).

    Raises `program_differs_from_freeze` when engine or page changed since the freeze.
    """
    suite, session = frozen.suite, frozen.session
    now = (document_hash(suite, engine_identity(suite)), suite.digest(verifier_page()).hex())
    if now != (session["engine"], session["verifier"]):
        raise JunhengError("program_differs_from_freeze")


def engine_sources() -> dict[str, bytes]:
    """The source files that a draw runs, by path, as they are now.

    Statistics of inspections, indicators and teams are no part of a draw: a change there must not
    stop a session that is frozen.
    """
    return {
        path: content
        for path, content in _sources("engine").items()
        if "/" not in path or path.partition("/")[0] in _OF_THE_DRAW
    }


def verifier_page() -> bytes:
    """The page that parents check with, as shipped: its digest is the session's verifier."""
    return _package("verifier").joinpath(VERIFIER_FILE).read_bytes()


def verifier_sources() -> dict[str, bytes]:
    """The Python verifier's source files by path: what a package can be re-run with."""
    return _sources("verifier")


def _sources(package: str) -> dict[str, bytes]:
    found: dict[str, bytes] = {}

    def walk(folder: Traversable, prefix: str) -> None:
        for entry in folder.iterdir():
            if entry.is_dir() and entry.name != "__pycache__":
                walk(entry, f"{prefix}{entry.name}/")
            elif entry.name.endswith(".py"):
                found[f"{prefix}{entry.name}"] = entry.read_bytes()

    walk(_package(package), "")
    return dict(sorted(found.items()))


def _package(name: str) -> Traversable:
    # Through the package above it: naming it directly would load the whole verifier.
    return files("junheng").joinpath(name)
