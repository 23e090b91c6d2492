"""The comparability report on the platform: a document and a PDF, for those who see the teams."""

import io

import docx
import pytest

from junheng.apps.teams.models import Proposal
from junheng.apps.teams.rules.inputs import LockedRow
from junheng.apps.teams.services import preparing
from junheng.core.audit.models import AuditEntry
from tests.apps.teams.teams_made import (
    REASON,
    filed,
    handed_in,
    imported,
    proposed,
)
from tests.cohorts_made import cohort_of
from tests.people import AT, actor, signed_in
from tests.reporting.forms.read_back import words_of


def address(proposal: Proposal, form: str) -> str:
    return f"/teams/{proposal.cohort.code}/proposals/{proposal.code}/report.{form}"


def text_of(content: bytes) -> str:
    paper = docx.Document(io.BytesIO(content))
    return "\n".join(paragraph.text for paragraph in paper.paragraphs)


def test_document_and_pdf_tell_the_same_of_a_filed_proposal() -> None:
    proposal = filed()
    school = signed_in("principal")

    document = school.get(address(proposal, "docx"))
    printed = school.get(address(proposal, "pdf"))

    assert "comparability.docx" in document["Content-Disposition"]
    words = words_of(printed.content)
    for line in text_of(document.content).splitlines()[2:12]:
        assert "".join(line.split()) in words
    assert "王芳" in words
    assert "草案" not in words


def test_a_proposal_that_is_not_filed_is_a_draft() -> None:
    imported()

    answer = signed_in("clerk").get(address(proposed(), "docx"))

    assert "（草案）" in text_of(answer.content)


def test_what_the_school_keeps_stands_there_with_its_reason() -> None:
    imported()
    row = LockedRow(("王芳", "T1"), "音乐", ("孙三", "T5"), REASON)
    preparing.keep_row(cohort_of().code, row, by=actor("clerk"), at=AT)

    answer = signed_in("clerk").get(address(proposed(), "docx"))

    assert REASON in text_of(answer.content)


def test_taking_it_is_written_down() -> None:
    proposal = handed_in()

    signed_in("reviewer").get(address(proposal, "docx"))

    entry = AuditEntry.objects.get(event="teams.report.take")
    assert entry.payload == {"number": proposal.number, "freeze": proposal.freeze_code}


@pytest.mark.parametrize("form", ["docx", "pdf"])
def test_another_school_gets_no_report(form: str) -> None:
    proposal = handed_in()

    assert signed_in("clerk_elsewhere").get(address(proposal, form)).status_code == 404


def test_where_there_are_no_teams_there_is_no_report() -> None:
    imported("王芳,T1,语文,女,高级教师,20,县级,是,")

    assert signed_in("clerk").get(address(proposed(), "pdf")).status_code == 404
