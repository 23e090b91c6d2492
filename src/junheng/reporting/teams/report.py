"""The comparability report of a school's teaching teams (教学团队均衡情况报告), from their record.

南通市义务教育优质均衡发展条例 art. 18(5): a school sees to it that the teachers of each class are
about equal; art. 37(2) makes it an offence not to.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, Final

from junheng.engine.randomness.suites import suite_named
from junheng.engine.record.canonical import document_hash
from junheng.engine.record.paper import paper_lines
from junheng.engine.teams.plan import Plan
from junheng.engine.teams.record import plan_from, targets_from
from junheng.reporting.forms.papers import Letterhead
from junheng.reporting.forms.posted import PostedTable
from junheng.reporting.teams.comparison import Comparison, comparisons_of, tenths
from junheng.reporting.teams.words import explanation_words

TITLE: Final = "教学团队均衡情况报告"
BASIS: Final = (
    "《南通市义务教育优质均衡发展条例》第十八条第五项要求学校确保每个班级师资力量大体相当，"
    "第三十七条第二项规定了未均衡配置的责任；其他地方参照，以当地规定为准。"
)
_PARTS: Final = (
    ("班主任", ("homeroom_title", "homeroom_years", "homeroom_backbone")),
    ("职称", ("title", "senior")),
    ("教龄", ("years",)),
    ("骨干教师", ("backbone",)),
    ("年龄", ("age",)),
    ("性别", ("sex",)),
    ("学历", ("education",)),
    ("语文、数学、英语的搭配", ("core_title", "core_years", "core_backbone")),
)
CHART_WORDS: Final = "图中数字是各团队与均值之差，颜色越深离均值越远：蓝色高于均值，橙色低于均值。"
SIGNATURES: Final = ("校长", "教师代表")
NO_SHORTAGE: Final = "没有发现教师结构上的缺口。"
_NUMBERS: Final = "一二三四五六七八九十"
_METHOD: Final = (
    "每班每科一位教师，班主任任教本班；任教班级数、工作量、回避、须保留的安排先满足，再比均衡。",
    (
        "各项有先后：先比班主任，再比职称、教龄、骨干、年龄、性别、学历，最后比语数英的搭配；"
        "前一项不因后一项变差。“不能更小”和“下限”都是在前面各项不变差的条件下证明的。"
    ),
    (
        "职称从正高级到未定级记 5、4、3、2、1、0；学历从研究生到中专记 4、3、2、1；"
        "县级以上骨干记 1。合计按任课人次计：一人在一班教两门算两次。年龄算到当年 9 月 1 日。"
    ),
    "下限由计数或求解器（HiGHS）得出；没有证明到底的，报告里写明空隙。",
    (
        "程序 {engine}。名单、规则和各项差距先冻结，冻结码如下，抽取前张贴；"
        "任何人可以用 junheng verify teams 独立重算。"
    ),
)
_DRAWN: Final = "团队的组号由现场数字产生的随机数抽定，抽定后没有一项差距大于冻结时的差距。"
_COLUMNS: Final = 8
"""So many teams stand side by side; more of them are shared evenly over several tables."""


@dataclass(frozen=True)
class Part:
    """What is compared under one heading."""

    title: str
    comparisons: tuple[Comparison, ...]
    tables: tuple[PostedTable, ...]


@dataclass(frozen=True)
class Chapter:
    """A heading (level 1 or 2) and what stands below it; a chart comes before the words."""

    heading: str
    level: int
    paragraphs: tuple[str, ...] = ()
    tables: tuple[PostedTable, ...] = ()
    has_chart: bool = False


@dataclass(frozen=True)
class TeamReport:
    """The report; document and print show its chapters, and the codes below them.

    `kept` says which arrangements the school must keep, and why. Codes are pairs of a title and
    lines ready for paper: the freeze code, and the seed once there is one.
    """

    letterhead: Letterhead
    verdict: tuple[str, ...]
    teams: PostedTable
    parts: tuple[Part, ...]
    explanations: tuple[str, ...]
    kept: tuple[str, ...]
    method: tuple[str, ...]
    codes: tuple[tuple[str, tuple[str, ...]], ...]

    @property
    def kind_title(self) -> str:
        """What it is; a draft says so."""
        return f"{TITLE}（草案）" if self.letterhead.is_rehearsal else TITLE

    @property
    def title(self) -> str:
        """The heading in one line."""
        head = self.letterhead
        return f"{head.school}{head.year}年{head.grade}{self.kind_title}"

    @property
    def comparisons(self) -> tuple[Comparison, ...]:
        """All measures, in the order in which they matter."""
        return tuple(one for part in self.parts for one in part.comparisons)

    @property
    def team_names(self) -> tuple[str, ...]:
        """What the teams are called."""
        return tuple(row[0] for row in self.teams.rows)

    @property
    def chapters(self) -> tuple[Chapter, ...]:
        """The whole text."""
        whole = [
            Chapter("结论", 1, (*self.verdict, BASIS)),
            Chapter("各团队的教师", 1, (), (self.teams,)),
        ]
        if self.parts:
            whole.append(Chapter("各团队与均值的比较", 1, (CHART_WORDS,), (), has_chart=True))
            whole += [
                Chapter(
                    part.title, 2, ("".join(one.sentence for one in part.comparisons),), part.tables
                )
                for part in self.parts
            ]
        whole.append(Chapter("不能更均衡的原因", 1, self.explanations or (NO_SHORTAGE,)))
        if self.kept:
            whole.append(Chapter("学校须保留的安排", 1, self.kept))
        whole.append(Chapter("方法和核验", 1, self.method))
        return tuple(_numbered(whole))


def team_report(
    record: Mapping[str, Any],
    names: Sequence[str],
    letterhead: Letterhead,
    *,
    kept: Sequence[str] = (),
    team_names: Sequence[str] = (),
) -> TeamReport:
    """Return the report of a record that `junheng teams` or the platform wrote.

    `names` are the teachers' in the order of their labels. `team_names` stand for 第1组, … where
    teams have their classes. The record is one that was read with success before.
    """
    listed, freeze, result = record["list"], record["freeze"], record["result"]
    suite = suite_named(listed["suite"])
    targets = targets_from(listed, freeze)
    plan = plan_from(result)
    subjects = [one["s"] for one in listed["subjects"]]
    called = list(team_names) or [f"第{number + 1}组" for number in range(len(plan.teams))]
    compared = comparisons_of(targets, plan, letterhead.year)
    is_drawn = bool(result["lines"])
    codes = [("冻结码", tuple(paper_lines(document_hash(suite, freeze))))]
    if is_drawn:
        codes.append(("现场数字产生的种子", tuple(paper_lines(result["seed"]))))
    return TeamReport(
        letterhead,
        _verdict(compared, len(names), len(subjects), len(called)),
        _team_table(plan, subjects, names, called),
        tuple(_parts(compared, called)),
        explanation_words(targets.problem, subjects),
        tuple(kept),
        _method(listed["engine"], is_drawn=is_drawn),
        tuple(codes),
    )


def _numbered(chapters: Sequence[Chapter]) -> Iterator[Chapter]:
    first = second = 0
    for one in chapters:
        first, second = (first + 1, 0) if one.level == 1 else (first, second + 1)
        number = f"{_NUMBERS[first - 1]}、" if one.level == 1 else f"（{_NUMBERS[second - 1]}）"
        yield replace(one, heading=number + one.heading)


def _verdict(
    compared: Sequence[Comparison], teachers: int, subjects: int, classes: int
) -> tuple[str, ...]:
    level = [one for one in compared if one.level == 0]
    proven = [one for one in compared if one.level and one.is_smallest]
    open_ = [one for one in compared if not one.is_smallest]
    counted = [f"{len(level)} 项没有差距（不足一个计量单位）"] if level else []
    counted += [f"{len(proven)} 项有差距但已证明不能更小"] if proven else []
    counted += [f"{len(open_)} 项还没有证明能不能更小"] if open_ else []
    whole = "，".join(counted)
    lines = [
        f"{teachers} 名教师、{subjects} 门学科，组成 {classes} 个教学团队，每班一个。"
        f"共比较 {len(compared)} 项：{whole}。"
        if compared
        else f"{teachers} 名教师、{subjects} 门学科，组成 {classes} 个教学团队，每班一个。"
        "名单里没有职称、教龄等可以比较的项目。"
    ]
    lines += [
        f"“{one.title}”相差 {one.level}{one.unit}，已证明的下限是 {one.bound}，"
        f"两者之间 {one.level - one.bound}{one.unit}的空隙未能排除。"
        for one in open_
    ]
    return tuple(lines)


def _team_table(
    plan: Plan, subjects: Sequence[str], names: Sequence[str], called: Sequence[str]
) -> PostedTable:
    rows = [
        (title, names[head], *(names[t] for t in team))
        for title, team, head in zip(called, plan.teams, plan.homeroom, strict=True)
    ]
    return PostedTable("各团队的教师", ("团队", "班主任", *subjects), tuple(rows))


def _parts(compared: Sequence[Comparison], called: Sequence[str]) -> list[Part]:
    by_name = {one.name: one for one in compared}
    parts = []
    for title, names in _PARTS:
        own = tuple(by_name[name] for name in names if name in by_name)
        if own:
            tables = tuple(_table(title, own, called, places) for places in _shares(len(called)))
            parts.append(Part(title, own, tables))
    return parts


def _shares(count: int) -> list[range]:
    """The teams in as few groups as fit on paper, none more than one larger than another."""
    groups = -(-count // _COLUMNS)
    edges = [count * one // groups for one in range(groups + 1)]
    return [range(first, last) for first, last in pairwise(edges)]


def _table(
    title: str, compared: Sequence[Comparison], called: Sequence[str], places: range
) -> PostedTable:
    rows = []
    for one in compared:
        mean, deviations = one.mean, one.deviations
        rows.append((one.title, *(one.figures[p] for p in places), tenths(mean)))
        signed = (tenths(deviations[p], signed=True) for p in places)
        rows.append(("与均值之差", *signed, ""))
    head = ("项目", *(called[p] for p in places), "均值")
    return PostedTable(title, head, tuple(rows))


def _method(engine: str, *, is_drawn: bool) -> tuple[str, ...]:
    lines = [line.format(engine=engine) for line in _METHOD]
    return (*lines, _DRAWN) if is_drawn else tuple(lines)
