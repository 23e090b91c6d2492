"""Habits of the web program: views ask queries, pages carry no script, fields are classified."""

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps

from junheng.core.workflow.events import StepTaken
from junheng.core.workflow.rows import StatefulModel

SOURCE = Path(__file__).parents[2] / "src" / "junheng"
TEMPLATES = sorted([*SOURCE.glob("apps/**/*.html"), *SOURCE.glob("web/**/*.html")])


def test_views_reach_rows_only_through_queries_and_services() -> None:
    files = [*SOURCE.glob("apps/*/views.py"), *SOURCE.glob("apps/*/views/*.py")]
    files += SOURCE.glob("web/*.py")
    found = [
        f"{file.relative_to(SOURCE)}:{node.lineno}"
        for file in files
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr == "objects"
    ]

    assert len(files) > 5
    assert found == []


def test_the_command_line_knows_the_web_program_only_to_serve_and_to_back_it_up() -> None:
    knowing = {
        file.name
        for file in SOURCE.glob("cli/*.py")
        if re.search(r"junheng\.(web|apps)", file.read_text(encoding="utf-8"))
    }

    assert knowing == {"serve.py", "backup.py", "restore.py", "drill.py", "upgrade.py"}


@pytest.mark.parametrize("file", TEMPLATES, ids=lambda file: file.name)
def test_templates_carry_no_script_no_style_and_no_foreign_address(file: Path) -> None:
    text = file.read_text(encoding="utf-8")

    assert not re.search(r"<script|<style|\sstyle=|\son[a-z]+=|javascript:", text)
    assert not re.search(r"(src|href|action)=[\"'](https?:)?//", text)
    assert "|safe" not in text


@pytest.mark.parametrize("file", TEMPLATES, ids=lambda file: file.name)
def test_every_page_has_title_heading_and_help(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    if file.name.startswith("_") or "{% extends" not in text:
        return

    for block in ("title", "heading", "help", "content"):
        assert re.search(rf"{{% block {block} %}}\S", text.replace("\n", "")), block


def test_the_trail_tells_every_step_of_every_row_in_chinese() -> None:
    told = {
        (model.__name__, before, step): StepTaken.describe(
            {"model": model._meta.label, "step": step, "before": before, "after": after}
        )
        for model in apps.get_models()
        if issubclass(model, StatefulModel)
        for (before, step), after in model.TRANSITIONS.items()
    }

    assert len(told) > 60
    assert {key: words for key, words in told.items() if re.search("[A-Za-z]", words)} == {}


def test_the_stylesheet_is_small_and_asks_for_nothing() -> None:
    css = (SOURCE / "web/static/web/junheng.css").read_text(encoding="utf-8")

    assert len(css.encode()) <= 12 * 1024
    assert "url(" not in css
    assert "@import" not in css


def test_every_field_of_an_application_says_how_sensitive_it_is() -> None:
    unclassified = []
    for model in apps.get_models():
        if not model.__module__.startswith(("junheng.apps.", "junheng.core.access.")):
            continue
        fields = {field.name for field in model._meta.concrete_fields}
        if fields != set(getattr(model, "sensitivity", {})):
            unclassified.append(model._meta.label)

    assert unclassified == []
