"""The hub's desk: accounts with their plans and people, and collateral."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kazi.accounts.actors import Actor
from kazi.accounts.models import Organisation
from kazi.deals.models import Account, Collateral, Contact
from kazi.deals.services.selling import add_task
from kazi.files.models import StoredFile
from kazi.files.services import Readable, store_upload
from kazi.kernel.errors import Refused, TooLarge

MOST_FILE_BYTES = 20 * 1024 * 1024


@transaction.atomic
def keep_account(actor: Actor, fields: dict[str, Any], account: Account | None = None) -> Account:
    """Make or change an account.  One that bears the name of another is refused: it would be the same."""
    row = account or Account(is_demo=Organisation.objects.get(pk=actor.org_id).is_demo)
    for name in ("name", "country", "sector", "buyer", "lead", "goals", "people", "next_steps", "review_on"):
        if name in fields:
            setattr(row, name, fields[name])
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise Refused(_("There is an account of this name already. Open that one instead.")) from None
    if row.review_on is not None:
        add_task(
            _("Look at the plan of %(name)s again") % {"name": row.name},
            account=row,
            who=row.lead,
            due_on=row.review_on,
            once=f"review:{row.pk}:{row.review_on}",
        )
    return row


@transaction.atomic
def keep_contact(account: Account, fields: dict[str, Any], contact: Contact | None = None) -> Contact:
    """Make or change a person of an account.

    Raises Refused for a ground to write that does not say where it is from, and for an address that
    is there already.  A person who said no stays out, whatever ground is written down later.
    """
    if fields.get("basis") and not str(fields.get("basis_note", "")).strip():
        raise Refused(_("Say when and how this person agreed; without that no campaign may reach them."))
    row = contact or Contact(account=account)
    if fields.get("basis", "") != row.basis:
        row.basis_at = timezone.now() if fields.get("basis") else None
    for name in ("name", "email", "job", "basis", "basis_note"):
        if name in fields:
            setattr(row, name, fields[name])
    if row.pk is None:
        no = Contact.objects.filter(email__iexact=row.email, unsubscribed_at__isnull=False).first()
        row.unsubscribed_at = no.unsubscribed_at if no else None
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise Refused(_("This address is there already.")) from None
    return row


@transaction.atomic
def keep_collateral(
    actor: Actor,
    once: UUID,
    fields: dict[str, Any],
    providers: Iterable[Organisation],
    file: Readable | None = None,
    name: str = "",
    size: int = 0,
    collateral: Collateral | None = None,
) -> Collateral:
    """Make or change something to sell with; it has a text, a file or both.  The same form is one."""
    if file is not None and size > MOST_FILE_BYTES:
        raise TooLarge(_("A file may have at most %(most)s MB.") % {"most": MOST_FILE_BYTES // 1_000_000})
    row = collateral or Collateral.objects.filter(once=once).first()
    new = row is None
    if row is None:
        demo = Organisation.objects.get(pk=actor.org_id).is_demo
        row = Collateral(once=once, made_by_id=actor.membership_id or None, is_demo=demo)
    for key in ("title", "kind", "languages", "text"):
        setattr(row, key, fields.get(key, getattr(row, key)))
    if file is not None and (new or collateral is not None):
        row.file = store_upload(file, name, StoredFile.Use.ATTACHMENT)
    if not row.text.strip() and row.file is None:
        raise Refused(_("Write a text or choose a file."))
    row.changed_at = timezone.now()
    row.save()
    row.providers.set(providers)
    return row


def withdraw_collateral(collateral: Collateral) -> Collateral:
    """Take it from the shelf; what was sent with it keeps it.  Twice is once."""
    Collateral.objects.filter(pk=collateral.pk, withdrawn_at=None).update(withdrawn_at=timezone.now())
    collateral.refresh_from_db()
    return collateral
