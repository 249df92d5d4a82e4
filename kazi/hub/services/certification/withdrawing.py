"""Taking a certificate away, the appeal against it, and what comes of it.  The public log has every step."""

from __future__ import annotations

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kazi.accounts.actors import Actor
from kazi.accounts.models import Person
from kazi.credentials.models import Issued
from kazi.credentials.services import revoke
from kazi.hub.events import CertificateRestored, CertificateWithdrawn, WithdrawalAppealed, WithdrawalConfirmed
from kazi.hub.models import Certificate, CertificateEntry, WithdrawalAppeal
from kazi.hub.queries.desk import hub_organisation
from kazi.hub.rules.certification import APPEAL_WITHIN_DAYS
from kazi.hub.services.certification import four_eyes
from kazi.hub.services.certification.deciding import log, public_page_of, sign
from kazi.hub.services.certification.telling import show_anew, write_to
from kazi.journal.bus import record
from kazi.kernel.errors import Conflict, Refused
from kazi.kernel.words import N_

What = CertificateEntry.What


@transaction.atomic
def withdraw(actor: Actor, certificate: Certificate, reason: str) -> Certificate:
    """Withdraw with a public reason and revoke the credential; again changes nothing."""
    reason = reason.strip()
    if not reason:
        raise Refused(_("Say why. Everybody reads it in the log."))
    four_eyes.may_work_on(actor, certificate.provider_id)
    held = Certificate.objects.filter(pk=certificate.pk, withdrawn_at=None)
    if held.update(withdrawn_at=timezone.now(), withdrawn_because=reason, withdrawn_by_id=actor.person_id):
        certificate.refresh_from_db()
        revoke(Issued.objects.get(pk=certificate.credential_id), reason, actor.person_id)
        log(certificate, What.WITHDRAWN, _name(actor), reason)
        record(CertificateWithdrawn(str(certificate.pk), certificate.provider_id), actor_id=actor.person_id)
        show_anew(certificate.provider_id)
        write_to(
            certificate.provider_id,
            N_("Your certificate was withdrawn"),
            N_(
                "The hub has withdrawn your certificate “%(standard)s”. Everybody can read the reason:\n\n"
                "%(reason)s\n\nIf this is wrong, you may appeal within 60 days under Certification:"
            ),
            reverse("hub:my_certification"),
            standard=str(certificate.standard),
            reason=reason,
        )
    certificate.refresh_from_db()
    return certificate


@transaction.atomic
def appeal(actor: Actor, certificate: Certificate, text: str) -> WithdrawalAppeal:
    """Say why a withdrawal is wrong, once and within 60 days; a second call returns the first appeal."""
    if certificate.withdrawn_at is None:
        raise Conflict(_("This certificate is not withdrawn."))
    which = {"certificate": certificate, "withdrawn_at": certificate.withdrawn_at}
    if first := WithdrawalAppeal.objects.filter(**which).first():
        return first
    if timezone.now() > certificate.withdrawn_at + timedelta(days=APPEAL_WITHIN_DAYS):
        raise Conflict(_("The time for an appeal has passed. You may apply anew."))
    if not text.strip():
        raise Refused(_("Say what the decision has overlooked."))
    try:
        with transaction.atomic():
            made = WithdrawalAppeal.objects.create(
                **which, text=text.strip()[:4000], shared_with=hub_organisation()
            )
    except IntegrityError:
        return WithdrawalAppeal.objects.get(**which)
    record(WithdrawalAppealed(str(made.pk)), actor_id=actor.person_id)
    return made


@transaction.atomic
def judge(actor: Actor, appeal: WithdrawalAppeal, *, is_right: bool, reason: str) -> WithdrawalAppeal:
    """Give the certificate back or leave it withdrawn, as another person than who withdrew it.

    A revoked credential stays revoked for ever, so a certificate that comes back is signed anew.  It ends
    on its old day.  The same decision again changes nothing; another one raises Conflict.
    """
    reason = reason.strip()
    if not reason:
        raise Refused(_("Say why. Everybody reads it in the log."))
    certificate = Certificate.objects.select_related("standard").get(pk=appeal.certificate_id)
    four_eyes.may_judge_withdrawal(actor, appeal, certificate)
    mine = WithdrawalAppeal.objects.filter(pk=appeal.pk, decided_at=None)
    decided = mine.update(
        is_right=is_right, reason=reason, decided_at=timezone.now(), decided_by_id=actor.person_id
    )
    appeal.refresh_from_db()
    if not decided:
        if (appeal.is_right, appeal.decided_by_id) == (is_right, actor.person_id):
            return appeal
        raise Conflict(_("Somebody has decided this appeal already. Open it again to see how."))
    if is_right:
        _give_back(actor, certificate, appeal)
        subject = N_("Your certificate is valid again")
        text = N_("Your appeal was right. The certificate “%(standard)s” is valid again.\n\n%(reason)s")
    else:
        log(certificate, What.STAYS, _name(actor), reason)
        record(WithdrawalConfirmed(str(appeal.pk)), actor_id=actor.person_id)
        subject = N_("Your appeal was decided")
        text = N_("The certificate “%(standard)s” stays withdrawn.\n\n%(reason)s")
    write_to(
        certificate.provider_id,
        subject,
        text,
        public_page_of(certificate),
        standard=str(certificate.standard),
        reason=reason,
    )
    return appeal


def _give_back(actor: Actor, certificate: Certificate, appeal: WithdrawalAppeal) -> None:
    signed = sign(actor, certificate, f"certificate:{certificate.pk}:{appeal.pk}")
    Certificate.objects.filter(pk=certificate.pk).update(
        withdrawn_at=None, withdrawn_because="", withdrawn_by=None, credential_id=signed.pk
    )
    log(certificate, What.RESTORED, _name(actor), appeal.reason)
    record(CertificateRestored(str(certificate.pk), certificate.provider_id), actor_id=actor.person_id)
    show_anew(certificate.provider_id)


def _name(actor: Actor) -> str:
    return Person.objects.get(pk=actor.person_id).name
