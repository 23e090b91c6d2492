"""Every route asked by every kind of person: the list is made from the routes themselves."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import get_resolver, reverse

from junheng.core.access import GateKind, Permission
from junheng.core.access.proposals import declared_acts
from junheng.core.access.routes import Route, routes_of
from junheng.core.audit.models import AuditEntry
from junheng.core.secrets.keyring import Keyring
from tests.people import POSTS, a_county, actor, person, signed_in

ROUTES = [route for route in routes_of(get_resolver().url_patterns) if "set_up" not in route.name]
PEOPLE = ["nobody", *POSTS]
REFUSED = "access.page.refuse"

# Who may open what, for people to read: an access change shows here and nowhere else.
REGISTER = """
guardians:sign_in             public
guardians:rule                public
guardians:leave               guardian
guardians:check_script        public
guardians:home                guardian
guardians:record              guardian
guardians:confirm             guardian
guardians:dispute             guardian
guardians:placement           guardian
guardians:ticket              guardian
guardians:slip                guardian
guardians:public_record       guardian
guardians:happenings          guardian
guardians:looks               guardian
guardians:own_requests        guardian
guardians:copy                guardian
guardians:copy_file           guardian
guardians:consent             guardian
guardians:phone               guardian
guardians:change_phone        guardian
guardians:withdraw_phone      guardian
guardians:second              guardian
guardians:end_second          guardian
guardians:requests            staff families.view
guardians:request             staff families.view
guardians:codes               staff families.codes
guardians:end                 staff families.codes
home                          staff
health                        monitor
metrics                       monitor
portal:front                  public
portal:calendar               public
portal:plan                   public
portal:notices                public
portal:notice                 public
portal:schools                public
portal:school                 public
portal:balance                public
portal:monitoring             public
portal:monitoring_year        public
portal:monitoring_report      public
portal:contacts               public
portal:objecting              public
portal:checking               public
portal:verifier               public
portal:draw                   public
portal:ledger                 public
portal:file                   public
portal:robots                 public
schools:list                  staff schools.view
schools:upload                staff schools.import
schools:confirm               staff schools.import
schools:template              staff schools.import
schools:bureau                staff schools.view
schools:edit_bureau           staff bureau.edit
schools:contacts              staff bureau.edit
schools:change                staff schools.view
schools:school                staff schools.view
campaigns:now                 staff campaigns.view
campaigns:open                staff campaigns.manage
campaigns:cohort              staff campaigns.view
campaigns:submit              staff cohorts.submit
campaigns:review              staff cohorts.review
campaigns:approve             staff cohorts.review
campaigns:return              staff cohorts.review
campaigns:exempt              staff cohorts.review
campaigns:reopen              staff cohorts.reopen
campaigns:campaign            staff campaigns.view
campaigns:plan                staff campaigns.manage
campaigns:plan_file           staff campaigns.view
campaigns:calendar            staff campaigns.manage
campaigns:publish             staff campaigns.manage
campaigns:add_schools         staff campaigns.manage
campaigns:close               staff campaigns.manage
overview:now                  staff overview.view
overview:campaign             staff overview.view
overview:chart                staff overview.view
overview:workbook             staff overview.export
overview:document             staff overview.export
students:search               staff students.open
students:list                 staff students.view
students:add                  staff students.edit
students:doubles              staff students.open
students:county_doubles       staff students.doubles
students:decide_double        staff cohorts.review
students:upload               staff students.edit
students:template             staff students.edit
students:slips                staff students.edit
students:answers              staff students.edit
students:disputes             staff students.open
students:siblings             staff students.edit
students:join                 staff students.edit
students:wish                 staff students.edit
students:part                 staff students.edit
students:preview              staff students.edit
students:confirm              staff students.edit
students:discard              staff students.edit
students:marked               staff students.edit
students:settle               staff students.edit
students:dispute_picture      staff students.open
students:student              staff students.open
students:correct              staff students.edit
students:withdraw             staff students.edit
students:slip                 staff students.edit
students:dispute              staff students.edit
students:take_back            staff students.edit
teachers:list                 staff teachers.view
teachers:template             staff teachers.edit
teachers:cohort               staff teachers.view
teachers:names                staff teachers.edit
teachers:choose               staff teachers.edit
teachers:confirm              staff teachers.edit
teachers:teams                staff teachers.edit
teachers:confirm_teams        staff teachers.edit
teachers:submit               staff teachers.submit
teachers:file                 staff teachers.file
teachers:return               staff teachers.file
teams:list                    staff teachers.view
teams:template                staff teachers.edit
teams:consent                 staff teachers.view
teams:cohort                  staff teachers.view
teams:roster                  staff teachers.view
teams:lessons                 staff teachers.edit
teams:keep                    staff teachers.edit
teams:release                 staff teachers.edit
teams:propose                 staff teachers.edit
teams:proposal                staff teachers.view
teams:record                  staff teachers.view
teams:report                  staff teachers.view
teams:report_pdf              staff teachers.view
teams:submit                  staff teachers.submit
teams:file                    staff teachers.file
teams:return                  staff teachers.file
teams:replace                 staff teachers.submit
teams:notice                  staff notices.make
notices:list                  staff notices.view
notices:make_plan             staff notices.make
notices:cohort                staff notices.view
notices:make_teachers         staff notices.make
notices:objection             staff objections.record
notices:notice                staff notices.view
notices:file                  staff notices.view
notices:photo                 staff notices.view
notices:paper                 staff notices.view
notices:post                  staff notices.post
notices:take_down             staff notices.post
notices:withdraw              staff notices.withdraw
notices:object                staff objections.record
monitoring:list               staff monitoring.view
monitoring:open               staff monitoring.manage
monitoring:earlier            staff monitoring.manage
monitoring:earlier_template   staff monitoring.manage
monitoring:submission         staff monitoring.view
monitoring:workbook           staff monitoring.view
monitoring:upload             staff monitoring.view
monitoring:kind               staff monitoring.view
monitoring:explain            staff monitoring.view
monitoring:submit             staff monitoring.view
monitoring:accept             staff monitoring.review
monitoring:decide             staff monitoring.review
monitoring:add_evidence       staff monitoring.view
monitoring:evidence           staff monitoring.view
monitoring:remove_evidence    staff monitoring.view
monitoring:period             staff monitoring.county
monitoring:dates              staff monitoring.manage
monitoring:add_school         staff monitoring.manage
monitoring:county_figures     staff monitoring.county
monitoring:county_workbook    staff monitoring.manage
monitoring:close              staff monitoring.manage
monitoring:reopen             staff monitoring.manage
monitoring:result             staff monitoring.county
monitoring:heat               staff monitoring.county
monitoring:trends             staff monitoring.county
monitoring:classes            staff monitoring.county
monitoring:indicator          staff monitoring.county
monitoring:what_if            staff monitoring.county
monitoring:investments        staff monitoring.county
monitoring:shortfalls         staff monitoring.county
monitoring:publish            staff monitoring.review
monitoring:withdraw           staff monitoring.review
monitoring:report             staff monitoring.county
adjustments:list              staff adjustments.view
adjustments:watch             staff adjustments.watch
adjustments:cohort            staff adjustments.view
adjustments:watch_cohort      staff adjustments.watch
adjustments:forbidden         staff adjustments.view
adjustments:wish              staff adjustments.file
adjustments:open_batch        staff adjustments.file
adjustments:ask               staff adjustments.file
adjustments:roll              staff adjustments.file
adjustments:batch             staff adjustments.view
adjustments:add_file          staff adjustments.file
adjustments:add_typed         staff adjustments.file
adjustments:take_out          staff adjustments.file
adjustments:drop              staff adjustments.file
adjustments:freeze            staff adjustments.examine
adjustments:countersign       staff adjustments.countersign
adjustments:type_late         staff adjustments.enter
adjustments:discard_late      staff adjustments.enter
adjustments:batch_notice      staff notices.make
adjustments:batch_form        staff adjustments.view
adjustments:batch_slips       staff students.edit
adjustments:request           staff adjustments.view
adjustments:submit            staff adjustments.submit
adjustments:withdraw          staff adjustments.file
adjustments:examine           staff adjustments.examine
adjustments:approve           staff adjustments.decide
adjustments:carry_out         staff adjustments.decide
adjustments:type_move         staff adjustments.enter
adjustments:discard_move      staff adjustments.enter
adjustments:change_notice     staff notices.make
adjustments:request_form      staff adjustments.view
adjustments:evidence          staff adjustments.view
adjustments:against           staff adjustments.view
adjustments:roll_template     staff adjustments.file
adjustments:difference        staff adjustments.file
adjustments:check             staff adjustments.view
adjustments:approve_check     staff adjustments.decide
adjustments:check_form        staff adjustments.view
rectifications:list           staff rectifications.view
rectifications:start          staff rectifications.start
rectifications:figures        staff rectifications.view
rectifications:workbook       staff rectifications.export
rectifications:rectification  staff rectifications.view
rectifications:add_evidence   staff rectifications.work
rectifications:evidence       staff rectifications.view
rectifications:step           staff rectifications.view
outbox:overview               staff outbox.view
outbox:test                   staff outbox.manage
outbox:cancel                 staff outbox.manage
outbox:resend                 staff outbox.manage
trail:entries                 staff trail.view
trail:head                    staff trail.view
trail:check                   staff trail.check
trail:export                  staff trail.export
care:overview                 staff care.view
care:personal_data            staff care.view
care:backups                  staff care.view
care:back_up                  staff care.backup
care:drill                    staff care.backup
care:make_key                 staff care.backup
care:keys                     staff care.keys
care:open_year                staff care.keys
care:change_start_key         staff care.keys
care:destruction              staff care.keys
care:destruction_paper        staff care.keys
care:destroy_year             staff care.keys
inspections:list              staff inspections.view
inspections:plan              staff inspections.arrange
inspections:visit             staff inspections.view
inspections:record            staff inspections.enter
inspections:read_list         staff inspections.enter
inspections:write_finding     staff inspections.enter
inspections:take_out          staff inspections.arrange
inspections:found_list        staff inspections.view
inspections:picture           staff inspections.view
inspections:discard           staff inspections.enter
inspections:report            staff inspections.view
inspections:round             staff inspections.view
inspections:step              staff inspections.arrange
inspections:inspectors        staff inspections.arrange
inspections:choose            staff inspections.arrange
inspections:announce          staff inspections.arrange
inspections:sample            staff inspections.view
inspections:draw              staff inspections.arrange
inspections:sample_record     staff inspections.view
inspections:results           staff inspections.view
inspections:export            staff inspections.rank
inspections:findings          staff findings.view
inspections:finding           staff
inspections:issue             staff inspections.issue
inspections:withdraw          staff inspections.view
inspections:reply             staff findings.reply
inspections:rectify           staff rectifications.start
complaints:file               public
complaints:follow             public
complaints:mine               public
complaints:supplement         public
complaints:withdraw_own       public
complaints:leave              public
complaints:list               staff complaints.view
complaints:record             staff complaints.record
complaints:figures            staff complaints.view
complaints:workbook           staff complaints.export
complaints:complaint          staff complaints.view
complaints:declare            staff complaints.view
complaints:add_evidence       staff complaints.handle
complaints:evidence           staff complaints.view
complaints:step               staff complaints.handle
complaints:record_answer      staff complaints.handle
complaints:recall             staff complaints.handle
complaints:referrals          staff referrals.view
complaints:referral           staff referrals.view
assignment:list               staff assignment.view
assignment:arrange            staff assignment.arrange
assignment:confirm_freeze     staff assignment.view
assignment:session            staff assignment.view
assignment:change             staff assignment.arrange
assignment:propose_freeze     staff assignment.arrange
assignment:freedom            staff assignment.arrange
assignment:void               staff assignment.arrange
assignment:ledger             staff assignment.view
assignment:screen             staff assignment.view
assignment:standing           staff assignment.view
assignment:notice             staff assignment.hold
assignment:seal               staff assignment.hold
assignment:roll               staff assignment.hold
assignment:open               staff assignment.hold
assignment:enter              staff assignment.enter
assignment:enter_again        staff assignment.hold
assignment:lock               staff assignment.hold
assignment:draw               staff assignment.hold
assignment:screen_school      staff assignment.view
assignment:screen_classes     staff assignment.view
assignment:half               staff assignment.view
assignment:erase              staff assignment.arrange
assignment:archive            staff assignment.arrange
assignment:papers             staff assignment.papers
assignment:job_again          staff assignment.papers
assignment:paper              staff assignment.papers
assignment:recording          staff assignment.hold
assignment:scan_of_session    staff assignment.sign
assignment:scan               staff assignment.papers
assignment:publish            staff assignment.publish
assignment:school             staff assignment.view
assignment:representatives    staff assignment.lots
assignment:lots               staff assignment.lots
assignment:electronic_lots    staff assignment.lots
assignment:again              staff assignment.lots
assignment:record             staff assignment.lots
assignment:sign               staff assignment.sign
assignment:remove_signature   staff assignment.sign
assignment:add_scan           staff assignment.sign
assignment:effect             staff assignment.sign
assignment:lock_result        staff assignment.publish
accounts:sign_in              public
accounts:one_time_code        public
accounts:sign_out             staff
accounts:own                  staff
accounts:password             staff
accounts:second_factor        staff
accounts:end_sign_in          staff
accounts:list                 staff accounts.view
accounts:open                 staff accounts.open
accounts:account              staff accounts.view
accounts:close                staff accounts.open
accounts:unlock               staff accounts.authorise
accounts:end_sign_ins         staff accounts.authorise
accounts:grant                staff accounts.authorise
accounts:reset_password       staff accounts.open
accounts:remove_factor        staff accounts.view
accounts:withdraw             staff accounts.authorise
accounts:proposals            staff
accounts:proposal             staff
accounts:confirm              staff
accounts:decline              staff
"""


@pytest.fixture(autouse=True)
def county(db: None, keys: Keyring) -> None:
    a_county()


def addresses(routes: list[Route]) -> Iterator[tuple[Route, str]]:
    """Each route with an address of it; codes are those of nothing, so nothing can be changed."""
    for route in routes:
        yield route, reverse(route.name, args=["zzzzzzzzzzzz"] * len(route.keys))


def test_the_register_of_routes_is_this_one() -> None:
    register = "\n".join(f"{route.name:<29} {route.gate}" for route in ROUTES)

    assert register == REGISTER.strip()


@pytest.mark.parametrize("kind", PEOPLE)
def test_a_gate_refuses_whoever_lacks_the_permission(kind: str) -> None:
    browser = signed_in(kind)
    before = AuditEntry.objects.exclude(event=REFUSED).count()
    wrong = []

    for route, address in addresses(ROUTES):
        assert route.gate is not None
        if route.gate.kind is not GateKind.STAFF:
            continue
        may = kind != "nobody" and (
            route.gate.permission is None or actor(kind).may(Permission(route.gate.permission))
        )
        if may:
            continue
        for answer in (browser.get(address), browser.post(address)):
            expected = 302 if kind == "nobody" else 403
            # A page for one method only may say so first: it tells nobody anything.
            if answer.status_code not in {expected, 405}:
                wrong.append((route.name, answer.status_code))
            if kind == "nobody" and answer.status_code == 302:
                to_public = address == "/" and answer.request["REQUEST_METHOD"] == "GET"
                assert answer["Location"].startswith("/public/" if to_public else "/sign-in/")

    assert wrong == []
    assert AuditEntry.objects.exclude(event=REFUSED).count() == before


@pytest.mark.parametrize("kind", list(POSTS))
def test_a_gate_opens_to_whoever_has_the_permission(kind: str) -> None:
    browser = signed_in(kind)
    wrong = []

    for route, address in addresses(ROUTES):
        assert route.gate is not None
        permission = route.gate.permission
        if permission is not None and not actor(kind).may(Permission(permission)):
            continue
        if route.gate.kind is GateKind.MONITOR:
            continue  # says how the computer is: `test_health.py`
        answer = browser.get(address)
        if answer.status_code not in {200, 302, 404, 405}:
            wrong.append((route.name, answer.status_code))

    assert wrong == []


def test_a_refusal_is_written_down_with_route_and_reason() -> None:
    browser = signed_in("clerk")

    browser.get("/accounts/")

    entry = AuditEntry.objects.get(event=REFUSED)
    assert entry.actor_id == person("clerk").code
    assert entry.payload == {
        "route": "accounts:list",
        "method": "GET",
        "status": 403,
        "reason": "permission_missing",
    }


def test_another_schools_page_does_not_exist() -> None:
    assert signed_in("clerk").get("/schools/010001/").status_code == 200
    assert signed_in("clerk_elsewhere").get("/schools/010001/").status_code == 404


def test_every_page_that_opens_has_help_and_no_english_title() -> None:
    pages = {
        "operator": ["/", "/schools/", "/schools/010001/", "/schools/import/", "/account/"],
        "system_admin": ["/accounts/", "/accounts/open/", "/proposals/", "/account/password/"],
        "nobody": ["/sign-in/"],
    }

    for kind, addresses_of_kind in pages.items():
        browser = signed_in(kind)
        for address in addresses_of_kind:
            html = browser.get(address).content.decode()
            assert '<aside class="help">' in html, address
            assert 'lang="zh-CN"' in html, address


def test_pages_carry_strict_headers() -> None:
    answer = signed_in("clerk").get("/")

    assert answer["Content-Security-Policy"].startswith("default-src 'self'")
    assert answer["Cache-Control"] == "no-store"
    assert answer["X-Frame-Options"] == "DENY"


def test_a_form_without_its_token_is_refused_with_a_chinese_page() -> None:
    browser = Client(enforce_csrf_checks=True)

    answer = browser.post("/sign-in/", {"username": "a", "password": "b"})

    assert answer.status_code == 403
    assert "这次提交没有生效" in answer.content.decode()


def test_an_unknown_address_has_a_chinese_page_too() -> None:
    answer = signed_in("clerk").get("/no-such-page/")

    assert answer.status_code == 404
    assert "没有这个页面" in answer.content.decode()


def test_every_act_of_two_people_can_be_confirmed_by_a_role_that_did_not_ask() -> None:
    for act in declared_acts().values():
        assert all(act.second_roles - {role} for role in act.first_roles), act.key
