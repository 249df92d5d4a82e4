"""Introductions: somebody asks to meet a provider, the provider says yes or no, the desk reads along."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kazi.accounts.actors import Actor
from kazi.accounts.models import Person, Role
from kazi.accounts.reaching import people_of
from kazi.channels.letters import post
from kazi.hub.events import IntroductionAnswered, IntroductionAsked
from kazi.hub.models import Contact, Introduction, PublicContact, PublicProfile
from kazi.hub.queries.desk import hub_organisation
from kazi.journal.bus import record
from kazi.kernel.errors import Refused
from kazi.kernel.tenancy import acting_for


@dataclass(frozen=True, slots=True)
class Asked:
    """What a visitor wrote."""

    once: UUID
    name: str
    email: str
    message: str
    organisation: str = ""


@transaction.atomic
def ask_introduction(
    asked: Asked, profile: PublicProfile, contact: PublicContact | None, link: Callable[[int], str]
) -> Introduction:
    """Take somebody's wish to meet a provider, perhaps one person there; the same form again is the first.

    The provider's managers get it with the text, the person asked for too, the hub's staff a line;
    the sender gets a confirmation that repeats nothing, so that nobody can use us to write to others.
    """
    hub = hub_organisation()
    with acting_for(profile.provider_id):
        row = Contact.objects.filter(pk=contact.ref).first() if contact is not None else None
        introduction, made = Introduction.objects.get_or_create(
            once=asked.once,
            defaults={
                "owner_id": profile.provider_id,
                "shared_with": hub,
                "contact": row,
                "contact_name": contact.name if contact else "",
                "name": asked.name,
                "email": asked.email,
                "organisation": asked.organisation,
                "message": asked.message,
                "language": get_language() or "en",
            },
        )
        if not made:
            return introduction
        record(IntroductionAsked(str(introduction.pk)))
    _write_to_provider(introduction, row, link(introduction.pk))
    _write_to_desk(introduction, profile)
    subject = _("%(provider)s has your message") % {"provider": profile.name}
    text = _(
        "Thank you. Your message has arrived, and you will hear whether %(provider)s can meet you.\n\n"
        "If you did not send one, you need not do anything."
    )
    post(introduction.email, subject, text % {"provider": profile.name})
    return introduction


@transaction.atomic
def answer(actor: Actor, introduction: Introduction, *, accepts: bool, text: str) -> Introduction:
    """Introduce the visitor, or decline; the first answer counts and is sent once.

    With a yes the visitor gets the address of the person they asked for (else of who answers).
    """
    text = text.strip()
    if not accepts and not text:
        raise Refused(_("Write a sentence why; the visitor reads it."))
    state = Introduction.State.ACCEPTED if accepts else Introduction.State.DECLINED
    person = Person.objects.get(pk=actor.person_id)
    waiting = Introduction.objects.filter(pk=introduction.pk, state=Introduction.State.ASKED)
    if not waiting.update(state=state, answer=text, answered_by=person.name, answered_at=timezone.now()):
        introduction.refresh_from_db()
        return introduction
    record(IntroductionAnswered(str(introduction.pk), state), actor_id=actor.person_id)
    introduction.refresh_from_db()
    contact = introduction.contact
    name, email = (contact.name, contact.email) if contact else (person.name, person.email)
    with translation.override(introduction.language):
        provider = introduction.owner.name
        said = {"provider": provider, "name": name, "email": email, "text": text}
        if accepts:
            subject = _("%(provider)s would like to meet you") % said
            letter = _("Write to %(name)s at %(email)s, or answer this letter.\n\n%(text)s") % said
        else:
            subject = _("%(provider)s cannot take your request") % said
            letter = _("%(text)s\n\nThe hub knows other providers who may fit.") % said
    post(introduction.email, subject, letter, reply_to=email if accepts else "")
    return introduction


def _write_to_provider(introduction: Introduction, contact: Contact | None, link: str) -> None:
    managers = people_of(introduction.owner_id, Role.MANAGER)
    told = {person.email: person.language for person in managers}
    if contact is not None:
        told.setdefault(contact.email, managers[0].language if managers else "en")
    for email, language in told.items():
        with translation.override(language):
            subject = _("Somebody asks for an introduction on Kazi")
            text = _(
                "%(name)s (%(organisation)s) wrote to you through your public profile:\n\n%(message)s\n\n"
                "Say yes or no here, and they get your answer:\n\n%(link)s"
            ) % {
                "name": introduction.name,
                "organisation": introduction.organisation or "–",
                "message": introduction.message,
                "link": link,
            }
        post(email, subject, text)


def _write_to_desk(introduction: Introduction, profile: PublicProfile) -> None:
    for person in people_of(introduction.shared_with_id, Role.HUB):
        with translation.override(person.language):
            subject = _("Somebody asked to meet %(provider)s") % {"provider": profile.name}
            text = _("It waits for the provider's answer. The hub's desk lists it under introductions.")
        post(person.email, subject, text)
