"""Results as a download, for managers and leads."""

from __future__ import annotations

from collections.abc import Iterator

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, StreamingHttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from kazi.accounts.actors import actor_of
from kazi.work import access
from kazi.work.services import exporting


@login_required
@require_safe
def results(request: HttpRequest, project_id: int) -> StreamingHttpResponse:
    """Send the results of a project; `?format=` is one of four, `?all=1` adds open tasks."""
    project = access.project_of(actor_of(request), project_id)
    kind = request.GET.get("format", "csv")
    pieces = exporting.project_results(project, kind, with_open=request.GET.get("all") == "1")
    return download(pieces, f"results-{project.pk}.{kind}", kind)


def download(pieces: Iterator[bytes], name: str, kind: str) -> StreamingHttpResponse:
    """Return a response that streams a file in one of `exporting.FORMATS` to be saved as `name`."""
    response = StreamingHttpResponse(pieces, content_type=exporting.MIME[kind])
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response["Cache-Control"] = "private, no-store"
    return response
