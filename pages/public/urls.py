"""Addresses for everybody. None holds a receipt code."""

from django.urls import path

from . import entry, views_home, views_poster, views_receipt, views_report, views_track

urlpatterns = [
    path("", views_home.home, name="home"),
    path("report/", views_report.step, {"name": "what"}, name="report"),
    path("report/where/", views_report.step, {"name": "where"}, name="report_where"),
    path("report/contact/", views_report.step, {"name": "contact"}, name="report_contact"),
    path("report/check/", views_report.check, name="report_check"),
    path("report/again/", views_report.restart, name="report_restart"),
    path("report/employers/", views_report.employers, name="report_employers"),
    path("report/receipt/", views_receipt.receipt, name="report_receipt"),
    path("report/receipt/picture/", views_receipt.picture, name="report_picture"),
    path("r/<str:code>/", views_report.link, name="report_link"),
    path("poster/<str:code>/", views_poster.poster, name="poster"),
    path("track/", views_receipt.track, name="track"),
    path("track/entry/", entry.entry_page, name="track_entry"),
    path("track/entry/rate/", entry.rate, name="track_entry_rate"),
    path("track/case/", views_track.case_page, name="track_case"),
    path("track/leave/", views_receipt.leave, name="track_leave"),
    path("track/do/<slug:name>/", views_track.do, name="track_do"),
    path("track/papers/<slug:code>/", views_track.paper, name="track_paper"),
    path("track/clocks/<slug:rule>/", views_track.clock, name="track_clock"),
]
