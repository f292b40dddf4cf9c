"""What people see: one package per page family."""

from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "pages"
