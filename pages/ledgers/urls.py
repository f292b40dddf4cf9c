"""Addresses of the ledgers' pages."""

from django.urls import path

from pages.ledgers import imports, views

urlpatterns = [
    path("", views.ledgers, name="ledgers"),
    path("export.xlsx", views.export, name="ledger_export"),
    path("import/", imports.upload, name="ledger_import"),
    path("import/<str:token>/", imports.preview, name="ledger_preview"),
    path("import/<str:token>/done/", imports.done, name="ledger_done"),
    path("import/<str:token>/refused.xlsx", imports.refused_rows, name="ledger_refused"),
]
