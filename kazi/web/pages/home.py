"""The way from sign-in to each role's first page."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from kazi.accounts.actors import actor_of
from kazi.web.navigation import first_path


@login_required
@require_safe
def first_page(request: HttpRequest) -> HttpResponse:
    """Lead to the first page of the person's role."""
    return redirect(first_path(actor_of(request).role))
