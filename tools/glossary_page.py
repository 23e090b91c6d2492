"""Write docs/glossary.md from docs/glossary.toml: `python -m tools.glossary_page`."""

import tomllib
from pathlib import Path

DOCS = Path(__file__).parents[1] / "docs"


def page() -> str:
    """The page as Markdown."""
    terms = tomllib.loads((DOCS / "glossary.toml").read_text(encoding="utf-8"))["term"]
    rows = [
        f"| {term['chinese']} | `{term['identifier']}` | {term['meaning']} |"
        f" {', '.join(f'`{word}`' for word in term['not'])} |"
        for term in terms
    ]
    head = ["# Glossary 术语表", "", "| 中文 | identifier | meaning | not |", "|---|---|---|---|"]
    return "\n".join([*head, *rows, ""])


if __name__ == "__main__":
    (DOCS / "glossary.md").write_text(page(), encoding="utf-8")
