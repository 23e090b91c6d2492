"""What a command prints: sentences for people, JSON for programs."""

import json
from collections.abc import Mapping
from typing import Any

import click


def say(text: str = "") -> None:
    """A line for the person at the terminal."""
    click.echo(text)


def say_heading(text: str) -> None:
    """A heading."""
    click.secho(text, bold=True)


def say_warning(text: str) -> None:
    """A line that wants attention."""
    click.secho(text, fg="yellow")


def say_note(text: str) -> None:
    """A line beside the result, on the error stream."""
    click.echo(text, err=True)


def say_refusal(text: str) -> None:
    """A refusal, on the error stream."""
    click.secho(text, fg="red", err=True)


def say_json(document: Mapping[str, Any]) -> None:
    """One JSON document."""
    click.echo(json.dumps(document, ensure_ascii=False, indent=2))
