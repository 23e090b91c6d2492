"""Routes of the inspections."""

from django.urls import path

from junheng.apps.inspections.views import findings, lists, rounds, visits

app_name = "inspections"
urlpatterns = [
    path("inspections/", rounds.list_of_rounds, name="list"),
    path("inspections/plan/", rounds.plan, name="plan"),
    path("inspections/schools/<str:code>/", visits.visit, name="visit"),
    path("inspections/schools/<str:code>/record/", visits.record, name="record"),
    path("inspections/schools/<str:code>/list/", visits.read_list, name="read_list"),
    path("inspections/schools/<str:code>/finding/", findings.write, name="write_finding"),
    path("inspections/schools/<str:visit>/out/", rounds.take_out, name="take_out"),
    path("inspections/lists/<str:code>/", lists.found_list, name="found_list"),
    path("inspections/lists/<str:code>/pictures/<str:number>/", lists.picture, name="picture"),
    path("inspections/lists/<str:code>/discard/", lists.discard, name="discard"),
    path("inspections/lists/<str:code>/report/", lists.report, name="report"),
    path("inspections/<str:code>/", rounds.one_round, name="round"),
    path("inspections/<str:code>/step/<str:step>/", rounds.step, name="step"),
    path("inspections/<str:code>/inspectors/", rounds.inspectors, name="inspectors"),
    path("inspections/<str:code>/choose/", rounds.choose, name="choose"),
    path("inspections/<str:code>/announce/", rounds.announce, name="announce"),
    path("inspections/<str:code>/sample/", rounds.sample, name="sample"),
    path("inspections/<str:code>/sample/draw/", rounds.draw, name="draw"),
    path("inspections/<str:code>/sample/record/", rounds.sample_record, name="sample_record"),
    path("inspections/<str:code>/results/", lists.results, name="results"),
    path("inspections/<str:code>/results/<str:form>/", lists.export, name="export"),
    path("findings/", findings.list_of_findings, name="findings"),
    path("findings/<str:code>/", findings.finding, name="finding"),
    path("findings/<str:code>/issue/", findings.issue, name="issue"),
    path("findings/<str:code>/withdraw/", findings.withdraw, name="withdraw"),
    path("findings/<str:code>/reply/", findings.reply, name="reply"),
    path("findings/<str:code>/rectify/", findings.rectify, name="rectify"),
]
