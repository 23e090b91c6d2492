"""A scrutiny in plain words. It says what chance does; it never says what somebody did."""

from typing import Final

from junheng.engine.scrutiny import CERTAIN, Deviation, Finding, Level, NullRun
from junheng.reporting.scrutiny.report import ScrutinySection

_LEVELS: Final = {
    Level.NO_SIGN: "没有看出不随机的迹象",
    Level.LOOK_CLOSER: "需要进一步核查",
    Level.NOT_CHANCE: "不可能是偶然",
}
_EXPLANATIONS: Final = {
    Level.NO_SIGN: (
        "这份名单与随机分班没有看得出的差别。这不等于证明它是随机分的：小的改动查不出来。"
    ),
    Level.LOOK_CLOSER: (
        "随机分班很少出现这样的名单，但仍可能是偶然。请先核对名单是否与课堂一致，"
        "再查阅分班过程材料。"
    ),
    Level.NOT_CHANCE: (
        "随机分班出现这样的名单，可能性小于十万分之一。名单不是随机形成的；"
        "为什么会这样，检验回答不了，要查了才知道：可能是名单抄错、分班后有经批准的变动，"
        "也可能分班没有按规定进行。"
    ),
}
_QUESTIONS: Final = {
    ("spread", "uneven"): "各班分布是否太不均",
    ("spread", "even"): "各班分布是否太匀",
    ("range", "uneven"): "人数最多的班与最少的班是否差得太多",
    ("largest", "uneven"): "是否聚在某一个班",
    ("top", "uneven"): "前十分之一是否聚在某一个班",
    ("bottom", "uneven"): "末十分之一是否聚在某一个班",
    ("absent", "uneven"): "没有成绩的学生是否聚在某一个班",
    ("pairs", "uneven"): "同一来处的学生同班的是否太多",
    ("pairs", "even"): "同一来处的学生同班的是否太少",
    ("means", "uneven"): "各班平均是否差得太多",
    ("means", "even"): "各班平均是否太接近",
    ("highest", "uneven"): "是否有一个班的平均太高",
    ("neighbours", "uneven"): "报名相邻的学生同班的是否太多",
    ("neighbours", "even"): "报名相邻的学生同班的是否太少",
    ("turns", "uneven"): "是否按报名顺序轮流分到各班",
    ("turns", "even"): "隔一轮的学生同班的是否太少",
    ("dealt", "even"): "是否按报名顺序一轮一轮分到各班",
    ("dealt_by_mark", "even"): "是否按分数高低一轮一轮分到各班",
    ("teacher_codes", "uneven"): "是否随老师的强弱而变",
    ("teacher_means", "uneven"): "班平均是否随老师的强弱而变",
}
_STRIKING: Final = {
    ("spread", "uneven"): "各班分布过于不均",
    ("spread", "even"): (
        "各班分布过于均匀，比随机分班还匀，像是按这一项排过"
        "（分班时本来就均衡它的，请写进均衡项目重做）"
    ),
    ("range", "uneven"): "最多的班与最少的班差得过多",
    ("largest", "uneven"): "聚集在一个班",
    ("top", "uneven"): "前十分之一的学生聚集在一个班",
    ("bottom", "uneven"): "末十分之一的学生聚集在一个班",
    ("absent", "uneven"): "没有成绩的学生聚集在一个班",
    ("pairs", "uneven"): "同一来处的学生同班过多",
    ("pairs", "even"): "同一来处的学生同班过少，像是有意拆开",
    ("means", "uneven"): "各班平均差得过多",
    ("means", "even"): "各班平均过于接近，比随机分班还匀，像是按这一项排过",
    ("highest", "uneven"): "有一个班的平均过高",
    ("neighbours", "uneven"): "报名相邻的学生同班过多，像是成批编进同一个班",
    ("neighbours", "even"): "报名相邻的学生几乎不同班，像是按报名顺序轮流分的",
    ("turns", "uneven"): "每隔一轮的学生同班过多，像是按报名顺序轮流分的",
    ("turns", "even"): "每隔一轮的学生同班过少",
    ("dealt", "even"): "：报名挨着的学生几乎都拆到不同的班，像是按报名顺序一轮一轮分的",
    ("dealt_by_mark", "even"): "：分数挨着的学生几乎都拆到不同的班，像是按分数高低一轮一轮分的",
    ("teacher_codes", "uneven"): "随老师的强弱而变",
    ("teacher_means", "uneven"): "班平均随老师的强弱而变",
}
_AXES: Final = {
    "spread": "不均匀程度（随机分班平均为 1）",
    "range": "最多的班减最少的班（人，各类合计）",
    "largest": "最突出的班超出应有人数的程度（标准差）",
    "top": "前十分之一最集中的班的突出程度（标准差）",
    "bottom": "末十分之一最集中的班的突出程度（标准差）",
    "absent": "缺成绩最集中的班的突出程度（标准差）",
    "pairs": "同一来处又同班的学生（对）",
    "means": "各班平均的差异（随机分班平均为 1）",
    "highest": "平均最高的班高出的程度（标准差）",
    "neighbours": "报名相邻又同班的学生（对）",
    "turns": "隔一轮又同班的学生（对）",
    "dealt": "同一轮里又同班的学生（对）",
    "dealt_by_mark": "分数同一档里又同班的学生（对）",
    "teacher_codes": "与老师强弱的相关程度（0 至 1）",
    "teacher_means": "与老师强弱的相关程度（0 至 1）",
}
_LEAST_PERCENT: Final = 0.01
_WHOLE_FROM: Final = 100

