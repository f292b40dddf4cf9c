"""Addresses of the tables' own pages; the file of a table is a case file like any other."""

from django.urls import path

from pages.mediations import feeds, opening, printing
from pages.table import listing, seat

urlpatterns = [
    path("tables/", listing.tables, name="tables"),
    path("tables/new/", opening.agenda, name="table_new"),
    path("tables/<slug:code>/", seat.sitting, name="table_seat"),
    path("tables/<slug:code>/answer/", seat.answer, name="table_answer"),
    path("tables/<slug:code>/comment/", seat.comment, name="table_comment"),
    path("tables/<slug:code>/calendar/", seat.take_feed, name="table_take_feed"),
    path("cases/<slug:code>/table/", opening.for_case, name="table_for"),
    path("cases/<slug:code>/calendar/", feeds.give, name="table_feeds"),
    path("cases/<slug:code>/sessions/<slug:session>/notice/", printing.notice, name="table_notice"),
    path("cases/<slug:code>/agreement/", printing.agreement, name="table_agreement"),
]
