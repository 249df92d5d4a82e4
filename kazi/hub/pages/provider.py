"""One provider for everybody: its page, its pictures, and the way to be introduced to it."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_http_methods, require_safe

from kazi.accounts.pacing import address_of, pace
from kazi.files.services import open_file
from kazi.hub.access.profiles import public_contact, public_picture, public_profile
from kazi.hub.claims import card
from kazi.hub.forms.visitors import IntroductionForm
from kazi.hub.pages.caching import public_page
from kazi.hub.pages.showing import shown
from kazi.hub.queries.showing import public_showcase
from kazi.hub.services.introductions import ask_introduction
from kazi.hub.structured import organisation_data
from kazi.kernel.errors import NotFound, TooMany

LIGHT: Final = "image/webp"


@require_safe
@public_page
def provider(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what a provider tells, each figure with who stands behind it."""
    profile = public_profile(slug)
    showcase = public_showcase(profile)
    address = request.build_absolute_uri(reverse("hub:provider", args=[slug]))
    context = shown(showcase, name=profile.name, country=profile.country, slug=slug)
    data = organisation_data(showcase, address)
    return render(request, "hub/provider.html", context | {"card": card(profile), "data": data})


@require_safe
def picture(request: HttpRequest, slug: str, file_id: UUID) -> HttpResponseBase:
    """Send the light version of a story's picture, as long as its person agrees.

    Nobody may keep it without asking again: it has to be gone when the consent is.
    """
    stored = public_picture(slug, file_id)
    etag = f'"{stored.sha256[:32]}-l"'
    response: HttpResponseBase | None = get_conditional_response(request, etag=etag)
    if response is None:
        try:
            with open_file(stored, light=True) as file:
                response = HttpResponse(file.read(), content_type=LIGHT)
        except FileNotFoundError as error:
            raise NotFound from error
    response["ETag"] = etag
    response["Cache-Control"] = "no-cache"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    # It is packed already: without this the gzip middleware would pack it again.
    response["Content-Encoding"] = "identity"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, slug: str) -> HttpResponse:
    """Take the wish to be introduced to a provider, perhaps to one of its people (`?to=`)."""
    profile = public_profile(slug)
    contact = public_contact(profile, request.GET.get("to", ""))
    form = IntroductionForm(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        if form.is_from_a_machine:
            return redirect("hub:thanks")  # It learns nothing.
        try:
            pace("introduction", address_of(request), most=10, seconds=3600)
            pace("introduction-from", form.cleaned_data["email"].lower(), most=5, seconds=24 * 3600)
        except TooMany as refusal:
            form.add_error(None, str(refusal.message))
            status = refusal.status
        else:
            ask_introduction(
                form.asked,
                profile,
                contact,
                lambda number: request.build_absolute_uri(reverse("hub:introduction", args=[number])),
            )
            return redirect("hub:thanks")
    context = {"profile": profile, "contact": contact, "form": form}
    return render(request, "hub/write.html", context, status=status)
