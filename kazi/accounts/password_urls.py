"""The pages of allauth that we use, and no others.  Their names are allauth's own."""

from __future__ import annotations

from allauth.account import views
from django.urls import path, re_path

from kazi.accounts.pages import passkeys, signing

urlpatterns = [
    path("login/", signing.SignIn.as_view(), name="account_login"),
    path("login/second/", passkeys.after_the_password, name="mfa_authenticate"),
    path("login/passkey/", passkeys.sign_in, name="mfa_login_webauthn"),
    path("logout/", views.logout, name="account_logout"),
    path("inactive/", views.account_inactive, name="account_inactive"),
    path("password/change/", signing.ChangePassword.as_view(), name="account_change_password"),
    path("password/reset/", views.password_reset, name="account_reset_password"),
    path("password/reset/done/", views.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        views.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        views.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
]
