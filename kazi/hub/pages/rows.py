"""The rows of a provider's profile: places, supporters, people, stories and figures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from kazi.accounts.actors import Actor, actor_of
from kazi.files.links import file_link
from kazi.hub.access.profiles import own_provider
from kazi.hub.forms.figures import AttestForm, FigureForm
from kazi.hub.forms.profiles import PersonForm, SiteForm, SupportForm
from kazi.hub.forms.stories import StoryForm
from kazi.hub.models import Contact, Figure, FigureCheck, Site, Story, Support
from kazi.hub.pages.profile import framed
from kazi.hub.services.figures import (
    ask_attestation,
    ask_verification,
    delete_figure,
    keep_figure,
    take_evidence,
)
from kazi.hub.services.profiles import own_profile
from kazi.hub.services.rows import delete_row, keep_row, touch
from kazi.hub.services.stories import delete_story, keep_story, link_of, withdraw_consent
from kazi.kernel.errors import NotFound, Refused


@dataclass(frozen=True, slots=True)
class Part:
    """One page of rows: its table, its form, its words."""

    model: type[Any]
    form: type[forms.ModelForm[Any]]
    heading: Promise
    help: Promise
    add: Promise
    keep: Callable[[Actor, Any], None]
    delete: Callable[[Actor, Any], None]


def _keep_story(actor: Actor, form: Any) -> None:
    keep_story(actor, form.instance, form.picture, without=bool(form.cleaned_data.get("without")))
    touch(form.instance.profile_id)


def _keep_figure(actor: Actor, form: Any) -> None:
    figure: Figure = form.instance
    if upload := form.cleaned_data.get("upload"):
        figure.evidence = take_evidence(upload, upload.name or "document")
    keep_figure(actor, figure)
    touch(figure.profile_id)


def _keep(actor: Actor, form: Any) -> None:
    keep_row(actor, form.instance)


PARTS = {
    "places": Part(
        Site,
        SiteForm,
        gettext_lazy("Where we work"),
        gettext_lazy("Every town in which people work for you, at a centre or from home."),
        gettext_lazy("Add a place"),
        _keep,
        delete_row,
    ),
    "support": Part(
        Support,
        SupportForm,
        gettext_lazy("Who supports us"),
        gettext_lazy(
            "Money, training or rooms from donors and others. Buyers see it: who is supported for a time "
            "says so, and is trusted more for it."
        ),
        gettext_lazy("Add support"),
        _keep,
        delete_row,
    ),
    "people": Part(
        Contact,
        PersonForm,
        gettext_lazy("People who answer"),
        gettext_lazy("Buyers ask to be introduced to a person, not to a form."),
        gettext_lazy("Add a person"),
        _keep,
        delete_row,
    ),
    "stories": Part(
        Story,
        StoryForm,
        gettext_lazy("Stories"),
        gettext_lazy(
            "A person's own way into work and on from it. It belongs to them: they agree before it is shown, "
            "and may take that back on any day."
        ),
        gettext_lazy("Add a story"),
        _keep_story,
        delete_story,
    ),
    "figures": Part(
        Figure,
        FigureForm,
        gettext_lazy("Figures"),
        gettext_lazy(
            "Each is shown with its date and source, and with who stands behind it. Ask the hub to verify "
            "one, or a person outside your organisation to attest it; whoever changes it begins anew."
        ),
        gettext_lazy("Add a figure"),
        _keep_figure,
        delete_figure,
    ),
}


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def several(request: HttpRequest, part: str) -> HttpResponse:
    """List the rows of one kind, and add one."""
    actor = actor_of(request)
    org = own_provider(actor)
    kind, draft = PARTS[part], own_profile(org)
    form = kind.form(request.POST or None, request.FILES or None, instance=kind.model(profile=draft))
    if _is_kept(request, actor, kind, form):
        messages.success(request, _("Kept in your draft."))
        return redirect(f"hub:profile_{part}")
    rows = kind.model.objects.filter(profile=draft)
    context = framed(org, part, part=kind, form=form, rows=rows)
    return render(request, f"hub/profile_{part}.html", context, status=422 if form.errors else 200)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def one(request: HttpRequest, part: str, **ids: int) -> HttpResponse:
    """Change a row, delete it, or, for a story or a figure, do what only those can."""
    actor = actor_of(request)
    org = own_provider(actor)
    kind = PARTS[part]
    (row_id,) = ids.values()
    row = kind.model.objects.filter(profile=own_profile(org), pk=row_id).first()
    if row is None:
        raise NotFound
    act = request.POST.get("do", "keep")
    if request.method == "POST" and act == "delete":
        kind.delete(actor, row)
        messages.success(request, _("Deleted."))
        return redirect(f"hub:profile_{part}")
    if request.method == "POST" and act in _ACTS.get(part, {}):
        return _ACTS[part][act](request, actor, row)
    form = kind.form(request.POST or None, request.FILES or None, instance=row)
    if _is_kept(request, actor, kind, form):
        messages.success(request, _("Kept in your draft."))
        return redirect(f"hub:profile_{part}")
    return _row_page(request, actor, part, row, form)


def _row_page(
    request: HttpRequest,
    actor: Actor,
    part: str,
    row: Any,
    form: forms.BaseForm,
    attest: AttestForm | None = None,
) -> HttpResponse:
    more: dict[str, Any] = {"part": PARTS[part], "form": form, "row": row}
    if isinstance(row, Story):
        link = request.build_absolute_uri(_path_of_consent(row))
        picture = file_link(str(row.picture_id), actor.person_id, light=True) if row.picture_id else ""
        more |= {"link": link, "picture": picture}
    if isinstance(row, Figure):
        evidence = file_link(str(row.evidence_id), actor.person_id) if row.evidence_id else ""
        checks = FigureCheck.objects.filter(owner_id=row.org_id, ref=row.pk).order_by("-asked_at")
        more |= {"evidence": evidence, "checks": checks, "attest": attest or AttestForm()}
    failed = bool(form.errors or (attest and attest.errors))
    context = framed(own_provider(actor), part, **more)
    return render(request, "hub/profile_row.html", context, status=422 if failed else 200)


def _path_of_consent(story: Story) -> str:
    return reverse("hub:consent", args=[link_of(story)])


def _is_kept(request: HttpRequest, actor: Actor, kind: Part, form: Any) -> bool:
    """Save what was sent; say beside the field what is wrong with it."""
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        kind.keep(actor, form)
    except Refused as refusal:
        form.add_error("upload" if "upload" in form.fields else None, str(refusal.message))
        return False
    return True


def _take_consent_back(request: HttpRequest, actor: Actor, story: Story) -> HttpResponse:
    withdraw_consent(actor, story)
    messages.success(request, _("The story and its picture are no longer shown."))
    return redirect("hub:profile_stories")


def _verify(request: HttpRequest, actor: Actor, figure: Figure) -> HttpResponse:
    try:
        ask_verification(actor, figure)
    except Refused as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, _("The hub's staff will look at the document and decide."))
    return redirect("hub:profile_figure", figure.pk)


def _attest(request: HttpRequest, actor: Actor, figure: Figure) -> HttpResponse:
    form = AttestForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        try:
            ask_attestation(
                actor,
                figure,
                name=said["person_name"],
                organisation=said["person_organisation"],
                email=said["person_email"],
                link=lambda secret: request.build_absolute_uri(f"/attest/{secret}/"),
            )
        except Refused as refusal:
            form.add_error("person_email", str(refusal.message))
        else:
            messages.success(request, _("The letter is on its way."))
            return redirect("hub:profile_figure", figure.pk)
    return _row_page(request, actor, "figures", figure, FigureForm(instance=figure), form)


_ACTS: dict[str, dict[str, Callable[[HttpRequest, Actor, Any], HttpResponse]]] = {
    "stories": {"withdraw": _take_consent_back},
    "figures": {"verify": _verify, "attest": _attest},
}
