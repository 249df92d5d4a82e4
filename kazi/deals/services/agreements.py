"""From a draft to a text in force: drafted, offered, changed, dropped, signed by both sides."""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kazi.accounts.actors import Actor
from kazi.accounts.models import Organisation, Person
from kazi.accounts.reaching import members_of
from kazi.deals.access.agreements import in_person
from kazi.deals.events import AgreementSigned
from kazi.deals.models import Agreement, AgreementVersion, Milestone, Signature
from kazi.deals.models.agreements import Side
from kazi.deals.queries.commission import commission_on
from kazi.deals.rules import terms as shapes
from kazi.deals.rules import wording
from kazi.deals.rules.amounts import in_minor
from kazi.deals.rules.terms import Terms
from kazi.deals.services.telling import ROLES, write_to
from kazi.journal.bus import record
from kazi.kernel.errors import Conflict, NotFound, Refused
from kazi.kernel.words import N_, Fault

State = AgreementVersion.State


class TermsInvalid(Refused):
    """The terms cannot be offered; `faults` says where and why."""

    def __init__(self, faults: list[Fault]) -> None:
        # The sentence names the first; the page shows each at its field.
        super().__init__(_(faults[0].text) % faults[0].values if faults[0].values else _(faults[0].text))
        self.faults = faults


@transaction.atomic
def draft(
    actor: Actor | None,
    provider: Organisation,
    buyer: Organisation,
    terms: Terms,
    *,
    side: Side = Side.PROVIDER,
    once: uuid.UUID | None = None,
    request_ref: int | None = None,
    proposal_ref: int | None = None,
    tender: dict[str, Any] | None = None,
) -> Agreement:
    """Make an agreement with its first version as a draft of one side; nobody else sees it yet.

    The same `once`, or the same proposal, again returns the agreement that is there.  Call it inside
    `acting_for` of one of the two.  Raises Refused when the two sides are not a provider and a client.
    """
    kinds = Organisation.Kind
    if provider.kind != kinds.PROVIDER or buyer.kind != kinds.CLIENT:
        raise Refused(_("An agreement has a provider on one side and a client on the other."))
    if proposal_ref is not None:
        there = Agreement.objects.filter(proposal_ref=proposal_ref).first()
        if there is not None:
            return there
    try:
        with transaction.atomic():
            agreement, made = Agreement.objects.get_or_create(
                once=once or uuid.uuid4(),
                defaults={
                    "owner_id": provider.pk,
                    "shared_with_id": buyer.pk,
                    "request_ref": request_ref,
                    "proposal_ref": proposal_ref,
                    "title": terms.title,
                    "currency": terms.currency,
                    "tender": tender,
                    "is_demo": provider.is_demo or buyer.is_demo,
                },
            )
    except IntegrityError:  # Another request drafts it from the same proposal, at this moment.
        return Agreement.objects.get(proposal_ref=proposal_ref)
    if made:
        _add_version(agreement, actor, side, terms, number=1, reason="")
    return agreement


def open_version(agreement: Agreement) -> AgreementVersion | None:
    """Return the version that is drafted or waits for signatures."""
    return agreement.versions.filter(state__in=[State.DRAFT, State.OFFERED]).first()


def version_in_force(agreement: Agreement) -> AgreementVersion | None:
    return agreement.versions.filter(state=State.FORCE).first()


def terms_in_force(agreement: Agreement) -> Terms:
    """Return the terms that hold; raise Refused while nothing is signed."""
    version = version_in_force(agreement)
    if version is None:
        raise Refused(_("This agreement is not signed by both sides yet."))
    return shapes.from_json(version.terms)


@transaction.atomic
def change(
    actor: Actor, agreement: Agreement, side: Side, terms: Terms, reason: str = ""
) -> AgreementVersion:
    """Write new terms into the open version, or begin the next version where one is in force.

    An offered text is offered anew with another hash, and signatures under the old one are void; the
    version in force stays in force.  The same terms again change nothing.
    """
    agreement = _locked(agreement)
    _require_alive(agreement)
    if agreement.version and terms.currency != agreement.currency:
        # Invoices, milestones and what was paid are in the currency that was signed first.
        raise Refused(
            _("This agreement is in %(currency)s. For another currency end it and make a new one.")
            % {"currency": agreement.currency}
        )
    version = open_version(agreement)
    if version is None:
        number = agreement.versions.count() + 1
        return _add_version(agreement, actor, side, terms, number=number, reason=reason)
    if version.state == State.DRAFT and version.side != side:
        raise Conflict(
            _("The other side is drafting a change just now. Wait for their text, or write to them.")
        )
    terms = replace(terms, commission_percent=shapes.from_json(version.terms).commission_percent)
    told = shapes.as_json(terms)
    if told == version.terms and reason in {"", version.reason}:
        return version
    version.terms, version.reason = told, reason or version.reason
    version.save(update_fields=["terms", "reason"])
    _name_after(agreement, terms)
    if version.state == State.OFFERED:
        _fix_text(agreement, version, actor, side)
    return version


