"""Deals as open contracting data: OCDS 1.1 releases and records, without people, without own fields.

Source: Open Contracting Data Standard 1.1.5, release, release package and record package schemas.  A
release is never changed after its date: its id holds what it tells of.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from kazi.deals.rules.amounts import from_minor

BANDS: Final = (1_000, 5_000, 10_000, 50_000, 100_000, 500_000, 1_000_000, 5_000_000)
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Organisation:
    """A party: an organisation, never a person.  `id` is that of the hub, such as KAZI-ORG-7."""

    id: str
    name: str
    country: str = ""


@dataclass(frozen=True, slots=True)
class SignedVersion:
    number: int
    signed_at: datetime
    title: str
    unit: str
    volume: int
    value_minor: int
    starts_on: str = ""
    ends_on: str = ""


@dataclass(frozen=True, slots=True)
class PublicMilestone:
    id: str
    title: str
    status: str  # scheduled | met | notMet
    due_on: str = ""
    met_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PublicPayment:
    id: str
    day: datetime
    amount_minor: int


@dataclass(frozen=True, slots=True)
class PublicDeal:
    """What may be published of one agreement; `exact` False: values only as bands."""

    ocid: str
    buyer: Organisation
    supplier: Organisation
    currency: str
    exact: bool
    versions: tuple[SignedVersion, ...]
    changed_at: datetime
    ended_at: datetime | None = None
    milestones: tuple[PublicMilestone, ...] = ()
    payments: tuple[PublicPayment, ...] = ()
    tender: Json | None = None


@dataclass(frozen=True, slots=True)
class Publisher:
    name: str
    uri: str
    license: str = ""


def releases(deal: PublicDeal) -> list[Json]:
    """Return the releases of a deal, the oldest first: contract, amendments, implementation, end."""
    told = []
    for place, version in enumerate(deal.versions):
        tags = ["contractAmendment"] if place else _first_tags(deal)
        release = _release(deal, f"v{version.number}", version.signed_at, tags, version)
        told.append(release)
    last = deal.versions[-1]
    if deal.milestones or deal.payments:
        # Each change makes another release, so its moment is part of the id.
        name = f"implementation-{deal.changed_at:%Y%m%dT%H%M%S}"
        told.append(_release(deal, name, deal.changed_at, ["implementation"], last, work=True))
    if deal.ended_at is not None:
        told.append(
            _release(
                deal, "end", deal.ended_at, ["contractTermination"], last, work=True, status="terminated"
            )
        )
    return told


def compiled(deal: PublicDeal) -> Json:
    """Return the newest state of a deal as one release, as merging its releases in order gives it."""
    status = "terminated" if deal.ended_at is not None else "active"
    moment = deal.ended_at or deal.changed_at
    last = deal.versions[-1]
    return _release(deal, "compiled", moment, ["compiled"], last, work=True, status=status, tender=True)


def release_package(told: Iterable[Json], publisher: Publisher, uri: str, at: datetime) -> Json:
    """Return a release package, published `at`."""
    return {**_package(publisher, uri, at), "releases": list(told)}


def record_package(deals: Iterable[PublicDeal], publisher: Publisher, uri: str, at: datetime) -> Json:
    """Return a record package: of each deal all releases and the compiled one."""
    records = [
        {"ocid": deal.ocid, "releases": releases(deal), "compiledRelease": compiled(deal)} for deal in deals
    ]
    return {**_package(publisher, uri, at), "records": records}


def band_of(amount: Decimal, currency: str) -> str:
    """Return the band an amount lies in, such as "10000 to 50000 USD"."""
    lower = max((one for one in BANDS if one <= amount), default=0)
    upper = min((one for one in BANDS if one > amount), default=None)
    return f"{lower} to {upper} {currency}" if upper else f"{lower} {currency} or more"


def _package(publisher: Publisher, uri: str, at: datetime) -> Json:
    package: Json = {
        "uri": uri,
        "version": "1.1",
        "publishedDate": _moment(at),
        "publisher": {"name": publisher.name, "uri": publisher.uri},
    }
    if publisher.license:
        package["license"] = publisher.license
    package["publicationPolicy"] = f"{publisher.uri}/ocds/"
    return package


def _first_tags(deal: PublicDeal) -> list[str]:
    return ["tender", "award", "contract"] if deal.tender else ["award", "contract"]


def _release(
    deal: PublicDeal,
    name: str,
    at: datetime,
    tags: list[str],
    version: SignedVersion,
    *,
    work: bool = False,
    status: str = "active",
    tender: bool = False,
) -> Json:
    first = deal.versions[0]
    release: Json = {
        "ocid": deal.ocid,
        "id": f"{deal.ocid}-{name}",
        "date": _moment(at),
        "tag": tags,
        "initiationType": "tender",
        "language": "en",
        "parties": [_party(deal.buyer, "buyer"), _party(deal.supplier, "supplier")],
        "buyer": {"id": deal.buyer.id, "name": deal.buyer.name},
    }
    if deal.tender and ("tender" in tags or tender):
        release["tender"] = _tender(deal)
    release["awards"] = [
        {
            "id": "award-1",
            "title": version.title,
            "status": "active",
            "date": _moment(first.signed_at),
            "suppliers": [{"id": deal.supplier.id, "name": deal.supplier.name}],
            **_value(deal, version),
        }
    ]
    release["contracts"] = [_contract(deal, version, work=work, status=status)]
    return release


def _contract(deal: PublicDeal, version: SignedVersion, *, work: bool, status: str) -> Json:
    contract: Json = {
        "id": "contract-1",
        "awardID": "award-1",
        "title": version.title,
        "description": _description(deal, version),
        "status": status,
        "dateSigned": _moment(version.signed_at),
        "items": [
            {
                "id": "item-1",
                "description": version.title,
                "quantity": version.volume,
                "unit": {"name": version.unit},
            }
        ],
        **_value(deal, version),
    }
    period = {
        name: f"{day}T00:00:00Z"
        for name, day in (("startDate", version.starts_on), ("endDate", version.ends_on))
        if day
    }
    if period:
        contract["period"] = period
    if version.number > 1:
        contract["amendments"] = [
            {
                "id": f"amendment-{one.number}",
                "date": _moment(one.signed_at),
                "description": f"Version {one.number}",
            }
            for one in deal.versions[1:]
            if one.number <= version.number
        ]
    implementation = _implementation(deal) if work else {}
    if implementation:
        contract["implementation"] = implementation
    return contract


def _implementation(deal: PublicDeal) -> Json:
    told: Json = {}
    if deal.milestones:
        told["milestones"] = [_milestone(one) for one in deal.milestones]
    if deal.payments and deal.exact:
        told["transactions"] = [
            {
                "id": one.id,
                "date": _moment(one.day),
                "value": {"amount": _number(one.amount_minor, deal.currency), "currency": deal.currency},
                "payer": {"id": deal.buyer.id, "name": deal.buyer.name},
                "payee": {"id": deal.supplier.id, "name": deal.supplier.name},
            }
            for one in deal.payments
        ]
    return told


def _milestone(one: PublicMilestone) -> Json:
    told: Json = {"id": one.id, "title": one.title, "type": "delivery", "status": one.status}
    if one.due_on:
        told["dueDate"] = f"{one.due_on}T00:00:00Z"
    if one.met_at is not None:
        told["dateMet"] = _moment(one.met_at)
    return told


def _tender(deal: PublicDeal) -> Json:
    said = deal.tender or {}
    told: Json = {
        "id": "tender-1",
        "title": said.get("title", ""),
        "description": said.get("description", ""),
        "status": "complete",
        "procurementMethod": "open" if said.get("mode") == "open" else "selective",
        "mainProcurementCategory": "services",
        "procuringEntity": {"id": deal.buyer.id, "name": deal.buyer.name},
    }
    if said.get("ends"):
        told["tenderPeriod"] = {"endDate": _moment(datetime.fromisoformat(said["ends"]))}
    return {name: value for name, value in told.items() if value}


def _description(deal: PublicDeal, version: SignedVersion) -> str:
    """Say what and how much: the scope has words of both sides, and one alone decides to publish."""
    what = f"{version.title}: {version.volume} x {version.unit}."
    if deal.exact:
        return what
    amount = from_minor(version.value_minor, deal.currency)
    return f"{what} Value without tax: {band_of(amount, deal.currency)}."


def _value(deal: PublicDeal, version: SignedVersion) -> Json:
    if not deal.exact:
        return {}
    amount = _number(version.value_minor, deal.currency)
    return {"value": {"amount": amount, "currency": deal.currency}}


def _party(party: Organisation, role: str) -> Json:
    told: Json = {"id": party.id, "name": party.name, "roles": [role]}
    if party.country:
        told["address"] = {"countryName": party.country}
    return told


def _number(minor: int, currency: str) -> int | float:
    amount = from_minor(minor, currency)
    # JSON knows numbers only; this one is written from a decimal and never calculated with.
    return int(amount) if amount == amount.to_integral_value() else float(amount)


def _moment(at: datetime) -> str:
    return at.isoformat(timespec="seconds").replace("+00:00", "Z")
