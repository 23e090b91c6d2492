"""After the lock: late arrivals, an approved change, the comparison with the registered roll."""

import io

import xlsxwriter

from junheng.apps.adjustments import queries
from junheng.apps.adjustments.services import changing, late, numbers, posting, reconciling
from junheng.apps.adjustments.services.standing import standing_of
from junheng.apps.adjustments.services.two_person_acts import propose_freeze
from junheng.apps.adjustments.states import Decision, Ground, RequestKind
from junheng.apps.assignment.services.undertaking import carry_out
from junheng.apps.students import services as students
from junheng.apps.teachers import queries as teachers
from junheng.core.access.proposals import confirm
from tools.demo_county import roster_sheet
from tools.demo_rosters import Home
from tools.demo_sittings import CARD
from tools.demo_story import Story, minute_after
from tools.demo_world import dice, evidence_pdf, post

ARRIVALS = 3


def late_batch(home: Home, day: int) -> Story:
    """Three children who registered late are drawn into classes; one more waits for the next."""
    world = home.world
    at = yield world.days.at(day, 9)
    code, operator, reviewer = home.cohort.code, world.people["operator"], world.people["reviewer"]
    arrivals = world.children.of(home.cohort.school.name, home.stage, ARRIVALS + 1)
    batch = late.open_batch(code, reason=1, registered_on=world.days.day(day), by=home.clerk, at=at)
    content = roster_sheet(home.cohort.school.name, arrivals[:ARRIVALS])
    late.add_from_file(batch.code, name="补录名单.xlsx", content=content, by=home.clerk, at=at)
    at = yield minute_after(at, 30)
    proposal = propose_freeze(batch.code, by=operator, at=at)
    at = yield minute_after(at, 10)
    confirm(proposal.code, digest=proposal.digest, by=reviewer, at=at)
    session = queries.session_of(home.cohort)
    if session is not None:
        carry_out(session.code, at=at)
    at = yield minute_after(at, 20)
    notice = posting.make_batch_notice(batch.code, by=home.clerk, at=at)
    at = yield minute_after(at, 20)
    post(notice, home.clerk, at)
    if queries.get_batch(operator, batch.code).needs_countersign:
        inspector = world.people["inspector"]
        late.countersign(batch.code, hole_reason="只有这个班有空位", by=inspector, at=at)
    public, cards = dice(CARD), f"{dice(CARD)} {dice(CARD)}"
    moment = world.days.at(day + 2, 9)
    for username in ("operator", "supervisor"):
        at = yield moment
        by = world.people[username]
        numbers.type_late(batch.code, public=public, cards=cards, by=by, at=at)
        moment = minute_after(moment, 6)
    at = yield minute_after(moment, 30)
    notice = posting.make_batch_notice(batch.code, by=home.clerk, at=at)
    at = yield minute_after(at, 15)
    post(notice, home.clerk, at)
    at = yield world.days.at(day + 5, 9)
    batch = late.open_batch(
        code, reason=1, registered_on=world.days.day(day + 5), by=home.clerk, at=at
    )
    content = roster_sheet(home.cohort.school.name, arrivals[ARRIVALS:])
    late.add_from_file(batch.code, name="补录名单.xlsx", content=content, by=home.clerk, at=at)


def change(home: Home, day: int) -> Story:
    """A child whose aunt teaches the class is drawn into another one; a teacher's leave waits."""
    world = home.world
    at = yield world.days.at(day, 10)
    code = home.cohort.code
    operator, supervisor = world.people["operator"], world.people["supervisor"]
    child = students.school_roster(home.cohort).students[0]
    wanted = changing.Wanted(
        kind=RequestKind.MOVE,
        ground=Ground.KIN,
        reason="该生姑母任本班数学教师，按规定应当回避。",
        identity_number=child.identity_number,
    )
    proof = evidence_pdf(world, "亲属关系证明", ("兹证明二人系姑侄关系。",), at)
    request = changing.ask_change(code, wanted, evidence=proof, by=home.clerk, at=at)
    at = yield minute_after(at, 20)
    changing.submit_request(request.code, by=home.principal, at=at)
    at = yield minute_after(at, 90)
    changing.examine_request(request.code, words="情况属实，同意。", by=operator, at=at)
    at = yield world.days.at(day + 1, 9)
    changing.approve_request(
        request.code, words="同意。", paper_number="", by=world.people["reviewer"], at=at
    )
    public, cards = dice(CARD), f"{dice(CARD)} {dice(CARD)}"
    moment = world.days.at(day + 2, 9, 30)
    for by in (operator, supervisor):
        at = yield moment
        numbers.type_move(request.code, public=public, cards=cards, by=by, at=at)
        moment = minute_after(moment, 6)
    at = yield moment
    changing.keep_form(request.code, by=operator, at=at)
    notice = posting.make_change_notice(request.code, by=home.clerk, at=at)
    at = yield minute_after(at, 20)
    post(notice, home.clerk, at)
    yield from _teacher_asked(home, day + 3)


def _teacher_asked(home: Home, day: int) -> Story:
    world = home.world
    at = yield world.days.at(day, 11)
    leaving = teachers.names_on(teachers.find_list(home.cohort))[0]
    wanted = changing.Wanted(
        kind=RequestKind.TEACHER,
        ground=Ground.POST,
        reason="该教师因病长期休假，需要更换班主任。",
        who=leaving,
        successor="宋知远",
    )
    proof = evidence_pdf(world, "病休证明", ("建议休息三个月。",), at)
    request = changing.ask_change(home.cohort.code, wanted, evidence=proof, by=home.clerk, at=at)
    at = yield minute_after(at, 15)
    changing.submit_request(request.code, by=home.principal, at=at)


def roll_compared(home: Home, day: int) -> Story:
    """The exported roll differs in three places; one is worked off."""
    at = yield home.world.days.at(day, 10)
    found = reconciling.compare_roll(
        home.cohort.code, name="学籍名单.xlsx", content=_roll(home), by=home.clerk, at=at
    )
    if found.check is None:
        raise ValueError([fault.code for fault in found.faults])
    at = yield minute_after(at, 30)
    first = next(one for one in queries.differences_of(found.check) if one.kind == "class_mismatch")
    reconciling.decide(
        first.code,
        decision=Decision.REGISTRY_CORRECTED,
        note="学籍系统已改。",
        by=home.clerk,
        at=at,
    )


def _roll(home: Home) -> bytes:
    """The roll as the registry would export it, with a wrong class, a wrong name, one missing."""
    children = reconciling.result_children(home.cohort, standing_of(home.cohort))
    classes = sorted({child.school_class for child in children})
    rows = [
        [child.name, "男" if child.gender == 1 else "女", child.identity_number, child.school_class]
        for child in children
    ]
    rows[0][3] = next(one for one in classes if one != rows[0][3])
    rows[1][0] += "儿"
    output = io.BytesIO()
    workbook = xlsxwriter.Workbook(output, {"in_memory": True})
    page = workbook.add_worksheet("学籍")
    page.write_row(0, 0, ("姓名", "性别", "身份证号", "班级"))
    for number, row in enumerate(rows[:-1], start=1):
        page.write_row(number, 0, row)
    workbook.close()
    return output.getvalue()
