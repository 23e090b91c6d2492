"""A school holds its own draw: its clerk and principal at the pages, the supervisor watching.

The bureau arranges, makes the disc, publishes and locks; everything else the school does itself.
"""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from junheng.apps.assignment import queries
from junheng.apps.assignment.models import Session
from junheng.apps.assignment.services import foreground
from junheng.apps.assignment.services.folders import folder_of
from junheng.apps.campaigns.models import Campaign, Cohort
from junheng.apps.notices.models import Notice
from junheng.ceremony import comparison
from junheng.core.access.models import Proposal
from junheng.engine.record import container
from junheng.verifier import verify_public
from tests.apps.assignment.sessions_made import (
    CARDS,
    DICE,
    PDF,
    SEATS,
    SECRET,
    Walk,
    approved_cohorts,
    arranged,
)
from tests.apps.campaigns.campaigns_made import a_campaign
from tests.jobs_carried_out import carry_out_jobs
from tests.notices_made import photograph
from tests.people import OTHER_SCHOOL, OWN_SCHOOL, signed_in

pytestmark = pytest.mark.usefixtures("county")


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Few deals, cheap keys, the draw within the request."""
    monkeypatch.setattr(comparison, "DEALS", 5)
    monkeypatch.setattr(container, "_COSTS", {"scrypt": 1 << 10, "pbkdf2-sm3": 1 << 10})
    start = foreground.start
    monkeypatch.setattr(
        foreground, "start", lambda code, *, at: start(code, at=at, begin=lambda work: work())
    )


def now() -> Any:
    return timezone.now()  # noqa: TID251 - pages have the real clock


def local(**from_now: int) -> str:
    moment = timezone.localtime(now() + timedelta(**from_now))
    return f"{moment:%Y-%m-%dT%H:%M}"


class People:
    """Each in an own browser."""

    def __init__(self) -> None:
        self.of = {kind: signed_in(kind) for kind in ("operator", "clerk", "principal")}
        self.of["supervisor"] = signed_in("supervisor")

    def does(self, who: str, route: str, *args: str, to: int = 302, **words: Any) -> HttpResponse:
        """That person sends a form; the answer is what it should be."""
        answer: Any = self.of[who].post(reverse(route, args=args), words)
        assert answer.status_code == to, (route, answer.content.decode()[:4000])
        return answer

    def sees(self, who: str, route: str, *args: str) -> str:
        """What stands on a page of that person."""
        answer = self.of[who].get(reverse(route, args=args))
        assert answer.status_code == 200, (who, route, answer.status_code)
        return answer.content.decode()


def scan() -> SimpleUploadedFile:
    return SimpleUploadedFile("签字表.pdf", PDF, "application/pdf")


def arranged_by_the_bureau(people: People) -> Session:
    campaign = Campaign.objects.first() or a_campaign()
    (cohort,) = approved_cohorts(campaign, (OWN_SCHOOL,))
    people.does(
        "operator",
        "assignment:arrange",
        campaign.code,
        title="城关第一小学阳光分班",
        host="城关第一小学",
        place="学校多功能厅",
        planned_at=local(days=2),
        cohorts=[cohort.code],
    )
    return Session.objects.get()


def frozen_by_two(people: People, session: Session) -> None:
    people.does("operator", "assignment:propose_freeze", session.code)
    proposal = Proposal.objects.get(state="open")
    people.does(
        "supervisor",
        "assignment:confirm_freeze",
        proposal.code,
        digest=proposal.digest,
        digits=SECRET,
    )
    foreground.settle(queries.session_of_code(session.code), at=now())


def posted(people: People, kind: str) -> None:
    """The school's clerk posts the notice that the platform made."""
    carry_out_jobs(now())
    notice = Notice.objects.get(kind=kind, state="made")
    people.does(
        "clerk",
        "notices:post",
        notice.code,
        place="校门口公告栏",
        posted_at=local(),
        photo=SimpleUploadedFile("照片.jpg", photograph(), "image/jpeg"),
    )


def step(session: Session) -> str:
    return queries.position_of(queries.session_of_code(session.code))


