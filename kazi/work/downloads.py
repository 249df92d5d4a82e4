"""Files of results as responses, the same for pages and for the API."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import StreamingHttpResponse
from django.utils.http import content_disposition_header

from kazi.work.models import Project
from kazi.work.services import exporting


def results_download(project: Project, kind: str, *, with_open: bool = False) -> StreamingHttpResponse:
    """Return the results of a project as a file of `kind`; raises Refused as `exporting.write` does."""
    pieces = exporting.project_results(project, kind, with_open=with_open)
    return download(pieces, f"results-{project.pk}.{kind}", kind)


def download(pieces: Iterator[bytes], name: str, kind: str) -> StreamingHttpResponse:
    """Return a response that streams a file in one of `exporting.FORMATS` to be saved as `name`."""
    response = StreamingHttpResponse(pieces, content_type=exporting.MIME[kind])
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response["Cache-Control"] = "private, no-store"
    return response
