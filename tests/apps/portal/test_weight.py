"""The heaviest pages that a county can have stay light for an old telephone."""

import gzip
from datetime import timedelta

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.utils import timezone

from junheng.apps.campaigns.models import Campaign
from junheng.apps.notices import services
from junheng.apps.notices.models import Notice
from junheng.apps.notices.rules.content import result_notice
from junheng.apps.schools.models import School
from junheng.core.secrets.keyring import Keyring
from junheng.reporting.forms.papers import PublicClass
from junheng.reporting.forms.printed import public_entries
from tests.cohorts_made import a_cohort, a_year, cohort_of
from tests.people import AT, a_county, actor

MOST_BYTES = 100_000
MOST_PACKED = 40_000
SCHOOLS, CLASSES, CHILDREN = 150, 36, 55
FILES = ("web/junheng.css", "web/public.css", "web/icon.svg")


@pytest.fixture(autouse=True)
def year(db: None, keys: Keyring) -> Campaign:
    a_county()
    return a_year()


def weight_of(address: str) -> tuple[int, int]:
    """Bytes of a page with everything that it loads: plain, and with the page packed."""
    beside = 0
    for name in FILES:
        path = finders.find(name)
        assert isinstance(path, str)
        with open(path, "rb") as opened:  # noqa: PTH123 - a name from the finder
            beside += len(opened.read())
    answer = Client().get(address)
    assert answer.status_code == 200
    html = answer.content.decode()
    assert html.count("<link ") == len(FILES)
    assert "<img" not in html
    return len(answer.content) + beside, len(gzip.compress(answer.content)) + beside


@pytest.mark.slow
def test_the_result_of_nineteen_hundred_children_is_light() -> None:
    names = [f"欧阳{chr(0x4E00 + number)}明" for number in range(CLASSES * CHILDREN)]
    numbers = [f"R{number:06}" for number in range(CLASSES * CHILDREN)]
    entries = public_entries(names, numbers)
    classes = [
        PublicClass(f"{number + 1}班", entries[number * CHILDREN : (number + 1) * CHILDREN], "王芳")
        for number in range(CLASSES)
    ]
    content = result_notice(result_code="ab" * 32, classes=classes, public_names="masked", days=7)
    cohort = cohort_of()
    notice = services.make_notice(
        content, campaign=cohort.campaign, cohort=cohort, by=actor("operator"), at=AT
    )
    now = timezone.now()  # noqa: TID251 - pages have the real clock
    Notice.objects.filter(pk=notice.pk).update(
        state="posted", place="校门口", posted_at=now, recorded_at=now, recorded_by="clerk",
        shown_until=timezone.localdate() + timedelta(days=7), photo=notice.file,
    )  # fmt: skip

    plain, packed = weight_of(f"/public/notices/{notice.public_code}/")

    assert plain < MOST_BYTES
    assert packed < MOST_PACKED


def test_the_schools_of_a_large_county_are_light(year: Campaign) -> None:
    for number in range(SCHOOLS):
        school = School.objects.create(
            code=f"{20000 + number:06}",
            name=f"示例县第{number}九年一贯制寄宿学校",
            has_primary=True,
            has_junior=False,
            is_private=False,
            is_hot=False,
            registered_at=AT,
        )
        a_cohort(year, school.code)

    plain, packed = weight_of("/public/schools/")

    assert plain < MOST_BYTES
    assert packed < MOST_PACKED
