"""The demo's round of inspection: schools drawn, lists taken in class, findings, a rectification.

The lists are made from the classes as the platform holds them: one is true to them, in another
strong students were exchanged for weak ones, a third is of a grade that the platform never divided.
"""

import hashlib
import io
from collections.abc import Sequence
from datetime import datetime
from operator import itemgetter
from typing import Final

import xlsxwriter

from junheng.apps.inspections.models import Finding, Visit
from junheng.apps.inspections.services import findings, reading, rounds, sampling
from junheng.apps.inspections.states import CheckItem, FindingKind, Period, RoundStep, Strata
from junheng.engine.randomness.stream import RandomStream
from junheng.profiles import Stage
from junheng.rosters.class_lists import ListChoices
from tools.demo_county import Children
from tools.demo_rosters import Home
from tools.demo_story import Story, minute_after
from tools.demo_world import World, dice

MARKS: Final = "期中总分"
_HEAD: Final = ("姓名", "性别", "班级", "身份证号", MARKS)
_GROUND: Final = "《教育督导条例》第二十条；县阳光分班工作方案：名单确定后不得擅自变动"
_EVERYTHING: Final = [item.value for item in CheckItem]
_WANTED, _PUBLIC_DIGITS = 4, 14
_ELSEWHERE, _ELSEWHERE_CLASSES = 126, 3

Row = tuple[str, str, str, str, int]
"""Name, sex, class, identity number, mark."""


def inspected(world: World, honest: Home, gathered: Home) -> Story:
    """This year's autumn round: two schools by hand, four drawn; it is still going on."""
    at = yield world.days.at(-6, 9)
    operator, inspector = world.people["operator"], world.people["inspector"]
    year = world.days.today.year
    held = rounds.plan_round(
        year=year,
        period=Period.AUTUMN,
        title=f"{year}年秋季开学后阳光分班督查",
        begins_on=world.days.day(-4),
        ends_on=world.days.day(10),
        by=operator,
        at=at,
    )
    rounds.name_inspectors(held.code, [inspector.ident], by=operator, at=at)
    at = yield minute_after(at, 20)
    for home, reason in (
        (honest, "首批分班的学校，名单已经锁定，复核一次。"),
        (gathered, "热点学校，家长来信问分班以后有没有调过班。"),
    ):
        rounds.choose_school(held.code, home.school, reason=reason, by=operator, at=at)
    at = yield minute_after(at, 20)
    source = f"{world.days.day(-5):%Y年%m月%d日}晚双色球七个开奖号码，按公布顺序"
    sampling.announce_sample(
        held.code, strata=Strata.STAGES, wanted=_WANTED, source=source, by=operator, at=at
    )
    at = yield world.days.at(-5, 22)
    drawn = sampling.draw_sample(held.code, number=dice(_PUBLIC_DIGITS), by=operator, at=at)
    at = yield world.days.at(-4, 8, 30)
    rounds.take_round_step(held.code, RoundStep.OPEN, by=operator, at=at)
    visits = {visit.school.code: visit for visit in Visit.objects.filter(round=held)}
    yield from _went(world, drawn[0], -3, "到三个班点名，与学校报来的名册一致。")
    yield from _list_of_another_grade(world, drawn[0], world.days.at(-3, 11))
    yield from _went(world, visits[honest.school], -2, "每个班点名，没有缺的，也没有多的。")
    yield from _list_as_locked(honest, visits[honest.school], world.days.at(-2, 11))
    yield from _went(world, visits[gathered.school], -1, "每个班点名；班主任说开学后“调过几个人”。")
    yield from _list_with_strong_class(gathered, visits[gathered.school], world.days.at(-1, 11))


def _went(world: World, visit: Visit, day: int, notes: str) -> Story:
    """The inspector is at a school and writes down what was looked at."""
    at = yield world.days.at(day, 10)
    rounds.record_visit(
        visit.code,
        visited_on=world.days.day(day),
        items=_EVERYTHING,
        notes=notes,
        by=world.people["inspector"],
        at=at,
    )


def _list_of_another_grade(world: World, visit: Visit, moment: datetime) -> Story:
    """An honest list of a grade that the platform never divided; a paper is missing."""
    at = yield moment
    stage = Stage.PRIMARY if visit.school.has_primary else Stage.JUNIOR
    grade = "三年级" if stage is Stage.PRIMARY else "八年级"
    people = Children(world.days.today.year - 1).of(visit.school.name, stage, _ELSEWHERE)
    seats = [place % _ELSEWHERE_CLASSES + 1 for place in range(_ELSEWHERE)]
    stream = _stream(grade)
    stream.shuffle(seats)
    rows: list[Row] = [
        (one.name, one.gender, f"{seat}班", one.identity_number, _mark(stream))
        for one, seat in zip(people, seats, strict=True)
    ]
    _read(world, visit, rows, at, grade=grade)
    at = yield minute_after(at, 25)
    findings.write_finding(
        visit.code,
        kind=FindingKind.PAPERS,
        text=f"{grade}分班时的公示表没有监督人签名，公示起止日期没有填写。",
        ground="县阳光分班工作方案：公示表由监督人签名后存档",
        by=world.people["inspector"],
        at=at,
    )


