"""A provider that the hub listed is handed to who shows that it is theirs, and to nobody else."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from kazi.accounts.actors import Actor
from kazi.accounts.models import Invitation, Membership, Organisation, Role
from kazi.channels.letters import send_waiting
from kazi.hub.models import Case, Listing, ProfileClaim, PublicProfile
from kazi.hub.rules import domains
from kazi.hub.services import asking_dns, claims, moderation
from kazi.hub.services.asking_dns import Seen, look_for
from kazi.hub.services.listings import Found, correct_listing, list_provider
from kazi.hub.services.profiles import publish
from kazi.kernel.errors import Conflict, Refused
from kazi.kernel.recall import forget_everything
from kazi.kernel.tenancy import acting_for, all_tenants
from tests.hub.makers import published, staff
from tests.hub.name_server import name_server
from tests.makers import log_in, organisation

FOUND = Found(
    name="Baraka Data",
    country="KE",
    website="https://www.baraka.example/about",
    story="A centre in Nakuru.",
    source="A report, page 12",
    source_on=date(2025, 3, 1),
    services=["data-entry"],
)


@pytest.fixture
def hub(db: None) -> Organisation:
    return organisation("Kazi hub", Organisation.Kind.HUB)


@pytest.fixture
def asha(hub: Organisation) -> Actor:
    return staff(Role.HUB, hub, "asha@hub.example")


@pytest.fixture
def listing(hub: Organisation, asha: Actor) -> Listing:
    with acting_for(hub.pk):
        return list_provider(asha, FOUND)


def begun(listing: Listing, email: str, way: str = "email") -> ProfileClaim:
    said = claims.Said(uuid4(), "Wambui", email, way)
    return claims.begin(listing, said, lambda ticket: f"https://hub.example/claims/{ticket}/")


def page_of(address: str) -> str:
    """Return the path in the newest letter to an address."""
    send_waiting()
    body = [str(one.body) for one in mail.outbox if one.to == [address]][-1]
    return "/claims/" + body.split("/claims/")[1].split()[0]


def fresh(claim: ProfileClaim) -> ProfileClaim:
    return all_tenants(ProfileClaim).select_related("listing__provider").get(pk=claim.pk)


def test_a_listed_provider_is_public_with_its_source_and_marked_as_not_claimed(listing: Listing) -> None:
    page = Client().get("/providers/baraka-data/").content.decode()
    assert "Listed by the hub, not claimed." in page
    assert "A report, page 12" in page
    assert "Claimed by the provider" not in page
    assert "Listed by the hub from public sources" in Client().get("/").content.decode()
    assert Membership.objects.filter(org=listing.provider).count() == 0


def test_the_same_name_is_not_listed_twice(hub: Organisation, asha: Actor, listing: Listing) -> None:
    with acting_for(hub.pk), pytest.raises(Conflict):
        list_provider(asha, FOUND)


def test_a_letter_to_the_websites_domain_hands_the_profile_over(hub: Organisation, listing: Listing) -> None:
    said = {"once": str(uuid4()), "name": "Wambui", "email": "wambui@baraka.example", "way": "email"}
    assert Client().post("/providers/baraka-data/claim/", said)["Location"] == "/claims/sent/"
    assert Client().post("/providers/baraka-data/claim/", said)["Location"] == "/claims/sent/"
    path = page_of("wambui@baraka.example")
    assert len([one for one in mail.outbox if one.to == ["wambui@baraka.example"]]) == 1
    browser = Client()
    browser.get(path)  # A mail program that opens links proves nothing.
    assert Listing.objects.get().claimed_at is None
    browser.post(path, {"do": "email"})
    assert Listing.objects.get().claimed_at is not None
    invitation = browser.post(path, {"do": "manager"})["Location"]
    browser.post(invitation, {"name": "Wambui", "password": "a long enough one", "password2": "x"})
    with acting_for(listing.provider_id):
        (row,) = Invitation.objects.all()
        assert (row.email, row.role) == ("wambui@baraka.example", Role.MANAGER)


def test_what_the_hub_wrote_is_marked_until_the_owner_publishes(hub: Organisation, listing: Listing) -> None:
    claims.confirm_email(begun(listing, "wambui@baraka.example"))
    forget_everything()
    page = Client().get("/providers/baraka-data/").content.decode()
    assert "Listed by the hub, not claimed." in page
    assert "claim this profile" not in page
    manager = staff(Role.MANAGER, listing.provider, "wambui@baraka.example")
    with acting_for(listing.provider_id):
        publish(manager, listing.provider)
    forget_everything()
    assert "Listed by the hub" not in Client().get("/providers/baraka-data/").content.decode()


@pytest.mark.parametrize(
    "email",
    ["wambui@gmail.com", "wambui@else.example", "wambui@notbaraka.example", "w@example", "w@yahoo.co.uk"],
)
def test_an_address_elsewhere_proves_nothing(hub: Organisation, listing: Listing, email: str) -> None:
    with pytest.raises(Refused):
        begun(listing, email)
    assert not all_tenants(ProfileClaim).exists()


def test_a_website_at_a_shared_domain_proves_nothing(hub: Organisation, listing: Listing) -> None:
    Listing.objects.update(website="https://baraka.wordpress.com")
    listing.refresh_from_db()
    for way, email in (
        ("email", "w@wordpress.com"),
        ("email", "w@baraka.wordpress.com"),
        ("dns", "w@x.example"),
    ):
        with pytest.raises(Refused):
            begun(listing, email, way)
    assert begun(listing, "w@x.example", "document").state == "open"


def test_two_who_prove_it_make_one_owner_and_the_other_may_appeal(
    hub: Organisation, asha: Actor, listing: Listing
) -> None:
    first, second = begun(listing, "wambui@baraka.example"), begun(listing, "njoroge@baraka.example")
    path = page_of("njoroge@baraka.example")
    stale = fresh(second)  # Read before the first was settled, as by a request at the same moment.
    claims.confirm_email(first)
    claims.confirm_email(stale)
    assert (fresh(first).state, fresh(second).state) == ("won", "lost")
    send_waiting()
    assert any("Somebody else has shown" in str(one.body) for one in mail.outbox)
    with pytest.raises(Refused):
        claims.become_manager(fresh(second))
    Client().post(path, {"do": "appeal", "text": "Wambui left us in May."})
    with acting_for(hub.pk):
        case = Case.objects.get(kind="claim")
        assert case.note == "Wambui left us in May."
        assert "Give it to who appeals" in log_in(asha).get(f"/hub/moderation/{case.pk}/").content.decode()
        moderation.decide(asha, case, keep=False, reason="The register says so.", link_to=str)
    won = fresh(second)
    assert won.state == "won"
    assert won.listing.provider_id != listing.provider_id  # Nobody gets another's rows.
    assert claims.become_manager(won)
    assert Client().get("/providers/baraka-data/").status_code == 404  # Until its moderators have decided.


def test_a_lost_dispute_leaves_everything_and_is_told(
    hub: Organisation, asha: Actor, listing: Listing
) -> None:
    first, second = begun(listing, "wambui@baraka.example"), begun(listing, "njoroge@baraka.example")
    claims.confirm_email(first)
    case = claims.appeal(fresh(second), "It is ours.")
    with acting_for(hub.pk):
        moderation.decide(asha, case, keep=True, reason="No proof.", link_to=str)
    assert fresh(second).state == "lost"
    send_waiting()
    assert "The decision stands" in str(mail.outbox[-1].body)
    assert Client().get("/providers/baraka-data/").status_code == 200


def test_a_claim_ends_after_two_weeks(hub: Organisation, listing: Listing) -> None:
    claim = begun(listing, "wambui@baraka.example")
    all_tenants(ProfileClaim).update(expires_at=timezone.now() - timedelta(seconds=1))
    with pytest.raises(Refused):
        claims.confirm_email(fresh(claim))
    assert Listing.objects.get().claimed_at is None


def test_the_worker_looks_at_the_domain_and_hands_over(hub: Organisation, listing: Listing) -> None:
    claim = begun(listing, "wambui@else.example", "dns")
    path = page_of("wambui@else.example")
    page = Client().get(path).content.decode()
    assert "_kazi.baraka.example" in page
    assert f"kazi-claim={claim.token}" in page
    Client().post(path, {"do": "look"})
    asked: list[tuple[str, str]] = []

    def look(name: str, value: str) -> Seen:
        asked.append((name, value))
        return Seen.UNREACHABLE if len(asked) == 1 else Seen.FOUND

    assert claims.look_at_waiting(look) == 1
    assert "did not answer" in Client().get(path).content.decode()
    assert claims.look_at_waiting(look) == 0  # Nobody asked again.
    Client().post(path, {"do": "look"})
    claims.look_at_waiting(look)
    assert asked == [("_kazi.baraka.example", f"kazi-claim={claim.token}")] * 2
    assert fresh(claim).state == "won"


def test_the_record_is_found_among_others_in_parts_and_in_quotes() -> None:
    value = "kazi-claim=abc"
    for text in ('"kazi-claim=abc"', '"kazi-" "claim=abc"', '"\\"kazi-claim=abc\\""'):
        with name_server(texts=['"v=spf1 -all"', text]) as resolver:
            assert look_for("_kazi.baraka.example", value, resolver) is Seen.FOUND
    with name_server(texts=['"kazi-claim=abcd"', '"\\255\\000"']) as resolver:
        assert look_for("_kazi.baraka.example", value, resolver) is Seen.MISSING


@pytest.mark.parametrize(
    ("manner", "seen"),
    [
        ("nxdomain", Seen.MISSING),
        ("nothing", Seen.MISSING),
        ("servfail", Seen.UNREACHABLE),
        ("refused", Seen.UNREACHABLE),
        ("notimp", Seen.UNREACHABLE),
        ("silent", Seen.UNREACHABLE),
        ("garbage", Seen.UNREACHABLE),
        ("another id", Seen.UNREACHABLE),
        ("truncated", Seen.UNREACHABLE),
        ("alias to itself", Seen.MISSING),
    ],
)
def test_a_name_server_that_misbehaves_costs_seconds_and_no_error(
    manner: str, seen: Seen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking_dns, "SECONDS_IN_ALL", 1.0)
    monkeypatch.setattr(asking_dns, "SECONDS_A_SERVER", 0.4)
    began = time.monotonic()
    with name_server(manner, ['"kazi-claim=abc"']) as resolver:
        found = look_for("_kazi.baraka.example", "kazi-claim=abc", resolver)
    assert found in {seen, Seen.UNREACHABLE}
    assert found is not Seen.FOUND
    assert time.monotonic() - began < 5


def test_a_name_that_cannot_be_asked_for_is_no_error() -> None:
    assert look_for("_kazi." + "a" * 80 + ".example", "x") is Seen.UNREACHABLE


def upload(content: bytes = b"%PDF-1.7 ...", name: str = "paper.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def test_a_document_is_read_by_a_person_who_decides(hub: Organisation, asha: Actor, listing: Listing) -> None:
    claim = begun(listing, "wambui@else.example", "document")
    path = page_of("wambui@else.example")
    Client().post(path, {"do": "document", "document": upload(), "says": "Our registration."})
    assert fresh(claim).state == "review"
    desk = log_in(asha)
    assert "Baraka Data" in desk.get("/hub/listings/").content.decode()
    page = desk.get(f"/hub/claims/{claim.pk}/").content.decode()
    assert "Our registration." in page
    link = page.split('href="/files/')[1].split('"')[0].replace("&amp;", "&")
    file = desk.get(f"/files/{link}")
    assert file.status_code == 200
    assert "attachment" in file["Content-Disposition"]
    for close in file._resource_closers:  # type: ignore[attr-defined]  # file.close() would close the database of the test too.
        close()
    assert desk.post(f"/hub/claims/{claim.pk}/", {"do": "grant", "reason": ""}).status_code == 200
    assert fresh(claim).state == "review"
    desk.post(f"/hub/claims/{claim.pk}/", {"do": "grant", "reason": "The register names her."})
    assert fresh(claim).state == "won"


def test_a_refused_document_is_told_with_the_reason(hub: Organisation, asha: Actor, listing: Listing) -> None:
    claim = begun(listing, "wambui@else.example", "document")
    claims.send_document(fresh(claim), upload(), "Registration")
    with acting_for(hub.pk):
        claims.judge_document(asha, fresh(claim), grant=False, reason="It is expired.", link="https://x/")
        with pytest.raises(Conflict):
            claims.judge_document(asha, fresh(claim), grant=True, reason="Fine.", link="https://x/")
    assert fresh(claim).state == "refused"
    send_waiting()
    assert "It is expired." in str(mail.outbox[-1].body)
    assert Listing.objects.get().claimed_at is None


@pytest.mark.parametrize(
    "content",
    [b"<svg onload=alert(1)>", b"MZ\x90\x00", b"", b"%PDF-" + b"x" * 1_950_000],
    ids=lambda c: str(c[:9]),
)
def test_a_document_that_is_none_is_refused(hub: Organisation, listing: Listing, content: bytes) -> None:
    claim = begun(listing, "wambui@else.example", "document")
    with pytest.raises(Refused):
        claims.send_document(fresh(claim), upload(content), "Registration")
    assert fresh(claim).document_id is None


def test_the_hub_corrects_a_listing_until_it_is_claimed(
    hub: Organisation, asha: Actor, listing: Listing
) -> None:
    with acting_for(hub.pk):
        correct_listing(asha, listing, replace(FOUND, story="A centre in Eldoret."))
        assert PublicProfile.objects.get().story == "A centre in Eldoret."
        claims.confirm_email(begun(listing, "wambui@baraka.example"))
        with pytest.raises(Conflict):
            correct_listing(asha, listing, FOUND)
    assert PublicProfile.objects.get().story == "A centre in Eldoret."


def test_a_profile_that_was_never_listed_cannot_be_claimed(hub: Organisation) -> None:
    assert Client().get(f"/providers/{published().slug}/claim/").status_code == 404


def test_nobody_opens_a_claim_by_guessing(hub: Organisation, listing: Listing) -> None:
    claim = begun(listing, "wambui@baraka.example")
    for said in (str(claim.pk), f"{claim.pk}.abc", "x" * 300, "0.x"):
        assert Client().get(f"/claims/{said}/").status_code == 404


@pytest.mark.parametrize(
    ("url", "domain"),
    [
        ("https://www.Amani.example/about", "amani.example"),
        ("amani.example", "amani.example"),
        ("https://user:pass@amani.example:8443/", "amani.example"),
        ("https://münchen.example", "xn--mnchen-3ya.example"),
        ("https://127.0.0.1/", ""),
        ("https://[::1]/", ""),
        ("https://localhost/", ""),
        ("https://-a.example/", ""),
        ("https://a..example/", ""),
        ("https://[", ""),
        ("", ""),
    ],
)
def test_the_domain_of_a_website(url: str, domain: str) -> None:
    assert domains.domain_of(url) == domain


@given(st.text(), st.text())
def test_no_address_is_proof_by_accident(url: str, email: str) -> None:
    domain = domains.domain_of(url)
    if domains.email_fault(email, domain) == "":
        assert domain
        assert email.lower().endswith((f"@{domain}", f".{domain}")) or not email.isascii()


def test_a_subdomain_is_proof_and_a_parent_is_not() -> None:
    assert domains.email_fault("w@mail.amani.example", "amani.example") == ""
    assert domains.email_fault("w@amani.example", "careers.amani.example") != ""


def test_only_hub_staff_list_providers(hub: Organisation, listing: Listing) -> None:
    stranger: Any = log_in(staff(Role.MANAGER, organisation(), "m@else.example"))
    for path in ("/hub/listings/", "/hub/listings/new/", f"/hub/listings/{listing.pk}/", "/hub/claims/1/"):
        assert stranger.get(path).status_code == 404
        assert stranger.post(path).status_code in {404, 405}


def test_hub_staff_list_a_provider_through_the_page(hub: Organisation, asha: Actor) -> None:
    said = {
        "name": "Tumaini Works", "country": "TZ", "website": "tumaini.example",
        "story": "A centre in Mwanza.", "services": ["data-entry"],
        "source": "A report", "source_on": "2025-05-01",
    }  # fmt: skip
    desk = log_in(asha)
    assert 'id="id_source_error"' in desk.post("/hub/listings/new/", said | {"source": ""}).content.decode()
    assert desk.post("/hub/listings/new/", said)["Location"] == "/providers/tumaini-works/"
    assert Listing.objects.get().website == "https://tumaini.example"


def test_the_letter_of_a_claim_opens_no_house_that_people_have_left(
    hub: Organisation, listing: Listing
) -> None:
    claim = claims.confirm_email(begun(listing, "wambui@baraka.example"))
    assert claims.become_manager(claim)
    left = staff(Role.MANAGER, listing.provider, "someone@baraka.example")
    Membership.objects.filter(pk=left.membership_id).update(is_active=False)
    with pytest.raises(Refused):
        claims.become_manager(claim)
