"""The way to each person's first page, and in demo mode into each person's shoes."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from kazi.accounts.demo import demo_member
from kazi.accounts.signing_in import sign_in
from kazi.kernel.errors import NotFound
from kazi.web.navigation import first_path


@login_required
@require_GET
def first_page(request: HttpRequest) -> HttpResponse:
    """Lead to the first page of one's role, or say honestly that it is not built yet."""
    actor = getattr(request, "actor", None)
    if actor is None:
        return render(request, "web/no_membership.html")
    if path := first_path(actor.role):
        return redirect(path)
    return render(request, "web/not_built_yet.html", {"role": actor.role})


@require_GET
def demo_as(request: HttpRequest, role: str) -> HttpResponse:
    """Sign in as the demo person of this role; nothing is here outside demo mode."""
    member = demo_member(role)
    if member is None:
        raise NotFound
    sign_in(request, member.person, "demo", member.org_id)
    return redirect("web:my")
