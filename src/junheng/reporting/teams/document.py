"""The comparability report as a .docx in the form of an official paper, to go on writing in."""

from junheng.reporting.teams.chart import deviation_chart
from junheng.reporting.teams.report import SIGNATURES, TeamReport
from junheng.reporting.word_paper import WordPaper

_TO_SIGN_ON = 12 * "_"


def team_report_document(report: TeamReport) -> bytes:
    """Return the document; its words and numbers are those of the PDF."""
    head = report.letterhead
    paper = WordPaper(report.title, head.school, head.printed_at)
    paper.title(report.title)
    paper.paragraph(f"{head.county}{head.school}　{head.printed_at:%Y年%m月%d日 %H:%M}")
    for chapter in report.chapters:
        paper.heading(chapter.heading, chapter.level)
        if chapter.has_chart:
            paper.picture(deviation_chart(report.comparisons, report.team_names, "png"))
        for words in chapter.paragraphs:
            paper.paragraph(words)
        for table in chapter.tables:
            paper.table(table.head, table.rows)
            paper.gap()
    for title, lines in report.codes:
        paper.table((title,), [(line,) for line in lines])
        paper.gap()
    paper.paragraph("　".join(f"{one}签字：{_TO_SIGN_ON}" for one in SIGNATURES))
    paper.paragraph("日期：　　　　年　　月　　日")
    return paper.content()
