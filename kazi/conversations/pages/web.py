"""The web channel: one question on a page, for whoever has the link.  Nothing stays on the device.

Who somebody is is in the page itself, not in a cookie: on a shared phone the next person finds
nothing.  A code lets them go on later; sending a page twice is once.
"""

from __future__ import annotations

import re
import secrets
import uuid

from django.conf import settings
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import get_language_info
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from kazi.channels.models import Channel
from kazi.channels.rules.calls import text_of
from kazi.channels.rules.wire import Event, Heard, Medium, Said
from kazi.conversations.access import Called, as_called
from kazi.conversations.services.hearing import with_recordings
from kazi.conversations.services.replying import reply
from kazi.kernel.tenancy import acting_for

_SALT = "kazi.conversations.web"
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # None that is taken for another one.
_CODE = re.compile(f"[{_LETTERS}]{{12}}")
_RTL = {"ar", "ur", "fa", "he", "ps"}


def link_to(channel: Channel) -> str:
    """Return the address of a web channel's page, for a link, a poster or a card."""
    return f"/talk/{signing.dumps([channel.org_id, channel.pk], salt=_SALT)}/"


@csrf_exempt  # There is no session to ride on: what identifies a person is in the form itself.
@never_cache
@require_http_methods(["GET", "POST"])
def talk(request: HttpRequest, entry: str) -> HttpResponse:
    """Begin, or answer what stands; a `word` in the link begins what it stands for.

    404 for a link that is not ours or a channel that is gone.
    """
    called = _channel(entry)
    request.sets_no_cookies = True  # type: ignore[attr-defined]
    if request.method == "GET":
        return _show(request, "begin", None, "", word=request.GET.get("word", "")[:60])
    code = re.sub(r"[^A-Z0-9]", "", request.POST.get("code", "").upper())
    if code and not _CODE.fullmatch(code):
        return _show(request, "begin", None, "", wrong=True)
    is_first = not code or "resume" in request.POST
    code = code or "".join(secrets.choice(_LETTERS) for _ in range(12))
    key = request.POST.get("once", "")[:40] or uuid.uuid4().hex
    text = text_of(" ".join(request.POST.getlist("text"))[:5_000])
    event = Event.OPENED if is_first else Event.ANSWER
    said = reply(called, Heard(event, f"web:{code}", f"{code}:{key}", text))
    said = said and with_recordings(called, said, "")
    return _show(request, "talk", said, code)


def _channel(entry: str) -> Called:
    try:
        org_id, channel_id = signing.loads(entry, salt=_SALT)
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise Http404 from error
    with acting_for(org_id):
        channel = Channel.objects.filter(pk=channel_id, medium=Medium.WEB.value, is_enabled=True).first()
        if channel is None:
            raise Http404
        return as_called(channel)


def _show(
    request: HttpRequest, stage: str, said: Said | None, code: str, *, wrong: bool = False, word: str = ""
) -> HttpResponse:
    language = said.language if said else (request.LANGUAGE_CODE or "en")
    try:
        is_rtl = bool(get_language_info(language)["bidi"])
    except KeyError:
        is_rtl = language in _RTL
    shown = "-".join(re.findall("....", code))
    context = {
        "stage": stage,
        "said": said,
        "code": code,
        "shown_code": shown,
        "once": uuid.uuid4().hex,
        "wrong": wrong,
        "word": word,
        "spoken": language,
        "direction": "rtl" if is_rtl else "ltr",
        "choices": _choices(said),
        "is_several": _is_several(said),
        "writes": _writes(said),
    }
    # What stands around the question speaks the language of the talk, where the site has it.
    offered = dict(settings.LANGUAGES)
    with translation.override(language if language in offered else request.LANGUAGE_CODE):
        response = render(request, "conversations/talk.html", context)
    response["Referrer-Policy"] = "no-referrer"
    return response


def _choices(said: Said | None) -> list[tuple[str, str]]:
    return [(one.code, one.label) for one in said.choices] if said else []


def _is_several(said: Said | None) -> bool:
    return bool(said) and any(one.code.endswith(":end") for one in (said.choices if said else ()))


def _writes(said: Said | None) -> bool:
    """Say whether the answer is written: there is nothing to choose, but perhaps to skip."""
    return bool(said) and all(one.code.endswith(":skip") for one in (said.choices if said else ()))
