"""Sending a proposal: sealed at once, replaced or withdrawn until the deadline, refused after it."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from kazi.accounts.actors import Actor
from kazi.deals.access.calls import Call
from kazi.deals.access.requests import provider_of
from kazi.deals.events import ProposalSealed, ProposalWithdrawn
from kazi.deals.models import NdaClick, Proposal, ProposalFile, Request
from kazi.deals.queries import clock
from kazi.deals.rules.offers import Offer, packed
from kazi.deals.services.calls import note_answer
from kazi.deals.services.locking import locked
from kazi.deals.services.requests import check_size
from kazi.deals.services.sealing import seal
from kazi.files.models import StoredFile
from kazi.files.services import plain_name, store_upload
from kazi.journal.bus import record
from kazi.kernel.errors import Conflict, Refused

MOST_FILES = 5


@transaction.atomic
def submit(
    actor: Actor, call: Call, offer: Offer, files: Sequence[tuple[str, bytes]], once: UUID
) -> Proposal:
    """Seal an offer with its files (name, bytes) until the deadline.

    A provider has one proposal for a call: a new form replaces it, the same form (`once`) again is
    the first.  The database's clock, read while the request is held, says whether it came in time.
    Raises Refused after the deadline or without the promise of silence that is asked for.
    """
    provider_of(actor)
    request = _held_open(call)
    if len(files) > MOST_FILES:
        raise Refused(_("A proposal takes at most %(most)s files.") % {"most": MOST_FILES})
    for name, data in files:
        check_size(name, len(data))
    if call.nda_required and not NdaClick.objects.filter(request_id=call.id, owner_id=actor.org_id).exists():
        raise Refused(_("Promise silence first: the buyer asks for it before anything else."))
    assert request.proposals_until is not None  # noqa: S101 -- it is open.
    proposal, _made = Proposal.objects.get_or_create(
        request_id=request.pk,
        owner_id=actor.org_id,
        defaults={"shared_with_id": request.org_id, "opens_at": request.proposals_until},
    )
    if proposal.once == once:
        return proposal
    proposal.opens_at = request.proposals_until
    content = {**offer.content(), "files": [plain_name(name) for name, _data in files]}
    sealed = seal(request, proposal, packed(content))
    proposal.sealed, proposal.sha256 = sealed, hashlib.sha256(sealed).hexdigest()
    proposal.once, proposal.version = once, proposal.version + 1
    proposal.state, proposal.withdrawn_at = Proposal.State.SEALED, None
    proposal.made_by_id, proposal.received_at = actor.membership_id, clock.database_now()
    proposal.save()
    proposal.files.all().delete()
    for place, (_name, data) in enumerate(files):
        blob = io.BytesIO(seal(request, proposal, data, part=f"file {place}"))
        stored = store_upload(blob, "sealed", StoredFile.Use.ATTACHMENT)
        ProposalFile.objects.create(
            proposal=proposal, place=place, sealed=stored, shared_with_id=proposal.shared_with_id
        )
    note_answer(actor, call)
    record(ProposalSealed(str(proposal.pk), str(proposal.version), proposal.sha256), actor_id=actor.person_id)
    return proposal


@transaction.atomic
def take_back(actor: Actor, call: Call) -> Proposal:
    """Withdraw one's proposal before the deadline; a second time changes nothing."""
    provider_of(actor)
    request = _held_open(call)
    mine = Proposal.objects.filter(request_id=request.pk, owner_id=actor.org_id).first()
    if mine is None:
        raise Conflict(_("There is no proposal to withdraw."))
    if mine.state == Proposal.State.SEALED:
        mine.state, mine.sealed, mine.sha256 = Proposal.State.WITHDRAWN, None, ""
        mine.once, mine.withdrawn_at = None, clock.database_now()
        mine.save()
        mine.files.all().delete()
        record(ProposalWithdrawn(str(mine.pk)), actor_id=actor.person_id)
    return mine


def _held_open(call: Call) -> Request:
    """Return the request, held; raise Refused when proposals are no longer taken, and say why."""
    request = locked(call.id)
    now = clock.database_now()
    if request.state == Request.State.WITHDRAWN:
        raise Refused(_("The buyer has withdrawn this request."))
    until = request.proposals_until
    if until is None or request.state != Request.State.OPEN or now >= until:
        raise Refused(
            _("This came too late: proposals were taken until %(until)s (UTC), and it was %(now)s.")
            % {"until": f"{until:%Y-%m-%d %H:%M:%S}", "now": f"{now:%Y-%m-%d %H:%M:%S}"}
        )
    return request
