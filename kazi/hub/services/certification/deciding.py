"""What the hub does with an application: review, ask, decide, hear an appeal."""

from __future__ import annotations

from datetime import UTC, datetime, time

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kazi.accounts.actors import Actor
from kazi.accounts.models import Organisation, Person
from kazi.credentials.models import Issued
from kazi.credentials.queries.issuers import site_address
from kazi.credentials.services import Draft, issue
from kazi.hub.events import CertificateGranted, CertificateRefused
from kazi.hub.models import Application, Certificate, CertificateEntry, ReviewQuestion, SelfAssessment
from kazi.hub.queries.certification import read_as
from kazi.hub.rules import certification as rules
from kazi.hub.services.certification import four_eyes
from kazi.hub.services.certification.telling import show_anew, write_to
from kazi.journal.bus import record
from kazi.kernel.errors import Conflict, Refused
from kazi.kernel.words import N_

State = Application.State
What = CertificateEntry.What
IN_REVIEW = (State.REVIEW, State.ASKED)


@transaction.atomic
def take(actor: Actor, application: Application) -> Application:
    """Become the reviewer; who comes second is told who is.

    A review whose reviewer has left the hub may be taken over, with what was noted so far.
    """
    four_eyes.may_work_on(actor, application.owner_id)
    _lock(application)
    left = application.state in IN_REVIEW and not four_eyes.is_at_the_hub(
        actor.org_id, application.reviewer_id
    )
    if application.state == State.SUBMITTED:
        application.state, application.reviewer_id = State.REVIEW, actor.person_id
    elif left:
        application.reviewer_id = actor.person_id
    application.save(update_fields=["state", "reviewer_id"])
    application.refresh_from_db()
    if application.reviewer_id != actor.person_id:
        name = application.reviewer.name if application.reviewer else ""
        raise Conflict(_("%(name)s reviews this already.") % {"name": name})
    return application


@transaction.atomic
def find(actor: Actor, answer: SelfAssessment, found: str, note: str, read: str) -> SelfAssessment:
    """Note what the evidence for one requirement shows; noting again replaces it.

    The reviewer does it, and after an appeal who hears it.  `read` is the fingerprint of what they
    had before them (`queries.certification.read_as`); raises Conflict when the provider has changed it.
    """
    application = _lock(answer.application)
    if application.state not in {*IN_REVIEW, State.APPEALED}:
        raise Conflict(_("Take the application for review first."))
    four_eyes.may_find(actor, application)
    if found not in SelfAssessment.Found.values:
        raise Refused(_("Choose whether the evidence shows it."))
    if found == SelfAssessment.Found.INSUFFICIENT and not note.strip():
        raise Refused(_("Say what is missing, so that the provider can mend it."))
    if read != read_as(SelfAssessment.objects.get(pk=answer.pk)):
        raise Conflict(_("The provider has changed this meanwhile. Read it again, then decide."))
    answer.found, answer.note = found, note.strip()
    answer.save(update_fields=["found", "note"])
    return answer


@transaction.atomic
def ask(actor: Actor, application: Application, text: str) -> ReviewQuestion:
    """Ask the provider, who may then change its answers too."""
    if not text.strip():
        raise Refused(_("Write your question first."))
    four_eyes.may_work_on(actor, application.owner_id)
    if _lock(application).state not in IN_REVIEW:
        raise Conflict(_("Take the application for review first."))
    Application.objects.filter(pk=application.pk).update(state=State.ASKED)
    question = ReviewQuestion.objects.create(
        application=application,
        text=text.strip()[:2000],
        asked_by_id=actor.person_id,
        owner_id=application.owner_id,
        shared_with_id=application.shared_with_id,
    )
    write_to(
        application.owner_id,
        N_("A question about your certificate"),
        N_("Who reviews your self-assessment for “%(standard)s” asks:\n\n%(question)s\n\nAnswer here:"),
        page_of(application),
        standard=str(application.standard),
        question=question.text,
    )
    return question


@transaction.atomic
def grant(actor: Actor, application: Application) -> Certificate:
    """Give the certificate and sign its credential, or neither; a second call returns the first.

    Raises Refused while a minimum requirement is not accepted, for the reviewer where the hub has
    somebody else who could decide, and when the credential cannot be signed.
    """
    _lock(application)
    if given := Certificate.objects.filter(application_ref=application.pk).first():
        return given
    _can_be_decided(actor, application)
    return _give(actor, application, What.GRANTED)


@transaction.atomic
def refuse(actor: Actor, application: Application, reason: str) -> Application:
    """Refuse with a reason that the provider reads; again changes nothing."""
    if not reason.strip():
        raise Refused(_("Say why. The provider reads it and may appeal."))
    if _lock(application).state == State.REFUSED:
        return application
    _can_be_decided(actor, application)
    Application.objects.filter(pk=application.pk).update(
        state=State.REFUSED,
        decided_at=timezone.now(),
        decided_by_id=actor.person_id,
        reason=reason.strip(),
    )
    record(CertificateRefused(str(application.pk)), actor_id=actor.person_id)
    write_to(
        application.owner_id,
        N_("Your certificate was refused"),
        N_("The hub has refused the certificate “%(standard)s”:\n\n%(reason)s\n\nYou may appeal here:"),
        page_of(application),
        standard=str(application.standard),
        reason=reason.strip(),
    )
    application.refresh_from_db()
    return application


