"""Open contracting data: valid, only where the buyer said so, without people."""

from __future__ import annotations

import json
import os
import subprocess
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from jsonschema import Draft4Validator, FormatChecker
from pytest_django import Settings
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT4

from kazi.deals.models import Agreement, Milestone
from kazi.deals.models.agreements import Side
from kazi.deals.rules.ocds import band_of
from kazi.deals.rules.terms import MilestoneTerms
from kazi.deals.services import agreements, invoicing, payments, running
from kazi.kernel.tenancy import acting_for
from tests.deals.makers import Deal, billing, offer, ordered_deal, sign, signed_deal, some_terms

pytestmark = pytest.mark.django_db
SCHEMAS = Path(__file__).parent / "ocds_schema"
CHECKER = os.environ.get("KAZI_OCDS_CHECK", "")  # The path of a script that runs libcoveocds on files.


def schema(name: str) -> Draft4Validator:
    read = {path.name: json.loads(path.read_text()) for path in SCHEMAS.glob("*.json")}
    registry: Registry[Any] = Registry().with_resources(
        (one["id"], Resource.from_contents(one, default_specification=DRAFT4)) for one in read.values()
    )
    return Draft4Validator(read[f"{name}-schema.json"], registry=registry, format_checker=FormatChecker())


def published(deal: Deal, level: str = "exact") -> Deal:
    with acting_for(deal.buyer.pk):
        running.set_publishing(deal.client, deal.fresh(), Side.BUYER, level)
    return deal


def a_full_deal() -> Deal:
    """Make a deal with a tender, a milestone, an amendment, a payment and an end."""
    pilot = MilestoneTerms("pilot", "Pilot", "units", Decimal(50), units=10)
    deal = ordered_deal(setup_price=Decimal(20), milestones=(pilot,), starts_on=date(2026, 11, 1))
    tender = {
        "title": "Receipts",
        "description": "Key receipts",
        "mode": "open",
        "ends": datetime(2026, 10, 1, tzinfo=UTC).isoformat(),
    }
    Agreement._base_manager.filter(pk=deal.agreement.pk).update(tender=tender)
    with acting_for(deal.provider.pk):
        agreements.change(
            deal.manager, deal.fresh(), Side.PROVIDER, some_terms(milestones=(pilot,), volume=2000)
        )
    offer(deal)
    sign(deal)
    billing(deal.provider)
    with acting_for(deal.provider.pk):
        draft = invoicing.bill(deal.fresh(), 20)
        assert draft is not None
        invoice = invoicing.issue(deal.manager, draft)
        assert invoice.issued_on is not None
        payments.record_payment(deal.manager, invoice, 5025, invoice.issued_on)
        running.end(deal.manager, deal.fresh(), Side.PROVIDER, "Done.")
    return deal


def packages() -> dict[str, dict[str, Any]]:
    client = Client()
    return {name: client.get(f"/ocds/{name}s.json").json() for name in ("release", "record")}


def test_nothing_is_published_unless_the_buyer_says_so() -> None:
    deal = signed_deal()
    assert packages()["release"]["releases"] == []
    published(deal)
    assert len(packages()["release"]["releases"]) == 1
    published(deal, "nothing")
    assert packages()["record"]["records"] == []
    assert Client().get(f"/ocds/ocds-xxxxxx-{deal.fresh().public_id.hex}.json").status_code == 404


@pytest.mark.parametrize("level", ["exact", "banded"])
def test_packages_are_valid_after_the_schemas_of_the_standard(level: str) -> None:
    published(a_full_deal(), level)
    published(signed_deal(currency="JPY"), level)
    for name, package in packages().items():
        faults = [
            f"{list(one.path)}: {one.message}" for one in schema(f"{name}-package").iter_errors(package)
        ]
        assert faults == []


def test_the_schema_refuses_what_is_wrong() -> None:
    published(signed_deal())
    package = packages()["release"]
    del package["releases"][0]["tag"]
    assert [one.validator for one in schema("release-package").iter_errors(package)] == ["required"]


def test_releases_tell_what_happened_in_order() -> None:
    deal = published(a_full_deal())
    (record,) = packages()["record"]["records"]
    assert [one["tag"] for one in record["releases"]] == [
        ["tender", "award", "contract"],
        ["contractAmendment"],
        ["implementation"],
        ["contractTermination"],
    ]
    newest = record["compiledRelease"]
    (contract,) = newest["contracts"]
    assert newest["tag"] == ["compiled"]
    assert contract["status"] == "terminated"
    assert contract["value"] == {"amount": 750, "currency": "USD"}  # 2,000 x 0.35 and the pilot.
    assert contract["implementation"]["transactions"][0]["value"]["amount"] == 50.25
    with acting_for(deal.provider.pk):
        assert Milestone.objects.get(code="pilot").state == "reached"
    one = Client().get(f"/ocds/{record['ocid']}.json").json()
    assert one["records"][0]["compiledRelease"]["ocid"] == record["ocid"]


def test_no_person_and_with_bands_no_amount_is_published() -> None:
    published(a_full_deal(), "banded")
    said = json.dumps(packages(), ensure_ascii=False)
    assert "Achieng" not in said
    assert "Njeri" not in said
    assert '"amount"' not in said
    assert (
        "Key company" not in said
    )  # The scope has words of both sides, and the buyer alone agreed to publish.
    assert "0 to 1000 USD" in said


def test_bands_are_named_by_their_ends() -> None:
    assert band_of(Decimal(999), "USD") == "0 to 1000 USD"
    assert band_of(Decimal(1000), "USD") == "1000 to 5000 USD"
    assert band_of(Decimal(10**7), "KES") == "5000000 KES or more"


def test_a_prefix_that_is_not_registered_is_called_a_placeholder(settings: Settings) -> None:
    assert "This is a placeholder" in Client().get("/ocds/").content.decode()
    settings.KAZI_OCID_PREFIX = "ocds-a1b2c3"
    assert "This is a placeholder" not in Client().get("/ocds/").content.decode()


@pytest.mark.slow
@pytest.mark.skipif(not CHECKER, reason="KAZI_OCDS_CHECK names no script that runs libcoveocds")
def test_libcoveocds_finds_no_error_and_no_field_of_our_own(tmp_path: Path) -> None:
    published(a_full_deal())
    told = packages()
    # Of record packages libcoveocds fetches a part of the schema from the network, so the compiled
    # releases are looked at in a package of their own; the schemas in this folder know records too.
    compiled = [record["compiledRelease"] for record in told["record"]["records"]]
    for name, package in (
        ("release", told["release"]),
        ("compiled", {**told["release"], "releases": compiled}),
    ):
        path = tmp_path / f"{name}.json"
        path.write_text(json.dumps(package))
        done = subprocess.run([CHECKER, str(path)], capture_output=True, text=True, check=False)
        assert "0 errors, 0 deprecated, additional fields: []" in done.stdout, done.stdout + done.stderr
