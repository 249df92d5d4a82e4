"""The helpline for who complains: no account, no name, a code and a PIN, and a way to leave quickly."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from kazi.accounts.pacing import address_of, pace
from kazi.care.access.referrals import opened, ticket
from kazi.care.forms.cases import MessageForm, TellForm
from kazi.care.forms.referrals import SlipForm
from kazi.care.models import Case, CaseMessage
from kazi.care.queries.cases import LEAST, figures
from kazi.care.rules.cases import Stage
from kazi.care.rules.slips import shown_code
from kazi.care.sealing import Broken, unsealed
from kazi.care.services import cases
from kazi.kernel.errors import NotFound, Refused
from kazi.kernel.public_pages import public_page
from kazi.kernel.tenancy import acting_for


@require_safe
@public_page
def about(request: HttpRequest) -> HttpResponse:
    """Say how the helpline works and how well it does, by the eight points of UNGP 31."""
    return render(request, "care/helpline.html", {"figures": figures(), "least": LEAST})


@never_cache
@require_http_methods(["GET", "POST"])
def tell(request: HttpRequest) -> HttpResponse:
    """Take a complaint and show its code once."""
    form = TellForm(request.POST or None)
    status = 422 if form.is_bound else 200
    if request.method == "POST" and form.is_valid():
        pace("case", address_of(request), most=20, seconds=3600)
        said = form.cleaned_data
        try:
            told = cases.open_case(
                said["text"], said["kind"], said["pin"], employer=form.workplace,
                language=get_language() or "", matter=said["matter"], hold=said["hold"],
                once=said["once"],
            )  # fmt: skip
        except Refused as refusal:
            form.add_error(None, str(refusal.message))
        else:
            cases.safe_to_talk(told.case, said["safe"])
            is_held = told.case.stage == Stage.HELD
            return render(request, "care/told.html", {"code": shown_code(told.code), "is_held": is_held})
    return render(request, "care/tell.html", {"form": form}, status=status)


@never_cache
@require_http_methods(["GET", "POST"])
def mine(request: HttpRequest) -> HttpResponse:
    """Open a case with code and PIN; read, write, and judge what the employer has replied."""
    if request.method == "POST" and (said := request.POST.get("ticket")):
        return _act(request, said)
    form = SlipForm(request.POST or None)
    status = 422 if form.is_bound else 200
    if request.method == "POST" and form.is_valid():
        pace("slip", address_of(request), most=30, seconds=600)
        try:
            case = cases.find_case(form.cleaned_data["code"], form.cleaned_data["pin"])
        except Refused as refusal:
            form.add_error(None, str(refusal.message))
            status = refusal.status
        else:
            with acting_for(case.org_id):
                return render(
                    request, "care/my_case.html", _own(case, MessageForm(_("Write to the officer")))
                )
    return render(request, "care/open.html", {"form": form, "is_case": True}, status=status)


def _act(request: HttpRequest, said: str) -> HttpResponse:
    org_id, _slash, pk = opened("case", said).partition("/")
    with acting_for(int(org_id)):
        case = Case.objects.filter(pk=int(pk)).select_related("notice").first()
        if case is None:
            raise NotFound
        form = MessageForm(_("Write to the officer"), request.POST, request.FILES)
        trouble = ""
        try:
            word = request.POST.get("word", "")
            if word in {"right", "not_right"}:
                cases.judge_reply(case, is_right=word == "right")
            elif form.is_valid():
                cases.add_message(case, form.cleaned_data["words"], file=form.cleaned_data["file"])
        except Refused as refusal:
            trouble = str(refusal.message)
        case.refresh_from_db()
        context = _own(case, MessageForm(_("Write to the officer"))) | {"trouble": trouble}
        return render(request, "care/my_case.html", context, status=409 if trouble else 200)


def _own(case: Case, form: MessageForm) -> dict[str, Any]:
    return {
        "case": case,
        "messages_told": letters(case),
        "form": form,
        "ticket": ticket("case", f"{case.org_id}/{case.pk}"),
        "may_judge": case.stage == Stage.REPLIED,
        "is_closed": case.stage == Stage.CLOSED,
    }


def letters(case: Case) -> list[tuple[CaseMessage, str]]:
    """Return the messages of a case with their texts, the first on top."""
    return [(one, told(one.text)) for one in CaseMessage.objects.filter(case=case).select_related("file")]


def told(text: str) -> str:
    try:
        return str(unsealed(text)) if text else ""
    except Broken:
        return _("This was sealed with a key that is no longer here.")
