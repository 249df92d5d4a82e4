"""The API for people: where it is, how a program signs in, one call for each main thing."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET


@dataclass(frozen=True, slots=True)
class Call:
    """One call as a person types it: what follows `curl`, with ADDRESS for this site's own."""

    does: Promise
    options: str
    path: str


CLIENT_CALLS = (
    Call(_("Follow your projects: progress, quality, expected end."), "", "/deliveries"),
    Call(
        _("Download the results of one delivery as CSV."),
        "-o results.csv",
        "/deliveries/1/results?format=csv",
    ),
    Call(_("Accept the first parcel."), "-X POST", "/deliveries/1/parcels/1/accept"),
    Call(
        _("Reject single results with a reason; they come back with a later parcel."),
        """--json '{"keys": ["receipt-17"], "reason": "The total is wrong."}'""",
        "/deliveries/1/reject",
    ),
)
MANAGER_CALLS = (
    Call(_("Follow a project."), "", "/projects/1"),
    Call(_("Send a file of tasks."), "-F file=@receipts.zip", "/projects/1/batches"),
    Call(_("Download the results of a project."), "-o results.csv", "/projects/1/results?format=csv"),
)


@require_GET
def about(request: HttpRequest) -> HttpResponse:
    context = {
        "address": request.build_absolute_uri("/api/v1"),
        "parts": (
            (_("For clients"), CLIENT_CALLS),
            (_("For providers"), MANAGER_CALLS),
        ),
    }
    return render(request, "web/api.html", context)
