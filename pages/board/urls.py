"""Addresses of the board."""

from django.urls import path

from pages.board import views

urlpatterns = [
    path("", views.board, name="board"),
    path("urge/<slug:code>/", views.urge, name="board_urge"),
    path("order/<slug:code>/", views.order, name="board_order"),
    path("<slug:code>/", views.board, name="board_of"),
]
