"""Addresses of the employer's pages."""

from django.urls import path

from . import sitting, views

urlpatterns = [
    path("", views.notices, name="employer_notices"),
    path("<slug:number>/", views.notice, name="employer_notice"),
    path("<slug:number>/reply/", views.reply, name="employer_reply"),
    path("<slug:number>/answer/", sitting.answer, name="employer_answer"),
    path("<slug:number>/calendar/", sitting.take_feed, name="employer_feed"),
]
