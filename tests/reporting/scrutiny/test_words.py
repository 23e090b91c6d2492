"""What is said, and what is never said."""

import pytest

from junheng.engine.scrutiny import Level, NullRun
from junheng.reporting.scrutiny import (
    chance_words,
    finding_words,
    level_explanation,
    level_words,
    words,
)
from tests.reporting.scrutiny.examples import quiet_section, striking_section

ACCUSING = ("违规", "违纪", "作弊", "舞弊", "造假", "有罪", "责任人", "处分", "问责")


def test_no_word_accuses_anybody():
    said = [level_words(level) + level_explanation(level) for level in Level]
    said += [*words.BLIND_SPOTS, *words._STRIKING.values(), *words._QUESTIONS.values()]

    assert not [text for text in said for word in ACCUSING if word in text]


def test_every_kind_and_side_of_a_finding_has_words_and_an_axis():
    for section in (quiet_section(), striking_section()):
        for finding in section.result.scrutiny.findings:
            assert words.question_words(finding)
            assert words.axis_words(finding)
            assert finding_words(section, finding).startswith("“")
    assert words._QUESTIONS.keys() == words._STRIKING.keys()
    assert {kind for kind, _ in words._QUESTIONS} == words._AXES.keys()


@pytest.mark.parametrize(
    ("p", "said"),
    [
        (0.67, "67%"),
        (0.01, "1%"),
        (0.0021, "约 476 分之一"),
        (1e-5, "约 100,000 分之一"),
        (9e-6, "小于十万分之一"),
    ],
)
def test_chances_are_said_in_everyday_words(p, said):
    assert chance_words(p) == said


@pytest.mark.parametrize(
    ("value", "said"), [(3.0, "3"), (0.314, "0.31"), (-0.0, "0"), (-0.001, "0"), (1265.4, "1265")]
)
def test_figures_have_the_decimals_they_deserve(value, said):
    assert words.number_words(value) == said


def test_p_values_in_tables_need_no_powers_of_ten():
    assert [words.p_words(p) for p in (None, 0.5, 0.004, 1 / 20_001)] == [
        "—",
        "0.500",
        "1/250",
        "1/20,001",
    ]


def test_the_class_that_stands_out_is_named_as_it_is_written():
    section = striking_section()
    by_kind = {one.kind: one for one in section.result.scrutiny.findings if one.side == "uneven"}

    of_marks = words.deviation_words(section, by_kind["highest"].deviation)
    of_top = words.deviation_words(section, by_kind["top"].deviation)
    of_homes = words.deviation_words(section, by_kind["largest"].deviation)

    assert of_marks.startswith("最突出的是一班：期中总分平均比其他班高 ")
    assert "这部分学生" in of_top
    assert "按比例应有" in of_homes
    assert words.deviation_words(section, None) == ""


def test_how_the_lists_were_made_is_told():
    assert (
        words.null_words(NullRun("plain", 461, 0, is_exact=True))
        == "完全随机：逐一数遍全部 462 种分法"
    )
    assert (
        words.null_words(NullRun("balanced", 999, 5000, is_exact=False, steps=123_456))
        == "保持同样均衡的随机：999 份，突出的项目再看 5,000 份（行走 123,456 步）"
    )
