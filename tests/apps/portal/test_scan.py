"""The scan of everything public: small here, of the whole demonstration in the journeys."""

import json

import pytest

from junheng.apps.notices.models import Notice
from junheng.apps.students.models import Student
from junheng.apps.students.services.writing import fill
from junheng.core.secrets.keyring import Keyring
from junheng.web import clock
from tests.apps.assignment.sessions_made import roster_of
from tests.cohorts_made import a_year, cohort_of
from tests.notices_made import DAY, a_result_notice, posted
from tests.people import AT, OWN_SCHOOL, a_county
from tools.scan_public import main, scan, tell

CHILDREN = 6


@pytest.fixture
def notice(db: None, keys: Keyring, monkeypatch: pytest.MonkeyPatch) -> Notice:
    """A school's result hangs; six children are on its roster."""
    monkeypatch.setattr(clock, "now", lambda: AT + DAY)
    a_county()
    a_year()
    for read in roster_of(OWN_SCHOOL).students[:CHILDREN]:
        student = Student(cohort=cohort_of(), row=read.row)
        fill(student, read, AT)
        student.save()
    return posted(a_result_notice())


def telling(notice: Notice, words: str) -> None:
    """Write something into the notice that hangs."""
    body = json.loads(notice.body)
    body["paragraphs"] = [*body["paragraphs"], words]
    notice.body = json.dumps(body, ensure_ascii=False)
    notice.save(update_fields=["body"])


def test_a_site_that_shows_masked_names_is_clean(notice: Notice) -> None:
    found = scan()

    assert (found.children, found.told) == (CHILDREN, {})
    assert found.addresses > 10


@pytest.mark.parametrize("what", ["name", "identity_number", "query_code", "birth_date"])
def test_whatever_is_told_of_a_child_is_found_where_it_stands(notice: Notice, what: str) -> None:
    child = Student.objects.all()[0]
    words = json.loads(child.attributes)[what] if what == "birth_date" else getattr(child, what)
    telling(notice, f"另：{words}。")

    found = scan()

    assert [address for address in found.told if notice.public_code in address]


def test_the_scan_says_where_and_never_what(
    notice: Notice, capsys: pytest.CaptureFixture[str]
) -> None:
    child = Student.objects.all()[0]
    telling(notice, f"{child.name}，{child.identity_number}")

    code = tell(scan())

    said = "".join(capsys.readouterr())
    assert code == 1
    assert notice.public_code in said
    assert child.name not in said
    assert child.identity_number not in said


def test_without_a_demonstration_it_says_how_to_make_one(
    tmp_path_factory: pytest.TempPathFactory, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--out", str(tmp_path_factory.mktemp("nothing"))]) == 1

    assert "请先运行 run.py demo --once" in "".join(capsys.readouterr())
