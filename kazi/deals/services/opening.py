"""The one door through which sealed proposals come out: after the deadline, once, in the journal."""

from __future__ import annotations

import io
import logging
from datetime import timedelta

from django.db import transaction

from kazi.accounts.models import Role
from kazi.deals.events import ProposalsOpened
from kazi.deals.models import Proposal, ProposalFile, Request
from kazi.deals.queries import clock
from kazi.deals.rules.offers import unpacked
from kazi.deals.services import letters
from kazi.deals.services.locking import locked
from kazi.deals.services.requests import words_of
from kazi.deals.services.sealing import SealBroken, has_key, unseal
from kazi.files.models import StoredFile
from kazi.files.scanning import scan
from kazi.files.services import open_file, store_upload
from kazi.journal.bus import record
from kazi.kernel.errors import Refused
from kazi.kernel.tenancy import acting_for, all_tenants

log = logging.getLogger(__name__)

WAITS = timedelta(days=14)


def open_due() -> int:
    """Open the proposals of every request whose deadline has passed; return how many requests."""
    due = all_tenants(Request).filter(state=Request.State.OPEN, proposals_until__lte=clock.database_now())
    opened = 0
    for request_id in list(due.values_list("pk", flat=True)[:200]):
        try:
            opened += open_proposals(request_id)
        except Refused as refusal:  # One that was tampered with must not keep the others shut.
            log.error("Request %s stays shut: %s", request_id, refusal.message)
    return opened


@transaction.atomic
def open_proposals(request_id: int) -> bool:
    """Open what is sealed and close the request; False where it is not open, so twice is once.

    Raises Refused when the deadline has not passed, by the database's clock, for the request and for
    every proposal: the date in the request alone opens nothing.  A proposal whose seal is broken, or
    whose file is gone, stays sealed and is counted as spoiled.  Without this machine's key nothing is
    closed either: with the key back in its place all of them open.
    """
    request = locked(request_id)
    now = clock.database_now()
    if (
        request.state != Request.State.OPEN
        or request.proposals_until is None
        or now < request.proposals_until
    ):
        return False
    if not has_key(request):
        log.error("Request %s stays shut: KAZI_SEAL_KEY is not the key it was sealed with.", request.pk)
        return False
    with acting_for(request.org_id):
        opened = spoiled = 0
        for proposal in Proposal.objects.filter(request=request, state=Proposal.State.SEALED):
            try:
                with transaction.atomic():  # All of a proposal, or nothing of it.
                    content = unpacked(unseal(request, proposal, bytes(proposal.sealed or b""), now))
                    _open_files(request, proposal, content.get("files", []))
            except (SealBroken, FileNotFoundError) as fault:
                spoiled += 1
                log.error("Proposal %s cannot be opened: %s", proposal.pk, type(fault).__name__)
                continue
            proposal.content, proposal.state, proposal.opened_at = content, Proposal.State.OPENED, now
            proposal.save(update_fields=["content", "state", "opened_at"])
            opened += 1
        request.state, request.closed_at = Request.State.CLOSED, now
        request.save(update_fields=["state", "closed_at"])
        record(ProposalsOpened(str(request.pk), str(opened), str(spoiled)))
        words = words_of(request, "requests", count=opened)
        letters.write([request.org_id], Role.CLIENT, letters.OPENED, words)
    return True


def open_waiting_files() -> int:
    """Try again to open files that the virus scanner held back, for two weeks; return how many opened."""
    since = clock.database_now() - WAITS
    waiting = all_tenants(ProposalFile).filter(
        opened=None, proposal__content__isnull=False, proposal__opened_at__gte=since
    )
    opened = 0
    for proposal_id in list(waiting.values_list("proposal_id", flat=True).distinct()[:200]):
        opened += _try_again(proposal_id)
    return opened


@transaction.atomic
def _try_again(proposal_id: int) -> int:
    proposal = all_tenants(Proposal).get(pk=proposal_id)
    request = locked(proposal.request_id)
    with acting_for(request.org_id):
        try:
            return _open_files(request, proposal, (proposal.content or {}).get("files", []))
        except SealBroken:
            log.error("The files of proposal %s cannot be opened: their seal is broken.", proposal_id)
            return 0


def _open_files(request: Request, proposal: Proposal, names: list[str]) -> int:
    """Open the files of a proposal that the virus scanner lets pass; the others stay sealed.

    They were scanned before they were sealed; what scanners know has grown since.
    """
    now, count = clock.database_now(), 0
    for row in proposal.files.filter(opened=None).select_related("sealed").order_by("place"):
        with open_file(row.sealed) as file:
            plain = unseal(request, proposal, file.read(), now, part=f"file {row.place}")
        try:
            scan(io.BytesIO(plain), names[row.place])
        except Refused as refusal:
            log.warning("File %s of proposal %s stays sealed: %s", row.place, proposal.pk, refusal.message)
            continue
        with acting_for(proposal.owner_id):  # The file stays the provider's; the buyer gets signed links.
            row.opened = store_upload(io.BytesIO(plain), names[row.place], StoredFile.Use.ATTACHMENT)
        row.save(update_fields=["opened"])
        count += 1
    return count
