"""The officer's side, and the one page on which an employer reads and answers a notice."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from kazi.accounts.actors import Actor, actor_of
from kazi.care.access.cases import case_of, cases_of, notice_of, notices_of
from kazi.care.forms.cases import WordsForm
from kazi.care.models import Case
from kazi.care.pages.helpline import letters, told
from kazi.care.rules.cases import NEXT, Stage
from kazi.care.services import cases
from kazi.files.links import file_link
from kazi.kernel.errors import Refused


@never_cache
@login_required
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Show open cases, the oldest promise first, and whom to ask about retaliation."""
    rows = cases_of(actor_of(request))
    today = timezone.localdate()
    ends = (Stage.RESOLVED, Stage.ESCALATED, Stage.CLOSED)
    open_cases = list(rows.exclude(stage__in=(Stage.RESOLVED, Stage.CLOSED)).order_by("due_on", "pk")[:200])
    watch = [
        (row, days) for row in rows.filter(stage__in=ends[:2]) if (days := cases.watch_due(row, today))
    ]  # fmt: skip
    context = {"open_cases": open_cases, "watch": watch, "today": today}
    return render(request, "care/cases.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def one(request: HttpRequest, case_id: int) -> HttpResponse:
    """Show a case whole, and do one thing to it."""
    actor = actor_of(request)
    case = case_of(actor, case_id)
    trouble = ""
    if request.method == "POST":
        try:
            _do(actor, case, request)
        except Refused as refusal:
            if refusal.status == 404:
                raise
            trouble = str(refusal.message)
        else:
            return redirect("care:case", case.pk)
    case = case_of(actor, case_id)
    onward = NEXT[Stage(case.stage)]
    context = {
        "case": case,
        "told": told(case.told),
        "letters": [
            (message, text, file_link(str(message.file.pk), actor.person_id) if message.file else "")
            for message, text in letters(case)
        ],
        "trouble": trouble,
        "today": timezone.localdate(),
        "watch": cases.watch_due(case, timezone.localdate()),
        "may_take": case.stage == Stage.RECEIVED,
        "may_notify": Stage.WITH_EMPLOYER in onward and case.stage == Stage.TALKING and case.employer,
        "may_escalate": Stage.ESCALATED in onward,
        "may_close": Stage.CLOSED in onward,
        "reply_form": WordsForm(_("Write to who complained"), auto_id="reply_%s"),
        "notice_form": WordsForm(_("What the employer is to read, in your own words"), auto_id="notice_%s"),
    }
    return render(request, "care/case.html", context, status=409 if trouble else 200)


def _do(actor: Actor, case: Case, request: HttpRequest) -> None:
    act, words = request.POST.get("act", ""), request.POST.get("words", "")
    if act == "take":
        cases.triage(actor, case, urgent=request.POST.get("urgent") == "1")
    elif act == "write":
        cases.add_message(case, words, officer=actor)
    elif act == "notify":
        cases.notify(actor, case, words)
    elif act == "escalate":
        cases.escalate(actor, case, words)
    elif act == "watch":
        cases.watched(actor, case, retaliation=request.POST.get("retaliation") == "1")
    elif act == "close":
        cases.close(actor, case)
    else:
        raise Refused(_("Choose what is to be done."))


@never_cache
@login_required
@require_GET
def notices(request: HttpRequest) -> HttpResponse:
    """Show a manager what the helpline has written to the organisation."""
    return render(request, "care/notices.html", {"notices": notices_of(actor_of(request))[:100]})


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def notice(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Show one notice, and take the employer's reply once."""
    actor = actor_of(request)
    row = notice_of(actor, notice_id)
    form = WordsForm(_("What have you done, and by when is the rest done?"), request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                cases.reply(actor, row, form.cleaned_data["words"])
            except Refused as refusal:
                form.add_error(None, str(refusal.message))
                status = refusal.status
            else:
                return redirect("care:notice", row.pk)
    return render(request, "care/notice.html", {"notice": row, "form": form}, status=status)
