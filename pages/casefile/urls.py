"""Addresses of the cases' pages."""

from django.urls import URLPattern, path

from pages.casefile import do, listing, views

urlpatterns: list[URLPattern] = [
    path("cases/", listing.case_list, name="cases"),
    path("cases/<slug:code>/", views.case_file, name="case"),
    path("cases/<slug:code>/clocks/<slug:rule_id>/", views.clock_steps, name="clock_steps"),
    path("cases/<slug:code>/people/<slug:party>/", views.reveal, name="case_reveal"),
    path("cases/<slug:code>/evidence/<slug:evidence>/", views.evidence_file, name="case_evidence"),
    path("cases/<slug:code>/employer-view/", views.employer_view, name="case_employer_view"),
    path("cases/<slug:code>/do/<slug:verb>/", do.do_step, name="case_do"),
]
