"""Rounds of inspection, lists as found in class, findings."""

from junheng.apps.inspections.models.findings import Finding
from junheng.apps.inspections.models.lists import WAITING_FILE, FoundClassList, ListDifference
from junheng.apps.inspections.models.rounds import Round, RoundInspector, Sample, Visit

__all__ = [
    "WAITING_FILE",
    "Finding",
    "FoundClassList",
    "ListDifference",
    "Round",
    "RoundInspector",
    "Sample",
    "Visit",
]