@transaction.atomic
def offer(actor: Actor, agreement: Agreement, side: Side) -> AgreementVersion:
    """Fix the text of the draft and show it to the other side for signing; again changes nothing.

    Raises TermsInvalid with every fault when something is missing.
    """
    agreement = _locked(agreement)
    _require_alive(agreement)
    version = open_version(agreement)
    if version is None or (version.state == State.DRAFT and version.side != side):
        raise Refused(_("There is no draft of yours to offer. Change the terms first."))
    if version.state == State.DRAFT:
        _fix_text(agreement, version, actor, side)
    return version


@transaction.atomic
def drop(actor: Actor, agreement: Agreement, side: Side) -> None:
    """Drop the draft or the offer; what is in force stays.  Without any in force the agreement ends."""
    agreement = _locked(agreement)
    version = open_version(agreement)
    if version is None or (version.state == State.DRAFT and version.side != side):
        return
    version.state = State.DROPPED
    version.save(update_fields=["state"])
    _void_signatures(version)
    if not agreement.version:
        Agreement.objects.filter(pk=agreement.pk).update(
            state=Agreement.State.ENDED,
            ended_at=timezone.now(),
            end_reason=_("Dropped before it was signed."),
        )
    _touch(agreement)


@transaction.atomic
def sign(
    actor: Actor, agreement: Agreement, side: Side, *, number: int, sha256: str, name: str
) -> AgreementVersion:
    """Sign, for one's side, the very text that has this hash; twice is once.

    With the second signature under the same hash the version comes into force, and an earlier one is
    replaced.  Raises Conflict when the text was changed since the page was shown.
    """
    in_person(actor)
    agreement = _locked(agreement)
    _require_alive(agreement)
    version = AgreementVersion.objects.filter(agreement=agreement, number=number).first()
    if version is None or version.state == State.DRAFT:
        raise NotFound
    if version.sha256 != sha256:
        raise Conflict(_("The text was changed since you opened this page. Read it again, then sign."))
    if version.signatures.filter(side=side, void_at=None).exists():
        return version
    if version.state != State.OFFERED:
        raise Conflict(_("This version can no longer be signed."))
    name = " ".join(name.split())
    if len(name) < 2:
        raise Refused(_("Type your full name: it stands under the text."))
    organisation = agreement.owner if side == Side.PROVIDER else agreement.shared_with
    Signature.objects.create(
        version=version,
        side=side,
        membership_id=actor.membership_id,
        name=name[:200],
        organisation=organisation.name,
        sha256=version.sha256,
    )
    if version.signatures.filter(void_at=None, sha256=version.sha256).count() == 2:
        _put_in_force(actor, agreement, version)
    else:
        _tell_other_side(agreement, side, N_("“%(title)s” waits for your signature"), _SIGNED_BY_OTHER)
    _touch(agreement)
    return version


_OFFERED = N_("The text of “%(title)s” (version %(number)s) is there to be read and signed, or changed.")
_SIGNED_BY_OTHER = N_("The other side has signed “%(title)s”. Read the text and sign it, or change it.")
_IN_FORCE = N_("Both sides have signed “%(title)s”. It is in force from now on.")


def _put_in_force(actor: Actor, agreement: Agreement, version: AgreementVersion) -> None:
    now = timezone.now()
    AgreementVersion.objects.filter(agreement=agreement, state=State.FORCE).update(state=State.REPLACED)
    version.state, version.in_force_at = State.FORCE, now
    version.save(update_fields=["state", "in_force_at"])
    agreement.version = version.number
    if agreement.state in {Agreement.State.DRAFT, Agreement.State.OFFERED}:
        agreement.state = Agreement.State.SIGNED
    agreement.save(update_fields=["version", "state"])
    terms = shapes.from_json(version.terms)
    _name_after(agreement, terms)
    _lay_milestones(agreement, terms)
    fact = AgreementSigned(agreement_id=str(agreement.pk), version=str(version.number))
    record(fact, actor_id=actor.person_id)
    for side in Side:
        _tell(agreement, side, N_("“%(title)s” is signed"), _IN_FORCE)


