"""The hub's desk for certificates: the queue, a review, decisions, standards."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kazi.accounts.actors import Actor, actor_of
from kazi.files.links import file_link
from kazi.hub.access import certification as access
from kazi.hub.access.desk import hub_desk
from kazi.hub.forms.certification import FoundForm, StandardForm, WordsForm
from kazi.hub.models import Application, Certificate
from kazi.hub.queries import certification as queries
from kazi.hub.rules.certification import READY, Unreadable, read_standard, ready_standards
from kazi.hub.services.certification import deciding, withdrawing
from kazi.hub.services.certification.four_eyes import is_at_the_hub, may_find
from kazi.hub.services.certification.standards import put_in_force
from kazi.kernel.errors import Refused


@login_required
@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    hub_desk(actor_of(request))
    in_force = list(queries.standards_in_force())
    there = {one.slug for one in in_force}
    context = {
        "queue": queries.queue(),
        "appeals": queries.withdrawal_appeals(),
        "standards": in_force,
        "ready": [one for one in ready_standards().values() if one.slug not in there],
        "held": [(one, queries.worth_today(one)) for one in queries.certificates()[:50]],
    }
    return render(request, "hub/certification/desk.html", context)


@login_required
@require_GET
def review(request: HttpRequest, application_id: int) -> HttpResponse:
    actor = actor_of(request)
    found = access.reviewed_application(actor, application_id)
    rows = []
    for row in queries.rows(found):
        papers = row.answer.evidence.all() if row.answer else []
        links = [(one, file_link(str(one.file_id), actor.person_id) if one.file_id else "") for one in papers]
        initial = {"found": row.answer.found, "note": row.answer.note} if row.answer else {}
        if row.answer:
            initial["read"] = queries.read_as(row.answer)
        rows.append((row, links, FoundForm(initial=initial, auto_id=f"{row.requirement.code}-%s")))
    context = {
        "application": found,
        "rows": rows,
        "questions": found.questions.order_by("asked_at"),
        "form": WordsForm(),
        "is_open": found.state in {"review", "asked"},
        "may_find": _may_find(actor, found),
        "is_left": found.state in {"review", "asked"} and not is_at_the_hub(actor.org_id, found.reviewer_id),
        "certificate": Certificate.objects.filter(application_ref=found.pk).first(),
    }
    return render(request, "hub/certification/review.html", context)


def _may_find(actor: Actor, application: Application) -> bool:
    if application.state not in {"review", "asked", "appealed"}:
        return False
    try:
        may_find(actor, application)
    except Refused:
        return False
    return True


@login_required
@require_POST
def find(request: HttpRequest, application_id: int, code: str) -> HttpResponse:
    actor = actor_of(request)
    answer = access.answer(access.reviewed_application(actor, application_id), code)
    form = FoundForm(request.POST)
    try:
        if form.is_valid():
            said = form.cleaned_data
            deciding.find(actor, answer, said["found"], said["note"], said["read"])
        else:
            messages.error(request, _("Choose whether the evidence shows it."))
    except Refused as refusal:
        messages.error(request, str(refusal.message))
    answered = redirect("hub:review", application_id=application_id)
    answered["Location"] += f"#{code}"
    return answered


@login_required
@require_POST
def act(request: HttpRequest, application_id: int) -> HttpResponse:
    """Take, ask, grant, refuse, or hear an appeal."""
    actor = actor_of(request)
    found = access.reviewed_application(actor, application_id)
    text = request.POST.get("text", "")[:4000]
    try:
        match request.POST.get("do"):
            case "take":
                deciding.take(actor, found)
            case "ask":
                deciding.ask(actor, found, text)
                messages.success(request, _("The provider has your question."))
            case "grant":
                deciding.grant(actor, found)
                messages.success(request, _("The certificate is granted and signed."))
            case "refuse":
                deciding.refuse(actor, found, text)
                messages.success(request, _("The provider was told why."))
            case "uphold":
                deciding.hear(actor, found, True, text)
                messages.success(request, _("The appeal was right: the certificate is granted."))
            case "dismiss":
                deciding.hear(actor, found, False, text)
                messages.success(request, _("The first decision stays, and the provider was told why."))
            case _:
                messages.error(request, _("Choose what to do."))
    except Refused as refusal:
        messages.error(request, str(refusal.message))
    return redirect("hub:review", application_id=application_id)


@login_required
@require_POST
def withdraw(request: HttpRequest, certificate_id: UUID) -> HttpResponse:
    actor = actor_of(request)
    hub_desk(actor)
    found = access.certificate(certificate_id)
    try:
        withdrawing.withdraw(actor, found, request.POST.get("text", "")[:4000])
        messages.success(request, _("The certificate is withdrawn, and its credential is revoked."))
    except Refused as refusal:
        messages.error(request, str(refusal.message))
    return redirect("hub:certificate", certificate_id=certificate_id)


@login_required
@require_POST
def judge(request: HttpRequest, appeal_id: int) -> HttpResponse:
    """Decide the appeal against a withdrawal."""
    actor = actor_of(request)
    found = access.withdrawal_appeal(actor, appeal_id)
    is_right = request.POST.get("do") == "give_back"
    try:
        withdrawing.judge(actor, found, is_right=is_right, reason=request.POST.get("text", "")[:4000])
        messages.success(request, _("The appeal is decided, and the provider was told."))
    except Refused as refusal:
        messages.error(request, str(refusal.message))
    return redirect("hub:certification")


@login_required
@require_http_methods(["GET", "POST"])
def standards(request: HttpRequest) -> HttpResponse:
    """Put a version of a standard into force: one that comes with Kazi, or the hub's own."""
    actor = actor_of(request)
    hub_desk(actor)
    example = (READY / "fair-start.yaml").read_text(encoding="utf-8")
    form = StandardForm(request.POST or None, initial={"source": example})
    if request.method == "POST" and form.is_valid():
        try:
            made = put_in_force(actor, read_standard(form.cleaned_data["source"]))
        except Unreadable as fault:
            form.add_error("source", str(fault))
        except Refused as refusal:
            form.add_error("source", str(refusal.message))
        else:
            messages.success(request, _("It is in force from now on."))
            return redirect("hub:standard", slug=made.slug)
    return render(request, "hub/certification/new_standard.html", {"form": form})


@login_required
@require_POST
def take_ready(request: HttpRequest, slug: str) -> HttpResponse:
    actor = actor_of(request)
    hub_desk(actor)
    written = ready_standards().get(slug)
    if written is not None:
        put_in_force(actor, written)
        messages.success(request, _("It is in force from now on."))
    return redirect("hub:certification")