BLIND_SPOTS: Final = (
    (
        "只换了几名学生的情形，和偶然分不开。一个班四十五人，把十名最好的学生换进一个班，"
        "十次能看出九次以上；换五名，五次看出一次；换一两名，看不出。"
    ),
    "没有提供的项目。没有成绩就看不出成绩聚集，没有家长单位就看不出同一单位的聚集。",
    "名单本身不实。请先到班里点名，确认名单就是学生真正坐的班。",
    "抽签之前的手脚，例如名册少报、种子事先知道。要查这些，用公开核验程序重算那次抽签。",
    "哪一个人做了什么、为什么。检验只说明偶然能不能造成这份名单。",
    "分班以后合乎规定的变动也会显出来：晚到生、经批准的调整、转学。请对照台账。",
)
"""What no such test can see (检验看不出什么)."""


def level_words(level: Level) -> str:
    """The three levels."""
    return _LEVELS[level]


def level_explanation(level: Level) -> str:
    """What a level means, and what it does not."""
    return _EXPLANATIONS[level]


def question_words(finding: Finding) -> str:
    """What was asked."""
    words = _QUESTIONS[finding.kind, finding.side]
    return f"{words}（{finding.teacher}）" if finding.teacher else words


def axis_words(finding: Finding) -> str:
    """The unit of a kind of finding, for the axis of its picture."""
    return _AXES[finding.kind]


def finding_words(section: ScrutinySection, finding: Finding) -> str:
    """A striking finding as one sentence, without a cause."""
    words = _STRIKING[finding.kind, finding.side]
    teacher = f"（{finding.teacher}）" if finding.teacher else ""
    return f"“{section.title_of(finding.subject)}”{words}{teacher}。"


def deviation_words(section: ScrutinySection, deviation: Deviation | None) -> str:
    """Which class stands out, and by how much; empty where no class does."""
    if deviation is None:
        return ""
    name = section.class_names[deviation.school_class]
    if deviation.code is None and deviation.attribute not in section.texts:
        return _of_mean(section, name, deviation)
    return _of_share(section, name, deviation)


def _of_mean(section: ScrutinySection, name: str, deviation: Deviation) -> str:
    title = section.title_of(deviation.attribute)
    direction = "高" if deviation.difference >= 0 else "低"
    return (
        f"最突出的是{name}：{title}平均比其他班{direction} {abs(deviation.difference):.1f}"
        f"（95% 区间 {deviation.low:.1f} 至 {deviation.high:.1f}）。"
    )


def _of_share(section: ScrutinySection, name: str, deviation: Deviation) -> str:
    texts = section.texts.get(deviation.attribute)
    if texts is None:
        what = "这部分学生"
    else:
        what = "未填的" if deviation.code is None else f"“{texts[deviation.code]}”"
    return (
        f"最突出的是{name}：{what} {deviation.count} 人，按比例应有 {deviation.expected:.1f} 人；"
        f"所占比例比其他班高 {100 * deviation.difference:.1f} 个百分点"
        f"（95% 区间 {100 * deviation.low:.1f} 至 {100 * deviation.high:.1f}）。"
    )


def observed_words(finding: Finding) -> str:
    """This list beside the random ones."""
    return (
        f"本名单 {number_words(finding.observed)}，"
        f"随机时 100 次有 95 次在 {number_words(finding.low)} 与 {number_words(finding.high)} 之间"
    )


def number_words(value: float) -> str:
    """A figure with as many decimals as it deserves."""
    text = f"{value:.0f}" if value == int(value) or abs(value) >= _WHOLE_FROM else f"{value:.2f}"
    return "0" if float(text) == 0 else text


def chance_words(p: float) -> str:
    """How often chance does as much."""
    if p < CERTAIN:
        return "小于十万分之一"
    if p >= _LEAST_PERCENT:
        return f"{100 * p:.0f}%"
    return f"约 {round(1 / p):,} 分之一"


def p_words(p: float | None) -> str:
    """A p-value for the table of figures."""
    if p is None:
        return "—"
    return f"{p:.3f}" if p >= _LEAST_PERCENT else f"1/{round(1 / p):,}"


def null_words(run: NullRun) -> str:
    """How the random lists were made."""
    name = "完全随机" if run.name == "plain" else "保持同样均衡的随机"
    if run.is_exact:
        return f"{name}：逐一数遍全部 {run.lists + 1:,} 种分法"
    closer = f"，突出的项目再看 {run.lists_closer:,} 份" if run.lists_closer else ""
    steps = f"（行走 {run.steps:,} 步）" if run.steps else ""
    return f"{name}：{run.lists:,} 份{closer}{steps}"