def held_at_school(people: People, session: Session) -> None:
    """The whole ceremony by clerk and principal; the principal confirms the lock of the seed."""
    code = session.code

    def act(who: str, route: str, **words: str) -> None:
        people.does(who, f"assignment:{route}", code, step=step(session), **words)

    act("clerk", "seal", seats=SEATS, count="5")
    act("clerk", "roll", numbers=DICE, compared="yes")
    act("principal", "open")
    cards = {f"card{number}": card for number, card in enumerate(CARDS, start=1)}
    act("clerk", "enter", public=DICE, **cards)
    act("principal", "enter", public=DICE, **cards)
    assert "逐行核对" in people.sees("supervisor", "assignment:screen", code)
    act("clerk", "lock")
    proposal = Proposal.objects.get(state="open")
    people.does("supervisor", "accounts:confirm", proposal.code, digest=proposal.digest)
    foreground.settle(queries.session_of_code(code), at=now())
    act("clerk", "draw")


def typed_twice(people: People, session: Session, what: str, **words: str) -> None:
    """Clerk and principal each type from paper; the principal puts it into the ledger."""
    unit = queries.parts_of(session)[0].unit
    for who in ("clerk", "principal"):
        page = people.of[who].get(reverse(f"assignment:{what}", args=[session.code, unit]))
        position = page.context["position"]
        people.does(who, f"assignment:{what}", session.code, unit, step=position, **words)
    page = people.of["principal"].get(reverse(f"assignment:{what}", args=[session.code, unit]))
    people.does(
        "principal",
        "assignment:record",
        session.code,
        unit,
        step=page.context["position"],
        what=what,
    )


def signed(people: People, session: Session) -> None:
    unit = queries.parts_of(session)[0].unit
    for role in ("县教育局人员", "纪检监察人员", "家长代表"):
        people.does(
            "clerk",
            "assignment:sign",
            session.code,
            unit,
            role=role,
            name="某代表",
            organisation="某单位",
            signed_at=local(),
        )
    people.does(
        "clerk", "assignment:scan_of_session", session.code, title="现场监督签字表", file=scan()
    )
    people.does(
        "clerk",
        "assignment:recording",
        session.code,
        file_name="录像.mp4",
        keeper="城关第一小学",
        starts_at=local(hours=-1),
        ends_at=local(),
    )


def test_a_school_holds_its_own_draw_from_the_arrangement_to_the_lock() -> None:
    people = People()
    session = arranged_by_the_bureau(people)
    frozen_by_two(people, session)
    posted(people, "freeze")
    held_at_school(people, session)
    assert queries.session_of_code(session.code).state == "drawn"
    typed_twice(people, session, "representatives", public="55081927", cards="20260903 81736455")
    lots = {"group1": "2", "group2": "1", "teacher1": "1", "teacher2": "2", "recusals": ""}
    typed_twice(people, session, "lots", **lots)
    signed(people, session)
    people.does("operator", "assignment:archive", session.code, copies="1")
    carry_out_jobs(now())
    unit = queries.parts_of(session)[0].unit
    people.does("principal", "assignment:effect", session.code, unit)
    people.does("operator", "assignment:publish", session.code)
    posted(people, "result")
    Notice.objects.filter(kind="result").update(shown_until=now().date() - timedelta(2))
    people.does("operator", "assignment:lock_result", session.code, unit)

    assert queries.session_of_code(session.code).state == "closed"
    assert Cohort.objects.get(session_part__session=session).state == "locked"


def test_without_a_box_the_computer_draws_the_lots_and_anybody_can_reckon_them_again() -> None:
    people = People()
    session = arranged_by_the_bureau(people)
    Walk(session.code, moment=now()).to_draw()
    unit = queries.parts_of(session)[0].unit
    assert "没有签箱，用电脑抽" in people.sees("clerk", "assignment:school", session.code, unit)

    typed_twice(people, session, "electronic_lots", public="66120934", cards="20260903 81736455")

    folder = folder_of(queries.session_of_code(session.code))
    public = (folder / "public.json").read_bytes()
    (lots,) = json.loads(public)["lots"]
    assert (lots["mode"], queries.parts_of(session)[0].cohort.state) == (
        "electronic",
        "teachers_drawn",
    )
    report = verify_public(public)
    assert "lots" not in report.codes("failed")
    assert report.verdict != "red"
    again = people.sees("clerk", "assignment:electronic_lots", session.code, unit)
    assert "一次结果只抽一次" in again


