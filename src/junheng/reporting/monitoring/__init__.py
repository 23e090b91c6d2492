"""The monitoring report (优质均衡监测报告): one model, written as a document and as tables."""

from junheng.reporting.monitoring.charts import monitoring_chart
from junheng.reporting.monitoring.document import monitoring_document
from junheng.reporting.monitoring.report import (
    LimitBar,
    LimitChart,
    MonitoringReport,
    ReportSection,
    ReportTable,
    YearsChart,
)
from junheng.reporting.monitoring.workbook import monitoring_workbook

__all__ = [
    "LimitBar",
    "LimitChart",
    "MonitoringReport",
    "ReportSection",
    "ReportTable",
    "YearsChart",
    "monitoring_chart",
    "monitoring_document",
    "monitoring_workbook",
]
