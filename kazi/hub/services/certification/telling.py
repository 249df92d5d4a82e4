"""Who hears of a certificate: the provider's managers by letter, the search and the public pages at once."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from kazi.accounts.models import Role
from kazi.accounts.reaching import members_of
from kazi.channels.letters import post
from kazi.credentials.queries.issuers import site_address
from kazi.hub.models import PublicProfile
from kazi.hub.queries.certification import certified_for
from kazi.hub.services import indexing
from kazi.kernel.public_pages import forget_pages


def write_to(provider_id: int, subject: str, text: str, path: str, **said: str | date) -> int:
    """Write to the managers of a provider, each in their language; return how many letters.

    `subject` and `text` are sentences to translate; `said` fills their gaps, a
    day as people write it.  The letter ends with the address of the page at `path`.
    """
    told = 0
    for one in members_of(provider_id, Role.MANAGER):
        with translation.override(one.person.language):
            words = {
                name: date_format(value, "DATE_FORMAT") if isinstance(value, date) else value
                for name, value in said.items()
            }
            letter = f"{_(text) % words}\n\n{site_address()}{path}\n"
            post(one.person.email, _(subject) % words, letter)
        told += 1
    return told


def show_anew(provider_id: int) -> None:
    """Let the search and the public pages say what the provider holds now."""
    certified_for.forget()
    profile = PublicProfile.objects.filter(provider_id=provider_id).first()
    if profile is not None:
        indexing.index(profile)
    transaction.on_commit(forget_pages)