@transaction.atomic
def hear(actor: Actor, application: Application, uphold: bool, reason: str) -> Application:
    """Decide an appeal against a refusal: grant after all, or leave it; this is the last word.

    Raises Conflict where there is no appeal to decide, and Refused when it should be granted while a
    minimum requirement is not accepted: who hears it notes first what the papers show.
    """
    if not reason.strip():
        raise Refused(_("Say why. The provider reads it."))
    if _lock(application).state != State.APPEALED:
        raise Conflict(_("There is no appeal to decide. Load the page anew to see what has happened."))
    four_eyes.may_hear(actor, application)
    Application.objects.filter(pk=application.pk).update(
        appeal_reason=reason.strip(), appeal_decided_by_id=actor.person_id
    )
    if uphold:
        _give(actor, application, What.UPHELD)
    else:
        Application.objects.filter(pk=application.pk).update(state=State.REFUSED)
        record(CertificateRefused(str(application.pk)), actor_id=actor.person_id)
        write_to(
            application.owner_id,
            N_("Your appeal was decided"),
            N_("The refusal of the certificate “%(standard)s” stays:\n\n%(reason)s"),
            page_of(application),
            standard=str(application.standard),
            reason=reason.strip(),
        )
    application.refresh_from_db()
    return application


def page_of(application: Application) -> str:
    return reverse("hub:application", args=[application.pk])


def sign(actor: Actor, certificate: Certificate, reference: str) -> Issued:
    """Sign what the certificate says today, until its end; the same reference again is the first.

    Raises Refused when this site does not know its own address: what it signs would lead nowhere.
    """
    if not site_address() or (settings.PRODUCTION and "//localhost" in site_address()):
        raise Refused(_("Set KAZI_URL to this site's address, such as https://kazi.example.org."))
    standard, page = certificate.standard, f"{site_address()}{public_page_of(certificate)}"
    provider = Organisation.objects.get(pk=certificate.provider_id)
    demands = standard.requirements.all()
    draft = Draft(
        reference=reference,
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


def public_page_of(certificate: Certificate) -> str:
    return reverse("hub:certificate", args=[certificate.pk])


def log(certificate: Certificate, what: str, by: str, reason: str = "") -> None:
    """Add a line to the public log."""
    CertificateEntry.objects.create(
        at=timezone.now(),
        what=what,
        certificate=certificate,
        standard=certificate.standard,
        by=by,
        reason=reason,
    )


def _lock(application: Application) -> Application:
    """Let nobody else decide about it until this is done, and read what it is now."""
    Application.objects.select_for_update().get(pk=application.pk)
    application.refresh_from_db()
    return application


def _can_be_decided(actor: Actor, application: Application) -> None:
    if application.state not in IN_REVIEW:
        raise Conflict(_("This is not under review. Load the page anew to see what has happened."))
    if application.questions.filter(answered_at=None).exists():
        raise Conflict(_("A question to the provider is still open."))
    four_eyes.may_decide(actor, application)


def _give(actor: Actor, application: Application, what: str) -> Certificate:
    standard, now = application.standard, timezone.now()
    demands = list(standard.requirements.values_list("code", "level"))
    answers = application.answers.select_related("requirement")
    found = {one.requirement.code: str(one.found) for one in answers}
    if against := rules.reasons_against(demands, found):
        raise Refused(_("These are needed and not accepted yet: %(codes)s.") % {"codes": ", ".join(against)})
    fields = {} if what == What.UPHELD else {"decided_by_id": actor.person_id}
    Application.objects.filter(pk=application.pk).update(state=State.GRANTED, decided_at=now, **fields)
    # A day of UTC, as its credential and the jobs count, wherever the hub's own clock hangs.
    today = now.astimezone(UTC).date()
    certificate = Certificate(
        provider_id=application.owner_id,
        standard=standard,
        application_ref=application.pk,
        reviewed_by=application.reviewer.name if application.reviewer else "",
        decided_by=Person.objects.get(pk=actor.person_id).name,
        leading=[
            code
            for code, level in demands
            if level == "leading" and found.get(code) == SelfAssessment.Found.ACCEPTED
        ],
        starts_on=today,
        ends_on=rules.end_of(today, standard.months_valid),
    )
    certificate.credential_id = sign(actor, certificate, f"certificate:{certificate.pk}").pk
    certificate.save(force_insert=True)
    log(certificate, what, certificate.decided_by)
    record(CertificateGranted(str(certificate.pk), application.owner_id), actor_id=actor.person_id)
    show_anew(application.owner_id)
    write_to(
        application.owner_id,
        N_("Your certificate is granted"),
        N_("The hub has granted you the certificate “%(standard)s”. Everybody can read it here:"),
        public_page_of(certificate),
        standard=str(standard),
    )
    return certificate
