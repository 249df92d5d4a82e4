"""The client's pages, and the provider's view of the same: windows, parcels, results, rejections."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from kazi.accounts.actors import Actor, actor_of
from kazi.accounts.models import Role
from kazi.kernel.errors import Conflict, Refused
from kazi.kernel.ids import MOST_ID
from kazi.work import access
from kazi.work.models import DeliveredResult, Delivery, Parcel
from kazi.work.queries import deliveries as seen
from kazi.work.services import deliveries
from kazi.work.services.downloads import download
from kazi.work.services.exporting import FORMATS


@login_required
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    access.side_of(actor)
    skip = _number(request.GET, "skip") or 0
    windows = seen.windows_of(actor, skip, seen.ON_PAGE + 1)
    context = {
        "windows": windows[: seen.ON_PAGE],
        "more": skip + seen.ON_PAGE if len(windows) > seen.ON_PAGE else None,
        "is_client": actor.role == Role.CLIENT,
    }
    return render(request, "work/deliveries.html", context)


@login_required
@require_GET
def detail(request: HttpRequest, delivery_id: int) -> HttpResponse:
    actor = actor_of(request)
    delivery = access.delivery_of(actor, delivery_id)
    return render(request, "work/delivery.html", _detail(request, actor, delivery))


@login_required
@require_GET
def results_file(request: HttpRequest, delivery_id: int) -> HttpResponseBase:
    delivery = access.delivery_of(actor_of(request), delivery_id)
    asked = request.GET
    file = download(
        delivery, asked.get("format", "csv"), state=_state(asked), parcel=_number(asked, "parcel")
    )
    response = StreamingHttpResponse(file.pieces, content_type=file.mime)
    response["Content-Disposition"] = f'attachment; filename="{file.name}"'
    return response


@login_required
@require_POST
def accept(request: HttpRequest, delivery_id: int, number: int) -> HttpResponse:
    actor = actor_of(request)
    delivery = access.delivery_of(actor, delivery_id)
    parcel = deliveries.accept(actor, delivery, number)
    messages.success(
        request,
        _("You have accepted parcel %(number)s.") % {"number": parcel.number},
        extra_tags="good",
    )
    return redirect("work:delivery", delivery.pk)


@login_required
@require_POST
def reject(request: HttpRequest, delivery_id: int) -> HttpResponse:
    """Reject the chosen results; what is refused is said above the list, with nothing typed lost."""
    actor = actor_of(request)
    delivery = access.delivery_of(actor, delivery_id)
    keys, reason = request.POST.getlist("key"), request.POST.get("reason", "")
    try:
        count = deliveries.reject(actor, delivery, keys, reason)
    except (Refused, Conflict) as refusal:
        if refusal.status not in {409, 422}:
            raise
        context = _detail(request, actor, delivery) | {
            "refusal": refusal.message,
            "chosen": set(keys),
            "reason": reason,
        }
        return render(request, "work/delivery.html", context, status=refusal.status)
    text = ngettext(
        "%(count)s result goes back to the provider with your reason.",
        "%(count)s results go back to the provider with your reason.",
        count,
    )
    messages.success(request, text % {"count": count}, extra_tags="good")
    return redirect("work:delivery", delivery.pk)


@login_required
@require_POST
def deliver(request: HttpRequest, project_id: int) -> HttpResponse:
    """Hand over what is settled; the button stands on the project's page."""
    actor = actor_of(request)
    project = access.project_of(actor, project_id, change=True)
    parcel = deliveries.deliver(actor, project)
    if parcel.state == Parcel.State.FILLING:
        text = _("Parcel %(number)s is being handed over. The client sees it when it is complete.")
    else:
        text = ngettext(
            "Parcel %(number)s with %(count)s result is with the client.",
            "Parcel %(number)s with %(count)s results is with the client.",
            parcel.count,
        )
    said = text % {"number": parcel.number, "count": parcel.count}
    messages.success(request, said, extra_tags="good")
    return redirect("work:delivery", parcel.delivery_id)


def _detail(request: HttpRequest, actor: Actor, delivery: Delivery) -> dict[str, Any]:
    asked = request.GET
    state, parcel, key = _state(asked), _number(asked, "parcel"), _key(asked)
    copies = seen.copies_of(delivery, state=state, parcel=parcel, key=key)
    page = seen.page_of(copies, delivery, _number(asked, "after"), seen.ON_PAGE)
    parcels = list(seen.parcels_of(delivery)[:100])
    is_client = actor.role == Role.CLIENT
    waiting = {one.number for one in parcels if one.state == Parcel.State.WAITING}
    further = asked.copy()
    if page.after is not None:
        further["after"] = str(page.after)
    return {
        "delivery": delivery,
        "window": seen.window_of(delivery),
        "task_type": seen.type_as_written(delivery.type_source),
        "parcels": parcels,
        "rows": [
            {
                "copy": copy,
                "answer": seen.shown(delivery, copy),
                "may_reject": is_client and copy.state == "delivered" and copy.parcel in waiting,
            }
            for copy in page.copies
        ],
        "more": f"?{further.urlencode()}#results" if page.after is not None else "",
        "from_top": "after" in asked,
        "is_filtered": bool(state or parcel or key),
        "state": state,
        "states": DeliveredResult.State.choices,
        "parcel": parcel,
        "key": key,
        "formats": [(name, _FORMAT_NAMES.get(name, name)) for name in FORMATS],
        "is_client": is_client,
        "undelivered": 0 if is_client else deliveries.undelivered_of(delivery),
        "most_reason": deliveries.MOST_REASON,
        "chosen": set(),
        "project_path": None if is_client else f"/projects/{delivery.project_ref}/",
    }


_FORMAT_NAMES = {"csv": "CSV", "jsonl": "JSONL", "xlsx": "Excel (XLSX)", "parquet": "Parquet"}


def _key(asked: QueryDict) -> str:
    return asked.get("key", "").replace("\0", "").strip()[:200]


def _state(asked: QueryDict) -> str:
    state = asked.get("state", "")
    return state if state in DeliveredResult.State.values else ""


def _number(asked: QueryDict, name: str) -> int | None:
    """Return a number of the address, or None for anything else: a hand-made address is no error."""
    said = asked.get(name, "")
    number = int(said) if said.isdecimal() and len(said) < 17 else 0
    return number if 0 < number <= MOST_ID else None
