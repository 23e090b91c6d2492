"""What fell and what is warned of in very many counties, against the exact lists of each."""

from dataclasses import replace

import numpy as np
import pytest

from junheng.monitoring import Assessment, assess
from junheng.monitoring.alerts import AlertKind
from junheng.monitoring.many import ManyCounties, values_of
from junheng.monitoring.many_years import ManyChanges, follow_many
from junheng.monitoring.trends import DropKind
from junheng.profiles import Stage
from junheng.profiles.indicators import Catalogue, load_catalogue
from tests.monitoring.many_made import Found, figures_of, many_counties, said_of, told_of

NATIONAL = load_catalogue("national-2017")
COUNTIES, SCHOOLS = 8, 7


def followed(catalogue: Catalogue, before: ManyCounties, now: ManyCounties) -> ManyChanges:
    return follow_many(catalogue, values_of(catalogue, before), values_of(catalogue, now))


def exact(catalogue: Catalogue, county: int, *years: ManyCounties) -> list[Assessment]:
    figures = [figures_of(many, county) for many in years]
    return [assess(catalogue, replace(one, year=2025 + at)) for at, one in enumerate(figures)]


def with_large_classes(many: ManyCounties) -> ManyCounties:
    """Every fifth school at 55, 56, 57, 65, 66 or 67 pupils in its largest class."""
    rows = np.arange(len(many.kinds))
    sizes = np.array([55, 56, 57, 65, 66, 67])[rows // 5 % 6]
    stages = {
        stage: {**own, "largest_class": np.where(rows % 5, own["largest_class"], sizes)}
        for stage, own in many.of_stage.items()
    }
    return replace(many, of_stage=stages)


@pytest.mark.parametrize("name", ["national-2017", "nantong-2020", "bagongshan-2020"])
def test_every_county_is_told_what_it_would_be_told_alone(name: str) -> None:
    catalogue = load_catalogue(name)
    before, now = (many_counties(catalogue, COUNTIES, SCHOOLS, seed) for seed in (1, 2))
    now = with_large_classes(now)

    changes = followed(catalogue, before, now)

    seen: Found = set()
    for county in range(COUNTIES):
        told = told_of(exact(catalogue, county, before, now))
        assert said_of(changes, now, county) == told
        seen |= {one[0] for part in told for one in part}
    assert seen == {*DropKind, *AlertKind}


@pytest.mark.parametrize("seed", range(3))
def test_small_changes_are_told_as_exactly(seed: int) -> None:
    before = many_counties(NATIONAL, COUNTIES, SCHOOLS, seed)
    steps = np.arange(COUNTIES * SCHOOLS) % 3 - 1
    own = dict(before.own) | {
        name: before.own[name] + steps for name in ("equipment_value", "sports_grounds_area")
    }
    now = replace(before, own=own)

    changes = followed(NATIONAL, before, now)

    for county in range(COUNTIES):
        told = told_of(exact(NATIONAL, county, before, now))
        assert said_of(changes, now, county) == told


def test_a_year_like_the_one_before_falls_nowhere() -> None:
    many = many_counties(NATIONAL, COUNTIES, SCHOOLS, 0)

    changes = followed(NATIONAL, many, many)

    assert not any(found.any() for found in changes.falls.values())
    assert not any(
        found.any() for key, found in changes.alerts.items() if key[0] is AlertKind.HEADING
    )


# Two primary schools of one size with 1 + c and 1 - c differ by exactly c: 0.50 is the limit, and
# nine tenths of it are near.
@pytest.mark.parametrize(
    ("atom", "is_near"), [(-1, False), (0, True), (1, True)], ids=["below", "at", "above"]
)
def test_at_the_line_of_the_warning_a_yuan_decides(atom: int, *, is_near: bool) -> None:
    assert NATIONAL.near_share is not None
    share = NATIONAL.near_share.value
    unit = 4 * 10**9 * share.denominator
    apart = unit * share.numerator // (2 * share.denominator)  # half of it is the limit
    many = many_counties(NATIONAL, 1, 2, 0)
    primary = dict(many.of_stage[Stage.PRIMARY]) | {"students": np.array([400, 400])}
    own = dict(many.own) | {"equipment_value": np.array([unit + apart + atom, unit - apart - atom])}
    two = replace(
        many, kinds=np.array([0, 0]), own=own, of_stage={**many.of_stage, Stage.PRIMARY: primary},
        seniors=np.array([0, 0]),
    )  # fmt: skip

    changes = followed(NATIONAL, two, two)

    assert changes.alerts[AlertKind.NEAR, "A6", Stage.PRIMARY].tolist() == [is_near]
    assert said_of(changes, two, 0) == told_of(exact(NATIONAL, 0, two, two))
