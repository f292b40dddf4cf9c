"""Addresses of the record page."""

from django.urls import path

from pages.record import views

urlpatterns = [
    path("", views.record, name="record"),
    path("verify/", views.verify_now, name="record_verify"),
]
