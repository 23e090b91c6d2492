"""The balance report of a unit, filled from its draw."""

from junheng.ceremony.comparison import Comparison
from junheng.ceremony.drawing import UnitDraw
from junheng.ceremony.frozen import FrozenAttribute, FrozenUnit
from junheng.ceremony.papers.facts import GRADES, Sitting, class_titles, rule_sources
from junheng.engine.assignment.certificate import RowCertificate
from junheng.reporting.balance import BalanceReport, LevelRow


def balance_report(sitting: Sitting, drawn: UnitDraw, comparison: Comparison) -> BalanceReport:
    """The balance report of one unit, for both audiences."""
    frozen, unit = sitting.frozen, drawn.unit
    rows = tuple(
        _level_row(unit, attribute, row, comparison)
        for attribute in unit.attributes
        for row in drawn.certificate.rows
        if row.attribute == attribute.name
    )
    return BalanceReport(
        county=sitting.frozen.county,
        school=unit.school,
        grade=GRADES[unit.stage],
        year=sitting.frozen.year,
        student_count=len(unit.students),
        class_titles=class_titles(unit),
        class_sizes=drawn.sizes,
        rows=rows,
        total_excess=sum(row.excess for row in rows),
        simulated_totals=comparison.totals,
        # The bound speaks of equal classes; where a rule makes some smaller it proves nothing.
        bound_reached=_size_reason(unit) is None
        and drawn.assignment.energy <= drawn.assignment.bound,
        steps=drawn.assignment.steps,
        freeze_code=frozen.code,
        result_code=drawn.code,
        seed=str(drawn.document["seed"]),
        engine=f"{frozen.engine['name']} {frozen.engine['version']}",
        generated_at=sitting.ended_at,
        profile_title=str(frozen.profile["title"]),
        profile_version=str(frozen.profile["version"]),
        rules=rule_sources(frozen.profile),
        most_size_difference=int(unit.params["maxdiff"]),
        size_reason=_size_reason(unit),
        is_rehearsal=sitting.is_rehearsal,
        status="exempt_single_class" if unit.is_exempt else "drawn",
    )


def _level_row(
    unit: FrozenUnit, attribute: FrozenAttribute, row: RowCertificate, comparison: Comparison
) -> LevelRow:
    best_gap, excess, cause = row.best_gap, row.excess, row.cause
    if _size_reason(unit) is not None:
        # A smaller class shall have fewer of everyone: measured against each class's share.
        best_gap, excess = row.achieved_gap - row.outside_share, row.outside_share
        cause = "unequal_sizes" if row.outside_share else None
    return LevelRow(
        attribute=attribute.name,
        title=attribute.title,
        level=attribute.levels[str(row.code)],
        total=row.total,
        counts=row.counts,
        achieved_gap=row.achieved_gap,
        best_gap=best_gap,
        excess=excess,
        cause=cause,
        simulated_gap_hundredths=comparison.mean_gaps_hundredths.get((attribute.name, row.code)),
    )


def _size_reason(unit: FrozenUnit) -> str | None:
    if "reduction" in unit.params:
        return "companion_seats"
    return "given_sizes" if "sizes" in unit.params else None
