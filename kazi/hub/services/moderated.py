"""The hub's own kinds of public things, as moderators have to know them."""

from __future__ import annotations

from django.utils.translation import gettext as _

from kazi.accounts.models import Role
from kazi.accounts.reaching import people_of
from kazi.channels.letters import post
from kazi.hub.models import Advocate, ProfileClaim, PublicProfile, PublicStory
from kazi.hub.queries.desk import hub_organisation
from kazi.hub.services import advocates, claims, indexing, moderation
from kazi.hub.services.moderation import Kind, Thing
from kazi.kernel.tenancy import acting_for
from kazi.kernel.words import N_
from kazi.search.services import drop


def _provider(ref: str) -> Thing | None:
    found = PublicProfile.objects.filter(slug=ref).first()
    if found is None:
        return None
    text = "\n\n".join(filter(None, [found.story, found.hires]))
    authors = tuple(people_of(found.provider_id, Role.MANAGER))
    return Thing(found.name, f"/providers/{found.slug}/", text, authors, found.is_demo)


def _story(ref: str) -> Thing | None:
    found = PublicStory.objects.filter(ref=int(ref) if ref.isdigit() else 0).select_related("profile").first()
    if found is None:
        return None
    authors = tuple(people_of(found.profile.provider_id, Role.MANAGER))
    path = f"/providers/{found.profile.slug}/"
    return Thing(found.title, path, found.text, authors, found.profile.is_demo)


def _advocate(ref: str) -> Thing | None:
    found = Advocate.objects.filter(slug=ref).first()
    if found is None:
        return None
    text = "\n\n".join(filter(None, [found.about, found.funds, found.offers]))
    authors = tuple(people_of(found.organisation_id, Role.ADVOCATE)) if found.organisation_id else ()
    return Thing(found.name, f"/advocates/{found.slug}/", text, authors, found.is_demo)


def _claim(ref: str) -> Thing | None:
    found = _claim_row(ref)
    if found is None:
        return None
    title = _("Claim of %(provider)s") % {"provider": found.listing.provider.name}
    text = f"{found.name}, {found.email}, {found.get_way_display()}"
    return Thing(title, f"/hub/claims/{found.pk}/", text, is_demo=found.listing.provider.is_demo)


def _claim_row(ref: str) -> ProfileClaim | None:
    if not ref.isdigit():
        return None
    with acting_for(hub_organisation().pk):
        return ProfileClaim.objects.filter(pk=int(ref)).select_related("listing__provider").first()


def _give(ref: str) -> None:
    claim = _claim_row(ref)
    if claim is None or claim.state == ProfileClaim.State.WON:
        return
    claims.give_to_appellant(claim)
    _write(claim, _("A person found that you act for %(provider)s. Open the page from our first letter."))


def _leave(ref: str) -> None:
    claim = _claim_row(ref)
    if claim is not None:
        _write(claim, _("A person looked again at your claim of %(provider)s. The decision stands."))


def _write(claim: ProfileClaim, text: str) -> None:
    words = {"provider": claim.listing.provider.name}
    post(claim.email, _("Your claim of %(provider)s on Kazi") % words, text % words)


def _show_provider(ref: str) -> None:
    if found := PublicProfile.objects.filter(slug=ref).first():
        indexing.index(found)


def _index_profile_of(ref: str) -> None:
    """Find a profile with, or without, one of its stories."""
    story = PublicStory.objects.filter(ref=int(ref) if ref.isdigit() else 0).select_related("profile").first()
    if story is not None:
        indexing.index(story.profile)


def _show_advocate(ref: str) -> None:
    if found := Advocate.objects.filter(slug=ref).first():
        advocates.index(found)


moderation.register(
    Kind(
        "provider", N_("Profile of a provider"), _provider, lambda ref: drop("provider", ref), _show_provider
    )
)
moderation.register(Kind("story", N_("Story of a provider"), _story, _index_profile_of, _index_profile_of))
moderation.register(
    Kind("advocate", N_("Page of an advocate"), _advocate, lambda ref: drop("advocate", ref), _show_advocate)
)
# Taking off means here: the appellant is right and gets the profile.  See claims.give_to_appellant.
moderation.register(Kind("claim", N_("Claim of a profile"), _claim, hide=_give, show=_leave))
