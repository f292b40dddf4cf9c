"""Addresses under /office/."""

from __future__ import annotations

from django.urls import path

from pages.office import (
    views_calendar,
    views_codes,
    views_employers,
    views_escalation,
    views_partners,
    views_people,
    views_posts,
    views_rules,
    views_units,
    views_warnings,
)

app_name = "office"
urlpatterns = [
    path("", views_units.units, name="units"),
    path("units/options/", views_units.unit_options, name="unit-options"),
    path("units/<str:code>/", views_units.unit, name="unit"),
    path("units/<str:code>/branch/", views_units.unit_branch, name="unit-branch"),
    path("units/<str:code>/add/", views_units.unit_add, name="unit-add"),
    path("units/<str:code>/change/", views_units.unit_change, name="unit-change"),
    path("units/<str:code>/move/", views_units.unit_move, name="unit-move"),
    path("employers/", views_employers.employers, name="employers"),
    path("employers/add/", views_employers.employer_add, name="employer-add"),
    path("employers/<str:code>/", views_employers.employer, name="employer"),
    path("partners/", views_partners.partners, name="partners"),
    path("partners/add/", views_partners.partner_add, name="partner-add"),
    path("partners/<int:pk>/", views_partners.partner, name="partner"),
    path("people/", views_people.people, name="people"),
    path("people/add/", views_people.person_add, name="person-add"),
    path("people/<int:pk>/", views_people.person, name="person"),
    path("people/<int:pk>/change/", views_people.person_change, name="person-change"),
    path("people/<int:pk>/password/", views_people.person_password, name="person-password"),
    path("people/<int:pk>/deactivate/", views_people.person_deactivate, name="person-deactivate"),
    path("people/<int:pk>/post/", views_posts.post_add, name="post-add"),
    path("posts/<int:pk>/end/", views_posts.post_end, name="post-end"),
    path("posts/<int:pk>/deputy/", views_posts.deputy_add, name="deputy-add"),
    path("deputies/<int:pk>/end/", views_posts.deputy_end, name="deputy-end"),
    path("calendar/", views_calendar.calendar, name="calendar"),
    path("calendar/upload/", views_calendar.calendar_upload, name="calendar-upload"),
    path("calendar/publish/", views_calendar.calendar_publish, name="calendar-publish"),
    path("rules/", views_rules.rules, name="rules"),
    path("rules/add-rule/", views_rules.rule_add, name="rule-add"),
    path("rules/<str:rule_id>/", views_rules.rule, name="rule"),
    path("rules/<str:rule_id>/version/", views_rules.rule_version, name="rule-version"),
    path("rules/<str:rule_id>/retire/", views_rules.rule_retire, name="rule-retire"),
    path("codes/", views_codes.codes, name="codes"),
    path("codes/<str:code_list>/add-entry/", views_codes.code_add, name="code-add"),
    path("codes/<str:code_list>/<str:code>/", views_codes.code, name="code"),
    path("escalation/", views_escalation.escalation, name="escalation"),
    path("escalation/add/", views_escalation.escalation_add, name="escalation-add"),
    path("escalation/<int:pk>/", views_escalation.escalation_change, name="escalation-change"),
    path("warnings/", views_warnings.warnings, name="warnings"),
    path("warnings/add/", views_warnings.warning_add, name="warning-add"),
    path("warnings/refusal/", views_warnings.refusal_set, name="refusal-set"),
    path("warnings/<slug:code>/", views_warnings.warning_change, name="warning-change"),
]
