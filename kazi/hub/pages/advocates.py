"""Advocates: the public list, a page each, and the forms in which they are written."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kazi.accounts.actors import Actor, actor_of
from kazi.accounts.models import Organisation
from kazi.hub.access.advocates import advocate_at_desk, own_organisation, public_advocate
from kazi.hub.access.desk import hub_desk
from kazi.hub.forms.advocates import AdvocateForm, SourcedAdvocateForm
from kazi.hub.models import Advocate
from kazi.hub.pages.caching import public_page
from kazi.hub.queries.advocates import advocates, countries_of
from kazi.hub.rules.names import country_name
from kazi.hub.services.advocates import write_advocate
from kazi.kernel.errors import Refused

ON_A_PAGE = 24


@require_safe
@public_page(keep=("kind", "country", "page"))
def index(request: HttpRequest) -> HttpResponse:
    """List the advocates, perhaps of one kind or one country."""
    kind = request.GET.get("kind", "")
    kind = kind if kind in Advocate.Kind.values else ""
    here = get_language() or "en"
    every = advocates()
    known = countries_of(every)
    country = request.GET.get("country", "")
    country = country if country in known else ""
    shown = Paginator(advocates(kind, country), ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": shown,
        "rows": [(one, _places(one)) for one in shown],
        "kinds": Advocate.Kind.choices,
        "kind": kind,
        "country": country,
        "countries": sorted(((code, country_name(code, here)) for code in known), key=lambda one: one[1]),
        "is_empty": not every,
    }
    return render(request, "hub/advocates.html", context)


@require_safe
@public_page
def page(request: HttpRequest, slug: str) -> HttpResponse:
    advocate = public_advocate(slug)
    context = {"advocate": advocate, "places": _places(advocate), "data": _data(request, advocate)}
    return render(request, "hub/advocate.html", context)


@login_required
@require_safe
def at_desk(request: HttpRequest) -> HttpResponse:
    """List all advocates for hub staff, those that are not public too."""
    hub_desk(actor_of(request))
    shown = Paginator(Advocate.objects.order_by("name", "pk"), 50).get_page(request.GET.get("page"))
    return render(request, "hub/advocates_desk.html", {"page": shown})


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    hub_desk(actor)
    return _form(request, actor, SourcedAdvocateForm(request.POST or None), None, "hub:advocates_desk")


@login_required
@require_http_methods(["GET", "POST"])
def one(request: HttpRequest, advocate_id: int) -> HttpResponse:
    """Change an advocate; the hub may write about one that has an account too."""
    actor = actor_of(request)
    advocate = advocate_at_desk(actor, advocate_id)
    kind = AdvocateForm if advocate.organisation_id else SourcedAdvocateForm
    return _form(request, actor, kind(request.POST or None, instance=advocate), None, "hub:advocates_desk")


@login_required
@require_http_methods(["GET", "POST"])
def own(request: HttpRequest) -> HttpResponse:
    """Write the page of one's own organisation; the first time it is made."""
    actor = actor_of(request)
    org = own_organisation(actor)
    advocate = Advocate.objects.filter(organisation=org).first()
    if advocate is None:
        advocate = Advocate(organisation=org, name=org.name, slug="")
    return _form(
        request, actor, AdvocateForm(request.POST or None, instance=advocate), org, "hub:own_advocate"
    )


def _form(
    request: HttpRequest, actor: Actor, form: AdvocateForm, org: Organisation | None, then: str
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            write_advocate(actor, form.save(commit=False), org)
        except Refused as refusal:
            form.add_error(None, str(refusal.message))
        else:
            messages.success(request, _("The page is kept."))
            return redirect(then)
    public = form.instance if form.instance.pk and form.instance.is_public else None
    return render(request, "hub/advocate_form.html", {"form": form, "public": public})


def _places(advocate: Advocate) -> list[str]:
    here = get_language() or "en"
    return [country_name(code, here) for code in advocate.countries]


def _data(request: HttpRequest, advocate: Advocate) -> dict[str, Any]:
    """Return the advocate as schema.org knows one."""
    kinds = {
        Advocate.Kind.GOVERNMENT: "GovernmentOrganization",
        Advocate.Kind.RESEARCH: "ResearchOrganization",
        Advocate.Kind.FOUNDATION: "FundingAgency",
    }
    data: dict[str, Any] = {
        "@type": kinds.get(Advocate.Kind(advocate.kind), "Organization"),
        "name": advocate.name,
        "description": advocate.about,
        "mainEntityOfPage": request.build_absolute_uri(request.path),
    }
    if advocate.website:
        data["url"] = advocate.website
    if advocate.countries:
        data["areaServed"] = [{"@type": "Country", "name": country_name(one)} for one in advocate.countries]
    return data
