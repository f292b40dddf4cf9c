"""Every address: sign-in under /accounts/, the language switch, and the pages at the root."""

from allauth.account import views as account
from django.urls import include, path
from django.views.i18n import set_language

# Only the part of allauth that works without e-mail: no sign-up and no password reset by mail.
accounts = [
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("2fa/", include("allauth.mfa.urls")),
]

urlpatterns = [
    path("accounts/", include(accounts)),
    path("language/", set_language, name="set_language"),
    path("", include("pages.urls")),
]
