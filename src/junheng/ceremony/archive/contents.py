"""Which files of a draw's folder go on the disc, and which of them may lie there in clear.

The disc may be stolen (SG1 §1, T26). So nothing lies in clear on it but what is public for ever:
the public file, the verifier, and the papers named here, none of which names a student. All other
files, also those that a later version adds, go into an encrypted container; a few stay away.
"""

from fnmatch import fnmatchcase
from pathlib import Path

from junheng.ceremony.book import VOIDED
from junheng.ceremony.folder import FROZEN, INTERNAL, LEDGER, LOCK, PRIVATE, STAGING
from junheng.ceremony.publishing import SEALED_FILE, TICKETS
from junheng.ceremony.sitting import ASSIGNMENT_FILE, CHARTS_FILE

PUBLIC_FILES = (
    "public.json",
    "verifier.html",
    "freeze.json",
    "seed.txt",
    "balance.json",
    "balance.html",
    "results/*.json",
)
PUBLIC_FORMS = ("冻结公告", "种子单", "致家长一封信", "作废单")
"""Forms without a student's and without a witness's name; a masked list is not among them, because
a list comes down when its notice period ends."""

_VOID = f"{INTERNAL}/void-*"
LEFT_AWAY = (
    PRIVATE,  # the signing key dies with the session; K_salt lies in the sealed package
    f"{_VOID}/private.json",
    FROZEN,  # what is public of this and of the next three is in the public file
    f"{_VOID}/frozen.json",
    LEDGER,
    VOIDED,
    ASSIGNMENT_FILE,  # the lists say the same
    f"{_VOID}/assignment.csv",
    CHARTS_FILE,  # the report shows them
    f"{_VOID}/charts.json",
    SEALED_FILE,  # goes on the disc renewed
    f"{TICKETS}/*",  # follow from the sealed package; a copy more of each child's data is no gain
    f"{_VOID}/{TICKETS}/*",
    LOCK,
    f"{STAGING}/*",
)


def public_files(folder: Path) -> list[str]:
    """Names inside the folder of what lies on the disc in clear, sorted."""
    return [name for name in _files(folder) if _is_public(name)]


def internal_files(folder: Path) -> list[str]:
    """Names inside the folder of what goes into the encrypted container, sorted."""
    return [
        name
        for name in _files(folder)
        if not _is_public(name) and not any(fnmatchcase(name, pattern) for pattern in LEFT_AWAY)
    ]


def scanned_files(folder: Path) -> list[str]:
    """Names of the scans in their folder, sorted; hidden files of the system do not count."""
    return [
        name
        for name in _files(folder)
        if not any(part.startswith(".") for part in name.split("/"))
        and not name.endswith(("Thumbs.db", "desktop.ini"))
    ]


def _is_public(name: str) -> bool:
    if any(fnmatchcase(name, pattern) for pattern in PUBLIC_FILES):
        return True
    title = name.rpartition("/")[2].removesuffix(".pdf").split("-")
    return name.startswith("forms/") and any(form in title for form in PUBLIC_FORMS)


def _files(folder: Path) -> list[str]:
    return sorted(
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and not path.is_symlink()
    )
