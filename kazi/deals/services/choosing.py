"""The buyer's decision: one award for each request, with reasons for the winner and for the others."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kazi.accounts.actors import Actor
from kazi.accounts.models import Role
from kazi.deals.events import ProposalAwarded
from kazi.deals.models import Award, Proposal, Request
from kazi.deals.services import letters
from kazi.deals.services.requests import words_of
from kazi.journal.bus import record
from kazi.kernel.errors import Conflict, Refused


@transaction.atomic
def award(
    actor: Actor, request: Request, proposal: Proposal, reasons: str, debriefs: Mapping[int, str]
) -> Award:
    """Choose a proposal.  `debriefs` has what each of the others is told, by the proposal's id.

    Of two who award at once one wins; the other gets Conflict with who was chosen.  Choosing the
    same proposal again returns the award.  Raises Refused without reasons.
    """
    if proposal.request_id != request.pk or not reasons.strip():
        raise Refused(_("Write the reasons: all who took part are told."))
    if not Request.objects.filter(pk=request.pk, state=Request.State.CLOSED).update(
        state=Request.State.AWARDED
    ):
        return _awarded_before(request, proposal)
    now = timezone.now()
    made = Award.objects.create(
        request=request, proposal=proposal, reasons=reasons.strip(), by_id=actor.membership_id or None, at=now
    )
    offers = Proposal.objects.filter(request=request, state=Proposal.State.OPENED)
    for other in offers.exclude(pk=proposal.pk):
        other.state, other.decided_at = Proposal.State.LOST, now
        other.debrief = (debriefs.get(other.pk) or "").strip()[:4000]
        other.save(update_fields=["state", "decided_at", "debrief"])
        letters.write([other.owner_id], Role.MANAGER, letters.LOST, _words(request, other))
    offers.filter(pk=proposal.pk).update(
        state=Proposal.State.AWARDED, decided_at=now, debrief=reasons.strip()[:4000]
    )
    request.refresh_from_db()
    proposal.refresh_from_db()
    letters.write([proposal.owner_id], Role.MANAGER, letters.WON, _words(request, proposal, reasons))
    record(ProposalAwarded(str(request.pk), str(proposal.pk)), actor_id=actor.person_id)
    return made


def _awarded_before(request: Request, proposal: Proposal) -> Award:
    found = Award.objects.select_related("proposal__owner", "by__person").filter(request=request).first()
    if found is None:
        raise Conflict(_("This request cannot be awarded: it is not closed, or it was withdrawn."))
    if found.proposal_id == proposal.pk:
        return found
    raise Conflict(
        _("%(person)s has already chosen %(provider)s, on %(at)s (UTC). Nothing was changed.")
        % {
            "person": found.by.person.name if found.by else "–",
            "provider": found.proposal.owner.name,
            "at": f"{found.at:%Y-%m-%d %H:%M}",
        }
    )


def _words(request: Request, proposal: Proposal, text: str = "") -> dict[str, object]:
    link = f"{request.site}/proposals/{proposal.pk}/"
    return {**words_of(request, "calls"), "link": link, "text": text}
