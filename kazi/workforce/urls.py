from __future__ import annotations

from django.urls import path

from kazi.workforce.pages import codes, devices, invitations, sign_ins

app_name = "workforce"
urlpatterns = [
    path("people/invite/", invitations.invite, name="invite"),
    path("people/invite/organisation/", invitations.bring_in, name="bring_in"),
    path("people/invite/<int:invitation_id>/again", invitations.again, name="invite_again"),
    path("people/invite/<int:invitation_id>/withdraw", invitations.withdraw, name="withdraw"),
    path("accounts/invitations/<str:secret>/", invitations.accept, name="accept"),
    path("people/codes/", codes.overview, name="codes"),
    path("people/codes/new/", codes.make, name="new_code"),
    path("people/codes/<int:worker_id>/pin", codes.reset, name="reset_pin"),
    path("people/codes/<int:worker_id>/unlock", codes.unlock, name="unlock"),
    path("people/sign-ins/", sign_ins.overview, name="sign_ins"),
    path("people/devices/", devices.overview, name="devices"),
    path("people/devices/<int:device_id>/revoke", devices.revoke, name="revoke_device"),
    path("people/devices/<int:device_id>/unlock", devices.unlock, name="unlock_device"),
]