def _list_as_locked(home: Home, visit: Visit, moment: datetime) -> Story:
    """Everybody sits where the record says."""
    at = yield moment
    _read(home.world, visit, _rows_of(home), at, cohort=home.cohort.code)


def _list_with_strong_class(home: Home, visit: Visit, moment: datetime) -> Story:
    """The best tenth sits in the first class; the finding is issued, answered, to be put right."""
    world = home.world
    at = yield moment
    found = _read(world, visit, with_strong_class(_rows_of(home)), at, cohort=home.cohort.code)
    at = yield minute_after(at, 40)
    moved = found.compared_count - found.agreeing_count
    written: Finding = findings.write_finding(
        visit.code,
        kind=FindingKind.LISTS_DIFFER,
        text=(
            f"到班点名的名单与锁定的名单相比，{moved} 名学生不在抽签确定的班，没有审批记录；"
            "期中总分最高的一成学生集中在一个班。请说明调班的经过。"
        ),
        ground=_GROUND,
        list_code=found.code,
        by=world.people["inspector"],
        at=at,
    )
    at = yield minute_after(at, 90)
    findings.issue_finding(written.code, by=world.people["reviewer"], at=at)
    at = yield minute_after(at, 60)
    reply = "开学第二周年级组为开展分层教学作了调整，没有报批。学校正在核对名单。"
    findings.reply_to_finding(written.code, reply, by=home.principal, at=at)
    at = yield minute_after(at, 45)
    findings.start_rectification(
        written.code,
        what=f"按抽签确定的班恢复 {moved} 名学生的班级，并向家长说明。",
        deadline=None,
        by=world.people["operator"],
        at=at,
    )


def with_strong_class(rows: Sequence[Row]) -> list[Row]:
    """The same students, but the best tenth by marks in the first class.

    Each of them changes places with the weakest who sits there, so that the sizes of classes stay.
    """
    changed = list(rows)
    strong_class = min(row[2] for row in rows)
    best = sorted(range(len(rows)), key=lambda place: -rows[place][4])[: -(-len(rows) // 10)]
    coming = [place for place in best if rows[place][2] != strong_class]
    inside = [place for place, row in enumerate(rows) if row[2] == strong_class]
    going = sorted(inside, key=lambda place: rows[place][4])[: len(coming)]
    for comes, goes in zip(coming, going, strict=True):
        changed[comes] = (*rows[comes][:2], strong_class, *rows[comes][3:])
        changed[goes] = (*rows[goes][:2], rows[comes][2], *rows[goes][3:])
    return changed


def _rows_of(home: Home) -> list[Row]:
    """The list as the record has it, with marks of a later examination."""
    stream = _stream(home.cohort.title)
    seats = sorted(
        (seat for seat in reading.seats_of(home.cohort) if seat.now),
        key=lambda seat: (seat.now, seat.identity_number),
    )
    return [
        (one.name, _sex(one.identity_number), one.now, one.identity_number, _mark(stream))
        for one in seats
    ]


def _read(
    world: World,
    visit: Visit,
    rows: Sequence[Row],
    at: datetime,
    *,
    cohort: str = "",
    grade: str = "",
) -> reading.FoundClassList:
    """Upload a list as an inspector does."""
    upload = reading.Upload(
        name="现场名单.xlsx",
        content=_sheet(sorted(rows, key=itemgetter(2, 3))),
        choices=ListChoices(marks=(MARKS,)),
        cohort=cohort,
        grade=grade,
    )
    read = reading.read_list(visit.code, upload, by=world.people["inspector"], at=at)
    if read.found is None:
        raise RuntimeError(f"a list of the demo is wrong: {[one.code for one in read.faults]}")
    return read.found


def _sheet(rows: Sequence[Row]) -> bytes:
    output = io.BytesIO()
    with xlsxwriter.Workbook(output, {"in_memory": True}) as workbook:
        page = workbook.add_worksheet("名单")
        page.write_row(0, 0, _HEAD)
        for number, row in enumerate(rows, start=1):
            page.write_row(number, 0, row)
    return output.getvalue()


def _sex(identity_number: str) -> str:
    return "男" if int(identity_number[-2]) % 2 else "女"


def _mark(stream: RandomStream) -> int:
    """A total of four papers."""
    return sum(40 + stream.below(61) for _ in range(4))


def _stream(words: str) -> RandomStream:
    return RandomStream(hashlib.sha256(f"期中 {words}".encode()).digest())
