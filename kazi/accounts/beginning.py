"""A new organisation and its first person, whose e-mail address a link from a letter has shown."""

from __future__ import annotations

from uuid import uuid4

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from kazi.accounts.events import MemberJoined
from kazi.accounts.models import Membership, Organisation, Person, Role
from kazi.journal.bus import record
from kazi.kernel.errors import Conflict
from kazi.kernel.tenancy import acting_for


def person_with(email: str) -> Person | None:
    """Return the person who has this address already, if there is one."""
    return Person.objects.filter(email__iexact=email, is_active=True).order_by("pk").first()


@transaction.atomic
def begin_as_new(
    org_name: str, email: str, name: str, password: str, language: str, *, is_demo: bool = False
) -> Membership:
    """Make a client organisation and the person who speaks for it.

    Raises Conflict when the address has an account: its owner signs in and calls `begin`.
    """
    if person_with(email) is not None:
        raise Conflict(_("There is an account with this address. Sign in with it to go on."))
    person = Person(
        username=f"p-{uuid4().hex[:16]}",
        email=email.lower(),
        name=name.strip()[:200],
        language=language,
        is_demo=is_demo,
    )
    person.set_password(password)
    person.save()
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    return begin(org_name, person)


@transaction.atomic
def begin(org_name: str, person: Person) -> Membership:
    """Make a client organisation for somebody who has an account.

    It is always a new one, with a number behind its name in the address where that is taken: nobody
    gets into an organisation by writing its name.
    """
    org = Organisation.objects.create(
        kind=Organisation.Kind.CLIENT,
        name=org_name.strip()[:200],
        slug=_free_slug(org_name),
        is_demo=person.is_demo,
    )
    membership = Membership.objects.create(person=person, org=org, role=Role.CLIENT)
    with acting_for(org.pk):
        record(MemberJoined(str(membership.pk), membership.role), actor_id=person.pk)
    return membership


def _free_slug(name: str) -> str:
    plain = slugify(name)[:60] or "client"
    if not Organisation.objects.filter(slug=plain).exists():
        return plain
    return f"{plain}-{uuid4().hex[:8]}"
