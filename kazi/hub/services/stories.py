"""Stories of people: their picture, and what happens when they take their consent back."""

from __future__ import annotations

from django.core import signing
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kazi.accounts.actors import Actor
from kazi.accounts.models import Organisation
from kazi.files.models import StoredFile
from kazi.files.rules.unreadable import Unreadable
from kazi.files.services import Readable, forget_file, store_own_image
from kazi.hub.events import ConsentWithdrawn
from kazi.hub.models import PublicStory, Story
from kazi.hub.services.indexing import index
from kazi.journal.bus import record
from kazi.kernel.errors import NotFound, Refused
from kazi.kernel.public_pages import forget_pages
from kazi.kernel.tenancy import acting_for

_signer = signing.Signer(salt="kazi.hub.stories")


def take_picture(file: Readable, name: str) -> StoredFile:
    """Check a picture and store it without any metadata; raise Refused with one line for a bad one."""
    # Pillow is loaded where a picture is looked at, not in every web process from its start.
    from kazi.files.rules.images import check_image  # noqa: PLC0415
    from kazi.files.rules.limits import MAX_PICTURE_BYTES  # noqa: PLC0415

    try:
        checked = check_image(file.read(MAX_PICTURE_BYTES + 1), name)
    except Unreadable as unreadable:
        fault = unreadable.fault
        raise Refused(_(fault.text) % fault.values) from unreadable
    return store_own_image(checked, name)


@transaction.atomic
def keep_story(actor: Actor, story: Story, picture: tuple[Readable, str] | None, *, without: bool) -> Story:
    """Save a story of the draft, with a new picture, the one it has, or (`without`) none.

    A replaced picture is forgotten unless the public copy still shows it.  A story whose consent
    was taken back is not changed any more.
    """
    if story.withdrawn_at is not None:
        raise Refused(_("The consent to this story was taken back. It can only be deleted."))
    before = story.picture
    if picture is not None:
        story.picture = take_picture(*picture)
    elif without:
        story.picture = None
    story.save()
    if before is not None and before != story.picture:
        _forget_unless_public(before)
    return story


@transaction.atomic
def withdraw_consent(actor: Actor | None, story: Story) -> None:
    """Take a story and its picture off the public hub at once and keep no picture; again changes nothing.

    The text stays in the provider's draft, marked, until the provider deletes it.  Without an actor
    it is the person themselves, through their own link.
    """
    if not Story.objects.filter(pk=story.pk, withdrawn_at=None).update(
        withdrawn_at=timezone.now(), picture=None
    ):
        return
    public = list(PublicStory.objects.filter(ref=story.pk, profile__provider_id=story.org_id))
    pictures = {one.picture for one in [story, *public] if one.picture is not None}
    for one in public:
        one.delete()
        index(one.profile)
    for picture in pictures:
        forget_file(picture)
    by = "person" if actor is None else "provider"
    record(ConsentWithdrawn(str(story.pk), by), actor_id=actor.person_id if actor else None)
    transaction.on_commit(forget_pages)


@transaction.atomic
def delete_story(actor: Actor, story: Story) -> None:
    """Delete a story for good, the public copy and the picture too."""
    withdraw_consent(actor, story)
    Story.objects.filter(pk=story.pk).delete()


def link_of(story: Story) -> str:
    """Return the secret with which the person of the story may take their consent back, at any time."""
    return _signer.sign(f"{story.org_id}-{story.pk}").replace(":", ".")


def story_of(secret: str) -> tuple[Organisation, Story]:
    """Return the story that a person's link is for; raise NotFound for any other text."""
    try:
        said = _signer.unsign(secret.replace(".", ":", 1))
        org_id, story_id = (int(part) for part in said.split("-"))
    except (signing.BadSignature, ValueError):
        raise NotFound from None
    org = Organisation.objects.filter(pk=org_id).first()
    if org is None:
        raise NotFound
    with acting_for(org.pk):
        story = Story.objects.select_related("picture").filter(pk=story_id).first()
    if story is None:
        raise NotFound
    return org, story


def _forget_unless_public(picture: StoredFile) -> None:
    if not PublicStory.objects.filter(picture=picture).exists():
        forget_file(picture)
