"""What the hub does: review, ask, decide, hear an appeal, withdraw.

Who reviews, who decides and who hears the appeal are different people where the hub has enough of
them; nobody decides about an organisation of their own.
"""

from __future__ import annotations

from datetime import UTC, datetime, time

from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from kazi.accounts.actors import Actor
from kazi.accounts.models import Membership, Organisation, Person, Role
from kazi.channels.letters import post
from kazi.credentials.models import Issued
from kazi.credentials.queries.issuers import site_address
from kazi.credentials.services import Draft, issue, revoke
from kazi.hub.events import CertificateGranted, CertificateRefused, CertificateWithdrawn
from kazi.hub.models import Application, Certificate, CertificateEntry, ReviewQuestion, SelfAssessment
from kazi.hub.rules import certification as rules
from kazi.journal.bus import record
from kazi.kernel.errors import Conflict, Refused

State = Application.State
What = CertificateEntry.What


def take(actor: Actor, application: Application) -> Application:
    """Become the reviewer; who comes second is told who is."""
    _independent(actor, application)
    waiting = Application.objects.filter(pk=application.pk, state=State.SUBMITTED)
    waiting.update(state=State.REVIEW, reviewer_id=actor.person_id)
    application.refresh_from_db()
    if application.reviewer_id != actor.person_id:
        name = application.reviewer.name if application.reviewer else ""
        raise Conflict(_("%(name)s reviews this already.") % {"name": name})
    return application


def find(actor: Actor, answer: SelfAssessment, found: str, note: str) -> SelfAssessment:
    """Note what the evidence for one requirement shows; noting again replaces it."""
    application = answer.application
    if application.state not in {State.REVIEW, State.ASKED}:
        raise Conflict(_("Take the application for review first."))
    _independent(actor, application)
    if found not in SelfAssessment.Found.values:
        raise Refused(_("Choose whether the evidence shows it."))
    if found == SelfAssessment.Found.INSUFFICIENT and not note.strip():
        raise Refused(_("Say what is missing, so that the provider can mend it."))
    answer.found, answer.note = found, note.strip()
    answer.save(update_fields=["found", "note"])
    return answer


@transaction.atomic
def ask(actor: Actor, application: Application, text: str) -> ReviewQuestion:
    """Ask the provider, who may then change its answers too."""
    if not text.strip():
        raise Refused(_("Write your question first."))
    _independent(actor, application)
    open_ones = Application.objects.filter(pk=application.pk, state__in=[State.REVIEW, State.ASKED])
    if not open_ones.update(state=State.ASKED):
        raise Conflict(_("Take the application for review first."))
    question = ReviewQuestion.objects.create(
        application=application,
        text=text.strip(),
        asked_by_id=actor.person_id,
        owner_id=application.owner_id,
        shared_with_id=application.shared_with_id,
    )
    _write(application, gettext_noop("A question about your certificate"), question.text)
    return question


@transaction.atomic
def grant(actor: Actor, application: Application) -> Certificate:
    """Give the certificate and sign its credential; a second call returns the first.

    Raises Refused while a minimum requirement is not accepted, and for the reviewer where the hub has
    somebody else who could decide.
    """
    if given := Certificate.objects.filter(application_ref=application.pk).first():
        return given
    _may_decide(actor, application)
    demands = list(application.standard.requirements.values_list("code", "level"))
    answers = list(application.answers.select_related("requirement"))
    found = {one.requirement.code: str(one.found) for one in answers}
    if against := rules.reasons_against(demands, found):
        raise Refused(_("These are needed and not accepted yet: %(codes)s.") % {"codes": ", ".join(against)})
    return _give(actor, application, found, What.GRANTED)


def _give(actor: Actor, application: Application, found: dict[str, str], what: str) -> Certificate:
    now = timezone.now()
    moved = Application.objects.filter(pk=application.pk, state__in=_decidable(application))
    fields = {"appeal_decided_by_id" if what == What.UPHELD else "decided_by_id": actor.person_id}
    if not moved.update(state=State.GRANTED, decided_at=now, **fields):
        if given := Certificate.objects.filter(application_ref=application.pk).first():
            return given
        raise Conflict(_("Somebody else has decided this in this moment. Open it again to see how."))
    standard = application.standard
    # A day of UTC, as its credential and the jobs count, wherever the hub's own clock hangs.
    today = now.astimezone(UTC).date()
    leading = [
        one.code
        for one in standard.requirements.filter(level="leading")
        if found.get(one.code) == SelfAssessment.Found.ACCEPTED
    ]
    certificate = Certificate(
        provider_id=application.owner_id,
        standard=standard,
        application_ref=application.pk,
        reviewed_by=application.reviewer.name if application.reviewer else "",
        decided_by=Person.objects.get(pk=actor.person_id).name,
        leading=leading,
        starts_on=today,
        ends_on=rules.end_of(today, standard.months_valid),
    )
    certificate.credential_id = _sign(actor, certificate).pk
    certificate.save(force_insert=True)
    _log(certificate, what, certificate.decided_by)
    record(CertificateGranted(str(certificate.pk), application.owner_id), actor_id=actor.person_id)
    _write(application, gettext_noop("Your certificate is granted"), site_address() + _page(certificate))
    return certificate


