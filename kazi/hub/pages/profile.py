"""A provider's own profile: kept as a draft in small pages, published when its manager says so."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from kazi.accounts.actors import actor_of
from kazi.accounts.models import Organisation
from kazi.hub.access.profiles import own_provider, own_reference
from kazi.hub.forms.figures import LiveForm, ReplyForm
from kazi.hub.forms.profiles import AboutForm, ServicesForm
from kazi.hub.models import ProviderProfile, PublicProfile, PublishedReference
from kazi.hub.pages.showing import shown
from kazi.hub.queries.profiles import publications
from kazi.hub.queries.showing import draft_showcase, steps_of
from kazi.hub.rules.completeness import percent_done
from kazi.hub.services.live import agree, lines, renew
from kazi.hub.services.profiles import own_profile, publish, withdraw
from kazi.hub.services.references import reply
from kazi.kernel.errors import Refused


def framed(org: Organisation, here: str, **more: Any) -> dict[str, Any]:
    """Return what every page of the editor shows: whose it is, where one is, what is public."""
    draft = own_profile(org)
    public = PublicProfile.objects.filter(provider=org).first()
    return {
        "org": org,
        "draft": draft,
        "public": public,
        "is_ahead": public is not None and draft.changed_at > public.published_at,
        "tab": here,
        **more,
    }


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def overview(request: HttpRequest) -> HttpResponse:
    """Show what is told, what is missing and what was published when; publish, or take it off."""
    actor = actor_of(request)
    org = own_provider(actor)
    act, refused = request.POST.get("do", ""), ""
    if act == "withdraw":
        withdraw(actor, org)
        messages.success(request, _("Your profile is no longer public. The draft is kept here."))
        return redirect("hub:profile")
    if act == "publish":
        try:
            publish(actor, org)
        except Refused as refusal:
            refused = str(refusal.message)
        else:
            renew(org)
            messages.success(request, _("Your profile is public."))
            return redirect("hub:profile")
    found = steps_of(own_profile(org))
    more = {
        "refused": refused,
        "steps": found,
        "percent": percent_done(found),
        "is_ready": all(step.is_done for step in found if step.is_needed),
        "publications": publications(),
    }
    status = 422 if refused else 200
    return render(request, "hub/profile.html", framed(org, "overview", **more), status=status)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def about(request: HttpRequest) -> HttpResponse:
    return _claims(request, AboutForm, "about", _("Who we are"))


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def services(request: HttpRequest) -> HttpResponse:
    return _claims(request, ServicesForm, "services", _("What we do"))


def _claims(
    request: HttpRequest, kind: type[forms.ModelForm[ProviderProfile]], here: str, heading: str
) -> HttpResponse:
    """Keep one page of the draft's own fields."""
    org = own_provider(actor_of(request))
    form = kind(request.POST or None, instance=own_profile(org))
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Your draft is kept."))
        return redirect(f"hub:profile_{here}")
    context = framed(org, here, form=form, heading=heading)
    return render(request, "hub/profile_claims.html", context, status=422 if form.errors else 200)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def live(request: HttpRequest) -> HttpResponse:
    """Show what the provider's records say, and let it choose what of that is public."""
    actor = actor_of(request)
    org = own_provider(actor)
    found = lines(org)
    choices = [(line.code, _(line.kind.label)) for line in found]
    form = LiveForm(
        request.POST if request.method == "POST" else None,  # No tick at all is an answer too.
        choices=choices,
        initial={"codes": [line.code for line in found if line.is_agreed]},
    )
    if request.POST.get("do") == "renew":
        number = renew(org)
        messages.success(
            request, _("Renewed. Live figures that are public now: %(number)s.") % {"number": number}
        )
        return redirect("hub:profile_live")
    if request.method == "POST" and form.is_valid():
        agree(actor, org, form.cleaned_data["codes"])
        messages.success(request, _("Your choice is kept, and counts at once."))
        return redirect("hub:profile_live")
    context = framed(org, "live", form=form, lines=found)
    return render(request, "hub/profile_live.html", context, status=422 if form.errors else 200)


@login_required
@never_cache
@require_safe
def references(request: HttpRequest) -> HttpResponse:
    org = own_provider(actor_of(request))
    found = [(one, ReplyForm(initial={"reply": one.reply}, prefix=str(one.pk))) for one in _references(org)]
    return render(request, "hub/profile_references.html", framed(org, "references", references=found))


@login_required
@never_cache
@require_http_methods(["POST"])
def reference_reply(request: HttpRequest, reference_id: int) -> HttpResponse:
    """Keep the provider's public reply to one reference."""
    actor = actor_of(request)
    reference = own_reference(own_provider(actor), reference_id)
    form = ReplyForm(request.POST, prefix=str(reference.pk))
    if not form.is_valid():
        raise Refused(_("A reply has at most 2,000 letters."))
    reply(actor, reference, form.cleaned_data["reply"])
    messages.success(request, _("Your reply is shown below the reference."))
    return redirect("hub:profile_references")


def _references(org: Organisation) -> list[PublishedReference]:
    return list(PublishedReference.objects.filter(provider=org))


@login_required
@never_cache
@require_safe
def preview(request: HttpRequest) -> HttpResponse:
    """Show what everybody would read if the draft were published now."""
    actor = actor_of(request)
    org = own_provider(actor)
    draft = own_profile(org)
    context = shown(
        draft_showcase(draft), name=org.name, country=org.country, slug=org.slug, person_id=actor.person_id
    )
    return render(request, "hub/profile_preview.html", framed(org, "preview") | context)
