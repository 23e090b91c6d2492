"""The hard rules and the measures of a list of teaching teams, applied to whole plans."""

from typing import Any

Document = dict[str, Any]
CERTAINLY = 2


class Rules:
    """The hard rules and the measures of one list."""

    def __init__(self, listed: Document) -> None:
        self.k: int = listed["k"]
        self.m = len(listed["subjects"])
        self.loads = [one["load"] for one in listed["subjects"]]
        self.core = [one["core"] for one in listed["subjects"]]
        self.teachers: list[Document] = listed["teachers"]
        self.measures: list[Document] = listed["measures"]
        self.apart: list[list[int]] = listed["apart"]
        self.absent: list[list[int]] = listed["absent"]
        self.kept: list[Document] = listed["kept"]
        self.able = [
            [t for t, one in enumerate(self.teachers) if s in one["subjects"]]
            for s in range(self.m)
        ]
        self.least = [0] * len(self.teachers)
        self.most = [min(self.k, one["most_classes"]) for one in self.teachers]
        if listed["spread"] >= 0:
            for members in self.able:
                self._share(members, listed["spread"])

    def _share(self, members: list[int], spread: int) -> None:
        """Classes are shared evenly where all teachers of a subject teach nothing else."""
        if any(len(self.teachers[t]["subjects"]) > 1 for t in members):
            return
        line = max(
            (x for x in range(self.k + 1) if sum(min(self.most[t], x) for t in members) <= self.k),
            default=0,
        )
        for t in members:
            one = self.teachers[t]
            room = one["most_load"] - (one["homeroom_load"] if one["homeroom"] else 0)
            load = self.loads[one["subjects"][0]]
            fitting = max(0, room // load) if load else self.k
            self.least[t] = min(max(0, line - spread), self.most[t], fitting)
            self.most[t] = min(self.most[t], line + 1 + spread)

    def keeps(self, plan: Document) -> bool:
        """Say whether a plan keeps every hard rule."""
        teams, home = plan["teams"], plan["home"]
        shaped = (
            len(teams) == len(home) == self.k
            and all(len(team) == self.m for team in teams)
            and all(subject < self.m for subject in home)
            and all(t in self.able[s] for team in teams for s, t in enumerate(team))
        )
        if not shaped:
            return False
        heads = [team[subject] for team, subject in zip(teams, home, strict=True)]
        chosen = set(heads)
        must = {t for t, one in enumerate(self.teachers) if one["homeroom"] == CERTAINLY}
        rows = [teams[heads.index(row["of"])][row["subject"]] == row["teacher"]
                for row in self.kept if row["of"] in chosen]  # fmt: skip
        return bool(
            len(chosen) == self.k
            and all(self.teachers[t]["homeroom"] for t in heads)
            and must <= chosen
            and all(rows)
            and self.broken(teams, chosen) == 0
        )

    def broken(self, teams: list[list[int]], heads: set[int]) -> int:
        """Units of broken rules of numbers: classes, loads, pairs, groups."""
        total = 0
        for t, one in enumerate(self.teachers):
            count = sum(t in team for team in teams)
            load = one["homeroom_load"] if t in heads else 0
            load += sum(self.loads[s] for team in teams for s, who in enumerate(team) if who == t)
            total += max(0, self.least[t] - count, count - self.most[t])
            total += max(0, load - one["most_load"])
        return total + self.company(teams)

    def company(self, teams: list[list[int]]) -> int:
        """Pairs in one class against a rule, and groups that leave no class without them."""
        total = sum(one in team and other in team for one, other in self.apart for team in teams)
        for group in self.absent:
            total += all(any(t in team for t in group) for team in teams)
        return total

    def counts(self, measure: Document, subject: int) -> bool:
        """Say whether the teacher of a subject counts in a measure."""
        scope = measure["scope"]
        return bool(scope == "all" or (scope == "core" and self.core[subject]))

    def sums(self, measure: Document, teams: list[list[int]], home: list[int]) -> list[int]:
        """Sum of a measure in each class."""
        values = measure["values"]
        if measure["scope"] == "homeroom":
            return [values[team[subject]] for team, subject in zip(teams, home, strict=True)]
        counted = [s for s in range(self.m) if self.counts(measure, s)]
        return [sum(values[team[s]] for s in counted) for team in teams]

    def levels(self, plan: Document) -> list[int]:
        """Largest minus smallest sum in whole units, measure by measure."""
        found = []
        for measure in self.measures:
            sums = self.sums(measure, plan["teams"], plan["home"])
            found.append((max(sums) - min(sums)) // measure["unit"])
        return found
