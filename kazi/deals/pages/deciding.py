"""Proposals side by side, as a page and as a file, and the award."""

from __future__ import annotations

import csv
import io

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from kazi.accounts.actors import actor_of
from kazi.deals.access import requests as access
from kazi.deals.forms.calls import AwardForm
from kazi.deals.models import Request
from kazi.deals.queries.comparing import compared
from kazi.deals.services.choosing import award
from kazi.deals.services.opening import open_proposals
from kazi.files.links import file_link
from kazi.kernel.errors import Refused


@login_required
@require_GET
def proposals(request: HttpRequest, call_id: int) -> HttpResponse:
    """Compare what was opened; before the deadline there is nothing to compare."""
    actor = actor_of(request)
    found = _opened(request, call_id)
    rows = compared(found)
    links = {
        file.pk: file_link(str(file.opened_id), actor.person_id) for row in rows for file, _name in row.files
    }
    context = {"wanted": found, "rows": rows, "links": links}
    return render(request, "deals/proposals.html", context)


@login_required
@require_GET
def as_csv(request: HttpRequest, call_id: int) -> HttpResponse:
    """Return the comparison as a file; its heading only while proposals are sealed."""
    found = _opened(request, call_id)
    out = io.StringIO()
    table = csv.writer(out)
    names = (
        "price_per_unit", "currency", "setup_price", "minutes_per_unit", "people", "start", "finish",
        "quality", "text",
    )  # fmt: skip
    table.writerow(["provider", "country", "total", "below_living_wage_floor", *names])
    for row in compared(found):
        owner = row.proposal.owner
        cells = [
            owner.name,
            owner.country,
            row.total,
            row.below_floor,
            *(row.content[name] for name in names),
        ]
        table.writerow([_harmless(cell) for cell in cells])
    response = HttpResponse(out.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="proposals-{found.pk}.csv"'
    return response


@login_required
@require_http_methods(["GET", "POST"])
def choose(request: HttpRequest, call_id: int, proposal_id: int) -> HttpResponse:
    actor = actor_of(request)
    found = _opened(request, call_id)
    chosen = access.opened_proposal(found, proposal_id)
    rows = compared(found)
    others = [(row.proposal.pk, row.proposal.owner.name) for row in rows if row.proposal.pk != chosen.pk]
    form = AwardForm(request.POST or None, others=others)
    if request.method == "POST" and form.is_valid():
        try:
            award(actor, found, chosen, form.cleaned_data["reasons"], form.debriefs)
        except Refused as refusal:
            form.add_error(None, str(refusal.message))
        else:
            messages.success(
                request, _("You have chosen %(name)s. All were told.") % {"name": chosen.owner.name}
            )
            return redirect("deals:request", found.pk)
    row = next(one for one in rows if one.proposal.pk == chosen.pk)
    return render(request, "deals/award.html", {"wanted": found, "row": row, "form": form})


def _opened(request: HttpRequest, call_id: int) -> Request:
    found = access.own_request(actor_of(request), call_id)
    if open_proposals(found.pk):
        found.refresh_from_db()
    return found


def _harmless(cell: object) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    text = "" if cell is None else str(cell)
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t", "\r"} else text
