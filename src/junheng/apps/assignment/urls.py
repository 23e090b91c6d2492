"""Routes of the sessions."""

from django.urls import path

from junheng.apps.assignment.views import papers, results, schools, screen, sessions

app_name = "assignment"
urlpatterns = [
    path("sessions/", sessions.list_of_sessions, name="list"),
    path("sessions/arrange/<str:campaign_code>/", sessions.arrange, name="arrange"),
    path("sessions/freeze/<str:proposal_code>/", sessions.confirm_freeze, name="confirm_freeze"),
    path("sessions/<str:code>/", sessions.session, name="session"),
    path("sessions/<str:code>/change/", sessions.change, name="change"),
    path("sessions/<str:code>/freeze/", sessions.propose_freeze, name="propose_freeze"),
    path("sessions/<str:code>/freedom/", sessions.ask_for_freedom, name="freedom"),
    path("sessions/<str:code>/void/", sessions.void, name="void"),
    path("sessions/<str:code>/ledger/", sessions.ledger, name="ledger"),
    path("sessions/<str:code>/screen/", screen.screen, name="screen"),
    path("sessions/<str:code>/screen/standing/", screen.standing, name="standing"),
    path("sessions/<str:code>/screen/notice/", screen.notice, name="notice"),
    path("sessions/<str:code>/screen/seal/", screen.seal, name="seal"),
    path("sessions/<str:code>/screen/roll/", screen.roll, name="roll"),
    path("sessions/<str:code>/screen/open/", screen.open_envelopes, name="open"),
    path("sessions/<str:code>/screen/enter/", screen.enter, name="enter"),
    path("sessions/<str:code>/screen/enter-again/", screen.enter_again, name="enter_again"),
    path("sessions/<str:code>/screen/lock/", screen.lock, name="lock"),
    path("sessions/<str:code>/screen/draw/", screen.draw, name="draw"),
    path("sessions/<str:code>/screen/<str:unit>/", screen.school, name="screen_school"),
    path(
        "sessions/<str:code>/screen/<str:unit>/<str:group>/", screen.classes, name="screen_classes"
    ),
    path("sessions/<str:code>/passphrase/<str:half>/", papers.half, name="half"),
    path("sessions/<str:code>/passphrase-erase/", papers.erase, name="erase"),
    path("sessions/<str:code>/archive/", papers.archive, name="archive"),
    path("sessions/<str:code>/papers/", papers.papers, name="papers"),
    path("sessions/<str:code>/jobs/<str:job>/again/", papers.job_again, name="job_again"),
    path("sessions/<str:code>/papers/<str:key>/", papers.paper, name="paper"),
    path("sessions/<str:code>/recording/", results.recording, name="recording"),
    path("sessions/<str:code>/scan/", results.scan_of_session, name="scan_of_session"),
    path("sessions/<str:code>/scans/<str:scan_code>/", results.scan, name="scan"),
    path("sessions/<str:code>/publish/", results.publish, name="publish"),
    path("sessions/<str:code>/schools/<str:unit>/", schools.school, name="school"),
    path(
        "sessions/<str:code>/schools/<str:unit>/representatives/",
        schools.representatives,
        name="representatives",
    ),
    path("sessions/<str:code>/schools/<str:unit>/lots/", schools.lots, name="lots"),
    path(
        "sessions/<str:code>/schools/<str:unit>/lots-by-computer/",
        schools.electronic_lots,
        name="electronic_lots",
    ),
    path("sessions/<str:code>/schools/<str:unit>/again/", schools.again, name="again"),
    path("sessions/<str:code>/schools/<str:unit>/record/", schools.record, name="record"),
    path("sessions/<str:code>/schools/<str:unit>/sign/", results.sign, name="sign"),
    path(
        "sessions/<str:code>/schools/<str:unit>/signatures/<str:signature>/",
        results.remove_signature,
        name="remove_signature",
    ),
    path("sessions/<str:code>/schools/<str:unit>/scan/", results.scan_of_school, name="add_scan"),
    path("sessions/<str:code>/schools/<str:unit>/effect/", results.effect, name="effect"),
    path("sessions/<str:code>/schools/<str:unit>/lock/", results.lock, name="lock_result"),
]
