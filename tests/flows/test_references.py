"""A closed deal becomes a reference while its client agrees; certificates and figures reach the formula."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from kazi.deals.models import Agreement, Candidate
from kazi.deals.models.agreements import Side
from kazi.deals.services import running
from kazi.flows.certificates_to_candidates import forget_lapsed, renew
from kazi.hub.models import Certificate, PublicFigure, PublicProfile, PublishedReference
from kazi.hub.services.certification import withdrawing
from kazi.journal.bus import tell
from kazi.journal.models import Entry
from kazi.kernel.tenancy import acting_for, all_tenants
from tests.deals.makers import Deal, ordered_deal
from tests.deals.request_makers import a_provider
from tests.hub.test_certification import Place
from tests.makers import work_off

pytestmark = pytest.mark.django_db


def delivered(units: int = 900) -> Deal:
    deal = ordered_deal()
    with acting_for(deal.provider.pk):
        Agreement.objects.update(units_accepted=units)
    return deal


def end(deal: Deal) -> None:
    with acting_for(deal.buyer.pk):
        running.end(deal.client, deal.fresh(), Side.BUYER, "All done.")
    work_off()


def say(deal: Deal, agrees: bool, words: str = "") -> None:
    with acting_for(deal.buyer.pk):
        running.agree_to_reference(deal.client, deal.fresh(), Side.BUYER, agrees, words)
    work_off()


def test_a_deal_that_ended_with_consent_is_a_reference_once() -> None:
    deal = delivered()
    say(deal, True, "They asked before they guessed.")
    assert not PublishedReference.objects.exists()
    end(deal)
    shown = PublishedReference.objects.get()
    assert (shown.provider, shown.client_name, shown.units, shown.unit) == (
        deal.provider, "Duka Foods", 900, "receipt",
    )  # fmt: skip
    assert (shown.words, shown.accuracy) == ("They asked before they guessed.", None)
    heard = all_tenants(Entry).get(event="deals.deal_closed")
    with acting_for(deal.buyer.pk):
        tell.call(str(heard.pk), "kazi.flows.closed_deal_to_reference.show_reference")
    assert PublishedReference.objects.get() == shown


def test_without_consent_or_without_work_there_is_none() -> None:
    silent, empty = delivered(), delivered(units=0)
    end(silent)
    say(empty, True)
    end(empty)
    assert not PublishedReference.objects.exists()


def test_consent_taken_back_takes_it_off_and_new_words_renew_it() -> None:
    deal = delivered()
    say(deal, True, "Good.")
    end(deal)
    say(deal, True, "Very good.")
    assert PublishedReference.objects.get().words == "Very good."
    say(deal, False)
    assert not PublishedReference.objects.exists()
    say(deal, True, "Good after all.")
    assert PublishedReference.objects.get().words == "Good after all."


def test_a_certificate_counts_from_its_grant_until_it_lapses_or_is_withdrawn() -> None:
    place = Place()
    PublicProfile.objects.create(
        provider=place.org, name="Amani", slug=place.org.slug, country="KE", services=["data-entry"],
        hires="Young people.", published_at=timezone.now(),
    )  # fmt: skip
    renew(place.org.pk)
    certificate = place.granted()
    work_off()
    kept = Candidate.objects.get(provider=place.org)
    assert (kept.certificate_until, kept.impact) == (certificate.ends_on, "reviewed")
    Certificate.objects.update(ends_on=timezone.localdate() - timedelta(days=1))
    assert (forget_lapsed(), forget_lapsed()) == (1, 0)
    kept.refresh_from_db()
    assert (kept.certificate_until, kept.impact) == (None, "declared")
    Certificate.objects.update(ends_on=certificate.ends_on)
    renew(place.org.pk)
    with acting_for(place.hub.pk):
        withdrawing.withdraw(place.two, Certificate.objects.get(), "The payroll was invented.")
    work_off()
    kept.refresh_from_db()
    assert (kept.certificate_until, kept.impact) == (None, "declared")


def test_a_verified_share_counts_and_a_claimed_one_does_not() -> None:
    profile, _manager = a_provider("Amani")
    figure = PublicFigure.objects.create(
        profile=profile, ref=1, code="impact-share", value=60, as_of="2026-06-30", source="Payroll",
        fingerprint="x",
    )  # fmt: skip
    renew(profile.provider_id)
    assert Candidate.objects.get().impact == ""
    PublicFigure.objects.filter(pk=figure.pk).update(
        standing="verified", stood_by="Hub", stood_on="2026-07-01"
    )
    renew(profile.provider_id)
    assert Candidate.objects.get().impact == "reviewed"
