"""One's own account: name, organisations, PIN or password, and out of every device at once."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.contrib.auth.hashers import check_password
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST
from django.views.i18n import set_language

from kazi.accounts import staff_codes
from kazi.accounts.actors import actor_of
from kazi.accounts.forms import PinForm
from kazi.accounts.models import Membership, Person, StaffCode
from kazi.accounts.pacing import pace
from kazi.accounts.signing_in import choose_language, sign_out_everywhere
from kazi.kernel.errors import NotFound, Refused


@login_required
@require_http_methods(["GET"])
def overview(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    memberships = Membership.objects.filter(person_id=actor.person_id, is_active=True).select_related("org")
    context = {
        "memberships": memberships.order_by("pk"),
        "staff_code": StaffCode.objects.filter(membership_id=actor.membership_id).first(),
    }
    return render(request, "accounts/me.html", context)


@login_required
@sensitive_post_parameters("current", "pin", "again")
@require_http_methods(["GET", "POST"])
def pin(request: HttpRequest) -> HttpResponse:
    """Change one's PIN, knowing the one until now."""
    actor = actor_of(request)
    own = StaffCode.objects.select_related("membership").filter(membership_id=actor.membership_id).first()
    if own is None:
        raise NotFound
    form = PinForm(request.POST or None, code=own.code)
    if request.method == "POST" and form.is_valid():
        pace("change-pin", str(own.pk), most=5, seconds=900)
        try:
            if not check_password(form.cleaned_data["current"], own.pin_hash):
                raise Refused(_("This is not your PIN until now."))
            staff_codes.change_pin(own, form.cleaned_data["pin"])
        except Refused as refusal:
            form.add_error("current", str(refusal.message))
        else:
            messages.success(request, _("Your PIN is changed."))
            return redirect("accounts:me")
    return render(request, "accounts/pin.html", {"form": form})


@login_required
@require_POST
def acting(request: HttpRequest) -> HttpResponse:
    """Act for another of one's own organisations from now on."""
    chosen = request.POST.get("org", "")
    mine = Membership.objects.filter(person_id=actor_of(request).person_id, is_active=True)
    if not chosen.isdigit() or not mine.filter(org_id=int(chosen)).exists():
        raise NotFound
    request.session["org_id"] = int(chosen)
    return redirect("/my/")


@require_POST
def language(request: HttpRequest) -> HttpResponseBase:
    """Show pages in another language from now on; whoever has signed in keeps it for the next time."""
    if isinstance(request.user, Person):
        choose_language(request.user.pk, request.POST.get("language", ""))
    return set_language(request)


@login_required
@require_POST
def everywhere(request: HttpRequest) -> HttpResponse:
    """End all sessions and tokens of this person, this one too."""
    sign_out_everywhere(actor_of(request))
    logout(request)
    messages.success(request, _("You are signed out on every device."))
    return redirect("account_login")
