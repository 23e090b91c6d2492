import json

import pytest

from junheng.engine.errors import JunhengError
from junheng.reporting.balance import NumericRow, balance_document, check_report, summarize
from tests.reporting.examples import EVEN_ROWS, balance_report, level


def _values(document):
    if isinstance(document, dict):
        for value in document.values():
            yield from _values(value)
    elif isinstance(document, list):
        for value in document:
            yield from _values(value)
    else:
        yield document


def test_the_public_summary_lists_attributes_that_five_or_more_have():
    listed = [one.attribute for one in summarize(balance_report(), "public") if one.is_listed]

    assert listed == ["gender", "migrant", "ethnic"]


def test_the_internal_summary_lists_every_attribute():
    summaries = summarize(balance_report(), "internal")

    assert [one.attribute for one in summaries if one.is_listed] == [
        "gender",
        "migrant",
        "sen",
        "ethnic",
    ]


def test_a_level_of_fewer_than_five_is_not_counted_among_the_public_levels():
    by_name = {one.attribute: one for one in summarize(balance_report(), "public")}

    assert by_name["ethnic"].level_count == 2


def test_the_worst_level_speaks_for_its_attribute():
    rows = (*EVEN_ROWS[:7], level("ethnic", "民族", "布依族", (5, 3, 4), best=0), EVEN_ROWS[8])

    ethnic = summarize(balance_report(rows), "public")[-1]

    assert (ethnic.worst.level, ethnic.levels_short) == ("布依族", 1)
    assert not ethnic.is_best


def test_a_level_too_small_to_list_still_counts_as_short():
    rows = (*EVEN_ROWS[:8], level("ethnic", "民族", "苗族", (0, 1, 3), best=1))

    ethnic = summarize(balance_report(rows), "public")[-1]

    assert ethnic.falls_short_unseen


def test_an_even_attribute_does_not_fall_short_unseen():
    assert not any(one.falls_short_unseen for one in summarize(balance_report(), "public"))


def test_the_simulated_gap_of_an_attribute_is_its_largest_mean():
    migrant = summarize(balance_report(), "public")[1]

    assert migrant.simulated_gap_hundredths == 347


def test_a_gap_below_the_reckoned_best_is_its_own_best():
    row = level("gender", "性别", "男", (23, 23, 22), best=2)

    assert row.attainable_gap == 1


def test_the_document_holds_integers_strings_and_booleans_only():
    for audience in ("public", "internal"):
        report = balance_report(numerics=(NumericRow("age", "年龄", "岁", (1230, 1231, 1229)),))
        document = balance_document([report], audience=audience)

        assert all(isinstance(value, int | str) for value in _values(document))
        assert json.loads(json.dumps(document)) == document


def test_the_public_document_holds_no_counts_per_class():
    school = balance_document([balance_report()])["schools"][0]

    assert "levels" not in school
    assert "numerics" not in school
    assert [one["attribute"] for one in school["attributes"]] == ["gender", "migrant", "ethnic"]
    assert not any("counts" in one or "total" in one for one in school["attributes"])


def test_the_internal_document_holds_counts_and_causes():
    row = level("origin", "毕业小学", "东小学", (8, 6, 6), best=1, cause="link_group")

    school = balance_document([balance_report((row,))], audience="internal")["schools"][0]

    assert school["levels"][0]["counts"] == [8, 6, 6]
    assert school["levels"][0]["cause"] == "link_group"
    assert school["attributes"][0]["cause"] == "link_group"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"class_titles": ("1班", "2班")}, "report_classes_wrong"),
        ({"class_sizes": (45, 45, 44)}, "report_sizes_wrong"),
        ({"rows": (level("a", "甲", "是", (1, 2), best=1),)}, "report_counts_wrong"),
    ],
)
def test_figures_that_do_not_fit_are_refused(changes, code):
    with pytest.raises(JunhengError) as refusal:
        check_report(balance_report(**changes))

    assert refusal.value.code == code


def test_an_unknown_audience_is_refused():
    with pytest.raises(JunhengError) as refusal:
        balance_document([], audience="everyone")

    assert refusal.value.code == "report_audience_unknown"
