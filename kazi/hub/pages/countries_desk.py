"""Countries at the hub's desk: import figures, try an import first, and write about a country."""

from __future__ import annotations

from pathlib import Path

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kazi.accounts.actors import actor_of
from kazi.hub.access.countries import country_code
from kazi.hub.access.desk import hub_desk
from kazi.hub.countries import name_of
from kazi.hub.forms.countries import MOST_UPLOAD_BYTES, CountryTextForm, FiguresForm
from kazi.hub.models import CountryText, FigureImport
from kazi.hub.services.countries import import_figures, write_text
from kazi.kernel.words import Fault

_SHOWN = 200


@login_required
@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    hub_desk(actor_of(request))
    return render(request, "hub/countries_desk.html", _around(FiguresForm()))


@login_required
@require_POST
def take(request: HttpRequest) -> HttpResponse:
    """Import a file, or with the button `try` only say what would come of it."""
    actor = actor_of(request)
    hub_desk(actor)
    form = FiguresForm(request.POST, request.FILES)
    context = _around(form)
    if form.is_valid():
        file: TemporaryUploadedFile = form.cleaned_data["file"]
        said = form.cleaned_data
        dry_run = request.POST.get("do") == "try"
        came = import_figures(
            actor, Path(file.temporary_file_path()), file.name or "", indicator=said["indicator"],
            source=said["source"], licence=said["licence"], dry_run=dry_run, most_bytes=4 * MOST_UPLOAD_BYTES,
        )  # fmt: skip
        context |= {
            "came": came,
            "dry_run": dry_run,
            "file_name": file.name,
            "refused": [_told(fault) for fault in came.refused[:_SHOWN]],
            "more_refused": came.refused_count - min(_SHOWN, len(came.refused)),
            "notes": [_told(fault)["reason"] for fault in came.notes],
        }
    return render(request, "hub/countries_desk.html", context, status=200 if form.is_valid() else 422)


@login_required
@require_http_methods(["GET", "POST"])
def text(request: HttpRequest, code: str) -> HttpResponseBase:
    """Write about a country, one text for each language."""
    actor = actor_of(request)
    hub_desk(actor)
    two = country_code(code)
    language = request.GET.get("language") or get_language() or "en"
    there = CountryText.objects.filter(country=two, language=language).first()
    initial = {"language": language, "text": there.text if there else ""}
    form = CountryTextForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        write_text(actor, two, form.cleaned_data["language"], form.cleaned_data["text"])
        messages.success(request, _("Your text is kept."))
        return redirect("hub:country", two)
    return render(request, "hub/country_text.html", {"form": form, "code": two, "name": name_of(two)})


def _around(form: FiguresForm) -> dict[str, object]:
    return {"form": form, "imports": FigureImport.objects.select_related("made_by__person")[:20]}


def _told(fault: Fault) -> dict[str, object]:
    reason = _(fault.text) % fault.values if fault.values else _(fault.text)
    return {"line": fault.line or "", "field": fault.field, "reason": reason}
