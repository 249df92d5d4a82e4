"""Who may speak for a provider, and which profiles everybody may read."""

from __future__ import annotations

from uuid import UUID

from kazi.accounts.actors import Actor
from kazi.accounts.models import Organisation, Role
from kazi.files.models import StoredFile
from kazi.hub.models import (
    Introduction,
    PublicContact,
    PublicProfile,
    PublicStory,
    PublishedReference,
    held_numbers,
)
from kazi.kernel.errors import NotFound


def own_provider(actor: Actor) -> Organisation:
    """Return the provider this manager speaks for; raise NotFound for anyone else."""
    org = Organisation.objects.filter(pk=actor.org_id, kind=Organisation.Kind.PROVIDER).first()
    if org is None or actor.role != Role.MANAGER or actor.is_program:
        raise NotFound
    return org


def public_profile(slug: str) -> PublicProfile:
    """Return a published profile; raise NotFound where there is none."""
    found = PublicProfile.objects.visible().filter(slug=slug).first()
    if found is None:
        raise NotFound
    return found


def public_picture(slug: str, file_id: UUID) -> StoredFile:
    """Return the picture of a story that is public now; raise NotFound once its consent is gone."""
    profile = public_profile(slug)
    told = PublicStory.objects.filter(profile=profile).exclude(ref__in=held_numbers("story"))
    story = told.filter(picture_id=file_id).select_related("picture").first()
    if story is None or story.picture is None:
        raise NotFound
    return story.picture


def public_contact(profile: PublicProfile, ref: str) -> PublicContact | None:
    """Return the contact person a link names, None when it names nobody who is public."""
    if not ref.isascii() or not ref.isdigit() or len(ref) > 18:
        return None
    return PublicContact.objects.filter(profile=profile, ref=int(ref)).first()


def own_introduction(org: Organisation, introduction_id: int) -> Introduction:
    """Return who asked to meet this provider; raise NotFound for what another one was asked."""
    found = (
        Introduction.objects.filter(owner=org, pk=introduction_id).select_related("owner", "contact").first()
    )
    if found is None:
        raise NotFound
    return found


def own_reference(org: Organisation, reference_id: int) -> PublishedReference:
    """Return a reference of this provider; raise NotFound for another's."""
    found = PublishedReference.objects.filter(provider=org, pk=reference_id).first()
    if found is None:
        raise NotFound
    return found
