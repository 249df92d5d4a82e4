"""A provider's own profile: edited as a draft, published when its manager says so."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kazi.accounts.actors import actor_of
from kazi.hub.access.profiles import own_provider
from kazi.hub.forms.profiles import ProfileForm
from kazi.hub.models import PublicProfile
from kazi.hub.services.profiles import own_profile, publish, withdraw
from kazi.kernel.errors import Refused


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest) -> HttpResponse:
    """Keep the draft; with the button `publish` or `withdraw` change what the public sees too."""
    actor = actor_of(request)
    org = own_provider(actor)
    draft = own_profile(org)
    form = ProfileForm(request.POST or None, instance=draft)
    act = request.POST.get("do", "")
    if act == "withdraw":
        withdraw(actor, org)
        messages.success(request, _("Your profile is no longer public. The draft is kept here."))
        return redirect("hub:profile")
    if request.method == "POST" and form.is_valid():
        form.save()
        try:
            if act == "publish":
                publish(actor, org)
        except Refused as refusal:
            form.add_error(None, str(refusal.message))
        else:
            said = _("Your profile is public.") if act == "publish" else _("Your draft is kept.")
            messages.success(request, said)
            return redirect("hub:profile")
    public = PublicProfile.objects.filter(provider=org).first()
    context = {"form": form, "public": public, "draft": draft, "org": org}
    return render(request, "hub/profile.html", context)
