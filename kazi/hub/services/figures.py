"""Figures: told by the provider; a third person or the hub may stand behind one, never the provider."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.core import signing
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from kazi.accounts.actors import Actor
from kazi.accounts.models import Membership, Organisation, Person, Role
from kazi.accounts.reaching import members_of
from kazi.channels.letters import post
from kazi.files.models import StoredFile
from kazi.files.scanning import scan
from kazi.files.services import plain_name, store_upload
from kazi.hub.events import FigureCheckAsked, FigureChecked
from kazi.hub.models import Figure, FigureCheck, FigureSaid, PublicFigure, PublicProfile, Standing
from kazi.hub.queries.desk import hub_organisation
from kazi.hub.rules.figures import FIGURES, OTHER, fingerprint
from kazi.hub.services.indexing import index
from kazi.journal.bus import record
from kazi.kernel.errors import NotFound, Refused
from kazi.kernel.public_pages import forget_pages
from kazi.kernel.tenancy import acting_for

LINK_DAYS = 30
SAID = [field.name for field in FigureSaid._meta.get_fields()]
NOBODY = {"standing": Standing.CLAIMED, "stood_by": "", "stood_on": None}
# Many people share these hosts, so an address there says nothing about an organisation.
SHARED_HOSTS = frozenset({"gmail.com", "outlook.com", "hotmail.com", "yahoo.com", "icloud.com", "proton.me"})
_signer = signing.TimestampSigner(salt="kazi.hub.figures")


@transaction.atomic
def keep_figure(actor: Actor, figure: Figure) -> Figure:
    """Save a figure of the draft; one that says anything new falls back to the provider's own claim.

    What is public stays as it was published until the provider publishes again.
    """
    if figure.code != OTHER:
        figure.label, figure.unit = "", FIGURES[figure.code].unit
    said = {name: getattr(figure, name) for name in SAID} | {"evidence": figure.evidence_id}
    digest = fingerprint(said)
    if digest == figure.fingerprint:
        return figure  # Nothing new; a standing given in this very moment is not written over.
    figure.fingerprint = digest
    for name, value in NOBODY.items():
        setattr(figure, name, value)
    figure.save()
    open_checks(figure).exclude(fingerprint=digest).update(
        state=FigureCheck.State.OVERTAKEN, decided_at=timezone.now()
    )
    return figure


@transaction.atomic
def delete_figure(actor: Actor, figure: Figure) -> None:
    """Delete a figure of the draft; the public copy goes with the next publication."""
    open_checks(figure).update(state=FigureCheck.State.OVERTAKEN, decided_at=timezone.now())
    figure.delete()


def open_checks(figure: Figure) -> Any:
    return FigureCheck.objects.filter(owner_id=figure.org_id, ref=figure.pk, state=FigureCheck.State.ASKED)


@transaction.atomic
def ask_verification(actor: Actor, figure: Figure) -> FigureCheck:
    """Lay a copy of the figure, with its evidence, on the hub's desk; asking again is the same question."""
    if figure.evidence is None:
        raise Refused(_("Add the document that shows this figure first; the hub's staff look at it."))
    check, made = FigureCheck.objects.get_or_create(
        owner_id=figure.org_id,
        ref=figure.pk,
        kind=FigureCheck.Kind.VERIFICATION,
        state=FigureCheck.State.ASKED,
        defaults=_copy_of(figure),
    )
    if made:
        record(FigureCheckAsked(str(check.pk), check.kind), actor_id=actor.person_id)
    return check


@transaction.atomic
def ask_attestation(
    actor: Actor, figure: Figure, *, name: str, organisation: str, email: str, link: Callable[[str], str]
) -> FigureCheck:
    """Ask a named third person by e-mail to stand behind a figure; one such letter is open at a time.

    Raises Refused for an address of the provider itself: nobody attests their own figures.
    """
    if _is_of_the_house(figure.org_id, email):
        raise Refused(_("This address is of your own organisation. Ask somebody who is not part of it."))
    check, made = FigureCheck.objects.get_or_create(
        owner_id=figure.org_id,
        ref=figure.pk,
        kind=FigureCheck.Kind.ATTESTATION,
        state=FigureCheck.State.ASKED,
        defaults={
            **_copy_of(figure),
            "evidence": None,  # Documents go to the hub only.
            "person_name": name,
            "person_organisation": organisation,
            "person_email": email,
        },
    )
    if not made:
        raise Refused(
            _("A letter about this figure is on its way to %(name)s.") % {"name": check.person_name}
        )
    record(FigureCheckAsked(str(check.pk), check.kind), actor_id=actor.person_id)
    provider = Organisation.objects.get(pk=figure.org_id)
    subject = _("%(provider)s asks you to confirm a figure") % {"provider": provider.name}
    text = _(
        "%(provider)s has named you as a person who can confirm a figure of its public profile.\n\n"
        "Read it and say yes or no; the link is good for %(days)s days:\n\n%(link)s\n\n"
        "If you know nothing of it, you need not do anything."
    ) % {"provider": provider.name, "days": LINK_DAYS, "link": link(secret_of(check))}
    post(email, subject, text)
    return check


def secret_of(check: FigureCheck) -> str:
    """Return the secret of the letter with which a third person answers."""
    return _signer.sign(f"{check.owner_id}-{check.pk}").replace(":", ".")


def check_of(secret: str) -> FigureCheck:
    """Return what the letter's secret is for, answered or not; raise NotFound for anything else."""
    try:
        said = _signer.unsign(secret.replace(".", ":"), max_age=timedelta(days=LINK_DAYS))
        owner_id, check_id = (int(part) for part in said.split("-"))
    except (signing.BadSignature, ValueError):
        raise NotFound from None
    with acting_for(owner_id):
        check = FigureCheck.objects.select_related("owner").filter(pk=check_id).first()
    if check is None:
        raise NotFound
    return check


