"""A provider's way to a certificate: one requirement at a time."""

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
from kazi.hub.access.profiles import own_provider
from kazi.hub.forms.certification import EvidenceForm, SayForm, WordsForm
from kazi.hub.models import Certificate, Evidence, SelfAssessment, WithdrawalAppeal
from kazi.hub.queries import certification as queries
from kazi.hub.services.certification import applying, withdrawing
from kazi.kernel.errors import Refused


@login_required
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    own_provider(actor)
    held = Certificate.objects.filter(provider_id=actor.org_id).select_related("standard")
    context = {
        "applications": queries.applications_of(actor.org_id),
        "standards": queries.standards_in_force(),
        "held": [(one, queries.worth_today(one)) for one in held.order_by("-ends_on")],
        "withdrawn": _withdrawn(actor),
    }
    return render(request, "hub/certification/mine.html", context)


def _withdrawn(actor: Actor) -> list[tuple[Certificate, WithdrawalAppeal | None]]:
    """Return what was withdrawn, each with the appeal against it where there is one."""
    gone = Certificate.objects.filter(provider_id=actor.org_id).exclude(withdrawn_at=None)
    said = {(one.certificate_id, one.withdrawn_at): one for one in WithdrawalAppeal.objects.all()}
    return [
        (one, said.get((one.pk, one.withdrawn_at)) if one.withdrawn_at else None)
        for one in gone.select_related("standard")
    ]


@login_required
@require_POST
def appeal(request: HttpRequest, certificate_id: UUID) -> HttpResponse:
    """Say why a withdrawal is wrong."""
    actor = actor_of(request)
    found = access.own_certificate(actor, certificate_id)
    try:
        withdrawing.appeal(actor, found, request.POST.get("text", "")[:4000])
        messages.success(request, _("Somebody who has not decided before will look at it."))
    except Refused as refusal:
        messages.error(request, str(refusal.message))
    return redirect("hub:my_certification")


@login_required
@require_POST
def start(request: HttpRequest, slug: str) -> HttpResponse:
    actor = actor_of(request)
    own_provider(actor)
    begun = applying.start(actor, access.standard(slug))
    return redirect("hub:application", application_id=begun.pk)


@login_required
@require_GET
def application(request: HttpRequest, application_id: int) -> HttpResponse:
    found = access.own_application(actor_of(request), application_id)
    rows = queries.rows(found)
    done = sum(1 for row in rows if row.answer and (row.answer.says != "met" or row.papers))
    context = {
        "application": found,
        "rows": rows,
        "done": done,
        "questions": found.questions.order_by("asked_at"),
        "form": WordsForm(),
        "may_change": found.state in {"draft", "asked"},
        "certificate": Certificate.objects.filter(application_ref=found.pk).first(),
    }
    return render(request, "hub/certification/application.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def requirement(request: HttpRequest, application_id: int, code: str) -> HttpResponse:
    """Say how far one requirement is met."""
    actor = actor_of(request)
    found = access.own_application(actor, application_id)
    wanted = access.requirement(found, code)
    answer = SelfAssessment.objects.filter(application=found, requirement=wanted).first()
    initial = {"says": answer.says, "words": answer.words} if answer else None
    form = SayForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            said = applying.say(actor, found, wanted, form.cleaned_data["says"], form.cleaned_data["words"])
        except Refused as refusal:
            form.add_error(None, str(refusal.message))
        else:
            messages.success(request, _("That is kept."))
            if said.says == "met" and not said.evidence.exists():
                return redirect("hub:requirement", application_id=found.pk, code=code)
            return redirect("hub:application", application_id=found.pk)
    return _requirement_page(request, found, wanted, answer, form, EvidenceForm())


@login_required
@require_POST
def evidence(request: HttpRequest, application_id: int, code: str) -> HttpResponse:
    """Add a paper or a link to an answer that is there."""
    actor = actor_of(request)
    found = access.own_application(actor, application_id)
    answer = access.answer(found, code)
    form = EvidenceForm(request.POST, request.FILES)
    if form.is_valid():
        said = form.cleaned_data
        file = (said["file"], str(said["file"].name)) if said["file"] else None
        try:
            applying.add_evidence(
                actor, answer, said["once"], said["name"], said["dated"], link=said["link"], file=file
            )
        except Refused as refusal:
            form.add_error(None, str(refusal.message))
        else:
            messages.success(request, _("The evidence is there."))
            return redirect("hub:requirement", application_id=found.pk, code=code)
    say = SayForm(initial={"says": answer.says, "words": answer.words})
    return _requirement_page(request, found, answer.requirement, answer, say, form)


def _requirement_page(
    request: HttpRequest, found: object, wanted: object, answer: object, form: object, paper: object
) -> HttpResponse:
    actor = actor_of(request)
    papers = answer.evidence.select_related("file") if isinstance(answer, SelfAssessment) else []
    context = {
        "application": found,
        "requirement": wanted,
        "answer": answer,
        "papers": [(one, _link(one, actor)) for one in papers],
        "form": form,
        "paper": paper,
    }
    return render(request, "hub/certification/requirement.html", context)


def _link(paper: Evidence, actor: Actor) -> str:
    return file_link(str(paper.file_id), actor.person_id) if paper.file_id else ""


@login_required
@require_POST
def remove_evidence(request: HttpRequest, evidence_id: int) -> HttpResponse:
    actor = actor_of(request)
    paper = access.own_evidence(actor, evidence_id)
    answer = paper.answer
    try:
        applying.remove_evidence(actor, paper)
    except Refused as refusal:
        messages.error(request, str(refusal.message))
    return redirect("hub:requirement", application_id=answer.application_id, code=answer.requirement.code)


@login_required
@require_POST
def act(request: HttpRequest, application_id: int) -> HttpResponse:
    """Submit, take back, or appeal."""
    actor = actor_of(request)
    found = access.own_application(actor, application_id)
    try:
        match request.POST.get("do"):
            case "submit":
                applying.submit(actor, found)
                messages.success(request, _("The hub has it. A reviewer reads it and may ask you something."))
            case "stop":
                applying.stop(actor, found)
                messages.success(request, _("The application is taken back."))
            case "appeal":
                applying.appeal(actor, found, request.POST.get("text", "")[:4000])
                messages.success(request, _("Somebody who has not decided before will look at it."))
            case _:
                messages.error(request, _("Choose what to do."))
    except Refused as refusal:
        messages.error(request, str(refusal.message))
    return redirect("hub:application", application_id=application_id)


@login_required
@require_POST
def answer_question(request: HttpRequest, question_id: int) -> HttpResponse:
    actor = actor_of(request)
    question = access.own_question(actor, question_id)
    try:
        applying.answer_question(actor, question, request.POST.get("text", "")[:4000])
    except Refused as refusal:
        messages.error(request, str(refusal.message))
    return redirect("hub:application", application_id=question.application_id)
