"""What of a session's folder is shown or taken: papers, balance, lists; never built by a view."""

import csv
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from junheng.apps.assignment.models import Session, SessionCohort
from junheng.apps.assignment.services.folders import archive_of, folder_of
from junheng.apps.assignment.services.planning import profile_of_platform
from junheng.ceremony.archive.label import LABEL_FILE
from junheng.ceremony.archive.making import IMAGE_FILE
from junheng.ceremony.publishing import PUBLIC_FILE
from junheng.ceremony.sitting import ASSIGNMENT_FILE
from junheng.core.access import NotVisible
from junheng.reporting.masking import mask_name

WHOLE_FILES: Final = {
    "public.json": "公开核验包（给任何人核验）",
    "verifier.html": "核验网页（家长用浏览器打开）",
    "balance.html": "均衡报告（可公开）",
    "lists.xlsx": "全部班级名单（内部）",
    "sealed.sgx": "封存包（加密，供监督复核）",
    "freeze.json": "冻结文件",
    "seed.txt": "种子文本",
}
SEALED_FILE: Final = "sealed.sgx"
_WHOLE: Final = "全场-"
PUBLIC_FILES: Final = ("public.json", "verifier.html", "balance.html", "freeze.json", "seed.txt")
MEDIA_TYPES: Final = {
    ".pdf": "application/pdf",
    ".json": "application/json",
    ".html": "text/html; charset=utf-8",
    ".txt": "text/plain; charset=us-ascii",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".iso": "application/x-iso9660-image",
    ".sgx": "application/octet-stream",
}


@dataclass(frozen=True)
class Paper:
    """A file that can be taken; `key` names it in an address, `unit` whose form it is."""

    key: str
    step: str
    title: str
    path: Path
    unit: str = ""

    @property
    def media_type(self) -> str:
        """Its kind for the browser."""
        return MEDIA_TYPES.get(self.path.suffix, "application/octet-stream")

    def digest(self) -> str:
        """Of its bytes as they are now."""
        with self.path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()


def papers_of(
    session: Session, parts: Sequence[SessionCohort], *, whole: bool, is_bureau: bool
) -> list[Paper]:
    """The printed forms of these schools, in the session's order.

    For `whole` those of the session come first, and its files last; what is sealed and the disc
    are the bureau's alone. A form's name ends with the code of its unit.
    """
    folder = folder_of(session)
    places = {part.unit: place for place, part in enumerate(parts, start=1)}
    found = [
        _paper(folder, path, path.parent.name, _title_of(path.stem), unit)
        for path in folder.glob("forms/*/*.pdf")
        if (unit := _unit_of(path.stem)) in places or (whole and not unit)
    ]
    found.sort(key=lambda one: (one.step, places.get(one.unit, 0), one.title))
    if whole:
        found += [
            _paper(folder, folder / name, "文件", title)
            for name, title in WHOLE_FILES.items()
            if (folder / name).exists() and (is_bureau or name != SEALED_FILE)
        ]
    if is_bureau:
        discs = archive_of(session)
        found += [
            _paper(discs, discs / name, "光盘", title)
            for name, title in ((IMAGE_FILE, "光盘镜像"), (LABEL_FILE, "光盘标签和封套"))
            if (discs / name).exists()
        ]
    return found


def _unit_of(stem: str) -> str:
    """The code of the unit that a form is of; empty for those of the whole session."""
    return "" if stem.startswith(_WHOLE) else stem.rpartition("-")[2]


def _title_of(stem: str) -> str:
    """What a form is called: its file's name, without the code of a school's unit."""
    return stem if stem.startswith(_WHOLE) else stem.rpartition("-")[0]


def paper_of(papers: Sequence[Paper], key: str) -> Paper:
    """The one of a key; raises NotVisible."""
    for paper in papers:
        if paper.key == key:
            return paper
    raise NotVisible


def public_papers(session: Session) -> list[Paper]:
    """What anybody may take once the session is published."""
    folder = folder_of(session)
    return [
        _paper(folder, folder / name, "公开", WHOLE_FILES[name])
        for name in PUBLIC_FILES
        if (folder / name).exists()
    ]


def _paper(folder: Path, path: Path, step: str, title: str, unit: str = "") -> Paper:
    name = path.relative_to(folder).as_posix()
    return Paper(hashlib.sha256(name.encode()).hexdigest()[:16], step, title, path, unit)


def shown_names(session: Session, part: SessionCohort) -> dict[str, list[str]]:
    """The names of each class as the rules of the place let them be shown; none where none may."""
    policy = profile_of_platform().public_names.value
    classes: dict[str, list[str]] = {f"G{index + 1}": [] for index in range(part.classes)}
    file = folder_of(session) / ASSIGNMENT_FILE
    if policy == "none" or not file.exists():
        return classes
    with file.open(encoding="utf-8", newline="") as stream:
        rows = csv.reader(stream)  # no dictionary for each child of a county
        heading = next(rows)
        sheet, group, name = (heading.index(title) for title in ("sheet", "group", "name"))
        for row in rows:
            if row[sheet] == part.cohort.title:
                shown = row[name] if policy == "full" else mask_name(row[name])
                classes[row[group]].append(shown)
    return classes


def has_public_file(session: Session) -> bool:
    """Whether there is a public file."""
    return (folder_of(session) / PUBLIC_FILE).exists()
