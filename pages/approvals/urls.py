"""Addresses of the approvals pages."""

from django.urls import path

from pages.approvals import decided, signers, together, views

urlpatterns = [
    path("", views.open_requests, name="approvals"),
    path("mine/", views.my_requests, name="my_requests"),
    path("decided/", decided.decided, name="decided"),
    path("together/", together.together, name="approvals_together"),
    path("together/signed/", together.signed, name="approvals_signed"),
    path("<slug:code>/", views.one, name="approval"),
    path("<slug:code>/withdraw/", views.withdraw, name="approval_withdraw"),
    path("<slug:code>/<slug:verb>/", signers.change, name="approval_signers"),
]
