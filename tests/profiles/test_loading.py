"""Profiles are strict: nothing unknown, nothing without a source."""

import tomllib
from dataclasses import fields
from importlib.resources import files
from pathlib import Path

import pytest

from junheng.core.messages import describe
from junheng.engine.errors import JunhengError
from junheng.profiles import Evidence, Rule, Stage, load_profile, profile_names
from junheng.profiles.loading import RULES
from junheng.profiles.profile import JurisdictionProfile

MINIMAL = """
name = "county"
title = "某县"
version = "1"
effective_from = 2026-07-01
extends = "national"
[documents]
plan = "某县分班方案"
"""


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "county.toml"
    path.write_text(text, encoding="utf-8")
    return path


def refusal(tmp_path: Path, text: str) -> JunhengError:
    with pytest.raises(JunhengError) as caught:
        load_profile(written(tmp_path, text))
    assert describe(caught.value)
    return caught.value


def test_four_profiles_come_with_the_program_and_national_is_first() -> None:
    assert profile_names() == ("national", "guiyang-county", "nanchang", "nantong")


@pytest.mark.parametrize("name", profile_names())
def test_every_rule_of_every_profile_names_its_source(name: str) -> None:
    profile = load_profile(name)
    for key in RULES:
        rule = getattr(profile, key)
        assert isinstance(rule, Rule)
        assert rule.source.document, key
        assert rule.source.article, key
        assert rule.source.evidence in Evidence, key
    for attribute in profile.attributes:
        assert attribute.source.document
        assert attribute.source.article


def test_every_field_of_a_profile_can_be_set_in_a_file() -> None:
    plain = {"name", "title", "version", "effective_from"}
    lists = {"attribute_numbers", "attributes", "numerics"}
    assert {field.name for field in fields(JurisdictionProfile)} == plain | lists | set(RULES)


@pytest.mark.parametrize(
    ("name", "primary", "junior"),
    [("national", 45, 50), ("nanchang", 45, 50), ("guiyang-county", 45, 50), ("nantong", 40, 45)],
)
def test_class_size_limits_are_those_of_the_documents(name: str, primary: int, junior: int) -> None:
    profile = load_profile(name)
    assert profile.class_size_limit(Stage.PRIMARY).value == primary
    assert profile.class_size_limit(Stage.JUNIOR).value == junior


@pytest.mark.parametrize(
    ("name", "attributes"),
    [
        ("national", ["gender", "sen", "migrant", "ethnic", "origin", "left_behind", "boarding"]),
        ("nanchang", ["gender", "origin"]),
        ("guiyang-county", ["gender", "sen", "migrant", "ethnic"]),
        ("nantong", ["gender", "sen", "migrant", "left_behind"]),
    ],
)
def test_balanced_attributes_are_those_of_the_documents(name: str, attributes: list[str]) -> None:
    profile = load_profile(name)
    assert [attribute.name for attribute in profile.attributes] == attributes
    weights = [attribute.weight for attribute in profile.attributes]
    assert profile.attributes[0].weight == max(weights)
    assert weights.count(max(weights)) == 1


def test_who_runs_and_who_may_read_names_differ_between_the_jurisdictions() -> None:
    nanchang, guiyang = load_profile("nanchang"), load_profile("guiyang-county")
    assert (nanchang.run_by.value, guiyang.run_by.value) == ("school", "county")
    assert (nanchang.public_names.value, guiyang.public_names.value) == ("masked", "none")
    assert guiyang.max_class_size_difference.value == 2
    assert guiyang.max_class_size_difference.source.evidence is Evidence.VERIFIED
    assert guiyang.max_class_size_difference.source.article == "二（二）"


def test_nanchang_carries_the_thirteen_hotlines_of_its_annex() -> None:
    hotlines = load_profile("nanchang").hotlines.value
    assert len(hotlines) == 13
    assert [line.phone for line in hotlines if line.unit == "南昌市教育局"] == ["83986482"]


def test_ceremony_rules_default_to_those_of_the_protocol() -> None:
    profile = load_profile("national")
    assert profile.public_kind.value == "d10"
    assert profile.public_length.value == 20
    assert profile.envelope_length.value == 8
    assert profile.min_envelopes.value == 3
    assert profile.notice_hours_before_ceremony.value == 24


def test_class_names_with_forbidden_words_are_found() -> None:
    national, guiyang = load_profile("national"), load_profile("guiyang-county")
    assert national.find_refused_word("七年级实验班") == "实验"
    assert national.find_refused_word("七（1）班") is None
    assert national.find_warned_word("英才班") == "英才"
    assert guiyang.find_refused_word("书法特色班") == "特色"


def test_evidence_and_stages_have_words_for_people() -> None:
    assert [evidence.label for evidence in Evidence] == ["已核对原文", "二手来源", "产品默认"]
    assert [stage.label for stage in Stage] == ["小学", "初中"]


def test_a_file_of_ones_own_extends_a_built_in_profile(tmp_path: Path) -> None:
    text = MINIMAL + (
        '[notice_days]\nvalue = 5\ndocument = "plan"\narticle = "第三条"\nevidence = "verified"\n'
    )
    profile = load_profile(written(tmp_path, text))
    assert profile.notice_days.value == 5
    assert profile.notice_days.source.document == "某县分班方案"
    assert profile.attributes == load_profile("national").attributes


