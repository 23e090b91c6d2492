"""A county for the clerks' benchmark, in the data folder and database that the environment names.

`python -m benchmarks.clerks_county 20` sets a platform up with twenty primary schools, a published
campaign and a signed-in clerk for each, and prints what their browsers need, as JSON.
"""

import json
import os
import sys
from datetime import UTC, datetime, timedelta

import django

from junheng.web.serving import prepare

FIRST_CODE = 100_001
COUNTY = "520123"


def main() -> int:
    """Set the county up and print session and cohort of each clerk."""
    prepare()
    django.setup()
    clerks = county(int(sys.argv[1]))
    print(json.dumps(clerks))
    return 0


def county(count: int) -> list[dict[str, str]]:
    """Make the county; what each clerk's browser needs."""
    from django.contrib.sessions.backends.db import SessionStore  # noqa: PLC0415

    from junheng.apps.accounts.models import HeldPost, SignIn, User  # noqa: PLC0415
    from junheng.apps.campaigns import queries, services  # noqa: PLC0415
    from junheng.apps.campaigns.rules import proposed_calendar  # noqa: PLC0415
    from junheng.apps.schools.models import Bureau, School  # noqa: PLC0415
    from junheng.core.access import Post, Role, StaffActor  # noqa: PLC0415
    from junheng.core.secrets.services import set_up  # noqa: PLC0415

    at = datetime.now(tz=UTC)  # noqa: TID251 - the server beside it has the real clock
    set_up(suite_name="intl", year=at.year, passphrase=None, at=at)
    Bureau.objects.create(
        county_code=COUNTY,
        county_name="示例县",
        name="示例县教育局",
        profile="national",
        complaint_phone="0851-12345678",
        set_up_at=at,
    )
    schools = [
        School.objects.create(
            code=str(FIRST_CODE + number),
            name=f"第{number + 1}小学",
            has_primary=True,
            has_junior=False,
            is_private=False,
            is_hot=False,
            registered_at=at,
        )
        for number in range(count)
    ]
    operator = StaffActor("operator", "操作员", (Post(Role.BUREAU_OPERATOR),))
    campaign = services.open_campaign(year=at.year, title="阳光分班", by=operator, at=at)
    today = at.date()
    services.file_plan(
        campaign.code,
        b"%PDF-1.7\n",
        plan_on=today,
        enrolment_plan_on=today,
        by=operator,
        at=at,
    )
    days = proposed_calendar(today + timedelta(days=20), queries.profile_in_use())
    services.set_calendar(campaign.code, days, by=operator, at=at)
    campaign = services.publish_plan(campaign.code, by=operator, at=at)
    clerks = []
    for school in schools:
        user = User.objects.create(
            username=f"clerk.{school.code}",
            name="填报员",
            password="!",  # noqa: S106 - nobody signs in with it
            must_change_password=False,
            password_changed_at=at,
            opened_at=at,
        )
        HeldPost.objects.create(
            user=user, role=Role.SCHOOL_CLERK, school=school, granted_at=at, granted_by="bench"
        )
        sign_in = SignIn.objects.create(user=user, started_at=at, seen_at=at)
        session = SessionStore()
        session["sign_in"] = sign_in.code
        session.create()
        cohort = campaign.cohorts.get(school=school)
        clerks.append({"session": str(session.session_key), "cohort": cohort.code})
    return clerks


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "junheng.web.settings")
    raise SystemExit(main())
