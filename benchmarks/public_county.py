"""A county for the benchmark of public pages, in the data folder and database of the environment.

`python -m benchmarks.public_county 60 12` makes sixty schools of a published year; at the first
the result of twelve classes of fifty-five children hangs. Prints the address of that notice.
"""

import json
import sys
from datetime import UTC, datetime, timedelta

import django

from benchmarks import clerks_county
from junheng.web.serving import prepare

CHILDREN = 55
HANGS = timedelta(days=7)


def main() -> int:
    """Make the county and print the address of the result."""
    schools, classes = int(sys.argv[1]), int(sys.argv[2])
    prepare()
    django.setup()
    clerks_county.county(schools)
    print(json.dumps(_result_that_hangs(classes)))
    return 0


def _result_that_hangs(classes: int) -> str:
    from junheng.apps.campaigns.models import Cohort  # noqa: PLC0415
    from junheng.apps.notices.models import Notice  # noqa: PLC0415
    from junheng.apps.notices.rules.content import result_notice  # noqa: PLC0415
    from junheng.apps.notices.services import make_notice  # noqa: PLC0415
    from junheng.core.access import SystemActor  # noqa: PLC0415
    from junheng.reporting.forms.papers import PublicClass  # noqa: PLC0415
    from junheng.reporting.forms.printed import public_entries  # noqa: PLC0415

    names = [f"王{chr(0x4E00 + number)}明" for number in range(classes * CHILDREN)]
    entries = public_entries(names, [f"R{number:06}" for number in range(len(names))])
    content = result_notice(
        result_code="ab" * 32,
        classes=[
            PublicClass(
                f"{place + 1}班", entries[place * CHILDREN : (place + 1) * CHILDREN], "王芳"
            )
            for place in range(classes)
        ],
        public_names="masked",
        days=HANGS.days,
    )
    at = datetime.now(tz=UTC)  # noqa: TID251 - the server beside it has the real clock
    cohort = Cohort.objects.select_related("school", "campaign").order_by("id")[0]
    notice = make_notice(
        content, campaign=cohort.campaign, cohort=cohort, by=SystemActor("bench"), at=at
    )
    # Past the service: the photograph of the board is not what is measured.
    Notice.objects.filter(pk=notice.pk).update(
        state="posted",
        place="校门口",
        posted_at=at,
        recorded_at=at,
        recorded_by="bench",
        shown_until=(at + HANGS).date(),
        photo=notice.file,
    )
    return f"/public/notices/{notice.public_code}/"


if __name__ == "__main__":
    raise SystemExit(main())
