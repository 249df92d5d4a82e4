"""Keys of programs: made, shown once, listed, ended."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from kazi.accounts import keys
from kazi.accounts.actors import Actor, actor_of, require_role
from kazi.accounts.factors.proving import confirmed_to_change
from kazi.accounts.models import ApiKey, Role
from kazi.kernel.errors import Refused

# Which call the page shows for a try, by what the key may do; the first that fits.
TRIES = (
    (ApiKey.Scope.READ_DELIVERIES, "/api/v1/deliveries"),
    (ApiKey.Scope.READ_PROJECTS, "/api/v1/projects"),
)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
@confirmed_to_change
def overview(request: HttpRequest) -> HttpResponse:
    """List the keys; POST makes one and shows its secret in the answer, the only time it is shown."""
    actor = actor_of(request)
    require_role(actor, Role.CLIENT, Role.MANAGER)
    if request.method == "GET":
        return render(request, "accounts/keys.html", _context(actor))
    name, scopes = request.POST.get("name", ""), request.POST.getlist("scope")
    try:
        key, secret = keys.make_key(actor, name, scopes)
    except Refused as refusal:
        typed = {"refusal": refusal.message, "name": name, "chosen": scopes}
        return render(request, "accounts/keys.html", _context(actor) | typed, status=refusal.status)
    made = {"made": key, "secret": secret, "try": _try(request, key)}
    return render(request, "accounts/keys.html", _context(actor) | made)


@login_required
@require_POST
def end(request: HttpRequest, key_id: int) -> HttpResponse:
    actor = actor_of(request)
    require_role(actor, Role.CLIENT, Role.MANAGER)
    key = keys.end_key(actor, key_id)
    text = _("The key “%(name)s” has ended. Programs that use it are refused from now on.")
    messages.success(request, text % {"name": key.name}, extra_tags="good")
    return redirect("accounts:keys")


def _context(actor: Actor) -> dict[str, Any]:
    mine = ApiKey.objects.select_related("made_by__person").order_by("revoked_at", "-pk")
    scopes = [(scope.value, scope.label) for scope in keys.scopes_for(actor)]
    labels = dict(ApiKey.Scope.choices)
    listed = [(key, [labels.get(scope, scope) for scope in key.scopes]) for key in mine[:200]]
    return {"keys": listed, "scopes": scopes, "chosen": [scope for scope, _label in scopes[:1]]}


def _try(request: HttpRequest, key: ApiKey) -> str:
    paths = [path for scope, path in TRIES if scope in key.scopes]
    return request.build_absolute_uri(paths[0]) if paths else ""
