"""Pages of the complaints, and what each kind of person finds on them."""

import html
import io
import re
from datetime import timedelta
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from junheng.apps.complaints import services
from junheng.apps.complaints.models import Complaint, Declaration, Knock, Referral
from junheng.apps.complaints.states import About, Category
from junheng.apps.complaints.views import public
from junheng.apps.notices import services as notices
from junheng.apps.notices.states import Channel as ObjectionChannel
from junheng.core.audit.models import AuditEntry
from junheng.core.jobs.models import JobRun
from junheng.core.jobs.services import enqueue_daily
from tests.apps.complaints.complaints_made import (
    CONTENT,
    NUMBER,
    PERSON,
    PHONE,
    accepted,
    declared,
    recorded,
    referred,
)
from tests.jobs_carried_out import carry_out_jobs
from tests.notices_made import a_result_notice, photograph, posted
from tests.people import AT, OWN_SCHOOL, POSTS, actor, signed_in

pytestmark = pytest.mark.usefixtures("year")

FORM = "/public/complain/"
EVIL = "=cmd|'/C calc'!A0 <script>alert(1)</script> {{ 7|add:7 }} 校\u200b长\u202e' OR 1=1 --"
SCHOOLS = ("clerk", "principal", "clerk_elsewhere")


def text(browser: Client, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return html.unescape(answer.content.decode())


def signed_form(seconds: int = 10) -> str:
    """The hidden field of a form that was opened so many seconds ago."""
    return public._new_form(timezone.now() - timedelta(seconds=seconds))  # noqa: TID251


def filled(**more: Any) -> dict[str, Any]:
    given = {
        "category": "class_list",
        "about": "school",
        "school": OWN_SCHOOL,
        "content": CONTENT,
        "person": PERSON,
        "contact": PHONE,
        "form": signed_form(),
    }
    return given | more


def sent(browser: Client | None = None, **more: Any) -> str:
    answer = (browser or Client()).post(FORM, filled(**more))
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


def code_on(page: str) -> str:
    found = re.findall(r'large code">([0-9a-z ]+)<', page.replace("-", " "))
    return str(found[1])


# -- the public's way -------------------------------------------------------------------------


def test_a_family_complains_follows_adds_and_withdraws_without_an_account() -> None:
    browser = Client()
    assert "可以不写姓名和电话" in text(browser, FORM)

    page = sent(browser, file1=SimpleUploadedFile("李家孩子.jpg", photograph()))
    secret = code_on(page)
    assert NUMBER in page
    follow = browser.post(f"{FORM}follow/", {"number": NUMBER, "secret": secret}, follow=True)
    assert follow.redirect_chain == [(f"{FORM}mine/", 302)]
    assert "待受理" in follow.content.decode()
    browser.post(f"{FORM}mine/add/", {"text": "还有两个孩子也换了。"})
    assert "还有两个孩子也换了" in text(browser, f"{FORM}mine/")
    browser.post(f"{FORM}mine/withdraw/")
    assert "已撤回" in text(browser, f"{FORM}mine/")
    browser.post(f"{FORM}mine/leave/")

    assert browser.get(f"{FORM}mine/").status_code == 302
    assert Complaint.objects.get().evidence.count() == 1


def test_the_reply_stands_on_the_page_and_nothing_of_the_work() -> None:
    browser = Client()
    secret = code_on(sent(browser))
    complaint = Complaint.objects.get()
    declared(complaint, "operator")
    operator = signed_in("operator")
    operator.post(f"/complaints/{complaint.code}/step/accept/")
    operator.post(f"/complaints/{complaint.code}/step/finding/", {"words": "调取了公证处的录像。"})
    operator.post(
        f"/complaints/{complaint.code}/step/reply/",
        {"conclusion": "rejected", "words": "名单与抽签结果一致。", "way": "web"},
    )
    browser.post(f"{FORM}follow/", {"number": NUMBER, "secret": secret})

    page = text(browser, f"{FORM}mine/")

    assert "名单与抽签结果一致" in page
    assert "反映不属实" in page
    assert "公证处" not in page
    assert actor("operator").name not in page
    assert PERSON not in page


def test_the_state_page_closes_after_a_quarter_of_an_hour() -> None:
    browser = Client()
    browser.post(f"{FORM}follow/", {"number": NUMBER, "secret": code_on(sent(browser))})
    session = browser.session
    code, _ = session["complaint"]
    session["complaint"] = [code, (timezone.now() - timedelta(seconds=1)).isoformat()]  # noqa: TID251
    session.save()

    assert browser.get(f"{FORM}mine/").status_code == 302


def test_a_wrong_code_and_a_number_of_nothing_look_the_same() -> None:
    sent()

    def answer(number: str, secret: str) -> str:
        values = {"number": number, "secret": secret}
        page = Client().post(f"{FORM}follow/", values).content.decode()
        page = re.sub(r'csrfmiddlewaretoken" value="\w+"|X-CSRFToken": "\w+"', "", page)
        return page.replace(number, "").replace(secret, "")

    assert answer(NUMBER, "aaaaaaaaaa") == answer("2026-7777", "bbbbbbbbbb")


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"website": "http://spam.example"}, "提交得太快"),
        ({"form": "forged"}, "打开得太久"),
        ({"form": ""}, "打开得太久"),
        ({"school": ""}, "请选择是哪一所学校"),
        ({"school": "999999"}, "999999"),
        ({"category": "x"}, "x"),
        ({"content": "太短"}, "至少 10 个字"),
        ({"content": "长" * 4001}, "4000"),
        ({"file1": SimpleUploadedFile("a.jpg", b"GIF89a<script>")}, "打不开"),
        ({"file1": SimpleUploadedFile("a.jpg", b"%PDF-1.7")}, "请拍成照片"),
    ],
)
def test_what_is_wrong_is_said_on_the_form_and_the_words_stay(
    more: dict[str, Any], said: str
) -> None:
    page = sent(**more)

    assert said in page
    assert more.get("content", CONTENT) in page
    assert not Complaint.objects.exists()


