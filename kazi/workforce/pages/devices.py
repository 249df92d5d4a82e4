"""The devices of the centre on which staff codes are accepted."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kazi.accounts import devices
from kazi.accounts.actors import actor_of
from kazi.accounts.models import Device
from kazi.kernel.errors import Refused
from kazi.workforce import access
from kazi.workforce.forms import DeviceForm


@login_required
@require_http_methods(["GET", "POST"])
def overview(request: HttpRequest) -> HttpResponse:
    """List the devices, and register this very browser as one."""
    actor = actor_of(request)
    access.may_look_after(actor)
    this = devices.device_of(request)
    if this is not None and this.org_id != actor.org_id:
        this = None
    form = DeviceForm(request.POST or None)
    if request.method == "POST" and this is None and form.is_valid():
        try:
            _device, secret = devices.register(actor, form.cleaned_data["name"])
        except Refused as refusal:
            form.add_error("name", str(refusal.message))
        else:
            messages.success(request, _("This device is registered. Workers can sign in here with a PIN."))
            response = redirect("workforce:devices")
            devices.remember(response, secret)
            return response
    registered = Device.objects.filter(revoked_at=None).select_related("registered_by__person")
    context = {
        "form": form,
        "this": this,
        "devices": registered.order_by("name"),
        "now": timezone.now(),
    }
    return render(request, "workforce/devices.html", context)


@login_required
@require_POST
def revoke(request: HttpRequest, device_id: int) -> HttpResponse:
    actor = actor_of(request)
    access.may_look_after(actor)
    device = devices.revoke(actor, device_id)
    messages.success(request, _("Staff codes no longer work on “%(name)s”.") % {"name": device.name})
    return redirect("workforce:devices")


@login_required
@require_POST
def unlock(request: HttpRequest, device_id: int) -> HttpResponse:
    actor = actor_of(request)
    access.may_look_after(actor)
    devices.unlock(actor, device_id)
    messages.success(request, _("The device can be used again."))
    return redirect("workforce:devices")
