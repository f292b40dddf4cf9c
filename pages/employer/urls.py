"""Addresses of the employer's pages."""

from django.urls import path

from . import taking, views

urlpatterns = [
    path("", views.notices, name="employer_notices"),
    path("<slug:number>/", views.notice, name="employer_notice"),
    path("<slug:number>/reply/", views.reply, name="employer_reply"),
    path("<slug:number>/answer/", taking.answer, name="employer_answer"),
    path("<slug:number>/calendar/", taking.take_feed, name="employer_feed"),
]
