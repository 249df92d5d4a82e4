"""From an award to a draft of an agreement: what request and proposal say becomes terms."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Protocol

from django.utils.translation import gettext as _

from kazi.accounts.models import Organisation
from kazi.deals.models import Agreement
from kazi.deals.rules.commitments import COMMITMENTS, DATA_PROTECTION
from kazi.deals.rules.terms import MilestoneTerms, Terms
from kazi.deals.services.agreements import draft
from kazi.kernel.errors import Refused


class RequestLike(Protocol):
    """What of a request an agreement takes over."""

    @property
    def pk(self) -> Any: ...
    @property
    def org(self) -> Organisation: ...
    @property
    def title(self) -> str: ...
    @property
    def service(self) -> str: ...
    @property
    def task_type(self) -> str: ...
    @property
    def description(self) -> str: ...
    @property
    def volume(self) -> int: ...
    @property
    def unit(self) -> str: ...
    @property
    def finish_by(self) -> date | None: ...
    @property
    def quality(self) -> Decimal | None: ...
    @property
    def is_public(self) -> bool: ...
    @property
    def proposals_until(self) -> datetime | None: ...
    @property
    def mode(self) -> str: ...


class ProposalLike(Protocol):
    """A proposal that was opened; `content` holds what the provider offered."""

    @property
    def pk(self) -> Any: ...
    @property
    def owner(self) -> Organisation: ...
    @property
    def content(self) -> Mapping[str, Any] | None: ...


def draft_from(proposal: ProposalLike, request: RequestLike) -> Agreement:
    """Draft the agreement of an awarded proposal, on the provider's side; a second call returns the first.

    Raises Refused when the proposal is not opened or its prices are no numbers.
    """
    content = proposal.content
    if not content:
        raise Refused(_("This proposal is not opened yet."))
    try:
        terms = _terms(content, request)
    except (InvalidOperation, ValueError, TypeError, KeyError) as error:
        raise Refused(_("The price sheet of this proposal cannot be read.")) from error
    agreement = draft(
        None,
        proposal.owner,
        request.org,
        terms,
        request_ref=request.pk,
        proposal_ref=proposal.pk,
        tender=_tender(request),
    )
    if request.is_public and agreement.publishing == Agreement.Publishing.NOTHING and not agreement.version:
        # The buyer said so with the request; values in bands until the buyer says more.
        Agreement.objects.filter(pk=agreement.pk).update(publishing=Agreement.Publishing.BANDED)
        agreement.refresh_from_db()
    return agreement


def _terms(content: Mapping[str, Any], request: RequestLike) -> Terms:
    pilot = content.get("pilot")
    milestones = []
    if pilot and Decimal(str(pilot.get("price") or 0)):
        price, units = Decimal(str(pilot["price"])), int(pilot["units"])
        milestones = [MilestoneTerms("pilot", _("Pilot"), "units", price, units=units)]
    quality = content.get("quality") or request.quality
    return Terms(
        title=request.title,
        scope="\n\n".join(filter(None, [request.description, str(content.get("text") or "")])),
        unit=request.unit,
        volume=request.volume,
        price_per_unit=Decimal(str(content["price_per_unit"])),
        currency=str(content["currency"]),
        service=request.service,
        task_type=request.task_type,
        setup_price=Decimal(str(content.get("setup_price") or 0)),
        quality=Decimal(str(quality)) if quality else None,
        starts_on=_day(content.get("start")),
        ends_on=_day(content.get("finish")) or request.finish_by,
        milestones=tuple(milestones),
        commitments=tuple(code for code in content.get("commitments") or () if code in COMMITMENTS),
        data_protection=tuple(DATA_PROTECTION),
    )


def _day(said: Any) -> date | None:
    if not said:
        return None
    return said if isinstance(said, date) else date.fromisoformat(str(said)[:10])


def _tender(request: RequestLike) -> dict[str, Any]:
    """Return what of the request may be published: its own words and dates, no names of people."""
    ends = request.proposals_until
    return {
        "title": request.title,
        "description": request.description,
        "mode": request.mode,
        "ends": ends.isoformat() if ends else "",
        "volume": request.volume,
        "unit": request.unit,
    }
