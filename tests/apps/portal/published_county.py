"""A county of 120 children whose results are published and hang, and a grade whose draw is void."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from junheng.apps.monitoring.services import publishing
from junheng.apps.notices.models import Notice
from junheng.apps.notices.queries import newest_notice
from junheng.apps.notices.states import NoticeKind
from junheng.apps.students import services as students
from junheng.ceremony.papers import slips
from junheng.profiles import load_profile
from junheng.rosters import SchoolRoster, read_roster
from tests.apps.assignment.sessions_made import Walk, arranged, post_notice, the_rosters
from tests.apps.monitoring.monitoring_made import earlier
from tests.jobs_carried_out import carry_out_jobs
from tests.people import AT, OTHER_SCHOOL, OWN_SCHOOL, a_county, actor
from tests.rosters_made import Child, children, write_roster

CHILDREN = 60


@dataclass(frozen=True)
class Published:
    """The county, when it is, and whose data must not be seen."""

    walk: Walk
    at: datetime
    children: tuple[Child, ...]


def children_of(school_code: str) -> list[Child]:
    """Sixty children, others at each school."""
    return children(CHILDREN, first=0 if school_code == OWN_SCHOOL else 500)


@cache
def roster_of(school_code: str) -> SchoolRoster:
    """Their roster, read as a clerk's workbook is."""
    with TemporaryDirectory() as folder:
        file = write_roster(
            Path(folder) / "名册.xlsx", {"某校": children_of(school_code)}, grade="一年级"
        )
        return read_roster(file, load_profile("national"), today=AT.date()).schools[0]


@contextmanager
def published() -> Iterator[Published]:
    """Drawn, signed, published and posted; the rosters are given while this is open."""
    with pytest.MonkeyPatch.context() as patch:
        the_rosters(patch)
        # 240 slips with a code each: a second for every page, and none of them is public.
        patch.setattr(slips, "slips_pdf", lambda *_, **__: b"%PDF-1.7\n")
        patch.setattr(students, "school_roster", lambda one: roster_of(one.school.code))
        a_county()
        publishing.publish(earlier().code, by=actor("reviewer"), at=AT)
        walk = Walk(arranged().code)
        walk.to_draw()
        for step in (
            walk.representatives, walk.lots, walk.evidence, walk.archive, walk.sign, walk.publish,
        ):  # fmt: skip
            step()
        at = post_what_is_made(walk)
        everyone = (*children_of(OWN_SCHOOL), *children_of(OTHER_SCHOOL))
        yield Published(walk, at, everyone)


def post_what_is_made(walk: Walk) -> datetime:
    """Every result hangs; the moment after."""
    carry_out_jobs(walk._now())
    for part in walk.parts:
        notice = newest_notice(part.cohort, NoticeKind.RESULT)
        assert isinstance(notice, Notice)
        post_notice(notice, at=walk._now())
    return walk._now()
