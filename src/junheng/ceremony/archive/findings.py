"""What a check of a disc found: one finding a fact, and a verdict over them all."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from junheng.verifier.report import Outcome, Verdict


@dataclass(frozen=True)
class Finding:
    """One thing that was checked; the sentence of `code` says how it stands."""

    code: str
    outcome: Outcome = "passed"
    params: Mapping[str, str | int] = field(default_factory=dict)


def passed(code: str, **params: str | int) -> Finding:
    """A finding that all is as it should be."""
    return Finding(code, "passed", params)


def warned(code: str, **params: str | int) -> Finding:
    """A finding that wants attention."""
    return Finding(code, "warning", params)


def failed(code: str, **params: str | int) -> Finding:
    """A finding that something is wrong."""
    return Finding(code, "failed", params)


@dataclass(frozen=True)
class DiscReport:
    """All findings; `code` is the disc's own (光盘码), None where its list cannot be read."""

    findings: tuple[Finding, ...]
    code: str | None

    @property
    def verdict(self) -> Verdict:
        """Red: something is wrong. Amber: something wants attention. Green: all is as signed."""
        outcomes = {finding.outcome for finding in self.findings}
        if "failed" in outcomes:
            return "red"
        return "amber" if outcomes & {"warning", "pending"} else "green"
