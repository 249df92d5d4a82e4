"""Handing a listed profile to who shows that it is theirs: by e-mail, by DNS or by a document.

Who proves it first has it; the database settles two at once.  Whoever comes second is told, and may
ask a person to look again.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kazi.accounts import invitations
from kazi.accounts.actors import Actor
from kazi.accounts.models import Membership, Organisation, Role
from kazi.channels.letters import post
from kazi.files.models import StoredFile
from kazi.files.scanning import scan
from kazi.files.services import plain_name, store_upload
from kazi.hub.events import ProfileClaimBegun, ProfileClaimSettled
from kazi.hub.models import Case, Listing, ProfileClaim
from kazi.hub.queries.desk import hub_organisation
from kazi.hub.queries.listings import listed_ids
from kazi.hub.rules import domains
from kazi.hub.services import moderation
from kazi.hub.services.asking_dns import Seen, look_for
from kazi.hub.tickets import ticket
from kazi.journal.bus import record
from kazi.kernel.errors import Conflict, Refused
from kazi.kernel.public_pages import forget_pages
from kazi.kernel.tenancy import acting_for

LinkTo = Callable[[str], str]  # The address of the claim's own page, by its ticket.
CLAIM_LIVES = timedelta(days=14)
MOST_DOCUMENT_BYTES = 1_900_000  # Below what any form of ours may send.
DOCUMENTS = (b"%PDF-", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")
UNDECIDED = (ProfileClaim.State.OPEN, ProfileClaim.State.REVIEW)


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody wrote who says to act for a listed provider."""

    once: UUID
    name: str
    email: str
    way: str


@transaction.atomic
def begin(listing: Listing, said: Said, link_to: LinkTo) -> ProfileClaim:
    """Take a claim in and send its page's address to the claimer; the same form again is the first.

    Raises Refused where the way cannot prove anything, Conflict when the profile was handed over.
    """
    if listing.claimed_at is not None:
        raise Conflict(_("This profile was handed to its owner already. If that is wrong, report the page."))
    domain = domains.domain_of(listing.website)
    fault = ""
    if said.way == ProfileClaim.Way.EMAIL:
        fault = domains.email_fault(said.email, domain)
    elif said.way == ProfileClaim.Way.DNS:
        fault = domains.site_fault(domain)
    if fault:
        raise Refused(_(fault))
    hub = hub_organisation()
    with acting_for(hub.pk):
        given: dict[str, Any] = {"name": said.name[:200], "email": said.email.lower(), "way": said.way}
        given |= {"token": secrets.token_urlsafe(18), "expires_at": timezone.now() + CLAIM_LIVES}
        claim, made = ProfileClaim.objects.get_or_create(once=said.once, listing=listing, defaults=given)
        if not made:
            return claim
        record(ProfileClaimBegun(str(claim.pk), claim.way))
    subject = _("Your claim of %(provider)s on Kazi") % {"provider": listing.provider.name}
    text = _(
        "Somebody, you we hope, wrote that you act for %(provider)s and want to keep its profile on Kazi.\n\n"
        "Open this page to go on. It is for you alone, for 14 days:\n\n%(link)s\n\n"
        "If it was not you, you need not do anything: without this page nothing happens."
    ) % {"provider": listing.provider.name, "link": link_to(ticket("claim", claim.pk))}
    post(claim.email, subject, text)
    return claim


@transaction.atomic
def confirm_email(claim: ProfileClaim) -> ProfileClaim:
    """Hand the profile over to who got the letter at the website's own domain."""
    _still_open(claim)
    # The website may have been corrected since the letter was sent.
    domain = domains.domain_of(claim.listing.website)
    if claim.way != ProfileClaim.Way.EMAIL or domains.email_fault(claim.email, domain):
        raise Refused(_("This address does not prove it. Choose another way."))
    return settle(claim)


