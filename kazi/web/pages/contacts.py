"""For sponsors and managers: a list of people who may be asked, and what may be given them as thanks.

Neither page says who was kept before, was reached or has answered.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from kazi.accounts.actors import Actor, actor_of, require_role
from kazi.accounts.factors.proving import confirmed_to_change
from kazi.accounts.models import Role
from kazi.channels.forms import CapForm, ContactsForm
from kazi.channels.services import thanking
from kazi.channels.services.importing import Imported, import_contacts
from kazi.kernel.errors import Refused


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def import_list(request: HttpRequest) -> HttpResponse:
    """Look at a list, with what would come of each row, or take it in."""
    actor = _asker(request)
    form = ContactsForm(request.POST or None, request.FILES or None)
    looked: Imported | None = None
    if request.method == "POST" and form.is_valid():
        keeps = "import" in request.POST
        try:
            with _on_disk(form.cleaned_data["file"]) as path:
                looked = import_contacts(path, form.defaults(), dry_run=not keeps, actor_id=actor.person_id)
        except Refused as refusal:
            form.add_error("file", _(str(refusal.message)))
        else:
            if keeps and looked.good:
                messages.success(request, _("The list is taken in. Nobody stands in it twice."))
    wrong = form.is_bound and bool(form.errors)
    shown = {"form": form, "looked": looked, "is_kept": looked is not None and "import" in request.POST}
    return render(request, "web/contacts.html", shown, status=422 if wrong else 200)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
@confirmed_to_change
def airtime(request: HttpRequest) -> HttpResponse:
    """What may be spent on thanks, and raising it."""
    actor = _asker(request)
    form = CapForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        cap = int(said["most"] * 100)
        try:
            thanking.raise_cap(said["currency"].upper(), cap, said["campaign"].strip(), actor.person_id)
        except Refused as refusal:
            form.add_error("most", str(refusal.message))
        else:
            messages.success(request, _("The limit is set."))
            return redirect("web:airtime")
    wrong = form.is_bound and bool(form.errors)
    shown = {"form": form, "purses": thanking.spending(), "fewest": thanking.ROUNDED_TO}
    return render(request, "web/airtime.html", shown, status=422 if wrong else 200)


def _asker(request: HttpRequest) -> Actor:
    actor = actor_of(request)
    require_role(actor, Role.MANAGER, Role.SPONSOR, Role.HUB)
    return actor


@contextmanager
def _on_disk(upload: UploadedFile[bytes]) -> Iterator[Path]:
    """Give the upload a path while it is read; numbers in the clear do not outlive the request."""
    with NamedTemporaryFile(suffix=".list") as file:
        for chunk in upload.chunks():
            file.write(chunk)
        file.flush()
        yield Path(file.name)
