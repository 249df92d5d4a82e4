"""From a visitor's description to a request of the visitor's own organisation, by way of a letter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import IO
from uuid import NAMESPACE_URL, uuid5

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from kazi.accounts.actors import Actor, as_actor
from kazi.accounts.beginning import begin, begin_as_new, person_with
from kazi.accounts.models import Membership, Organisation, Person, Role
from kazi.accounts.secrets import hashed, new_secret
from kazi.channels.letters import post
from kazi.deals.models import Need, NeedFile, Request, RequestFile
from kazi.deals.rules.work import Work
from kazi.deals.services.requests import check_size, invite, make_request
from kazi.files.models import StoredFile
from kazi.files.services import open_file, plain_name, store_upload
from kazi.hub.queries.desk import hub_organisation
from kazi.kernel.errors import Conflict, NotFound, Refused
from kazi.kernel.tenancy import acting_for, all_tenants

KEPT = timedelta(days=30)
MOST_FILES = 5


@dataclass(frozen=True, slots=True)
class Upload:
    """A file of a visitor: its name, its size in bytes, and itself, open."""

    name: str
    size: int
    file: IO[bytes]


@transaction.atomic
def describe(work: Work, files: Sequence[Upload]) -> tuple[Need, str]:
    """Keep what a visitor described; return it with the secret of its page, which is kept nowhere."""
    if len(files) > MOST_FILES:
        raise Refused(_("Send at most %(most)s sample files now; more can follow.") % {"most": MOST_FILES})
    secret = new_secret("")
    with acting_for(hub_organisation().pk):
        need = Need.objects.create(secret_hash=hashed(secret), said=work.as_json())
        for one in files:
            check_size(one.name, one.size)
            stored = store_upload(one.file, one.name, StoredFile.Use.ATTACHMENT)
            NeedFile.objects.create(need=need, file=stored, name=plain_name(one.name))
    return need, secret


def read(secret: str) -> Need:
    """Return what this page's secret opens; raise NotFound for any other."""
    found = all_tenants(Need).filter(secret_hash=hashed(secret[:100])).first()
    if found is None:
        raise NotFound
    return found


@transaction.atomic
def send(
    need: Need,
    *,
    name: str,
    organisation: str,
    email: str,
    providers: Sequence[int],
    weights: Mapping[str, float],
    link_to: str,
) -> None:
    """Note who asks and write a letter with the link that confirms the address.

    `link_to` has a place `SECRET`.  Sent again before it is confirmed there is a new letter, and the
    link until then ends.
    """
    if need.confirmed_at is not None:
        raise Conflict(_("This request has been confirmed. Sign in to go on with it."))
    secret = new_secret("")
    with acting_for(need.org_id):
        need.name, need.organisation, need.email = name.strip(), organisation.strip(), email.strip().lower()
        need.invite, need.weights = list(providers)[:30], dict(weights)
        need.language = translation.get_language() or "en"
        need.confirm_hash, need.sent_at = hashed(secret), timezone.now()
        need.save()
    # Nothing of what was written goes into the letter, so nobody can use us to write to others.
    post(
        need.email,
        _("Confirm your request for work on Kazi"),
        _(
            "Somebody, probably you, described work on Kazi and gave this address.\n\n"
            "Open this link to go on; nothing is sent to a provider before:\n\n%(link)s\n\n"
            "It is good for 7 days. If it was not you, you need not do anything."
        )
        % {"link": link_to.replace("SECRET", secret)},
    )


def waiting(secret: str) -> Need:
    """Return the need that a letter's link is for, confirmed or not; raise NotFound for a wrong link."""
    need = all_tenants(Need).filter(confirm_hash=hashed(secret[:100])).exclude(confirm_hash="").first()
    if need is None or need.sent_at is None:
        raise NotFound
    if need.confirmed_at is None and need.sent_at < timezone.now() - timedelta(days=7):
        raise NotFound
    return need


@transaction.atomic
def confirm_as_new(need: Need, password: str) -> tuple[Membership, Request]:
    """Make the visitor's organisation and account, and the request theirs."""
    org_is_demo = Organisation.objects.get(pk=need.org_id).is_demo
    _claim(need)
    membership = begin_as_new(
        need.organisation, need.email, need.name, password, need.language, is_demo=org_is_demo
    )
    return membership, _hand_over(need, membership)


@transaction.atomic
def confirm(need: Need, person: Person) -> tuple[Membership, Request]:
    """Make the request one of somebody who has an account with this address; twice is once.

    It goes to the client organisation they buy for, or to a new one.  Raises NotFound for others.
    """
    if person.email.lower() != need.email:
        raise NotFound
    if need.confirmed_at is not None and need.client_id is not None and need.request_ref is not None:
        member = Membership.objects.get(person=person, org_id=need.client_id)
        with acting_for(need.client_id):
            return member, Request.objects.get(pk=need.request_ref)
    _claim(need)
    buys = Membership.objects.filter(person=person, role=Role.CLIENT, is_active=True).order_by("pk").first()
    membership = buys or begin(need.organisation, person)
    return membership, _hand_over(need, membership)


def has_account(need: Need) -> bool:
    return person_with(need.email) is not None


def forget_old() -> int:
    """Delete what visitors described a month ago and did not confirm, with its files; return how many."""
    old = all_tenants(Need).filter(made_at__lt=timezone.now() - KEPT)
    count = 0
    for need in old[:500]:
        with acting_for(need.org_id):
            kept = [one.file for one in NeedFile.objects.filter(need=need).select_related("file")]
            need.delete()
            for file in kept:
                file.delete()
            count += 1
    return count


def _claim(need: Need) -> None:
    """Let one of two clicks at the same moment win."""
    with acting_for(need.org_id):
        if not Need.objects.filter(pk=need.pk, confirmed_at=None).update(confirmed_at=timezone.now()):
            raise Conflict(_("This link has been used. Sign in to go on with your request."))


def _hand_over(need: Need, membership: Membership) -> Request:
    actor: Actor = as_actor(membership)
    with acting_for(need.org_id):
        samples = list(NeedFile.objects.filter(need=need).select_related("file").order_by("pk"))
    with acting_for(membership.org_id):
        request = make_request(actor, Work.from_json(need.said), uuid5(NAMESPACE_URL, f"need:{need.pk}"))
        for sample in samples:
            with open_file(sample.file) as file:
                stored = store_upload(file, sample.name, StoredFile.Use.ATTACHMENT)
            RequestFile.objects.create(request=request, file=stored, name=sample.name)
        if need.invite:
            invite(actor, request, [int(one) for one in need.invite])
    with acting_for(need.org_id):
        Need.objects.filter(pk=need.pk).update(client_id=membership.org_id, request_ref=request.pk)
    return request
