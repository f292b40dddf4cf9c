"""Addresses of the visits' own pages; the file of a visit is a case file like any other."""

from django.urls import path

from pages.visits import findings, home, owed, planning, points, quarter, rectify, relations, rounds
from pages.visits.phone import urlpatterns as phone

urlpatterns = [
    *phone,
    path("visits/", home.visits, name="visits"),
    path("visits/plan/", planning.plan, name="visit_plan"),
    path("visits/findings/", findings.findings, name="visit_findings"),
    path("visits/owed/", owed.owed_page, name="visit_owed"),
    path("visits/relations/", relations.cycles, name="visit_cycles"),
    path("visits/relations/<slug:code>/", relations.relations, name="visit_relations"),
    path("visits/relations/<slug:code>/import/", relations.upload, name="visit_relations_upload"),
    path("visits/relations/<slug:code>/template/", relations.blank_table, name="visit_relations_template"),
    path(
        "visits/relations/<slug:code>/import/<str:token>/", relations.preview, name="visit_relations_preview"
    ),
    path("visits/relations/<slug:code>/add/", points.give, name="visit_point_add"),
    path("visits/points/<slug:code>/", points.change, name="visit_point"),
    path("visits/points/<slug:code>/end/", points.end, name="visit_point_end"),
    path("visits/paper/<slug:code>/", rectify.draft, name="visit_paper_draft"),
    path("visits/paper/<slug:code>/<slug:paper>/", rectify.paper, name="visit_paper"),
    path("visits/quarter/", quarter.quarter_page, name="visit_quarter"),
    path("visits/rounds/", rounds.rounds, name="visit_rounds"),
    path("visits/rounds/<slug:code>/", rounds.round_page, name="visit_round"),
    path("visits/rounds/<slug:code>/close/", rounds.close, name="visit_round_close"),
    path("visits/rounds/<slug:code>/urge/", rounds.urge, name="visit_round_urge"),
    path("visits/rounds/<slug:code>/answer/", rounds.answer, name="visit_answer"),
]