def test_a_form_sent_within_three_seconds_or_after_half_a_day_is_not_taken() -> None:
    assert "提交得太快" in sent(form=signed_form(1))
    assert "打开得太久" in sent(form=signed_form(13 * 3600))
    assert not Complaint.objects.exists()


def test_the_second_sending_of_a_form_shows_the_same_code() -> None:
    form = signed_form()

    assert code_on(sent(form=form)) == code_on(sent(form=form))
    assert Complaint.objects.count() == 1


def test_no_address_of_a_family_is_kept_and_counts_go_after_two_days() -> None:
    sent()
    assert "127.0.0.1" not in str(list(Complaint.objects.values_list()))
    assert "127.0.0.1" not in str(list(Knock.objects.values_list()))

    enqueue_daily(timezone.now() + timedelta(days=3))  # noqa: TID251
    carry_out_jobs(timezone.now() + timedelta(days=3))  # noqa: TID251

    assert not Knock.objects.exists()
    assert JobRun.objects.get(job="complaints.forget").state == "done"


# -- what is typed ----------------------------------------------------------------------------


def test_script_formulas_and_hiding_characters_are_kept_and_shown_harmless() -> None:
    sent(content=EVIL, person=EVIL[:40], accused=EVIL[:40])
    complaint = Complaint.objects.get()
    assert complaint.content == EVIL
    declared(complaint, "operator")

    page = signed_in("operator").get(f"/complaints/{complaint.code}/").content.decode()

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert "{{ 7|add:7 }}" in page
    assert "[U+200B]" in page
    assert "\u200b" not in page
    assert "\u202e" not in page


def test_the_workbook_holds_no_formula_and_no_complainant() -> None:
    complaint = accepted(content=EVIL)
    recorded(content=EVIL)

    answer = signed_in("operator").post("/complaints/figures/workbook/", {"year": complaint.year})

    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value]
    assert {cell.data_type for cell in cells} == {"s", "n"}
    words = [str(cell.value) for cell in cells]
    assert sum("cmd|" in word for word in words) == 1  # the other one was not declared
    assert not any(word.startswith(("=", "+", "-", "@")) for word in words)
    assert not any(PERSON in word or PHONE in word for word in words)
    assert PERSON not in answer["Content-Disposition"]
    event = AuditEntry.objects.get(event="complaints.table.export")
    assert event.payload == {"rows": 2}


def test_on_paper_the_workbook_keeps_all_its_columns_on_the_page() -> None:
    complaint = accepted()

    answer = signed_in("operator").post("/complaints/figures/workbook/", {"year": complaint.year})

    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    assert book["台账"].print_title_rows == "$1:$1"
    for sheet in book:
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert (sheet.page_setup.orientation, sheet.page_setup.fitToHeight) == ("landscape", 0)


# -- hidden from the school -------------------------------------------------------------------


