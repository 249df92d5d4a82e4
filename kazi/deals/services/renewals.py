"""Renewals: 90, 60 and 30 days before an agreement ends, somebody is to speak with the client."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kazi.deals.models import Agreement, AgreementVersion, Card, Renewal
from kazi.deals.rules.pipeline import MOST_MONTHS, renewal_mark
from kazi.deals.rules.terms import Terms, from_json
from kazi.deals.services.following import follow
from kazi.deals.services.selling import add_task
from kazi.hub.queries.desk import hub_organisation
from kazi.kernel.tenancy import acting_for


def remind_all(today: date | None = None) -> int:
    """Make what is due for every agreement in force; return how many marks were new.  Twice is once."""
    today = today or timezone.localdate()
    alive = [Agreement.State.SIGNED, Agreement.State.RUNNING]
    versions = AgreementVersion.objects.filter(
        state=AgreementVersion.State.FORCE, agreement__state__in=alive
    ).select_related("agreement__shared_with")
    return sum(remind(one, today) for one in versions.order_by("pk").iterator(chunk_size=200))


def remind(version: AgreementVersion, today: date) -> bool:
    """Make card and task of the mark that this agreement has reached: its provider's, and the hub's.

    Only the nearest mark is made: an agreement that is first seen 20 days before its end is one
    task, not three.
    """
    terms = from_json(version.terms)
    mark = None if terms.ends_on is None else renewal_mark((terms.ends_on - today).days)
    if terms.ends_on is None or mark is None:
        return False
    agreement = version.agreement
    owners = [agreement.owner_id]
    hub = hub_organisation()
    with acting_for(hub.pk):
        if Card.objects.filter(owner_id=hub.pk, agreement_ref=agreement.pk).exists():
            owners.append(hub.pk)
    return sum(_remind(agreement, terms, mark, one) for one in owners) > 0  # Each of them, not the first.


@transaction.atomic
def _remind(agreement: Agreement, terms: Terms, mark: int, owner_id: int) -> bool:
    assert terms.ends_on is not None  # noqa: S101 -- for the types: `remind` has asked.
    sells_for_itself = owner_id == agreement.owner_id
    with acting_for(owner_id):
        key = {"agreement_ref": agreement.pk, "ends_on": terms.ends_on, "days": mark}
        if Renewal.objects.filter(**key).exists():
            return False
        months = _months(terms)
        value = {"value_minor": terms.value_minor() // months} if sells_for_itself else {}
        card = follow(
            f"renewal:{agreement.pk}:{terms.ends_on}",
            Card.Stage.LEAD,
            shared_with=owner_id if sells_for_itself else agreement.owner_id,
            title=_("Renewal: %(title)s") % {"title": agreement.title},
            source=Card.Source.RENEWAL,
            buyer=agreement.shared_with.name,
            country=agreement.shared_with.country,
            service=terms.service,
            agreement_ref=agreement.pk,
            currency=terms.currency,
            months=months,
            starts_on=terms.ends_on,
            volume=terms.volume or None,
            unit=terms.unit,
            people_each=max(1, terms.people),
            is_demo=agreement.is_demo,
            **value,
        )
        task = add_task(
            _("Speak with %(buyer)s about renewing “%(title)s”: it ends on %(day)s.")
            % {
                "buyer": agreement.shared_with.name,
                "title": agreement.title,
                "day": terms.ends_on.isoformat(),
            },
            card=card,
            who=card.lead,
            due_on=timezone.localdate(),
            once=f"renewal:{agreement.pk}:{terms.ends_on}:{mark}",
        )
        _row, made = Renewal.objects.get_or_create(**key, defaults={"card": card, "task": task})
        return made


def _months(terms: Terms) -> int:
    """Return for how many months a renewal is expected: as many as now."""
    if terms.starts_on is None or terms.ends_on is None:
        return 1
    span = (terms.ends_on.year - terms.starts_on.year) * 12 + terms.ends_on.month - terms.starts_on.month
    return max(1, min(MOST_MONTHS, span))
