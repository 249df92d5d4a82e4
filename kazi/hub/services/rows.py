"""The simple rows of a profile: places, supporters, people who answer."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from kazi.accounts.actors import Actor
from kazi.hub.models import Contact, ProviderProfile, PublicContact, PublicProfile, Site, Support
from kazi.kernel.public_pages import forget_pages

Row = Site | Support | Contact


@transaction.atomic
def keep_row(actor: Actor, row: Row) -> None:
    """Save a row of the draft; a person who no longer agrees to be named is off the hub at once."""
    row.save()
    if isinstance(row, Contact) and row.consented_on is None:
        _unname(row)
    touch(row.profile_id)


@transaction.atomic
def delete_row(actor: Actor, row: Row) -> None:
    """Delete a row of the draft; a person is off the hub at once, all else with the next publication."""
    if isinstance(row, Contact):
        _unname(row)
    profile_id = row.profile_id
    row.delete()
    touch(profile_id)


def touch(profile_id: int) -> None:
    """Note that the draft has changed since it was published."""
    ProviderProfile.objects.filter(pk=profile_id).update(changed_at=timezone.now())


def _unname(contact: Contact) -> None:
    PublicContact.objects.filter(ref=contact.pk, profile__provider_id=contact.org_id).delete()
    named = PublicProfile.objects.filter(provider_id=contact.org_id, contact_name=contact.name)
    named.update(contact_name="")
    transaction.on_commit(forget_pages)
