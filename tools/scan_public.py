"""`python3 run.py scan`: everything public of the demonstration, searched for each of its children.

Crawls the public site as a stranger does, by links from the front page, and looks for names,
identity numbers, birth dates, telephones and query codes in pages, files, headers and what is
hidden in PDF and office documents; and for any attribute of a child on a page with masked names.
"""

import argparse
import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from junheng.cli.output import say, say_refusal, say_warning
from tools import demo_serving

if TYPE_CHECKING:
    from tests.apps.portal.reading import Private

NOT_PREPARED = "{folder} 里没有做好的演示平台，请先运行 run.py demo --once。"


@dataclass(frozen=True)
class Scan:
    """How much was searched, and how many private words stand at which address: none, one hopes."""

    addresses: int
    children: int
    told: Mapping[str, int]

    @property
    def is_clean(self) -> bool:
        """Whether nothing private is public."""
        return not self.told


def main(arguments: list[str]) -> int:
    """Search the demonstration in a folder; 1 when something is found."""
    parser = argparse.ArgumentParser(prog="run.py scan")
    parser.add_argument("--out", type=Path, default=Path("demo"), help="演示的文件夹（默认 demo）")
    folder: Path = parser.parse_args(arguments).out
    if not demo_serving.is_prepared(folder):
        say_refusal(NOT_PREPARED.format(folder=folder))
        return 1
    demo_serving.enter(folder)
    import django  # noqa: PLC0415 - Django reads the variables set above
    from django.test.utils import setup_test_environment  # noqa: PLC0415

    django.setup()
    setup_test_environment(debug=False)
    return tell(scan())


def tell(found: Scan) -> int:
    """Say what was found by address, never the words themselves; 1 when there is something."""
    for address, count in sorted(found.told.items()):
        say_warning(f"✘ {address}：{count} 处")
    searched = f"公开的 {found.addresses} 个地址，{found.children} 名学生"
    if found.is_clean:
        say(f"✔ {searched}：没有发现任何姓名、证件号、出生日期、电话、查询码和登记资料。")
        return 0
    say_refusal(f"{searched}：{len(found.told)} 个地址里有不该公开的内容。")
    return 1


def scan() -> Scan:
    """Crawl and search the platform whose settings and database this process has."""
    from junheng.ceremony.program import verifier_page  # noqa: PLC0415 - after Django's set-up
    from tests.apps.portal.crawling import crawl  # noqa: PLC0415
    from tests.apps.portal.reading import everything_in, masked_in  # noqa: PLC0415

    people, private, values = children(), private_words(), attributes()
    public = teachers()
    told: dict[str, int] = {}
    site = crawl()
    for address, found in site.items():
        if found.body == verifier_page():
            continue  # written before any of them was made up; a name may be a word of it
        whole = text = everything_in(address, found)
        for name in public:
            # A child may be called as a teacher is, whose name hangs on the board.
            text = text.replace(name, "□")
        words = private.found_in(text)
        if masked_in(whole):
            words |= {value for value in values if value in whole}
        if words:
            told[address] = len(words)
    return Scan(len(site), len(people), told)


def children() -> set[tuple[str, str]]:
    """Name and identity number of every child, of those who came late too."""
    from junheng.apps.adjustments import queries  # noqa: PLC0415 - after Django's set-up
    from junheng.apps.adjustments.models import LateBatch  # noqa: PLC0415
    from junheng.apps.students.models import Student  # noqa: PLC0415

    found = {(one.name, one.identity_number) for one in Student.objects.all()}
    for batch in LateBatch.objects.all():
        roster = queries.roster_of(batch)
        if roster is not None:
            found |= {(one.name, one.identity_number) for one in roster.students}
    return found


def private_words() -> "Private":
    """Names, numbers, birth dates, telephones and codes of every child and its guardians."""
    from junheng.apps.guardians.models import Guardian  # noqa: PLC0415 - after Django's set-up
    from junheng.apps.students.models import Student  # noqa: PLC0415
    from junheng.core.outbox.models import Recipient  # noqa: PLC0415
    from tests.apps.portal.reading import Private, private_of  # noqa: PLC0415

    words = {one.query_code for model in (Student, Guardian) for one in model.objects.all()}
    words |= {one.phone for one in Recipient.objects.all()}
    numbers: set[str] = set()
    for name, number in children():
        own, digits = private_of(name, number)
        words |= own
        numbers |= digits
    return Private(words, numbers)


def attributes() -> set[str]:
    """What the rosters say of children in Chinese words: former schools, places, ethnicities."""
    from junheng.apps.students.models import Student  # noqa: PLC0415 - after Django's set-up

    return {
        value
        for child in Student.objects.all()
        for value in json.loads(child.attributes).values()
        if isinstance(value, str) and len(value) > 1 and not value.isascii()
    }


def teachers() -> list[str]:
    """Names that are public by law, longest first."""
    from junheng.apps.teachers.models import HomeroomTeacher, SubjectTeacher  # noqa: PLC0415

    names = {one.name for model in (HomeroomTeacher, SubjectTeacher) for one in model.objects.all()}
    return sorted(names, key=len, reverse=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
