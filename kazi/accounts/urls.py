from __future__ import annotations

from django.urls import path

from kazi.accounts.pages import centre, confirming, keys, own, passkeys, recoveries, security

app_name = "accounts"
urlpatterns = [
    path("centre/", centre.sign_in, name="centre"),
    path("centre/new-pin/", centre.first_pin, name="first_pin"),
    path("centre/done/", centre.done, name="done"),
    path("keys/", keys.overview, name="keys"),
    path("keys/<int:key_id>/end", keys.end, name="end_key"),
    path("me/", own.overview, name="me"),
    path("me/pin/", own.pin, name="pin"),
    path("me/acting/", own.acting, name="acting"),
    path("me/confirm/", confirming.confirm, name="confirm"),
    path("me/security/", security.overview, name="security"),
    path("me/security/app/", security.app, name="app"),
    path("me/security/codes/", security.new_codes, name="new_codes"),
    path("me/security/passkeys/add/", passkeys.add, name="add_passkey"),
    path("me/security/factors/<int:factor_id>/name", passkeys.rename, name="rename_passkey"),
    path("me/security/factors/<int:factor_id>/remove", security.remove, name="remove_factor"),
    path("me/security/sessions/<int:session_id>/end", security.end_session, name="end_session"),
    path("me/security/stop-recovery/", security.stop_recovery, name="stop_recovery"),
    path("recoveries/", recoveries.overview, name="recoveries"),
    path("recoveries/<int:recovery_id>/approve", recoveries.approve, name="approve_recovery"),
    path("recoveries/<int:recovery_id>/stop", recoveries.stop, name="stop_recovery_of"),
    path("recovery/<str:secret>/", recoveries.by_letter, name="recovery_by_letter"),
    path("me/everywhere/", own.everywhere, name="everywhere"),
]
