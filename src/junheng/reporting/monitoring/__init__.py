"""The monitoring report (优质均衡监测报告): one model, written as a document and as tables."""

from junheng.reporting.monitoring.document import monitoring_document
from junheng.reporting.monitoring.report import MonitoringReport, ReportSection, ReportTable
from junheng.reporting.monitoring.workbook import monitoring_workbook

__all__ = [
    "MonitoringReport",
    "ReportSection",
    "ReportTable",
    "monitoring_document",
    "monitoring_workbook",
]