def test_a_numeric_may_be_switched_on(tmp_path: Path) -> None:
    text = MINIMAL + (
        '[[numerics]]\nname = "birth_month"\nweight = 1\ntolerance = 0\nunit = 1\n'
        'document = "plan"\narticle = "附件"\nevidence = "secondary"\nnote = "月龄均衡"\n'
    )
    (numeric,) = load_profile(str(written(tmp_path, text))).numerics
    assert (numeric.name, numeric.title, numeric.unit) == ("birth_month", "出生月份", 1)
    assert numeric.source.note == "月龄均衡"


def test_a_file_without_extends_must_hold_every_rule(tmp_path: Path) -> None:
    error = refusal(tmp_path, MINIMAL.replace('extends = "national"\n', ""))
    assert (error.code, error.params["key"]) == ("profile_key_missing", "attribute_numbers")


RULE = '[notice_days]\nvalue = 5\ndocument = "plan"\narticle = "三"\nevidence = "verified"\n'
ATTRIBUTE = (
    '[[attributes]]\nname = "gender"\nweight = 8\ntolerance = 0\n'
    'document = "plan"\narticle = "三"\nevidence = "verified"\n'
)
HOTLINES = (
    '[hotlines]\nvalue = [{unit = "某县教育局", phone = "1"}]\n'
    'document = "plan"\narticle = "附件"\nevidence = "verified"\n'
)


FULL = MINIMAL + RULE + ATTRIBUTE + HOTLINES
ROLES = RULE.replace("notice_days", "supervisor_roles")
AGES = RULE.replace("notice_days", "plausible_ages_primary")


def test_the_file_that_the_following_tests_spoil_is_sound(tmp_path: Path) -> None:
    profile = load_profile(written(tmp_path, FULL))
    assert [attribute.name for attribute in profile.attributes] == ["gender"]
    assert profile.hotlines.value[0].unit == "某县教育局"


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("value = 5", 'value = "5"', "notice_days.value"),
        ("value = 5", "value = true", "notice_days.value"),
        ("value = 5", "value = -1", "notice_days.value"),
        ('article = "三"', 'article = " "', "notice_days.article"),
        ('evidence = "verified"', 'evidence = "sure"', "notice_days.evidence"),
        ("[documents]", "draw_unit = 5\n[documents]", "draw_unit"),
        ("2026-07-01", '"2026"', "effective_from"),
        ("2026-07-01", "2026-07-01T00:00:00", "effective_from"),
        ('extends = "national"', 'extends = "moon"', "extends"),
        ('name = "county"', 'name = "national"', "extends"),
        ('name = "gender"', 'name = "score"', "attributes[1].name"),
        ("weight = 8", "weight = 0", "attributes[1].weight"),
        (ATTRIBUTE, ATTRIBUTE * 2, "attributes"),
        (RULE, ROLES.replace("= 5", '= ["督学", "督学"]'), "supervisor_roles.value"),
        (RULE, ROLES.replace("= 5", '= "督学"'), "supervisor_roles.value"),
        (RULE, AGES.replace("= 5", "= [8, 5]"), "plausible_ages_primary.value"),
        (RULE, AGES.replace("= 5", "= [5, 6, 7]"), "plausible_ages_primary.value"),
    ],
)
def test_a_wrong_value_is_refused_with_its_key(
    tmp_path: Path, old: str, new: str, key: str
) -> None:
    error = refusal(tmp_path, FULL.replace(old, new, 1))
    assert (error.code, error.params["key"]) == ("profile_value_wrong", key)


@pytest.mark.parametrize(
    ("old", "new", "code", "key"),
    [
        ("[notice_days]", "[notice_day]", "profile_key_unknown", "notice_day"),
        ("value = 5", "value = 5\ndays = 1", "profile_key_unknown", "notice_days.days"),
        ("weight = 8", "weight = 8\ncode = 1", "profile_key_unknown", "attributes[1].code"),
        ("phone =", "telephone =", "profile_key_unknown", "hotlines.value[1].telephone"),
        ("value = 5\n", "", "profile_key_missing", "notice_days.value"),
        ("weight = 8\n", "", "profile_key_missing", "attributes[1].weight"),
        (', phone = "1"', "", "profile_key_missing", "hotlines.value[1].phone"),
        ('document = "plan"\n', "", "profile_source_missing", "notice_days"),
        ('article = "三"\n', "", "profile_source_missing", "notice_days"),
        ('evidence = "verified"\n', "", "profile_source_missing", "notice_days"),
        ('"plan"', '"plans"', "profile_document_unknown", "notice_days"),
    ],
)
def test_an_unknown_or_missing_key_is_refused_with_its_name(
    tmp_path: Path, old: str, new: str, code: str, key: str
) -> None:
    error = refusal(tmp_path, FULL.replace(old, new, 1))
    assert (error.code, error.params["key"]) == (code, key)


def test_a_file_that_is_not_toml_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path, "name = ").code == "profile_file_malformed"


def test_an_unknown_name_is_answered_with_the_known_ones() -> None:
    with pytest.raises(JunhengError) as caught:
        load_profile("moon")
    assert caught.value.code == "profile_unknown"
    assert "nanchang" in describe(caught.value)


def test_a_missing_file_is_named_without_its_folder(tmp_path: Path) -> None:
    with pytest.raises(JunhengError) as caught:
        load_profile(tmp_path / "absent.toml")
    assert (caught.value.code, caught.value.params["file"]) == (
        "profile_file_missing",
        "absent.toml",
    )


def test_the_national_file_alone_is_complete() -> None:
    raw = (files("junheng.profiles") / "data" / "national.toml").read_text(encoding="utf-8")
    tree = tomllib.loads(raw)
    assert "extends" not in tree
    assert set(RULES) <= set(tree)