@transaction.atomic
def refuse(actor: Actor, application: Application, reason: str) -> Application:
    """Refuse with a reason that the provider reads; again changes nothing."""
    if not reason.strip():
        raise Refused(_("Say why. The provider reads it and may appeal."))
    _may_decide(actor, application)
    moved = Application.objects.filter(pk=application.pk, state__in=[State.REVIEW, State.ASKED])
    fields = {"decided_at": timezone.now(), "decided_by_id": actor.person_id, "reason": reason.strip()}
    if moved.update(state=State.REFUSED, **fields):
        record(CertificateRefused(str(application.pk)), actor_id=actor.person_id)
        _write(application, gettext_noop("Your certificate was refused"), reason.strip())
    application.refresh_from_db()
    return application


@transaction.atomic
def hear(actor: Actor, application: Application, uphold: bool, reason: str) -> Application:
    """Decide an appeal for good: somebody who neither reviewed nor decided, where there is such a one."""
    if application.state != State.APPEALED:
        return application
    if not reason.strip():
        raise Refused(_("Say why. The provider reads it."))
    _independent(actor, application)
    if actor.person_id in {application.reviewer_id, application.decided_by_id} and _others(
        actor, {application.reviewer_id, application.decided_by_id}
    ):
        raise Refused(_("You took part in the first decision. Let another member of the hub hear it."))
    heard = Application.objects.filter(pk=application.pk, state=State.APPEALED)
    if not heard.update(appeal_reason=reason.strip(), appeal_decided_by_id=actor.person_id):
        raise Conflict(_("Somebody else has decided this in this moment. Open it again to see how."))
    if uphold:
        found = {
            one.requirement.code: str(one.found) for one in application.answers.select_related("requirement")
        }
        _give(actor, application, found, What.UPHELD)
    else:
        Application.objects.filter(pk=application.pk, state=State.APPEALED).update(state=State.REFUSED)
        record(CertificateRefused(str(application.pk)), actor_id=actor.person_id)
        _write(application, gettext_noop("Your appeal was decided"), reason.strip())
    application.refresh_from_db()
    return application


@transaction.atomic
def withdraw(actor: Actor, certificate: Certificate, reason: str) -> Certificate:
    """Withdraw for good, with a public reason, and revoke the credential; again changes nothing."""
    if not reason.strip():
        raise Refused(_("Say why. Everybody reads it in the log."))
    now = timezone.now()
    held = Certificate.objects.filter(pk=certificate.pk, withdrawn_at=None)
    if held.update(withdrawn_at=now, withdrawn_because=reason.strip()):
        revoke(Issued.objects.get(pk=certificate.credential_id), reason, actor.person_id)
        certificate.refresh_from_db()
        by = Person.objects.get(pk=actor.person_id).name
        _log(certificate, What.WITHDRAWN, by, reason.strip())
        record(CertificateWithdrawn(str(certificate.pk), certificate.provider_id), actor_id=actor.person_id)
    certificate.refresh_from_db()
    return certificate


def _sign(actor: Actor, certificate: Certificate) -> Issued:
    standard, page = certificate.standard, site_address() + _page(certificate)
    provider = Organisation.objects.get(pk=certificate.provider_id)
    demands = standard.requirements.all()
    draft = Draft(
        reference=f"certificate:{certificate.pk}",
        kind="certificate",
        subject_id=f"{site_address()}/providers/{provider.slug}/",
        subject_name=provider.name,
        name=f"{standard.name}, version {standard.version}",
        description=standard.about,
        criteria="\n".join(f"{one.code}: {one.text}" for one in demands),
        valid_from=datetime.combine(certificate.starts_on, time.min, UTC),
        valid_until=datetime.combine(certificate.ends_on, time.max, UTC).replace(microsecond=0),
        evidence=[("Reviewed self-assessment", f"Decided by {certificate.decided_by}", page)],
        alignment=[(one["name"], one["url"], one["name"], "") for one in standard.like],
        achievement_id=f"{site_address()}/standards/{standard.slug}/{standard.version}/",
    )
    return issue(draft, actor.person_id)


def _page(certificate: Certificate) -> str:
    return reverse("hub:certificate", args=[certificate.pk])


def _log(certificate: Certificate, what: str, by: str, reason: str = "") -> None:
    CertificateEntry.objects.create(
        at=timezone.now(),
        what=what,
        certificate=certificate,
        standard=certificate.standard,
        by=by,
        reason=reason,
    )


def _decidable(application: Application) -> list[str]:
    return [State.REVIEW, State.ASKED, State.APPEALED]


def _may_decide(actor: Actor, application: Application) -> None:
    _independent(actor, application)
    if application.state not in {State.REVIEW, State.ASKED}:
        raise Conflict(_("Take the application for review first."))
    if application.questions.filter(answered_at=None).exists():
        raise Conflict(_("A question to the provider is still open."))
    if actor.person_id == application.reviewer_id and _others(actor, {application.reviewer_id}):
        raise Refused(_("You reviewed this yourself. Let another member of the hub decide."))


def _independent(actor: Actor, application: Application) -> None:
    """Refuse who belongs to the provider too."""
    if Membership.objects.filter(person_id=actor.person_id, org_id=application.owner_id).exists():
        raise Refused(_("You belong to this provider. Let another member of the hub do it."))


def _others(actor: Actor, but: set[int | None]) -> bool:
    staff = Membership.objects.filter(
        org_id=actor.org_id, role=Role.HUB, is_active=True, person__is_active=True
    )
    return staff.exclude(person_id__in=[one for one in but if one]).exists()


def _write(application: Application, subject: str, text: str) -> None:
    managers = Membership.objects.filter(
        org_id=application.owner_id, role=Role.MANAGER, is_active=True, person__is_active=True
    )
    for one in managers.exclude(person__email="").select_related("person"):
        with translation.override(one.person.language):
            post(one.person.email, _(subject), text)
