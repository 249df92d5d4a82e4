"""Where a page leads afterwards: a path of our own, never another site."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


def next_path(request: HttpRequest, otherwise: str) -> str:
    """Return the path that the page was asked to lead to, if it is on this site, else `otherwise`."""
    asked = request.POST.get("next") or request.GET.get("next") or ""
    host = {request.get_host()}
    is_ours = url_has_allowed_host_and_scheme(asked, host, require_https=request.is_secure())
    return asked if asked and is_ours else otherwise
