"""Who takes part in a request, on the providers' side."""

from __future__ import annotations

from kazi.deals.models import Invited, NdaClick, Proposal, Question


def taking_part(request_id: int) -> list[int]:
    """Return the providers to be told of what changes, asked inside the buyer's scope.

    Those who were invited and did not decline, and whoever promised silence, asked, or sent something.
    """
    invited = Invited.objects.filter(request_id=request_id, declined_at=None)
    found = set(invited.values_list("shared_with_id", flat=True))
    found.update(NdaClick.objects.filter(request_id=request_id).values_list("owner_id", flat=True))
    found.update(Question.objects.filter(request_id=request_id).values_list("owner_id", flat=True))
    sent = Proposal.objects.filter(request_id=request_id).exclude(state=Proposal.State.WITHDRAWN)
    found.update(sent.values_list("owner_id", flat=True))
    return sorted(found)