def _lay_milestones(agreement: Agreement, terms: Terms) -> None:
    """Make the milestones those of the terms; what is reached or reported stays as it was agreed."""
    wanted = {one.code: one for one in terms.all_milestones()}
    there = {one.code: one for one in Milestone.objects.filter(agreement=agreement)}
    for code, one in wanted.items():
        values = {
            "title": one.title,
            "kind": one.kind,
            "units": one.units,
            "due_on": one.due_on,
            "amount_minor": in_minor(one.amount, terms.currency),
        }
        old = there.get(code)
        if old is None:
            Milestone.objects.create(agreement=agreement, code=code, **values)
        elif old.state in {Milestone.State.PLANNED, Milestone.State.DROPPED}:
            again = {"state": Milestone.State.PLANNED, **values}
            Milestone.objects.filter(pk=old.pk).update(**again)
    gone = Milestone.objects.filter(agreement=agreement, state=Milestone.State.PLANNED)
    gone.exclude(code__in=wanted).update(state=Milestone.State.DROPPED)


def _add_version(
    agreement: Agreement, actor: Actor | None, side: Side, terms: Terms, *, number: int, reason: str
) -> AgreementVersion:
    commission = commission_on(timezone.now().date())
    terms = replace(terms, commission_percent=commission.percent if commission else None)
    version = AgreementVersion.objects.create(
        agreement=agreement,
        number=number,
        side=side,
        terms=shapes.as_json(terms),
        wording=wording.LATEST,
        reason=reason[:500],
        made_by_id=(actor.membership_id or None) if actor else None,
    )
    _touch(agreement)
    return version


def _fix_text(agreement: Agreement, version: AgreementVersion, actor: Actor, side: Side) -> None:
    terms = shapes.from_json(version.terms)
    faults = shapes.faults(terms)
    if faults:
        raise TermsInvalid(faults)
    version.text = text_of(agreement, version)
    version.sha256 = wording.sha256(version.text)
    version.state, version.side, version.offered_at = State.OFFERED, side, timezone.now()
    version.save(update_fields=["text", "sha256", "state", "side", "offered_at"])
    _void_signatures(version)
    if agreement.state == Agreement.State.DRAFT:
        agreement.state = Agreement.State.OFFERED
        agreement.save(update_fields=["state"])
    _touch(agreement)
    _tell_other_side(
        agreement, side, N_("“%(title)s”: a text to read and sign"), _OFFERED, number=version.number
    )


def text_of(agreement: Agreement, version: AgreementVersion) -> str:
    """Return the text of a version: as it was fixed, or as a draft would be."""
    if version.text and version.state != State.OFFERED:
        return version.text
    sides = (agreement.owner, agreement.shared_with)
    provider, buyer = (wording.Party(org.name, org.country) for org in sides)
    # In English whatever the page's language: half a catalogue would make half a contract.
    return wording.agreement_text(
        shapes.from_json(version.terms), provider, buyer, number=version.number, wording=version.wording
    )


def _void_signatures(version: AgreementVersion) -> None:
    stale = version.signatures.filter(void_at=None)
    if version.state == State.OFFERED:
        stale = stale.exclude(sha256=version.sha256)
    stale.update(void_at=timezone.now())


def _tell_other_side(agreement: Agreement, side: Side, subject: str, text: str, **values: object) -> None:
    other = Side.BUYER if side == Side.PROVIDER else Side.PROVIDER
    _tell(agreement, other, subject, text, **values)


def _tell(agreement: Agreement, side: Side, subject: str, text: str, **values: object) -> None:
    org_id = agreement.owner_id if side == Side.PROVIDER else agreement.shared_with_id
    told = {"title": agreement.title, **values}
    write_to(members_of(org_id, ROLES[side]), subject, text, told, f"/agreements/{agreement.pk}/")


def _name_after(agreement: Agreement, terms: Terms) -> None:
    if agreement.version and open_version(agreement) is not None:
        return  # The name of what is in force stays until the change is.
    agreement.title, agreement.currency = terms.title, terms.currency
    agreement.save(update_fields=["title", "currency"])


def _locked(agreement: Agreement) -> Agreement:
    """Read the row again and hold it, so that two commands come one after the other."""
    rows = Agreement.objects.select_for_update(of=("self",)).select_related("owner", "shared_with")
    return rows.get(pk=agreement.pk)


def _require_alive(agreement: Agreement) -> None:
    if agreement.state == Agreement.State.ENDED:
        raise Conflict(_("This agreement has ended. Make a new one."))


def _touch(agreement: Agreement) -> None:
    Agreement.objects.filter(pk=agreement.pk).update(changed_at=timezone.now())


def signer_name(actor: Actor) -> str:
    """Return the name that the form of signing proposes."""
    return str(Person.objects.filter(pk=actor.person_id).values_list("name", flat=True).first() or "")