def ask_for_a_look(claim: ProfileClaim) -> None:
    """Let the worker look at the domain's DNS soon; asking again while it has not looked changes nothing."""
    _still_open(claim)
    with acting_for(claim.org_id):
        mine = ProfileClaim.objects.filter(pk=claim.pk, way=ProfileClaim.Way.DNS)
        mine.update(asked_at=timezone.now(), looked_at=None, seen="")


def look_at_waiting(look: Callable[[str, str], Seen] = look_for) -> int:
    """Look at the DNS of up to 20 claims that wait for it; return how many were looked at.

    Each look happens outside of a transaction, because name servers may take seconds.
    """
    hub = hub_organisation()
    with acting_for(hub.pk):
        waiting = ProfileClaim.objects.filter(looked_at=None, state=ProfileClaim.State.OPEN)
        due = list(
            waiting.exclude(asked_at=None).select_related("listing__provider").order_by("asked_at")[:20]
        )
        for claim in due:
            domain = domains.domain_of(claim.listing.website)
            seen = Seen.MISSING
            if not domains.site_fault(domain):
                seen = look(domains.txt_name(domain), domains.txt_value(claim.token))
            with transaction.atomic():
                ProfileClaim.objects.filter(pk=claim.pk).update(looked_at=timezone.now(), seen=seen)
                if seen == Seen.FOUND:
                    settle(claim)
    return len(due)


def send_document(claim: ProfileClaim, file: UploadedFile[Any], says: str) -> ProfileClaim:
    """Lay a document on the desk, where a person reads it; another one replaces it until then.

    Raises Refused for a file that is no PDF, PNG or JPEG, or is larger than 1.9 MB, and for what the
    virus scanner does not let pass.
    """
    _still_open(claim)
    if (file.size or 0) > MOST_DOCUMENT_BYTES:
        raise Refused(_("The document is larger than 1.9 MB. Make the picture smaller and send it again."))
    first = file.read(8)
    file.seek(0)
    if not first.startswith(DOCUMENTS):
        raise Refused(_("Send a PDF, a PNG or a JPEG picture of the document."))
    scan(file, plain_name(file.name or "document"))
    with acting_for(claim.org_id), transaction.atomic():
        stored = store_upload(file, file.name or "document", StoredFile.Use.EXPORT)
        undecided = ProfileClaim.objects.filter(pk=claim.pk, state__in=UNDECIDED)
        undecided.update(document=stored, document_says=says[:1000], state=ProfileClaim.State.REVIEW)
        claim.refresh_from_db()
    return claim


@transaction.atomic
def judge_document(actor: Actor, claim: ProfileClaim, *, grant: bool, reason: str, link: str) -> ProfileClaim:
    """Hand the profile over on the strength of a document, or refuse with a reason; `link` leads back.

    Raises Conflict when the claim was decided meanwhile.
    """
    reason = reason.strip()[:1000]
    if not reason:
        raise Refused(_("Give a reason: the person who claims the profile is told."))
    waiting = ProfileClaim.objects.filter(pk=claim.pk, state=ProfileClaim.State.REVIEW)
    if not waiting.update(reason=reason, decided_by=actor.person_id):
        raise Conflict(_("This claim is decided already."))
    if grant:
        return settle(claim, actor)
    _end(claim, ProfileClaim.State.REFUSED, actor)
    subject = _("Your claim of %(provider)s on Kazi") % {"provider": claim.listing.provider.name}
    text = _(
        "The document did not show that you act for %(provider)s.\n\nThe reason: %(reason)s\n\n"
        "You may ask another person to look again, or send a better document:\n\n%(link)s"
    ) % {"provider": claim.listing.provider.name, "reason": reason, "link": link}
    post(claim.email, subject, text)
    return claim


