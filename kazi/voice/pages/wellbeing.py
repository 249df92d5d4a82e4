"""The well-being index, for those who asked: lines over the waves of each site, with their tables."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from kazi.accounts.actors import actor_of
from kazi.voice import access, wellbeing
from kazi.voice.ready import ready_poll
from kazi.voice.rules.questionnaire import words
from kazi.voice.rules.release.choosing import K_EMPLOYER
from kazi.voice.rules.wellbeing import ITEMS


@login_required
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Show what may be shown; who may see it is who may see the results of polls."""
    access.author(actor_of(request))
    language = get_language() or "en"
    found = wellbeing.courses(language)
    ours = ready_poll("wellbeing")
    labels = [one.label for one in ours.questions() if one.name in ITEMS]
    context = {
        "courses": [
            (one, [(date_format(wave.day, "j M Y"), wave.middle) for wave in one.waves]) for one in found
        ],
        "questions": [words(label, language, ours.languages) for label in labels],
        "k": K_EMPLOYER,
    }
    return render(request, "voice/wellbeing.html", context)
