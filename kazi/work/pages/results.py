"""Results as a download, for managers and leads."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, StreamingHttpResponse
from django.views.decorators.http import require_safe

from kazi.accounts.actors import actor_of
from kazi.work import access
from kazi.work.downloads import results_download


@login_required
@require_safe
def results(request: HttpRequest, project_id: int) -> StreamingHttpResponse:
    """Send the results of a project; `?format=` is one of four, `?all=1` adds open tasks."""
    project = access.project_of(actor_of(request), project_id)
    kind = request.GET.get("format", "csv")
    return results_download(project, kind, with_open=request.GET.get("all") == "1")
