"""Addresses of the rounds and of the page for opinions."""

from django.urls import path

from pages.secondments import home, opinion

urlpatterns = [
    path("secondments/", home.rounds, name="secondments"),
    path("secondments/<str:code>/", home.one_round, name="secondment_round"),
    path("secondments/annex/<str:token>/", home.preview, name="secondment_annex"),
    path("secondments/<str:code>/<str:what>.xlsx", home.export, name="secondment_export"),
    path("opinion/", opinion.give, name="opinion"),
]
