"""The one door through which sealed proposals come out: after the deadline, once, in the journal."""

from __future__ import annotations

import io
import logging

from django.db import transaction

from kazi.accounts.models import Role
from kazi.deals.events import ProposalsOpened
from kazi.deals.models import Proposal, Request
from kazi.deals.queries import clock
from kazi.deals.rules.offers import unpacked
from kazi.deals.services import letters
from kazi.deals.services.locking import locked
from kazi.deals.services.requests import words_of
from kazi.deals.services.sealing import SealBroken, unseal
from kazi.files.models import StoredFile
from kazi.files.services import open_file, store_upload
from kazi.journal.bus import record
from kazi.kernel.errors import Refused
from kazi.kernel.tenancy import acting_for, all_tenants

log = logging.getLogger(__name__)


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
    every proposal: the date in the request alone opens nothing.  A proposal whose seal is broken
    stays sealed and is counted as spoiled.
    """
    request = locked(request_id)
    now = clock.database_now()
    if (
        request.state != Request.State.OPEN
        or request.proposals_until is None
        or now < request.proposals_until
    ):
        return False
    with acting_for(request.org_id):
        opened = spoiled = 0
        for proposal in Proposal.objects.filter(request=request, state=Proposal.State.SEALED):
            try:
                content = unpacked(unseal(request, proposal, bytes(proposal.sealed or b""), now))
                _open_files(request, proposal, content.get("files", []))
            except SealBroken:
                spoiled += 1
                log.error("Proposal %s cannot be opened: its seal is broken.", proposal.pk)
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


def _open_files(request: Request, proposal: Proposal, names: list[str]) -> None:
    now = clock.database_now()
    for row in proposal.files.select_related("sealed").order_by("place"):
        with open_file(row.sealed) as file:
            plain = unseal(request, proposal, file.read(), now, part=f"file {row.place}")
        with acting_for(proposal.owner_id):  # The file stays the provider's; the buyer gets signed links.
            row.opened = store_upload(io.BytesIO(plain), names[row.place], StoredFile.Use.ATTACHMENT)
        row.save(update_fields=["opened"])
