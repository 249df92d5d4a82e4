"""Asking for the newsletter, ending it, and making an issue."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from kazi.accounts.actors import actor_of
from kazi.accounts.pacing import address_of, pace
from kazi.hub.access import articles as access
from kazi.hub.access.desk import hub_desk
from kazi.hub.forms.articles import JoinForm, NewsletterForm
from kazi.hub.models import Newsletter, Reader
from kazi.hub.services import newsletters as services
from kazi.kernel.errors import NotFound, Refused, TooMany


@require_http_methods(["GET", "POST"])
def join(request: HttpRequest) -> HttpResponse:
    """Take an address; the same words come back whether it reads the letter already or not."""
    form = JoinForm(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            if not form.is_from_a_machine:
                pace("newsletter", address_of(request), most=10, seconds=3600)
                pace("newsletter-to", form.cleaned_data["email"].lower(), most=2, seconds=24 * 3600)
                services.ask_to_join(
                    form.cleaned_data["email"],
                    form.cleaned_data["language"],
                    lambda token: request.build_absolute_uri(reverse("hub:newsletter_confirm", args=[token])),
                )
        except TooMany as refusal:
            form.add_error(None, str(refusal.message))
            status = refusal.status
        else:
            return render(request, "hub/articles/asked.html", {"email": form.cleaned_data["email"]})
    return render(request, "hub/articles/join.html", {"form": form}, status=status)


@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Ask once more before saying yes: mail programs open links by themselves."""
    if not services.who_asks(token, leaving=False):
        raise NotFound
    if request.method == "POST":
        services.confirm(token)
    return render(request, "hub/articles/confirm.html", {"done": request.method == "POST"})


@csrf_exempt  # Mail programs post here for their reader (RFC 8058); the link itself is the permission.
@require_http_methods(["GET", "POST"])
def leave(request: HttpRequest, token: str) -> HttpResponse:
    if not services.who_asks(token, leaving=True):
        raise NotFound
    if request.method == "POST":
        services.leave(token)
    return render(request, "hub/articles/leave.html", {"done": request.method == "POST"})


@login_required
@require_http_methods(["GET", "POST"])
def desk(request: HttpRequest) -> HttpResponse:
    """List the issues, and make a new one."""
    actor = actor_of(request)
    hub_desk(actor)
    form = NewsletterForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        issue = form.save(commit=False)
        issue.made_by_id = actor.person_id
        issue.save()
        form.save_m2m()
        return redirect("hub:newsletter", newsletter_id=issue.pk)
    context = {
        "form": form,
        "issues": Newsletter.objects.order_by("-made_at")[:50],
        "readers": Reader.objects.exclude(confirmed_at=None).count(),
    }
    return render(request, "hub/articles/newsletters.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def one(request: HttpRequest, newsletter_id: int) -> HttpResponse:
    """Show an issue as a reader gets it, and send it."""
    actor = actor_of(request)
    issue = access.newsletter(actor, newsletter_id)
    if request.method == "POST":
        try:
            services.send(actor, issue, request.build_absolute_uri("/"))
        except Refused as refusal:
            messages.error(request, str(refusal.message))
        else:
            messages.success(request, _("It is on its way."))
        return redirect("hub:newsletter", newsletter_id=issue.pk)
    readers = Reader.objects.filter(language=issue.language).exclude(confirmed_at=None).count()
    context = {
        "issue": issue,
        "text": services.letter_text(issue),
        "readers": readers,
        "sent": issue.copies.count(),
    }
    return render(request, "hub/articles/newsletter.html", context)
