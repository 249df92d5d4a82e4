"""Which deals may be published, read across organisations: signed ones whose buyer said so."""

from __future__ import annotations

from datetime import UTC, datetime, time

from django.conf import settings
from django.db.models import Max, QuerySet

from kazi.accounts.models import Organisation
from kazi.deals.models import Agreement, AgreementVersion, Milestone, Payment
from kazi.deals.rules import terms as shapes
from kazi.deals.rules.ocds import Organisation as Party
from kazi.deals.rules.ocds import (
    PublicDeal,
    PublicMilestone,
    PublicPayment,
    Publisher,
    SignedVersion,
)
from kazi.hub.queries.desk import hub_organisation
from kazi.kernel.errors import NotFound
from kazi.kernel.tenancy import all_tenants

ON_PAGE = 100
_STATUS = {
    Milestone.State.PLANNED: "scheduled",
    Milestone.State.REPORTED: "scheduled",
    Milestone.State.REACHED: "met",
    Milestone.State.DROPPED: "notMet",
}


def publishable() -> QuerySet[Agreement]:
    """Return the agreements that may be published; those of the demo only in demo mode."""
    rows = all_tenants(Agreement).filter(version__gt=0).exclude(publishing=Agreement.Publishing.NOTHING)
    rows = rows if settings.DEMO else rows.filter(is_demo=False)
    return rows.select_related("owner", "shared_with").order_by("pk")


def public_deals(page: int) -> tuple[list[PublicDeal], bool]:
    """Return one page of deals, counted from 1, and whether there is another."""
    start = (page - 1) * ON_PAGE
    rows = list(publishable()[start : start + ON_PAGE + 1])
    return [_deal(one) for one in rows[:ON_PAGE]], len(rows) > ON_PAGE


def public_deal(ocid: str) -> PublicDeal:
    """Return one deal by its OCID; raise NotFound for what is not, or no longer, published."""
    prefix = f"{settings.KAZI_OCID_PREFIX}-"
    rows = publishable()
    found = None
    if ocid.startswith(prefix) and len(ocid) == len(prefix) + 32 and ocid[len(prefix) :].isalnum():
        try:
            found = rows.filter(public_id=ocid[len(prefix) :]).first()
        except ValueError:
            found = None
    if found is None:
        raise NotFound
    return _deal(found)


def newest_change() -> datetime:
    """Return when the published deals last changed, to the second; the epoch for none."""
    newest = publishable().order_by().aggregate(at=Max("changed_at"))["at"]
    return newest or datetime(1970, 1, 1, tzinfo=UTC)


def publisher() -> Publisher:
    return Publisher(hub_organisation().name, settings.KAZI_URL, settings.KAZI_OCDS_LICENSE)


def _deal(agreement: Agreement) -> PublicDeal:
    signed = agreement.versions.filter(in_force_at__isnull=False).order_by("number")
    milestones = agreement.milestones.order_by("pk")
    payments = Payment.objects.filter(invoice__agreement=agreement).order_by("paid_on", "pk")
    return PublicDeal(
        ocid=f"{settings.KAZI_OCID_PREFIX}-{agreement.public_id.hex}",
        buyer=_party(agreement.shared_with),
        supplier=_party(agreement.owner),
        currency=agreement.currency,
        exact=agreement.publishing == Agreement.Publishing.EXACT,
        versions=tuple(_version(one) for one in signed),
        changed_at=agreement.changed_at,
        ended_at=agreement.ended_at,
        milestones=tuple(
            PublicMilestone(
                id=one.code,
                title=one.title,
                status=_STATUS[Milestone.State(one.state)],
                due_on=one.due_on.isoformat() if one.due_on else "",
                met_at=one.reached_at,
            )
            for one in milestones
        ),
        payments=tuple(
            PublicPayment(str(one.pk), datetime.combine(one.paid_on, time.min, tzinfo=UTC), one.amount_minor)
            for one in payments
        ),
        tender=agreement.tender,
    )


def _version(version: AgreementVersion) -> SignedVersion:
    terms = shapes.from_json(version.terms)
    return SignedVersion(
        number=version.number,
        signed_at=version.in_force_at or version.made_at,
        title=terms.title,
        unit=terms.unit,
        volume=terms.volume,
        value_minor=terms.value_minor(),
        starts_on=terms.starts_on.isoformat() if terms.starts_on else "",
        ends_on=terms.ends_on.isoformat() if terms.ends_on else "",
    )


def _party(org: Organisation) -> Party:
    return Party(f"KAZI-ORG-{org.pk}", org.name, org.country)