@transaction.atomic
def settle(claim: ProfileClaim, actor: Actor | None = None) -> ProfileClaim:
    """Give the profile to this claim if nobody has it yet; the others have lost, and so has a late one."""
    now = timezone.now()
    with acting_for(claim.org_id):
        first = Listing.objects.filter(pk=claim.listing_id, claimed_at=None).update(claimed_at=now)
        claim.refresh_from_db()
        if not first:
            if claim.state != ProfileClaim.State.WON:
                _lose(claim)
            return claim
        _end(claim, ProfileClaim.State.WON, actor)
        others = ProfileClaim.objects.filter(listing_id=claim.listing_id, state__in=UNDECIDED)
        for other in others.exclude(pk=claim.pk).select_related("listing__provider"):
            _lose(other)
    transaction.on_commit(listed_ids.forget)
    transaction.on_commit(forget_pages)
    return claim


@transaction.atomic
def become_manager(claim: ProfileClaim) -> str:
    """Return the secret of an invitation to manage the provider; each call ends the one before.

    Raises Refused for a claim that has not won, or once the provider has, or had, a member: the letter
    of a claim must not open the house years later, when everybody has left it.
    """
    org = claim.listing.provider
    if claim.state != ProfileClaim.State.WON:
        raise Refused(_("This claim has not been proved."))
    if Membership.objects.filter(org=org).exists():
        raise Refused(_("This provider has a manager now. Sign in, or ask that person to invite you."))
    return invitations.invite_by_command(org, claim.email, claim.name, Role.MANAGER)


@transaction.atomic
def appeal(claim: ProfileClaim, text: str) -> Case:
    """Ask a person to look again at a claim that was lost or refused; a second call is the same case."""
    text = text.strip()
    if not text:
        raise Refused(_("Say why the decision is wrong."))
    if claim.state not in {ProfileClaim.State.LOST, ProfileClaim.State.REFUSED}:
        raise Refused(_("There is nothing to appeal here."))
    return moderation.dispute("claim", str(claim.pk), text)


@transaction.atomic
def give_to_appellant(claim: ProfileClaim) -> None:
    """Follow a granted dispute: the appellant gets an organisation of their own, never another's rows.

    If somebody holds the disputed profile, it goes out of sight until its moderators have decided
    about it, of which its managers are told.  A second call changes nothing.
    """
    if claim.state == ProfileClaim.State.WON:
        return
    old = claim.listing
    if old.claimed_at is None:
        settle(claim)
        return
    slug = old.provider.slug
    moderation.hold("provider", slug, _("Another party showed that it acts for it."), Case.Cause.DISPUTE)
    org = Organisation.objects.create(
        kind=Organisation.Kind.PROVIDER,
        name=old.provider.name,
        slug=f"{slug[:68]}-{secrets.token_hex(4)}",
        country=old.provider.country,
        timezone=old.provider.timezone,
        is_demo=old.provider.is_demo,
    )
    claim.listing = Listing.objects.create(
        provider=org,
        website=old.website,
        source=old.source,
        source_url=old.source_url,
        source_on=old.source_on,
        claimed_at=timezone.now(),
    )
    with acting_for(claim.org_id):
        claim.save(update_fields=["listing"])
        _end(claim, ProfileClaim.State.WON)


def _still_open(claim: ProfileClaim) -> None:
    if claim.state not in UNDECIDED:
        raise Conflict(_("This claim is decided already."))
    if claim.expires_at <= timezone.now():
        raise Refused(_("This claim has ended after 14 days. Begin again from the provider's page."))


def _lose(claim: ProfileClaim) -> None:
    _end(claim, ProfileClaim.State.LOST)
    subject = _("Your claim of %(provider)s on Kazi") % {"provider": claim.listing.provider.name}
    text = _(
        "Somebody else has shown that they act for %(provider)s, and has its profile now.\n\n"
        "If they do not act for it, open the page from our first letter and say so: a person will look."
    ) % {"provider": claim.listing.provider.name}
    post(claim.email, subject, text)


def _end(claim: ProfileClaim, state: str, actor: Actor | None = None) -> None:
    claim.state = state
    claim.save(update_fields=["state"])
    record(ProfileClaimSettled(str(claim.pk), state), actor_id=None if actor is None else actor.person_id)
