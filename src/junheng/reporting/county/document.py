"""The county's report as a .docx, to go on writing in (全县阳光分班情况报告)."""

from junheng.reporting.county.charts import balance_chart, states_chart
from junheng.reporting.county.report import CohortBalance, CountyReport
from junheng.reporting.word_paper import WordPaper


def county_document(report: CountyReport) -> bytes:
    """Return the document: what is done, what is late, what is missing, how even it is."""
    paper = WordPaper(f"{report.title}情况报告", report.bureau, report.made_at)
    paper.title(f"{report.title}情况报告")
    paper.paragraph(f"{report.bureau}　数据截止 {report.made_at:%Y年%m月%d日 %H:%M}")
    paper.heading("一、总体情况")
    paper.paragraph(_overall(report))
    paper.table(
        ("范围", "起始年级", "单班免编", "应编", "已编", "覆盖率"),
        [
            (one.title, one.total, one.exempt, one.required, one.drawn, one.rate)
            for one in report.coverages
        ],
    )
    paper.heading("二、进展")
    paper.picture(states_chart(report.states, "png"))
    _lines(paper, report)
    paper.heading("三、均衡情况")
    _balance(paper, report)
    paper.heading("四、口径")
    for words in (*report.definitions, f"地方规则：{report.profile}。"):
        paper.paragraph(words)
    paper.paragraph(f"审计记录末端：{report.audit_head}")
    return paper.content()


def _overall(report: CountyReport) -> str:
    coverage = report.coverage
    return (
        f"全县纳入学校 {report.schools} 所、起始年级 {coverage.total} 个，"
        f"学生 {report.students} 人，其中单班免编 {coverage.exempt} 个，"
        f"应编 {coverage.required} 个，已完成编班 {coverage.drawn} 个，"
        f"覆盖率 {coverage.rate}。"
    )


def _lines(paper: WordPaper, report: CountyReport) -> None:
    if report.late:
        paper.paragraph(f"逾期 {len(report.late)} 个：")
        paper.table(
            ("学校", "年级", "状态", "应办", "期限"),
            [(one.school, one.grade, one.state, one.next_step, one.due) for one in report.late],
        )
    else:
        paper.paragraph("没有逾期事项。")
    if report.missing:
        paper.paragraph(f"尚未上报名册 {len(report.missing)} 个：")
        paper.paragraph("、".join(f"{one.school}{one.grade}" for one in report.missing) + "。")


def _balance(paper: WordPaper, report: CountyReport) -> None:
    if not report.balances:
        paper.paragraph("还没有完成编班的起始年级。")
        return
    short = [one for one in report.balances if one.short]
    paper.paragraph(
        f"已完成编班的 {len(report.balances)} 个起始年级中，{len(report.balances) - len(short)} 个"
        "在各项属性上都达到可能的最小差距。",
    )
    paper.picture(balance_chart(report.attributes, "png"))
    paper.table(
        ("属性", "起始年级", "达到最小差距", "平均差距", "可达到的平均差距"),
        [
            (one.title, one.cohorts, one.at_best, one.achieved_mean, one.best_mean)
            for one in report.attributes
        ],
    )
    if short:
        paper.paragraph(f"其余 {len(short)} 个，差距大于可达到的最小差距的项目：")
        paper.table(
            ("学校和年级", "项目"),
            [(f"{one.school}{one.grade}", _short_of(one)) for one in short],
        )


def _short_of(balance: CohortBalance) -> str:
    return "、".join(
        f"{gap.title}差 {gap.achieved} 人（最小 {gap.best} 人）" for gap in balance.short
    )
