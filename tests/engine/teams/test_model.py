"""The solver's model of teams against every plan there is."""

from junheng.engine.teams.model import Model
from junheng.engine.teams.plan import faults_of, levels_of
from tests.engine.teams.cases import all_plans, tiny


def test_each_level_of_the_model_is_what_plain_enumeration_finds() -> None:
    problem = tiny()
    every = [levels_of(problem, plan) for plan in all_plans(problem)]

    for index in range(len(problem.measures)):
        lowest = min(levels[index] for levels in every)
        model = Model(problem)
        model.limit(index, lowest)
        answer, plan = model.ask()
        assert answer == "yes"
        assert plan is not None
        assert faults_of(problem, plan) == []
        assert levels_of(problem, plan)[index] == lowest
        if lowest:
            below = Model(problem)
            below.limit(index, lowest - 1)
            assert below.ask() == ("no", None)
