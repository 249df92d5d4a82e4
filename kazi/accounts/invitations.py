"""Invitations: a letter with a secret link, good for seven days and for one person."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.text import slugify
from django.utils.translation import gettext as _

from kazi.accounts import rules
from kazi.accounts.actors import Actor
from kazi.accounts.events import InvitationWithdrawn, MemberJoined, PersonInvited
from kazi.accounts.models import Invitation, Membership, Organisation, Person, Role
from kazi.accounts.secrets import hashed, new_secret
from kazi.channels.letters import post
from kazi.journal.bus import record
from kazi.kernel.errors import Conflict, Forbidden, NotFound, Refused
from kazi.kernel.tenancy import acting_for, all_tenants, current_org_id

LinkTo = Callable[[str], str]


def roles_to_invite(actor: Actor) -> list[tuple[str, str]]:
    """Return the roles this person may invite to, with their names."""
    return [(role, str(Role(role).label)) for role in rules.MAY_INVITE.get(actor.role, ())]


@transaction.atomic
def invite(actor: Actor, email: str, name: str, role: str, link_to: LinkTo) -> Invitation:
    """Invite a person to the actor's organisation by a letter; `link_to(secret)` is its address.

    Inviting an address again that has an open invitation returns that one and sends no second
    letter.  Raises Refused for what is no address, Conflict for somebody who works here already.
    """
    if role not in rules.MAY_INVITE.get(actor.role, ()):
        raise Forbidden
    invitation, made = _open_for(email, name, role, actor.membership_id)
    if made or invitation.expires_at <= timezone.now():
        invitation.role, invitation.name = role, name.strip()[:200]
        _send(actor, invitation, link_to)
        record(PersonInvited(str(invitation.pk), role), actor_id=actor.person_id)
    return invitation


def kinds_to_bring_in(actor: Actor) -> list[tuple[str, str]]:
    """Return the kinds of organisation this person may bring in, with their names."""
    kinds = rules.MAY_BRING_IN.get(actor.role, {})
    return [(kind, str(Organisation.Kind(kind).label)) for kind in kinds]


@transaction.atomic
def bring_in(actor: Actor, kind: str, org_name: str, email: str, name: str, link_to: LinkTo) -> Invitation:
    """Make an organisation and invite its first person, who then invites the others.

    The same name and address again is the first invitation.  Raises Conflict when the name is
    taken, Forbidden for a kind that the actor may not bring in.
    """
    role = rules.MAY_BRING_IN.get(actor.role, {}).get(kind)
    if role is None:
        raise Forbidden
    slug = slugify(org_name)[:80]
    if not slug:
        raise Refused(_("Write the name of the organisation in Latin letters."))
    inviter = Organisation.objects.get(pk=actor.org_id)
    org, made = Organisation.objects.get_or_create(
        slug=slug,
        defaults={
            "kind": kind,
            "name": org_name.strip()[:200],
            "timezone": inviter.timezone,
            "is_demo": inviter.is_demo,
        },
    )
    with acting_for(org.pk):
        if not made:
            waiting = Invitation.objects.filter(email=_clean(email), accepted_at=None, withdrawn_at=None)
            mine = waiting.filter(invited_by_id=actor.membership_id).first()
            if mine is None:
                raise Conflict(
                    _("An organisation of this name is here already. Its own people invite others.")
                )
            return mine
        invitation, _new = _open_for(email, name, role, actor.membership_id)
        _send(actor, invitation, link_to)
        record(PersonInvited(str(invitation.pk), role), actor_id=actor.person_id)
    return invitation


@transaction.atomic
def invite_by_command(org: Organisation, email: str, name: str, role: str) -> str:
    """Invite somebody from the command line and return the secret of the link; no letter is sent.

    It may be anybody in any role: who runs commands on the server may do everything.  Again for
    the same address gives a new link, and the one until then ends.
    """
    with acting_for(org.pk):
        invitation, _made = _open_for(email, name, role, None)
        invitation.role = role
        secret = _renew(invitation)
        record(PersonInvited(str(invitation.pk), role))
    return secret


@transaction.atomic
def send_again(actor: Actor, invitation_id: int, link_to: LinkTo) -> Invitation:
    """Send a new letter with a new link for seven more days; the old link ends."""
    invitation = _open_one(actor, invitation_id)
    _send(actor, invitation, link_to)
    record(PersonInvited(str(invitation.pk), invitation.role), actor_id=actor.person_id)
    return invitation


@transaction.atomic
def withdraw(actor: Actor, invitation_id: int) -> None:
    """Take an invitation back; taking it back again changes nothing."""
    invitation = Invitation.objects.filter(pk=invitation_id).first()
    if invitation is None or invitation.role not in rules.MAY_INVITE.get(actor.role, ()):
        raise NotFound
    still_open = Invitation.objects.filter(pk=invitation.pk, accepted_at=None, withdrawn_at=None)
    if still_open.update(withdrawn_at=timezone.now()):
        record(InvitationWithdrawn(str(invitation.pk)), actor_id=actor.person_id)


def read(secret: str) -> Invitation | None:
    """Return the invitation this link is for, used or not; None for one that never was or has ended."""
    if len(secret) > 100:
        return None
    # The reader belongs to no organisation yet: the secret itself opens the one row.
    found = all_tenants(Invitation).select_related("org", "invited_by__person", "accepted_by")
    invitation = found.filter(secret_hash=hashed(secret), withdrawn_at=None).first()
    if invitation is None or (invitation.accepted_at is None and invitation.expires_at <= timezone.now()):
        return None
    return invitation


def known_person(invitation: Invitation) -> Person | None:
    """Return the person who has this address already, if there is one."""
    return Person.objects.filter(email__iexact=invitation.email, is_active=True).order_by("pk").first()


@transaction.atomic
def accept_as_new(invitation: Invitation, name: str, password: str, language: str) -> Membership:
    """Make the invited person, with this password, a member.

    The address counts as verified, since the link came there.  Raises Conflict when the link has
    been used in the meantime, or when the address belongs to somebody who has to sign in first.
    """
    if known_person(invitation) is not None:
        raise Conflict(_("There is an account with this address. Sign in with it to accept."))
    person = Person(
        username=f"p-{uuid4().hex[:16]}",
        email=invitation.email,
        name=name.strip()[:200],
        language=language,
        is_demo=invitation.org.is_demo,
    )
    person.set_password(password)
    person.save()
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    return accept(invitation, person)


@transaction.atomic
def accept(invitation: Invitation, person: Person) -> Membership:
    """Make a person who has this address a member; a second time returns the same membership."""
    if person.email.lower() != invitation.email:
        raise NotFound
    with acting_for(invitation.org_id):
        still_open = Invitation.objects.filter(
            pk=invitation.pk, accepted_at=None, withdrawn_at=None, expires_at__gt=timezone.now()
        )
        if not still_open.update(accepted_at=timezone.now()):
            return _accepted_before(invitation, person)
        membership, _made = Membership.objects.update_or_create(
            person=person, org_id=invitation.org_id, defaults={"role": invitation.role, "is_active": True}
        )
        Invitation.objects.filter(pk=invitation.pk).update(accepted_by=membership)
        record(MemberJoined(str(membership.pk), membership.role), actor_id=person.pk)
    return membership


def _accepted_before(invitation: Invitation, person: Person) -> Membership:
    mine = Membership.objects.filter(person=person, org_id=invitation.org_id, is_active=True).first()
    if mine is None:
        raise Conflict(_("This invitation has been used or has ended. Ask for a new one."))
    return mine


def _open_for(email: str, name: str, role: str, invited_by_id: int | None) -> tuple[Invitation, bool]:
    """Return the open invitation of this address and whether it is new; raise Conflict for a member."""
    email = _clean(email)
    members = Membership.objects.filter(org_id=current_org_id(), is_active=True)
    if members.filter(person__email__iexact=email).exists():
        raise Conflict(_("A person with this e-mail address is already a member."))
    return Invitation.objects.get_or_create(
        email=email,
        accepted_at=None,
        withdrawn_at=None,
        defaults={
            "name": name.strip()[:200],
            "role": role,
            "secret_hash": hashed(new_secret("")),
            "invited_by_id": invited_by_id,
            "expires_at": timezone.now() + rules.INVITATION_LIVES,
        },
    )


def _renew(invitation: Invitation) -> str:
    """Give the invitation a new secret for seven more days; nothing but its letter ever holds it."""
    secret = new_secret("")
    invitation.secret_hash = hashed(secret)
    invitation.expires_at = timezone.now() + rules.INVITATION_LIVES
    invitation.save()
    return secret


def _open_one(actor: Actor, invitation_id: int) -> Invitation:
    still_open = Invitation.objects.filter(accepted_at=None, withdrawn_at=None)
    invitation = still_open.filter(pk=invitation_id).first()
    if invitation is None or invitation.role not in rules.MAY_INVITE.get(actor.role, ()):
        raise NotFound
    return invitation


def _send(actor: Actor, invitation: Invitation, link_to: LinkTo) -> None:
    """Put a new secret of the invitation into a letter."""
    secret = _renew(invitation)
    org = Organisation.objects.get(pk=invitation.org_id)
    inviter = Person.objects.get(pk=actor.person_id)
    known = known_person(invitation)
    with translation.override(known.language if known else inviter.language):
        words = {
            "name": invitation.name or invitation.email,
            "inviter": inviter.name,
            "organisation": org.name,
            "role": Role(invitation.role).label,
            "link": link_to(secret),
            "date": date_format(invitation.expires_at, "DATE_FORMAT"),
        }
        subject = _("%(organisation)s invites you to Kazi") % words
        text = (
            _(
                "Hello %(name)s,\n\n"
                "%(inviter)s invites you to join %(organisation)s on Kazi. Your role: %(role)s.\n\n"
                "Open this link to accept. It is for you alone and works once, until %(date)s:\n\n"
                "%(link)s\n\n"
                "If you did not expect this letter, you need not do anything."
            )
            % words
        )
    post(invitation.email, subject, text)


def _clean(email: str) -> str:
    email = email.strip().lower()
    try:
        validate_email(email)
    except ValidationError:
        raise Refused(_("Write an e-mail address, such as amina@example.org.")) from None
    return email
