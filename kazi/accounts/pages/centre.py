"""Sign-in by staff code and PIN, on a device of the centre."""

from __future__ import annotations

import time

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from kazi.accounts import staff_codes
from kazi.accounts.devices import device_of
from kazi.accounts.forms import CentreForm, FirstPinForm
from kazi.accounts.models import Device, StaffCode
from kazi.accounts.signing_in import sign_in as begin
from kazi.kernel.errors import Refused
from kazi.kernel.tenancy import acting_for

CHOOSING = "chooses_pin"  # In the session between the first PIN and one's own: (staff code, until).
CHOOSING_SECONDS = 600


@never_cache
@sensitive_post_parameters("pin")
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for staff code and PIN; say kindly where this browser is not a device of a centre."""
    device = device_of(request)
    if device is None:
        return render(request, "accounts/no_device.html")
    form = CentreForm(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            found = staff_codes.check_pin(device, form.cleaned_data["code"], form.cleaned_data["pin"])
        except Refused as refusal:
            form.add_error(None, str(refusal.message))
            status = refusal.status
        else:
            return _choose_pin(request, found) if found.must_change else _begin(request, device, found)
    return render(request, "accounts/centre.html", {"form": form, "device": device}, status=status)


@never_cache
@sensitive_post_parameters("pin", "again")
@require_http_methods(["GET", "POST"])
def first_pin(request: HttpRequest) -> HttpResponse:
    """Let a worker who came with the first PIN choose one; only then are they signed in."""
    device = device_of(request)
    code_id, until = request.session.get(CHOOSING) or (0, 0)
    if device is None or until < time.time():
        return redirect("accounts:centre")
    with acting_for(device.org_id):
        found = StaffCode.objects.select_related("membership__person").filter(pk=code_id).first()
        if found is None:
            return redirect("accounts:centre")
        form = FirstPinForm(request.POST or None, code=found.code)
        if request.method == "POST" and form.is_valid():
            try:
                staff_codes.change_pin(found, form.cleaned_data["pin"])
            except Refused as refusal:
                form.add_error("pin", str(refusal.message))
            else:
                return _begin(request, device, found)
        context = {"form": form, "name": found.membership.person.get_short_name()}
        return render(request, "accounts/first_pin.html", context)


@require_POST
def done(request: HttpRequest) -> HttpResponse:
    """End the session, so that the next person can sit down here."""
    logout(request)
    messages.success(request, _("You are signed out. The next person can sign in."))
    return redirect("accounts:centre")


def _choose_pin(request: HttpRequest, staff_code: StaffCode) -> HttpResponse:
    request.session.flush()
    request.session[CHOOSING] = (staff_code.pk, time.time() + CHOOSING_SECONDS)
    return redirect("accounts:first_pin")


def _begin(request: HttpRequest, device: Device, staff_code: StaffCode) -> HttpResponse:
    begin(request, staff_code.membership.person, "pin", device.org_id)
    return redirect("/my/")
