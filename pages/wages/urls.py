"""Addresses of a wage case's own pages."""

from django.urls import URLPattern, path

from pages.wages import imports, views_ledger

urlpatterns: list[URLPattern] = [
    path("cases/<slug:code>/claims/", views_ledger.claims, name="wage_claims"),
    path("cases/<slug:code>/claims/export.xlsx", views_ledger.claims_file, name="wage_claims_file"),
    path("cases/<slug:code>/claims/template.xlsx", imports.template_file, name="wage_template"),
    path("cases/<slug:code>/claims/import/", imports.upload, name="wage_import"),
    path("cases/<slug:code>/claims/import/<str:token>/", imports.preview, name="wage_import_preview"),
    path("cases/<slug:code>/claims/import/<str:token>/done/", imports.done, name="wage_import_done"),
    path(
        "cases/<slug:code>/claims/import/<str:token>/refused.xlsx",
        imports.refused_rows,
        name="wage_import_refused",
    ),
    # The step's place in the menu of the case leads to its own pages.
    path("cases/<slug:code>/do/import_claims/", imports.to_upload),
]
