"""Comments under articles, and the exchange of the providers."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kazi.accounts.actors import Actor, actor_of
from kazi.accounts.pacing import pace
from kazi.hub.access import articles as access
from kazi.hub.forms.articles import AskForm, SayForm
from kazi.hub.models import Comment
from kazi.hub.queries import articles as queries
from kazi.hub.services import talk
from kazi.kernel.errors import Refused

ON_A_PAGE = 30
_READ_FIRST = gettext_lazy("Thank you. Somebody of the hub reads it first; then it is shown.")


def _pace(actor: Actor) -> None:
    pace("say", str(actor.person_id), most=20, seconds=3600)


@login_required
@require_http_methods(["GET", "POST"])
def comment(request: HttpRequest, kind: str, slug: str) -> HttpResponse:
    """Say or ask something under an article: a page of its own, so that the article's can be kept."""
    actor = actor_of(request)
    piece = access.public_piece("news" if kind == "news" else "resource", slug, get_language() or "en")
    form = SayForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _pace(actor)
            said = talk.comment(actor, piece.article, form.cleaned_data["once"], form.cleaned_data["text"])
        except Refused as refusal:
            form.add_error(None, str(refusal.message))
        else:
            _thank(request, said)
            return redirect(f"hub:{piece.article.kind}_item", slug=slug)
    return render(request, "hub/articles/comment.html", {"form": form, "piece": piece})


def _thank(request: HttpRequest, said: Comment) -> None:
    if talk.is_shown("comment", said):
        messages.success(request, _("Your words are shown below."))
    else:
        messages.info(request, _READ_FIRST)


@login_required
@require_GET
def exchange(request: HttpRequest) -> HttpResponse:
    access.exchange(actor_of(request))
    page = Paginator(queries.topics(), ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "hub/articles/exchange.html", {"page": page})


@login_required
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    access.exchange(actor)
    form = AskForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            _pace(actor)
            asked = talk.ask(actor, said["once"], said["title"], said["text"])
        except Refused as refusal:
            form.add_error(None, str(refusal.message))
        else:
            if talk.is_shown("topic", asked):
                return redirect("hub:topic", topic_id=asked.pk)
            messages.info(request, _READ_FIRST)
            return redirect("hub:exchange")
    return render(request, "hub/articles/ask.html", {"form": form})


@login_required
@require_http_methods(["GET", "POST"])
def topic(request: HttpRequest, topic_id: int) -> HttpResponse:
    """Show a question with its answers, and take another answer."""
    actor = actor_of(request)
    found = access.topic(actor, topic_id)
    form = SayForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        link = request.build_absolute_uri(reverse("hub:topic", args=[found.pk]))
        try:
            _pace(actor)
            said = talk.reply(actor, found, form.cleaned_data["once"], form.cleaned_data["text"], link)
        except Refused as refusal:
            form.add_error(None, str(refusal.message))
        else:
            if talk.is_shown("reply", said):
                messages.success(request, _("Your answer is there. Thank you for helping."))
            else:
                messages.info(request, _READ_FIRST)
            return redirect("hub:topic", topic_id=found.pk)
    context = {
        "topic": found,
        "replies": queries.replies(found),
        "form": form,
        "is_mine": found.person_id == actor.person_id,
    }
    return render(request, "hub/articles/topic.html", context)


@login_required
@require_POST
def solve(request: HttpRequest, reply_id: int) -> HttpResponse:
    actor = actor_of(request)
    answer = access.exchange_reply(actor, reply_id)
    try:
        talk.solve(actor, answer.topic, answer)
    except Refused as refusal:
        messages.error(request, str(refusal.message))
    return redirect("hub:topic", topic_id=answer.topic_id)