def test_a_school_finds_the_released_words_and_nothing_of_the_complaint() -> None:
    referral = referred("请核实一班名单与抽签结果是否一致。")
    complaint = referral.complaint
    hidden = (
        PERSON, PHONE, CONTENT, CONTENT[:12], complaint.number, complaint.code,
        complaint.handler_name, "电话",
    )  # fmt: skip
    principal = signed_in("principal")

    seen = [
        text(principal, "/"),
        text(principal, "/referrals/"),
        text(principal, f"/referrals/{referral.code}/"),
    ]

    assert "请核实一班名单" in seen[2]
    shown = [re.sub(r"监督电话|投诉电话", "", page) for page in seen]
    assert [word for page in shown for word in hidden if word in page] == []


@pytest.mark.parametrize("kind", sorted(set(POSTS) - {"operator", "reviewer", "supervisor"}))
def test_nobody_who_does_not_work_on_it_learns_who_complained(kind: str) -> None:
    referral = referred(files=[[photograph()]])
    complaint = referral.complaint
    evidence = complaint.evidence.get()
    if kind == "inspector":
        declared(complaint, "inspector")
    browser, told = signed_in(kind), []
    addresses = [
        "/", "/complaints/", "/complaints/figures/", "/complaints/record/", "/referrals/",
        "/trail/", "/overview/", f"/referrals/{referral.code}/", f"/complaints/{complaint.code}/",
        f"/complaints/{complaint.code}/step/reply/",
        f"/complaints/{complaint.code}/evidence/{evidence.code}/",
    ]  # fmt: skip

    for address in addresses:
        answer = browser.get(address, follow=True)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        page = html.unescape(body.decode(errors="replace"))
        told += [(address, word) for word in (PERSON, PHONE) if word in page]
        if kind in SCHOOLS:
            assert complaint.number not in page
            assert CONTENT[:12] not in page

    assert told == []


@pytest.mark.parametrize("kind", [*SCHOOLS, "system_admin", "audit_admin", "newcomer", "nobody"])
def test_no_address_of_a_complaint_opens_to_them(kind: str) -> None:
    complaint = referred(files=[[photograph()]]).complaint
    referral = Referral.objects.get()
    evidence = complaint.evidence.get()
    browser = signed_in(kind)
    arguments = {
        "complaint": [complaint.code], "declare": [complaint.code],
        "add_evidence": [complaint.code], "evidence": [complaint.code, evidence.code],
        "step": [complaint.code, "accept"], "recall": [complaint.code, referral.code],
        "record_answer": [complaint.code, referral.code], "list": [], "record": [],
        "figures": [], "workbook": [],
    }  # fmt: skip

    for name, given in arguments.items():
        address = reverse(f"complaints:{name}", args=given)
        for answer in (browser.get(address), browser.post(address)):
            assert answer.status_code in {302, 403, 405}, (name, answer.status_code)
    assert Declaration.objects.filter(account=actor("operator").ident).count() == 1


def test_an_answer_is_written_down_for_a_referral_of_this_complaint_alone() -> None:
    first, other = referred(), recorded(content="另一件事：课后服务收费没有公示。")
    declared(other, "operator")
    browser = signed_in("operator")

    statuses = [
        browser.get(reverse("complaints:record_answer", args=[one.code, first.code])).status_code
        for one in (first.complaint, other)
    ]

    assert statuses == [200, 404]


def test_the_inspector_reads_the_words_but_not_who_wrote_them() -> None:
    complaint = accepted()
    declared(complaint, "inspector")

    page = text(signed_in("inspector"), f"/complaints/{complaint.code}/")

    assert CONTENT in page
    assert PERSON not in page
    assert "受理" not in re.sub(r"已受理|待受理|受理期限|不予受理", "", page)


def test_events_name_no_school_beside_a_complaint() -> None:
    accepted()

    entries = AuditEntry.objects.filter(subject_kind="complaint")
    assert entries.count() >= 3
    assert set(entries.values_list("subject_school_code", flat=True)) == {""}


def test_a_file_is_named_after_the_number_and_only_ever_downloaded() -> None:
    complaint = recorded(files=[[photograph()]])
    declared(complaint, "operator")
    evidence = complaint.evidence.get()

    answer = signed_in("operator").get(f"/complaints/{complaint.code}/evidence/{evidence.code}/")

    assert answer["Content-Disposition"].startswith("attachment")
    assert b"".join(answer.streaming_content).startswith(b"\xff\xd8")


# -- the bureau's way -------------------------------------------------------------------------


