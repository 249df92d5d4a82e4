"""Who signed in lately, and who could not: a manager's page."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from kazi.accounts import sign_ins
from kazi.accounts.actors import actor_of
from kazi.workforce import access

ON_A_PAGE = 100


@login_required
@never_cache
@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    access.may_see_sign_ins(actor_of(request))
    page = Paginator(sign_ins.sign_ins(), ON_A_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "lines": sign_ins.as_lines(page), "days": sign_ins.LATELY.days}
    return render(request, "workforce/sign_ins.html", context)
