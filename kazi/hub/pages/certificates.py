"""Standards, certificates, the log and the badge: for everybody, without signing in."""

from __future__ import annotations

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kazi.hub.access import certification as access
from kazi.hub.models import PublicProfile, Standard
from kazi.hub.pages.caching import public_page
from kazi.hub.queries import certification as queries
from kazi.hub.rules.badge import badge_svg
from kazi.hub.structured import certification_data

ON_A_PAGE = 50
BADGE_SECONDS = 300  # So long may a page elsewhere show a badge that has just been withdrawn.


@require_safe
@public_page
def standards(request: HttpRequest) -> HttpResponse:
    page = Paginator(queries.certificates(), ON_A_PAGE).get_page(request.GET.get("page"))
    held = [(one, queries.worth_today(one)) for one in page]
    context = {"standards": queries.standards_in_force(), "page": page, "held": held}
    return render(request, "hub/certification/standards.html", context)


@require_safe
@public_page
def standard(request: HttpRequest, slug: str, version: int | None = None) -> HttpResponse:
    found = access.standard(slug, version)
    versions = Standard.objects.filter(slug=slug).order_by("-version")
    context = {"standard": found, "requirements": found.requirements.all(), "versions": versions}
    return render(request, "hub/certification/standard.html", context)


@require_safe
@public_page
def log(request: HttpRequest) -> HttpResponse:
    page = Paginator(queries.log(), ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "hub/certification/log.html", {"page": page})


@require_safe
@public_page
def certificate(request: HttpRequest, certificate_id: UUID) -> HttpResponse:
    found = access.certificate(certificate_id)
    requirements = found.standard.requirements.all()
    worth = queries.worth_today(found)
    here = request.build_absolute_uri(request.path)
    context = {
        "certificate": found,
        "worth": worth,
        "requirements": [one for one in requirements if one.level == "minimum" or one.code in found.leading],
        "log": found.log.all(),
        "here": here,
        "badge": request.build_absolute_uri(reverse("hub:badge", args=[found.pk])),
        "credential": f"/credentials/{found.credential_id}",
        "data": {
            "@context": "https://schema.org",
            **certification_data(found, is_active=worth == "valid"),
            "about": {"@type": "Organization", "name": found.provider.name},
        },
        "profile": PublicProfile.objects.visible().filter(provider_id=found.provider_id).first(),
        "has_one_pair_of_eyes": found.reviewed_by == found.decided_by,
    }
    return render(request, "hub/certification/certificate.html", context)


@require_safe
def badge(request: HttpRequest, certificate_id: UUID) -> HttpResponse:
    """Draw the badge as it is today: in colour while the certificate is valid, grey once it is not."""
    found = access.certificate(certificate_id)
    worth = queries.worth_today(found)
    words = {
        "valid": _("Valid until %(day)s"),
        "lapsed": _("Ran out on %(day)s"),
        "withdrawn": _("Withdrawn"),
    }
    line = words[worth] % {"day": found.ends_on.isoformat()}
    svg = badge_svg(found.standard.name, found.provider.name, line, is_valid=worth == "valid")
    answer = HttpResponse(svg, content_type="image/svg+xml; charset=utf-8")
    answer["Cache-Control"] = f"public, max-age={BADGE_SECONDS}"
    answer["Cross-Origin-Resource-Policy"] = "cross-origin"
    answer["Content-Security-Policy"] = "default-src 'none'"
    return answer