def test_numbers_that_two_people_typed_differently_draw_no_lots() -> None:
    people = People()
    session = arranged_by_the_bureau(people)
    Walk(session.code, moment=now()).to_draw()
    unit = queries.parts_of(session)[0].unit
    for who, public, status in (("clerk", "66120934", 302), ("principal", "66120935", 422)):
        page = people.of[who].get(reverse("assignment:electronic_lots", args=[session.code, unit]))
        people.does(
            who,
            "assignment:electronic_lots",
            session.code,
            unit,
            step=page.context["position"],
            public=public,
            cards="20260903 81736455",
            to=status,
        )

    page = people.of["clerk"].get(reverse("assignment:electronic_lots", args=[session.code, unit]))
    people.does(
        "clerk",
        "assignment:record",
        session.code,
        unit,
        step=page.context["position"],
        what="electronic_lots",
        to=409,
    )
    assert queries.parts_of(session)[0].lots == ""


def test_the_school_finds_every_paper_of_its_own_sitting_and_nothing_sealed() -> None:
    people = People()
    session = arranged_by_the_bureau(people)
    frozen_by_two(people, session)
    carry_out_jobs(now())

    papers = people.sees("clerk", "assignment:papers", session.code)

    assert "现场数字记录表" in papers
    assert "封签卡" in papers
    Walk(session.code, moment=now()).to_draw()
    drawn = people.sees("clerk", "assignment:papers", session.code)
    assert "封存包" not in drawn
    assert "封存包" in people.sees("operator", "assignment:papers", session.code)


def test_the_pages_offer_a_school_what_it_may_do_and_nothing_else() -> None:
    people = People()
    session = arranged_by_the_bureau(people)
    frozen_by_two(people, session)
    posted(people, "freeze")
    held_at_school(people, session)

    page = people.sees("clerk", "assignment:session", session.code)

    assert "登记录像" in page
    assert "上传全场扫描件" in page
    for not_theirs in ("封存包口令", "做存档光盘", "公示已生效的结果", "作废这次冻结"):
        assert not_theirs not in page
    assert "封存包口令" in people.sees("supervisor", "assignment:session", session.code)


def test_the_principal_asks_for_the_lock_as_well_and_never_confirms_himself() -> None:
    people = People()
    session = arranged_by_the_bureau(people)
    walk = Walk(session.code, moment=now())
    frozen_by_two(people, session)
    for one in (walk.post_notice, walk.seal, walk.roll, walk.open, walk.type_seed):
        one()

    people.does("principal", "assignment:lock", session.code, step=step(session))

    proposal = Proposal.objects.get(state="open")
    people.does("principal", "accounts:confirm", proposal.code, digest=proposal.digest, to=403)
    assert Session.objects.get(pk=session.pk).state == "opening"
    people.does("supervisor", "accounts:confirm", proposal.code, digest=proposal.digest)
    foreground.settle(queries.session_of_code(session.code), at=now())
    assert Session.objects.get(pk=session.pk).state == "locked"


def test_a_school_in_a_sitting_of_the_county_has_its_own_papers_only() -> None:
    walk = Walk(arranged((OWN_SCHOOL, OTHER_SCHOOL), planned_at=now() + timedelta(2)).code)
    walk.freeze()
    carry_out_jobs(now())
    people = People()

    papers = people.sees("clerk", "assignment:papers", walk.code)

    assert "全场-" not in papers
    assert "城关第二小学" not in papers
    people.does("clerk", "assignment:scan_of_session", walk.code, title="表", file=scan(), to=403)


def test_the_bureau_finds_the_papers_of_one_school_among_many() -> None:
    walk = Walk(arranged((OWN_SCHOOL, OTHER_SCHOOL), planned_at=now() + timedelta(2)).code)
    walk.freeze()
    carry_out_jobs(now())
    address = reverse("assignment:papers", args=[walk.code])
    browser = signed_in("operator")

    every = browser.get(address).context["steps"]
    one = browser.get(address, {"unit": walk.parts[0].unit}).context["steps"]

    titles = [paper.title for papers in one.values() for paper in papers]
    assert titles
    assert all(title.startswith("城关第一小学") for title in titles)
    assert [paper.unit for paper in every["1-冻结"]] == sorted(
        paper.unit for paper in every["1-冻结"]
    )
