"""Figures from a provider's own records: agreed to one by one, copied when due, gone when no longer agreed.

What the records say is asked of the measures that `flows` registers here: the hub does not know
the rooms in which work, people and pay are kept.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kazi.accounts.actors import Actor
from kazi.accounts.models import Organisation
from kazi.hub.events import LiveFigureAgreed
from kazi.hub.models import LiveChoice, PublicLiveFigure, PublicProfile
from kazi.hub.rules.live import HOLD, LIVE, LiveKind, Measured, NotMeasured, Showable, may_renew, showable
from kazi.journal.bus import record
from kazi.kernel.errors import Refused
from kazi.kernel.public_pages import forget_pages
from kazi.kernel.words import N_

Measure = Callable[[], Measured | NotMeasured]
_measures: dict[str, Measure] = {}
_NOT_YET = NotMeasured(N_("Kazi does not measure this yet."))


def measures(code: str) -> Callable[[Measure], Measure]:
    """Register how a figure is measured inside one provider's records; called by files of `flows`.

    The function runs inside `acting_for(provider)`.  Raises KeyError for a figure there is not.
    """
    LIVE[code]

    def register(measure: Measure) -> Measure:
        _measures[code] = measure
        return measure

    return register


@dataclass(frozen=True, slots=True)
class Line:
    """One live figure for the provider: what was found, what of it may be shown, and what is public."""

    code: str
    kind: LiveKind
    is_agreed: bool
    found: Measured | None
    shown: Showable | None
    reason: str
    public: PublicLiveFigure | None

    @property
    def held_until(self) -> date | None:
        """Return the first day on which a newer value may be published, None when that is now."""
        if self.public is None or may_renew(self.code, self.public.shown_since, timezone.now().date()):
            return None
        return self.public.shown_since + HOLD


def lines(org: Organisation) -> list[Line]:
    """Return every live figure with what the provider's records say now."""
    agreed = set(LiveChoice.objects.values_list("code", flat=True))
    public = {one.code: one for one in PublicLiveFigure.objects.filter(profile__provider=org)}
    found = []
    for code, kind in LIVE.items():
        measured = _measures.get(code, lambda: _NOT_YET)()
        fit = showable(code, measured) if isinstance(measured, Measured) else measured
        found.append(
            Line(
                code=code,
                kind=kind,
                is_agreed=code in agreed,
                found=measured if isinstance(measured, Measured) else None,
                shown=fit if isinstance(fit, Showable) else None,
                reason=fit.reason if isinstance(fit, NotMeasured) else "",
                public=public.get(code),
            )
        )
    return found


@transaction.atomic
def agree(actor: Actor, org: Organisation, codes: list[str]) -> None:
    """Publish exactly these live figures from now on; the copies of all others are deleted at once."""
    if unknown := set(codes) - set(LIVE):
        raise Refused(_("There is no live figure “%(code)s”.") % {"code": min(unknown)})
    before = set(LiveChoice.objects.values_list("code", flat=True))
    for code in sorted(before - set(codes)):
        LiveChoice.objects.filter(code=code).delete()
        record(LiveFigureAgreed(code, agreed=False), actor_id=actor.person_id)
    for code in sorted(set(codes) - before):
        LiveChoice.objects.get_or_create(code=code, defaults={"agreed_by_id": actor.person_id})
        record(LiveFigureAgreed(code, agreed=True), actor_id=actor.person_id)
    PublicLiveFigure.objects.filter(profile__provider=org).exclude(code__in=codes).delete()
    transaction.on_commit(forget_pages)
    renew(org)


@transaction.atomic
def renew(org: Organisation) -> int:
    """Copy what is agreed and may be shown to the public profile; return how many figures are public.

    One that may no longer be shown is taken away; one about people is held for four weeks.  Without
    a public profile nothing is copied.
    """
    profile = PublicProfile.objects.filter(provider=org).first()
    if profile is None:
        return 0
    today = timezone.now().date()
    for line in lines(org):
        if not line.is_agreed or line.shown is None or line.found is None:
            PublicLiveFigure.objects.filter(profile=profile, code=line.code).delete()
            continue
        if line.public is not None and not may_renew(line.code, line.public.shown_since, today):
            continue
        PublicLiveFigure.objects.update_or_create(
            profile=profile,
            code=line.code,
            defaults={
                "value": line.shown.value,
                "low": line.shown.low,
                "high": line.shown.high,
                "n": line.shown.n,
                "as_of": line.found.as_of,
                "shown_since": today,
                "method": line.found.method,
            },
        )
    transaction.on_commit(forget_pages)
    return PublicLiveFigure.objects.filter(profile=profile).count()
