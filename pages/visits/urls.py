"""Addresses of the visits' own pages; the file of a visit is a case file like any other."""

from django.urls import path

from pages.visits import home, relations, rounds
from pages.visits.phone import urlpatterns as phone

urlpatterns = [
    *phone,
    path("visits/", home.visits, name="visits"),
    path("visits/plan/", home.plan, name="visit_plan"),
    path("visits/owed/", home.owed_page, name="visit_owed"),
    path("visits/relations/", relations.cycles, name="visit_cycles"),
    path("visits/relations/<slug:code>/", relations.relations, name="visit_relations"),
    path("visits/relations/<slug:code>/import/", relations.upload, name="visit_relations_upload"),
    path(
        "visits/relations/<slug:code>/import/<str:token>/", relations.preview, name="visit_relations_preview"
    ),
    path("visits/rounds/", rounds.rounds, name="visit_rounds"),
    path("visits/rounds/<slug:code>/", rounds.round_page, name="visit_round"),
    path("visits/rounds/<slug:code>/close/", rounds.close, name="visit_round_close"),
    path("visits/rounds/<slug:code>/answer/", rounds.answer, name="visit_answer"),
]
