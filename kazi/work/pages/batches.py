"""Send a file of tasks, and follow how it is read."""

from __future__ import annotations

import csv
from collections.abc import Iterator

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from kazi.accounts.actors import actor_of
from kazi.accounts.models import Role
from kazi.kernel.errors import Refused
from kazi.kernel.tenancy import acting_for
from kazi.kinds.types import type_of
from kazi.work import access
from kazi.work.formats.columns import guarded
from kazi.work.forms import BatchForm
from kazi.work.models import Batch, Project, RefusedRow
from kazi.work.queries.attention import refused_rows_of
from kazi.work.services.batches import failure, receive


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def new(request: HttpRequest, project_id: int) -> HttpResponse:
    """Take one file; its rows are read in the background, and the batch's page says how far it is."""
    actor = actor_of(request)
    project = access.project_of(actor, project_id, change=True)
    if project.state == Project.State.FINISHED:
        raise Refused(_("This project is finished. Open it again to send more tasks."))
    form = BatchForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            batch = receive(
                actor,
                project,
                upload.name,
                upload,
                key_column=form.cleaned_data["key_column"],
                priority=form.cleaned_data["priority"] or 0,
            )
        except Refused as refusal:  # What is wrong with the file belongs beside the file.
            form.add_error("file", str(refusal.message))
        else:
            return redirect("work:batch", batch.pk)
    context = {"form": form, "project": project, "type": type_of(project.task_type_id)}
    return render(request, "work/batch_new.html", context, status=422 if form.errors else 200)


@login_required
@require_safe
@never_cache
def page(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Show how far a file is read, and what was refused; asked by htmx, only that part."""
    actor = actor_of(request)
    batch = access.batch_of(actor, batch_id)
    is_read = batch.state in {Batch.State.DONE, Batch.State.FAILED}
    context = {
        "batch": batch,
        "project": batch.project,
        "is_read": is_read,
        "failure": failure(batch),
        "percent": min(100, batch.position * 100 // batch.size) if batch.size else 0,
        "refused": refused_rows_of(batch),
        "may_change": actor.role == Role.MANAGER,
    }
    part = getattr(request, "htmx", False)
    response = render(request, "work/_batch.html" if part else "work/batch.html", context)
    if part and is_read:
        response["HX-Refresh"] = "true"  # The whole page once more, now that there is nothing to wait for.
    return response


@login_required
@require_safe
def refused(request: HttpRequest, batch_id: int) -> HttpResponseBase:
    """Return the refused rows as CSV: line, field and reason."""
    batch = access.batch_of(actor_of(request), batch_id)
    response = StreamingHttpResponse(_refused_lines(batch), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="refused-{batch.pk}.csv"'
    return response


class _Echo:
    """A file that hands back each line that is written to it."""

    def write(self, line: str) -> str:
        return line


def _refused_lines(batch: Batch) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield "\ufeff" + writer.writerow(["line", "field", "reason"])
    # The answer is sent when the request's organisation is not acted for any more.
    with acting_for(batch.org_id):
        rows = list(RefusedRow.objects.filter(batch=batch))
    for row in rows:
        reason = _(row.text) % row.values if row.values else _(row.text)
        yield writer.writerow([row.line, guarded(row.field), guarded(reason)])
