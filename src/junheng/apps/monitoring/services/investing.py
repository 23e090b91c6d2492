"""The cheapest investments of a year: asked for on a page, worked out by a worker."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from junheng.apps.monitoring import queries
from junheng.apps.monitoring.events import PlanAsked
from junheng.apps.monitoring.models import InvestmentPlan, MonitoringPeriod
from junheng.apps.monitoring.rules.words import place_of
from junheng.apps.monitoring.services.results import result_of
from junheng.core.access import Permission, StaffActor
from junheng.core.audit import services as audit
from junheng.core.audit.events import Subject
from junheng.core.jobs.declaration import job_named
from junheng.core.jobs.services import enqueue
from junheng.monitoring import InvestmentPlan as FoundPlan
from junheng.monitoring import investments, prices_of
from junheng.monitoring.writing import verdict_words
from junheng.profiles.indicators import Catalogue

JOB = "monitoring.work_out_plan"


def ask_for_plan(
    code: str, prices: Mapping[str, int], *, by: StaffActor, at: datetime
) -> InvestmentPlan:
    """Ask for the plan at these prices (whole yuan by quantity).

    Raises NotVisible, NotAllowed, StepRefused `monitoring_without_figures`, JunhengError
    `investments_price_missing`, `investments_price_wrong`.
    """
    by.must(Permission.MONITORING_COUNTY)
    period = queries.get_period(by, code)
    result_of(period)
    held = prices_of(period.catalogue, prices)
    with audit.act():
        plan = InvestmentPlan.objects.create(
            period=period, version=period.version, prices=held, asked_at=at, asked_by=by.ident
        )
        plan.run = enqueue(job_named(JOB), by=by, at=at, plan_code=plan.code)
        plan.save(update_fields=["run"])
        audit.record(PlanAsked(subject=Subject("monitoring", period.code)), by=by, at=at)
    return plan


def usual_prices(period: MonitoringPeriod) -> dict[str, int]:
    """What one unit costs by the catalogue."""
    return prices_of(period.catalogue)


def work_out(plan: InvestmentPlan) -> dict[str, Any]:
    """The plan as it is kept; takes seconds to a minute. Raises as `monitoring.investments`."""
    result = result_of(plan.period)
    found = investments(result.assessment, prices=plan.prices)
    return _as_kept(found, plan.period.catalogue)


def _as_kept(found: FoundPlan, catalogue: Catalogue) -> dict[str, Any]:
    quantities = catalogue.quantities
    return {
        "cost": f"{found.cost:,}",
        "bound": f"{found.bound:,}",
        "is_proven": found.is_proven,
        "verdict": verdict_words(found.judged.after),
        "totals": [
            [quantities[name].title, f"{units:,}", quantities[name].unit, f"{yuan:,}"]
            for name, (units, yuan) in found.totals.items()
        ],
        "purchases": [
            [
                place_of(one.school.name, one.stage),
                quantities[one.quantity].title,
                f"{one.units:,}",
                quantities[one.quantity].unit,
                f"{one.yuan:,}",
            ]
            for one in found.purchases
        ],
    }


def keep(plan: InvestmentPlan, result: Mapping[str, Any]) -> None:
    """Write the plan down, inside the job's step."""
    plan.result = dict(result)
    plan.save(update_fields=["result"])