def test_staff_write_down_declare_refer_and_the_school_answers() -> None:
    operator, principal = signed_in("operator"), signed_in("principal")
    page = operator.post(
        "/complaints/record/",
        filled(channel="letter", received_on=timezone.localdate().isoformat()),
    )
    assert NUMBER in page.content.decode()
    complaint = Complaint.objects.get()
    address = f"/complaints/{complaint.code}/"
    assert CONTENT not in text(operator, address)

    operator.post(f"{address}declare/", {"is_free": "yes"})
    assert CONTENT in text(operator, address)
    operator.post(f"{address}step/accept/")
    refused = operator.post(
        f"{address}step/refer/", {"school": OWN_SCHOOL, "unit": "", "text": f"请核实{PERSON}的话"}
    )
    assert "没有发出" in html.unescape(refused.content.decode())
    operator.post(
        f"{address}step/refer/", {"school": OWN_SCHOOL, "unit": "", "text": "请核实公布名单。"}
    )
    referral = Referral.objects.get()
    assert "教育局转办件" in text(principal, "/")
    principal.post(f"/referrals/{referral.code}/", {"answer": "已核对，名单一致。"})

    page_after = text(operator, address)
    assert "已核对，名单一致" in page_after
    assert Complaint.objects.get().state == "investigating"
    assert (
        "教育局转办件</a>"
        not in text(principal, "/").split('<div class="cards">')[0].split("</nav>")[1]
    )


def test_stepping_back_hides_it_at_once() -> None:
    complaint = recorded()
    browser = signed_in("reviewer")

    browser.post(f"/complaints/{complaint.code}/declare/", {"is_free": "no"})

    assert browser.get(f"/complaints/{complaint.code}/").status_code == 404
    assert complaint.number not in text(browser, "/complaints/")
    assert complaint.number not in text(browser, "/")


def test_the_list_is_searched_and_filtered() -> None:
    recorded()
    recorded(category=Category.FEES, about=About.OTHER, school_code="")
    browser = signed_in("reviewer")

    assert "共 2 件" in text(browser, "/complaints/")
    assert "共 1 件" in text(browser, "/complaints/?category=fees")
    assert "共 1 件" in text(browser, "/complaints/?search=第一小学")
    assert "共 0 件" in text(browser, "/complaints/?state=closed")
    assert "共 2 件" in text(browser, "/complaints/?only=open&state=nonsense")


def test_an_unknown_step_and_a_step_before_the_declaration_do_not_exist() -> None:
    complaint = recorded()
    browser = signed_in("operator")

    assert browser.get(f"/complaints/{complaint.code}/step/accept/").status_code == 404
    declared(complaint, "operator")
    assert browser.get(f"/complaints/{complaint.code}/step/nonsense/").status_code == 404
    assert browser.post(f"/complaints/{complaint.code}/step/close/").status_code == 409


def test_figures_of_another_year_do_not_exist() -> None:
    recorded()

    assert "投诉统计" in text(signed_in("reviewer"), "/complaints/figures/")
    assert signed_in("reviewer").get("/complaints/figures/?year=1999").status_code == 404
    assert signed_in("reviewer").post("/complaints/figures/workbook/").status_code == 404


def test_objection_and_complaint_lead_to_each_other_for_the_bureau_alone() -> None:
    notice = posted(a_result_notice())
    objection = notices.record_objection(
        notice.code,
        channel=ObjectionChannel.VISIT,
        received_on=notice.posted_at.date(),  # type: ignore[union-attr]
        content="名单里少一个人。",
        by=actor("clerk"),
        at=AT + timedelta(hours=2),
    )
    operator, page = signed_in("operator"), f"/notices/objections/{objection.code}/"
    assert f"/complaints/record/?objection={objection.code}" in text(operator, page)
    operator.post(
        f"/complaints/record/?objection={objection.code}",
        filled(channel="visit", received_on=timezone.localdate().isoformat()),
    )
    complaint = Complaint.objects.get()
    declared(complaint, "operator")

    assert complaint.number in text(operator, page)
    assert f"/notices/objections/{objection.code}/" in text(
        operator, f"/complaints/{complaint.code}/"
    )
    assert complaint.number not in text(signed_in("clerk"), page)
    assert "投诉" not in text(signed_in("clerk"), page).split("<main")[1].split("</main")[0]


def test_what_may_not_be_confirmed_by_the_same_person_waits_for_another() -> None:
    complaint = accepted()
    services.declare(complaint.code, is_free=True, by=actor("reviewer"), at=AT)
    address = f"/complaints/{complaint.code}/step/close_unreplied/"
    signed_in("operator").post(address, {"ground": "duplicate", "words": "与 2026 年另一件相同。"})

    assert "不答复办结" in text(signed_in("reviewer"), "/")
    assert Complaint.objects.get().state == "accepted"
