"""Listed providers at the hub's desk, and the way in which their owners claim them."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from kazi.accounts.actors import actor_of
from kazi.accounts.pacing import address_of, pace
from kazi.files.links import file_link
from kazi.hub.access.desk import hub_desk
from kazi.hub.access.listings import claim_at_desk, claim_of_letter, claimable, listing_at_desk
from kazi.hub.forms.listings import ClaimForm, DocumentForm, ListingForm
from kazi.hub.forms.moderation import AppealForm, DecisionForm
from kazi.hub.models import ProfileClaim, PublicProfile
from kazi.hub.queries.listings import claims_at_desk, listings
from kazi.hub.rules import domains
from kazi.hub.services import claims
from kazi.hub.services.listings import correct_listing, list_provider
from kazi.hub.tickets import ticket
from kazi.kernel.errors import Refused


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Show what the hub has listed, and the claims whose documents wait to be read."""
    hub_desk(actor_of(request))
    page = Paginator(listings(), 50).get_page(request.GET.get("page"))
    return render(request, "hub/listings.html", {"page": page, "claims": claims_at_desk()})


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    hub_desk(actor)
    form = ListingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            listing = list_provider(actor, form.found)
        except Refused as refusal:
            form.add_error(None, str(refusal.message))
        else:
            messages.success(request, _("The provider is listed. Its owner may claim the profile."))
            return redirect("hub:provider", listing.provider.slug)
    return render(request, "hub/listing.html", {"form": form})


@login_required
@require_http_methods(["GET", "POST"])
def one(request: HttpRequest, listing_id: int) -> HttpResponse:
    """Correct a listing while nobody has claimed it."""
    actor = actor_of(request)
    listing = listing_at_desk(actor, listing_id)
    public = PublicProfile.objects.filter(provider_id=listing.provider_id).first()
    form = ListingForm(request.POST or None, initial=ListingForm.said_of(listing, public))
    if request.method == "POST" and form.is_valid():
        try:
            correct_listing(actor, listing, form.found)
        except Refused as refusal:
            form.add_error(None, str(refusal.message))
        else:
            messages.success(request, _("The listing is corrected."))
            return redirect("hub:listings")
    return render(request, "hub/listing.html", {"form": form, "listing": listing, "public": public})


@require_http_methods(["GET", "POST"])
def claim(request: HttpRequest, slug: str) -> HttpResponse:
    """Begin a claim: nothing is handed over here, a letter leads on."""
    listing = claimable(slug)
    form = ClaimForm(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        if form.is_from_a_machine:
            return redirect("hub:claim_sent")
        try:
            pace("claim", address_of(request), most=10, seconds=3600)
            pace("claim-to", form.said.email.lower(), most=5, seconds=24 * 3600)
            claims.begin(listing, form.said, _link_to(request))
        except Refused as refusal:
            form.add_error(None, str(refusal.message))
            status = refusal.status
        else:
            return redirect("hub:claim_sent")
    context = {"form": form, "listing": listing, "domain": domains.domain_of(listing.website)}
    return render(request, "hub/claim.html", context, status=status)


@require_safe
def claim_sent(request: HttpRequest) -> HttpResponse:
    return render(request, "hub/claim_sent.html")


@never_cache
@require_http_methods(["GET", "POST"])
def claimed(request: HttpRequest, secret: str) -> HttpResponse:
    """The page of one claim, for who reads its letter: prove it, become the manager, or appeal."""
    mine = claim_of_letter(secret)
    document, appeal = DocumentForm(), AppealForm()
    said, status = "", 200
    act = request.POST.get("do", "")
    try:
        if act == "email":
            claims.confirm_email(mine)
        elif act == "look":
            pace("claim-look", str(mine.pk), most=20, seconds=3600)
            claims.ask_for_a_look(mine)
        elif act == "manager":
            return redirect(f"/accounts/invitations/{claims.become_manager(mine)}/")
        elif act == "document":
            document = DocumentForm(request.POST, request.FILES)
            if document.is_valid():
                pace("claim-document", str(mine.pk), most=5, seconds=3600)
                claims.send_document(mine, document.cleaned_data["document"], document.cleaned_data["says"])
        elif act == "appeal":
            appeal = AppealForm(request.POST)
            if appeal.is_valid():
                claims.appeal(mine, appeal.cleaned_data["text"])
                messages.success(request, _("A person of the hub will look again and write to you."))
    except Refused as refusal:
        said, status = str(refusal.message), refusal.status
    else:
        if act and not document.errors and not appeal.errors:
            return redirect("hub:claimed", secret)
    mine = claim_of_letter(secret)
    domain = domains.domain_of(mine.listing.website)
    context = {
        "claim": mine,
        "listing": mine.listing,
        "said": said,
        "document_form": document,
        "appeal_form": appeal,
        "record_name": domains.txt_name(domain),
        "record_value": domains.txt_value(mine.token),
        "is_over": mine.expires_at <= timezone.now(),
        "waits_for_a_look": mine.asked_at is not None and mine.looked_at is None,
    }
    return render(request, "hub/claimed.html", context, status=status)


@login_required
@require_http_methods(["GET", "POST"])
def at_desk(request: HttpRequest, claim_id: int) -> HttpResponse:
    """Read a claim's document and decide."""
    actor = actor_of(request)
    found = claim_at_desk(actor, claim_id)
    form = DecisionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        link = _link_to(request)(ticket("claim", found.pk))
        try:
            grant = request.POST.get("do") == "grant"
            claims.judge_document(actor, found, grant=grant, reason=form.cleaned_data["reason"], link=link)
        except Refused as refusal:
            form.add_error(None, str(refusal.message))
        else:
            messages.success(request, _("The claim is decided, and the person who made it is told."))
            return redirect("hub:listings")
    file = file_link(str(found.document_id), actor.person_id) if found.document_id else ""
    waits = found.state == ProfileClaim.State.REVIEW
    return render(
        request, "hub/claim_desk.html", {"claim": found, "form": form, "file": file, "waits": waits}
    )


def _link_to(request: HttpRequest) -> claims.LinkTo:
    return lambda secret: request.build_absolute_uri(reverse("hub:claimed", args=[secret]))
