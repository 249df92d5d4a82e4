"""Writing an article, and the desk where a second person publishes it."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kazi.accounts.actors import actor_of
from kazi.hub.access import articles as access
from kazi.hub.access.desk import hub_desk
from kazi.hub.forms.articles import DecisionForm, FrameForm, WordsForm
from kazi.hub.models import Edition
from kazi.hub.queries import articles as queries
from kazi.hub.services import articles as services
from kazi.kernel.errors import Conflict, Refused
from kazi.kinds.rules.instructions import markdown_html


@login_required
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    access.writer(actor)
    editions = queries.editions_of(actor.org_id)[:200]
    return render(request, "hub/articles/mine.html", {"editions": editions})


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    access.writer(actor)
    frame = FrameForm(request.POST or None, initial={"author_name": str(request.user)})
    words = WordsForm(request.POST or None)
    if request.method == "POST" and frame.is_valid() and words.is_valid():
        edition = services.write(actor, frame.frame, words.words)
        messages.success(request, _("Your draft is kept. Read it through, then submit it."))
        return redirect("hub:edition", edition_id=edition.pk)
    return render(request, "hub/articles/edit.html", {"frame": frame, "words": words, "edition": None})


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, edition_id: int) -> HttpResponse:
    actor = actor_of(request)
    edition = access.own_edition(actor, edition_id)
    frame = FrameForm(request.POST or None, instance=edition.article)
    words = WordsForm(request.POST or None, instance=edition)
    words.fields["language"].disabled = True  # Another language is another edition.
    if request.method == "POST" and frame.is_valid() and words.is_valid():
        try:
            services.rewrite(actor, edition, frame.frame, words.words)
        except Refused as refusal:
            frame.add_error("kind", str(refusal.message))
        else:
            messages.success(request, _("Your draft is kept."))
            return redirect("hub:edition", edition_id=edition.pk)
    return render(request, "hub/articles/edit.html", {"frame": frame, "words": words, "edition": edition})


@login_required
@require_http_methods(["GET", "POST"])
def translation(request: HttpRequest, edition_id: int) -> HttpResponse:
    """Write the same article in another language."""
    actor = actor_of(request)
    source = access.own_edition(actor, edition_id)
    words = WordsForm(request.POST or None, initial={"title": source.title, "summary": source.summary})
    if request.method == "POST" and words.is_valid():
        try:
            made = services.translate(actor, source.article, words.words)
        except Conflict as refusal:
            words.add_error("language", str(refusal.message))
        else:
            messages.success(request, _("Your draft is kept."))
            return redirect("hub:edition", edition_id=made.pk)
    context = {"words": words, "frame": None, "edition": None, "source": source}
    return render(request, "hub/articles/edit.html", context)


@login_required
@require_GET
def edition(request: HttpRequest, edition_id: int) -> HttpResponse:
    """Show a text as readers will see it, and what can be done with it."""
    actor = actor_of(request)
    found = access.own_edition(actor, edition_id)
    context = {
        "edition": found,
        "body": markdown_html(found.body, lowered=0),
        "versions": found.versions.select_related("published_by").order_by("-number"),
        "others": found.article.editions.exclude(pk=found.pk),
        "form": DecisionForm(),
        "mark": services.mark_of(found),
        "is_editor": actor.role == "hub",
    }
    return render(request, "hub/articles/edition.html", context)


@login_required
@require_POST
def submit(request: HttpRequest, edition_id: int) -> HttpResponse:
    actor = actor_of(request)
    services.submit(actor, access.own_edition(actor, edition_id))
    messages.success(request, _("The hub's editors have it now. A second person reads and publishes it."))
    return redirect("hub:edition", edition_id=edition_id)


@login_required
@require_POST
def decide(request: HttpRequest, edition_id: int) -> HttpResponse:
    """Publish, send back or withdraw a text: the hub's desk."""
    actor = actor_of(request)
    found = access.submitted_edition(actor, edition_id)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("The reason is too long. Please keep it below 1,000 characters."))
        return redirect("hub:edition", edition_id=edition_id)
    said = form.cleaned_data
    try:
        match request.POST.get("do"):
            case "publish":
                read = request.POST.get("read", "")
                version = services.publish(actor, found, said["change"], read=read)
                messages.success(request, _("Version %(number)s is published.") % {"number": version.number})
            case "send_back":
                services.send_back(actor, found, said["reason"])
                messages.success(request, _("The author has it back with your reason."))
            case "withdraw":
                services.withdraw(actor, found, said["reason"])
                messages.success(request, _("The text is no longer public."))
            case _:
                messages.error(request, _("Choose what to do with the text."))
    except Refused as refusal:
        messages.error(request, str(refusal.message))
    return redirect("hub:edition", edition_id=edition_id)


@login_required
@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """Show the texts that wait for an editor, the oldest first."""
    hub_desk(actor_of(request))
    asked = request.GET.get("state", "")
    state = asked if asked in Edition.State.values else Edition.State.SUBMITTED
    context = {
        "editions": queries.editions_at_the_desk(state)[:200],
        "state": state,
        "states": Edition.State.choices,
    }
    return render(request, "hub/articles/desk.html", context)
