"""Addresses of the joint check's pages."""

from django.urls import path

from . import views

urlpatterns = [
    path("", views.checks, name="checks"),
    path("<slug:code>/", views.check, name="check"),
    path("<slug:code>/file/", views.check_file, name="check_file"),
]
