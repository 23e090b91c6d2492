"""The report as a .docx, for the inspection record (督查材料)."""

from junheng.engine.scrutiny import Level
from junheng.reporting.scrutiny import words
from junheng.reporting.scrutiny.charts import finding_chart
from junheng.reporting.scrutiny.page import pictured
from junheng.reporting.scrutiny.report import ScrutinyReport, ScrutinySection
from junheng.reporting.word_paper import WordPaper


def scrutiny_document(report: ScrutinyReport) -> bytes:
    """Return the document: verdict, pictures and figures of every list, and the blind spots."""
    paper = WordPaper(report.title, report.bureau, report.made_at)
    paper.title(report.title)
    bureau = f"{report.bureau}　" if report.bureau else ""
    paper.paragraph(f"{bureau}{report.made_at:%Y年%m月%d日 %H:%M}　督查内部材料，不得公开")
    paper.paragraph(
        "检验只说明偶然能不能造成这份名单，不说明谁做了什么。成绩只用于本次督查，用后连同名单一起销毁。"
    )
    if len(report.tested) > 1:
        _schools(paper, report)
    for section in report.sections:
        _section(paper, section)
    paper.heading("检验看不出什么")
    for spot in words.BLIND_SPOTS:
        paper.paragraph(f"· {spot}")
    return paper.content()


def _schools(paper: WordPaper, report: ScrutinyReport) -> None:
    paper.heading("各校一览")
    rows = []
    for section in report.by_strength:
        if section.result is not None:
            p = section.result.scrutiny.p
            rows.append(
                (
                    section.school,
                    words.level_words(section.result.scrutiny.level),
                    words.chance_words(p),
                    words.p_words(section.result.holm),
                    words.p_words(section.result.benjamini_hochberg),
                )
            )
    paper.table(("学校", "结论", "偶然的可能", "按校数校正（Holm）", "误报比例（BH）"), rows)


def _section(paper: WordPaper, section: ScrutinySection) -> None:
    paper.heading(section.school)
    if section.result is None:
        paper.paragraph(f"没有检验：{''.join(section.remarks)}")
        return
    scrutiny = section.result.scrutiny
    paper.paragraph(f"结论：{words.level_words(scrutiny.level)}。")
    paper.paragraph(words.level_explanation(scrutiny.level))
    paper.paragraph(f"随机分班也这样突出的可能：{words.chance_words(scrutiny.p)}。")
    sizes = "、".join(
        f"{name} {size} 人" for name, size in zip(section.class_names, scrutiny.sizes, strict=True)
    )
    paper.paragraph(f"{sum(scrutiny.sizes)} 名学生，{len(scrutiny.sizes)} 个班：{sizes}。")
    for remark in section.remarks:
        paper.paragraph(remark)
    is_quiet = scrutiny.level is Level.NO_SIGN
    for finding in pictured(section):
        title = section.title_of(finding.subject)
        if is_quiet:
            paper.paragraph(f"最突出的一项：{title}，{words.question_words(finding)}。")
        else:
            paper.paragraph(words.finding_words(section, finding))
        where = "" if is_quiet else words.deviation_words(section, finding.deviation)
        paper.paragraph(f"{words.observed_words(finding)}。{where}")
        paper.picture(finding_chart(finding, "png"))
    paper.table(
        ("项目", "看什么", "本名单", "随机时（95%）", "p", "Holm", "BH"),
        [
            (
                section.title_of(one.subject),
                words.question_words(one),
                words.number_words(one.observed),
                f"{words.number_words(one.low)}–{words.number_words(one.high)}",
                words.p_words(one.p),
                words.p_words(one.holm),
                words.p_words(one.benjamini_hochberg),
            )
            for one in scrutiny.findings
        ],
    )
    paper.paragraph("别人重算，用下面三样：")
    # Whoever does it again types these; in a line of text they would be torn apart.
    paper.table(
        ("重算用的", "内容"),
        (
            ("随机名单", "；".join(words.null_words(run) for run in scrutiny.nulls)),
            ("种子", scrutiny.seed),
            ("名单指纹", scrutiny.digest),
        ),
    )
