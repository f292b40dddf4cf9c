"""Addresses for whoever holds a link; the token is in the path, so pages send no referrer elsewhere."""

from django.urls import path

from pages.table import link

urlpatterns = [
    path("t/<str:token>/", link.link, name="table_link"),
    path("calendar/<str:token>.ics", link.feed, name="table_feed"),
]
