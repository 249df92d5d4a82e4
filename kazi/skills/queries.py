"""Reading about skills."""

from __future__ import annotations

from kazi.kernel.recall import Recall
from kazi.kernel.tenancy import all_tenants
from kazi.skills.models import Award


def _ask(membership_id: int) -> frozenset[int]:
    # A membership belongs to one organisation, so its awards do too.
    awards = all_tenants(Award).filter(membership_id=membership_id, ended_at=None)
    return frozenset(awards.values_list("skill_id", flat=True))


skills_of: Recall[int, frozenset[int]] = Recall(_ask, seconds=10)
