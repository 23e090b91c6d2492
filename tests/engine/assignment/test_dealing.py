import numpy as np

from junheng.engine.assignment import dealing
from junheng.engine.assignment.dealing import gender_stratified_deals
from tests.engine.assignment.cases import vector_problem

KEY = bytes(range(32))


def test_gender_itself_is_dealt_evenly():
    genders = (0, 1) * 20 + (1, 1, 0)

    assert gender_stratified_deals(genders, 4, 50, KEY, [genders]).excesses == (0,) * 50


def test_gaps_are_the_recount_of_each_deal():
    genders = np.array([0, 1, 1, 0, 1, 0, 1, 1, 0, 0, 1])
    codes = [0, 0, 1, 1, 1, 2, 2, 0, 1, 0, 0]
    words = (
        np.arange(3 * 23, dtype=np.uint64).reshape(3, 23) * np.uint64(2654435761) % np.uint64(2**32)
    )

    classes = dealing._deal(genders, 3, words)
    found = dealing._gaps(classes, np.array(codes), 3, 3)

    for deal, gaps in zip(classes.tolist(), found.tolist(), strict=True):
        assert sorted(deal.count(c) for c in range(3)) == [3, 4, 4]
        for code in (0, 1, 2):
            counts = [
                sum(c == k and held == code for c, held in zip(deal, codes, strict=True))
                for k in range(3)
            ]
            assert gaps[code] == max(counts) - min(counts)


def test_the_excess_is_what_the_gaps_have_above_division(monkeypatch):
    # Two deals of six positions into two classes; code 5 is held by three, code 9 by three.
    deals = np.array([[0, 0, 0, 1, 1, 1], [0, 1, 0, 1, 0, 1]])
    monkeypatch.setattr(dealing, "_deal", lambda *_: deals)

    simulated = gender_stratified_deals((0, 1) * 3, 2, 2, KEY, [(5, 5, 5, 9, 9, 9)])

    # Gaps 3 and 3, then 1 and 1; an odd number forces 1 each.
    assert simulated.excesses == (4, 0)
    assert simulated.mean_gaps_hundredths == ({5: 200, 9: 200},)


def test_pieces_of_work_do_not_change_the_deals(monkeypatch):
    genders, rows = (0, 1) * 10, [(0, 1, 2, 3) * 5]
    whole = gender_stratified_deals(genders, 3, 9, KEY, rows)
    monkeypatch.setattr(dealing, "_CELLS_AT_ONCE", 40)

    assert gender_stratified_deals(genders, 3, 9, KEY, rows) == whole


def test_without_rows_there_is_no_excess():
    assert gender_stratified_deals((0, 1, 0, 1), 2, 3, KEY, []).excesses == (0, 0, 0)


def test_plain_dealing_leaves_a_usual_school_uneven():
    problem = vector_problem("520-12")

    excesses = gender_stratified_deals(
        problem.attributes[0].codes, 12, 200, KEY, [a.codes for a in problem.attributes]
    ).excesses

    assert len(excesses) == 200
    assert min(excesses) > 50
