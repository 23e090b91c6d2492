"""What a check found: ordered steps with an outcome each, and one verdict."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from .sentences import SENTENCES, VERDICTS

Outcome = Literal["passed", "failed", "warning", "pending"]
Verdict = Literal["red", "amber", "green"]
Param = str | int


@dataclass(frozen=True)
class Step:
    """One thing that was checked."""

    code: str
    outcome: Outcome
    params: Mapping[str, Param]

    @property
    def sentence(self) -> str:
        """What was found, in words for a parent."""
        return SENTENCES[f"{self.code}.{self.outcome}"] % self.params


@dataclass(frozen=True)
class Report:
    """All steps of one check."""

    steps: tuple[Step, ...]

    @property
    def verdict(self) -> Verdict:
        """Red: something does not agree. Amber: something is left open. Green: all agree."""
        outcomes = {step.outcome for step in self.steps}
        if "failed" in outcomes or not outcomes:
            return "red"
        return "amber" if outcomes & {"warning", "pending"} else "green"

    @property
    def sentence(self) -> str:
        """The verdict in words."""
        failed = sum(step.outcome == "failed" for step in self.steps)
        still_open = sum(step.outcome in {"warning", "pending"} for step in self.steps)
        return VERDICTS[self.verdict] % {"failed": failed, "open": still_open}

    def codes(self, outcome: Outcome) -> list[str]:
        """Codes of the steps with this outcome, in order."""
        return [step.code for step in self.steps if step.outcome == outcome]

    def as_dict(self) -> dict[str, object]:
        """The report as plain values for JSON."""
        return {
            "verdict": self.verdict,
            "sentence": self.sentence,
            "steps": [
                {
                    "code": step.code,
                    "outcome": step.outcome,
                    "sentence": step.sentence,
                    "params": dict(step.params),
                }
                for step in self.steps
            ],
        }


class Findings:
    """Collects steps while a check goes on; it never stops at a failure."""

    def __init__(self) -> None:
        self.steps: list[Step] = []

    def add(self, code: str, outcome: Outcome, **params: Param) -> None:
        """Record one step."""
        self.steps.append(Step(code, outcome, params))

    def expect(self, code: str, *, holds: bool, **params: Param) -> bool:
        """Record a step as passed or failed and hand the answer back."""
        self.add(code, "passed" if holds else "failed", **params)
        return holds

    def warn_unless(self, code: str, *, holds: bool, **params: Param) -> None:
        """Record a step as passed or as a warning."""
        self.add(code, "passed" if holds else "warning", **params)

    def report(self) -> Report:
        """Return the finished report."""
        return Report(tuple(self.steps))
