"""Asking a client, once for each accepted delivery, how content it is; and what follows from the answer."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from kazi.accounts.actors import as_actor
from kazi.accounts.models import Membership, Role
from kazi.accounts.reaching import members_of
from kazi.channels.letters import post
from kazi.deals.events import SatisfactionSaid
from kazi.deals.models import Agreement, Card, MailNote, Satisfaction
from kazi.deals.models.agreements import Side
from kazi.deals.services.running import agree_to_reference
from kazi.deals.services.selling import add_task
from kazi.deals.services.telling import write_to
from kazi.journal.bus import record
from kazi.kernel.errors import NotFound, Refused
from kazi.kernel.tenancy import acting_for, all_tenants
from kazi.kernel.words import N_

log = logging.getLogger(__name__)

OPEN_FOR = timedelta(days=90)
REMIND_AFTER = timedelta(days=7)
UNHAPPY_UPTO = 6
_SALT = "kazi.deals.satisfaction"
_ASKED = (
    N_("How content are you with “%(title)s”?"),
    N_(
        "You have accepted delivery %(number)s of “%(title)s” by %(provider)s. "
        "How likely is it, from 0 to 10, that you would recommend them? It takes one click and a "
        "few words:\n\n%(link)s\n\n"
        "%(provider)s sees your answer. We ask once for each delivery, and remind you at most once."
    ),
)
_REMINDED = (
    N_("Your word on “%(title)s” is still missing"),
    N_(
        "We asked how content you are with delivery %(number)s of “%(title)s” by %(provider)s:"
        "\n\n%(link)s\n\n"
        "This is the only reminder."
    ),
)


@transaction.atomic
def ask(
    *, client_id: int, delivery_ref: int, number: int, title: str, project_ref: int, is_demo: bool = False
) -> Satisfaction | None:
    """Ask about one parcel; call it acting for the provider.  Asked already, nothing is sent.

    None where the client has nobody with an address.  Asked is who ordered the work, else the
    first person of the client who has an address.
    """
    agreement = Agreement.objects.filter(project_ref=project_ref).select_related("ordered_by__person").first()
    member = _whom(agreement, client_id)
    if member is None:
        return None
    row, made = Satisfaction.objects.get_or_create(
        delivery_ref=delivery_ref,
        number=number,
        defaults={
            "shared_with_id": client_id,
            "title": title,
            "asked": member,
            "agreement_ref": agreement.pk if agreement else None,
            "is_demo": is_demo,
        },
    )
    if made:
        _post(row, _ASKED)
    return row


def remind_all() -> int:
    """Remind, once, of what was asked a week ago and not answered; return how many letters."""
    now = timezone.now()
    due = all_tenants(Satisfaction).filter(
        answered_at=None, reminded_at=None, asked_at__lt=now - REMIND_AFTER, asked_at__gt=now - OPEN_FOR
    )
    return sum(_remind(pk, owner_id) for pk, owner_id in list(due.values_list("pk", "owner_id")[:500]))


def token_of(row: Satisfaction) -> str:
    """Return what the link in the letter carries.  Whoever has it answers for the person who was asked."""
    return signing.dumps([row.owner_id, row.pk], salt=_SALT)


def asked_by(token: str) -> Satisfaction:
    """Return the row of a link; raise NotFound for a wrong one, Refused for one of 90 days ago."""
    try:
        owner_id, pk = signing.loads(token, salt=_SALT, max_age=OPEN_FOR)
    except signing.SignatureExpired:
        raise Refused(_("This link is older than 90 days. Thank you all the same.")) from None
    except (signing.BadSignature, ValueError, TypeError):
        raise NotFound from None
    with acting_for(owner_id):
        row = (
            Satisfaction.objects.select_related("owner", "shared_with", "asked__person").filter(pk=pk).first()
        )
    if row is None:
        raise NotFound
    return row


@transaction.atomic
def answer(row: Satisfaction, score: int, words: str, *, may_be_named: bool) -> Satisfaction:
    """Keep the answer: the first one stays, a later one changes nothing.

    The provider's managers are told, it is written down on the deal's card, 6 and below make a
    task, and where the client lets itself be named its words become the deal's reference.
    """
    if not 0 <= score <= 10:
        raise Refused(_("Choose a number from 0 to 10."))
    with acting_for(row.owner_id):
        first = Satisfaction.objects.filter(pk=row.pk, answered_at=None).update(
            score=score, words=words.strip()[:2000], may_be_named=may_be_named, answered_at=timezone.now()
        )
        row.refresh_from_db()
        if not first:
            return row
        record(SatisfactionSaid(str(row.pk), str(score)), actor_id=row.asked.person_id)
        _write_down(row)
        write_to(
            members_of(row.owner_id, Role.MANAGER),
            N_("%(client)s says %(score)s of 10"),
            N_("%(client)s gives %(score)s of 10 for delivery %(number)s of “%(title)s”."),
            {"client": row.shared_with.name, "score": score, "number": row.number, "title": row.title},
            "/pipeline/reports/",
        )
    if may_be_named and row.words and row.agreement_ref is not None:
        with acting_for(row.shared_with_id):
            agreement = Agreement.objects.filter(pk=row.agreement_ref, reference_agreed=False).first()
            if agreement is not None:
                agree_to_reference(as_actor(row.asked), agreement, Side.BUYER, True, row.words)
    return row


def _write_down(row: Satisfaction) -> None:
    card = None
    if row.agreement_ref is not None:
        cards = Card.objects.filter(owner_id=row.owner_id, agreement_ref=row.agreement_ref)
        card = cards.order_by("-pk").first()  # The renewal, where there is one.
    MailNote.objects.get_or_create(
        once=f"satisfaction:{row.pk}",
        defaults={
            "card": card,
            "way": MailNote.Way.IN,
            "who": row.shared_with.name,
            "subject": _("%(score)s of 10 for delivery %(number)s")
            % {"score": row.score, "number": row.number},
            "words": row.words,
        },
    )
    if row.score is not None and row.score <= UNHAPPY_UPTO:
        add_task(
            _("Ring %(client)s: they give %(score)s of 10 for “%(title)s”.")
            % {"client": row.shared_with.name, "score": row.score, "title": row.title},
            card=card,
            due_on=timezone.localdate() + timedelta(days=2),
            once=f"satisfaction:{row.pk}",
        )


def _whom(agreement: Agreement | None, client_id: int) -> Membership | None:
    orderer = None if agreement is None else agreement.ordered_by
    if orderer is not None and orderer.is_active and orderer.person.is_active and orderer.person.email:
        return orderer
    return next(iter(members_of(client_id, Role.CLIENT)), None)


@transaction.atomic
def _remind(pk: int, owner_id: int) -> bool:
    with acting_for(owner_id):
        waiting = Satisfaction.objects.filter(pk=pk, answered_at=None, reminded_at=None)
        if not waiting.update(reminded_at=timezone.now()):
            return False
        _post(Satisfaction.objects.select_related("owner", "asked__person").get(pk=pk), _REMINDED)
    return True


def _post(row: Satisfaction, letter: tuple[str, str]) -> None:
    person = row.asked.person
    words = {
        "title": row.title,
        "number": row.number,
        "provider": row.owner.name,
        "link": f"{settings.KAZI_URL}/satisfaction/{token_of(row)}/",
    }
    with translation.override(person.language):
        subject, text = (_(part) % words for part in letter)
    post(person.email, subject, text)