@transaction.atomic
def answer_attestation(check: FigureCheck, *, agrees: bool, reason: str) -> FigureCheck:
    """Take the third person's yes or no; the first answer counts, and one overtaken changes nothing."""
    host = check.person_email.rpartition("@")[2]
    who = f"{check.person_name}, {check.person_organisation} ({host})"
    with acting_for(check.owner_id):
        return _decide(check, agrees, reason, who, Standing.ATTESTED, None)


@transaction.atomic
def decide_verification(actor: Actor, check: FigureCheck, *, agrees: bool, reason: str) -> FigureCheck:
    """Decide, as hub staff who looked at the evidence, whether the hub stands behind a figure."""
    if check.kind != FigureCheck.Kind.VERIFICATION:
        raise Refused(_("Only the person who was named can attest a figure."))
    if not reason.strip():
        raise Refused(_("Write what you looked at, or why it is not enough."))
    hub = Organisation.objects.get(pk=actor.org_id)
    with acting_for(check.owner_id):
        return _decide(check, agrees, reason, hub.name, Standing.VERIFIED, actor)


@transaction.atomic
def take_back(actor: Actor, check: FigureCheck, reason: str) -> FigureCheck:
    """Take a confirmation back that turned out wrong: draft and public copy are claims again."""
    if not reason.strip():
        raise Refused(_("Write why the confirmation is taken back."))
    with acting_for(check.owner_id):
        confirmed = FigureCheck.objects.filter(pk=check.pk, state=FigureCheck.State.CONFIRMED)
        if confirmed.update(
            state=FigureCheck.State.TAKEN_BACK,
            reason=reason,
            decided_by=_name(actor),
            decided_at=timezone.now(),
        ):
            _stand(check, NOBODY)
            record(FigureChecked(str(check.pk), FigureCheck.State.TAKEN_BACK), actor_id=actor.person_id)
        check.refresh_from_db()
    return check


def _decide(
    check: FigureCheck, agrees: bool, reason: str, who: str, standing: Standing, actor: Actor | None
) -> FigureCheck:
    """Write the decision down once, and let it count for exactly the figure that was looked at."""
    state = FigureCheck.State.CONFIRMED if agrees else FigureCheck.State.REFUSED
    asked = FigureCheck.objects.filter(pk=check.pk, state=FigureCheck.State.ASKED)
    if asked.update(
        state=state,
        reason=reason.strip()[:1000],
        decided_at=timezone.now(),
        decided_by=f"{_name(actor)}, {who}" if actor else who,
    ):
        if agrees:
            stood = {"standing": standing, "stood_by": who[:400], "stood_on": timezone.now().date()}
            _stand(check, stood)
        record(FigureChecked(str(check.pk), state), actor_id=actor.person_id if actor else None)
        _tell_provider(check, agrees, reason)
    check.refresh_from_db()
    return check


def _stand(check: FigureCheck, stood: dict[str, Any]) -> None:
    """Give the figure, and its public copy, this standing where they still say what was looked at.

    Verified stays verified when a third person agrees too.
    """
    draft = Figure.objects.filter(pk=check.ref, fingerprint=check.fingerprint)
    public = PublicFigure.objects.filter(
        ref=check.ref, fingerprint=check.fingerprint, profile__provider_id=check.owner_id
    )
    if stood["standing"] == Standing.ATTESTED:
        draft = draft.exclude(standing=Standing.VERIFIED)
        public = public.exclude(standing=Standing.VERIFIED)
    draft.update(**stood)
    if public.update(**stood):
        index(PublicProfile.objects.get(provider_id=check.owner_id))
        transaction.on_commit(forget_pages)


def _copy_of(figure: Figure) -> dict[str, Any]:
    hub = hub_organisation()
    return {
        **{name: getattr(figure, name) for name in SAID},
        "evidence": figure.evidence,
        "fingerprint": figure.fingerprint,
        "shared_with": hub,
    }


def _is_of_the_house(org_id: int, email: str) -> bool:
    host = email.rpartition("@")[2].lower()
    members = Membership.objects.filter(org_id=org_id).exclude(person__email="")
    addresses = {one.lower() for one in members.values_list("person__email", flat=True)}
    own_hosts = {one.rpartition("@")[2] for one in addresses} - SHARED_HOSTS
    return email.lower() in addresses or host in own_hosts


def _name(actor: Actor) -> str:
    return str(Person.objects.get(pk=actor.person_id))


def _tell_provider(check: FigureCheck, agrees: bool, reason: str) -> None:
    label = FIGURES[check.code].label if check.code != OTHER else check.label
    for member in members_of(check.owner_id, Role.MANAGER):
        with translation.override(member.person.language):
            subject = _("A figure was confirmed") if agrees else _("A figure was not confirmed")
            text = _("%(figure)s: %(value)s %(unit)s, as of %(date)s.\n\n%(reason)s") % {
                "figure": _(label),
                "value": f"{check.value.normalize():f}",
                "unit": _(check.unit) if check.unit else "",
                "date": check.as_of,
                "reason": reason,
            }
        post(member.person.email, subject, text)


def take_evidence(file: Any, name: str) -> StoredFile:
    """Store a PDF or picture that shows a figure; raise Refused with one line for anything else.

    Refused too is what the virus scanner does not let pass.
    """
    start = file.read(16)
    file.seek(0)
    known = (b"%PDF-", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF")
    if not start.startswith(known) or (start.startswith(b"RIFF") and start[8:12] != b"WEBP"):
        raise Refused(_("Send the document as PDF, JPEG, PNG or WEBP."))
    scan(file, plain_name(name))
    return store_upload(file, name, use=StoredFile.Use.EXPORT)
