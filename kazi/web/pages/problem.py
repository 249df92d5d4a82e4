"""Report a problem: a small file without personal data, which the person sends to whoever helps them.

Nothing is stored and nothing is sent by us.
"""

from __future__ import annotations

import io
import json
import platform
import re
import zipfile
from typing import Any

import django
from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from kazi import __version__
from kazi.web.checkup import findings
from kazi.web.recent import recent_lines

MOST_WORDS = 5_000
# Settings whose values are switches or sizes; of all others only whether they are set is told.
PLAIN = ("PRODUCTION", "DEMO", "DEBUG", "HTTPS", "LANGUAGE_CODE", "TIME_ZONE", "KAZI_MOST_UPLOAD_BYTES")
TOLD_IF_SET = ("EMAIL_URL", "ALLOWED_HOSTS", "DATABASE_URL", "MEDIA_ROOT", "SECRET_KEY")
_LONG = re.compile(r"[^/]{17,}")
_MAIL = re.compile(r"[^\s/@]+@[^\s/@]+")


@require_http_methods(["GET", "HEAD", "POST"])
def problem(request: HttpRequest) -> HttpResponse:
    """Show the form; sent, it answers with the file.  Open to everybody: who cannot sign in needs it too."""
    if request.method != "POST":
        return render(request, "web/problem.html", {"path": plain_path(request.GET.get("from", ""))})
    bundle = make_bundle(
        words=request.POST.get("words", ""),
        path=request.POST.get("path", ""),
        browser=request.META.get("HTTP_USER_AGENT", ""),
        signed_in=getattr(request, "actor", None) is not None,
    )
    response = HttpResponse(bundle, content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="kazi-problem-{timezone.now():%Y%m%d-%H%M}.zip"'
    response["Cache-Control"] = "no-store"
    return response


def make_bundle(*, words: str, path: str, browser: str, signed_in: bool) -> bytes:
    """Return a ZIP of what helps to find a mistake.

    To a visitor who is not signed in it says nothing of the machine.  `words` are the person's own,
    unchanged; everything else is numbers, versions, names of settings and places in the program.
    """
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bundle:
        bundle.writestr("words.txt", words.strip()[:MOST_WORDS] + "\n")
        bundle.writestr("page.json", _text(_page(path, browser)))
        if signed_in:
            bundle.writestr("versions.json", _text(_versions()))
            bundle.writestr("settings.json", _text(_settings()))
            bundle.writestr("doctor.txt", "".join(f"{x.state} {x.name}: {x.text}\n" for x in findings()))
            bundle.writestr("log.txt", "".join(f"{line}\n" for line in recent_lines()))
    return out.getvalue()


def plain_path(path: str) -> str:
    """Return the path of a page without what may be secret or personal in it.

    What follows `?` is cut off; long parts (links of invitations) and addresses become `...`.
    """
    path = path.strip().split("?", 1)[0].split("#", 1)[0][:300]
    path = re.sub(r"^[a-z]+://[^/]*", "", path)
    return _LONG.sub("...", _MAIL.sub("...", path))


def _page(path: str, browser: str) -> dict[str, Any]:
    plain = plain_path(path)
    try:
        found = resolve(path.strip().split("?", 1)[0] or "/")
        route = found.route
    except (Resolver404, ValueError):
        route = ""
    return {"kazi": __version__, "path": plain, "route": route, "browser": browser[:300]}


def _versions() -> dict[str, Any]:
    return {
        "kazi": __version__,
        "python": platform.python_version(),
        "django": django.get_version(),
        "database": [connection.vendor, *connection.get_database_version()],
        "system": [platform.system(), platform.release(), platform.machine()],
        "at": f"{timezone.now():%Y-%m-%d %H:%M} UTC",
    }


def _settings() -> dict[str, Any]:
    plain = {name: getattr(settings, name, None) for name in PLAIN}
    return plain | {name: "set" if getattr(settings, name, None) else "not set" for name in TOLD_IF_SET}


def _text(values: dict[str, Any]) -> str:
    return json.dumps(values, indent=1, default=str) + "\n"
