"""The report as a .docx in the form of an official paper, to go on writing in."""

from junheng.reporting.monitoring.charts import monitoring_chart
from junheng.reporting.monitoring.report import MonitoringReport
from junheng.reporting.word_paper import WordPaper


def monitoring_document(report: MonitoringReport) -> bytes:
    """Return the document; where a section has several tables, each has its title."""
    paper = WordPaper(report.title, "", report.made_at)
    made = f"生成时间：{report.made_at:%Y年%m月%d日 %H:%M}"
    paper.cover(report.title, (*report.cover, made))
    for section in report.sections:
        paper.heading(section.heading)
        for text in section.paragraphs:
            paper.paragraph(text)
        for chart in section.charts:
            paper.picture(monitoring_chart(chart, "png"))
        for table in section.tables:
            if len(section.tables) > 1:
                paper.heading(table.title, level=2)
            paper.table(table.headings, table.rows)
    return paper.content()
