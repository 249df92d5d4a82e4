"""What a provider does: assess itself with evidence, submit, answer, appeal."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kazi.accounts.actors import Actor
from kazi.files.services import forget_file
from kazi.hub.events import ApplicationAppealed, ApplicationSubmitted
from kazi.hub.models import Application, Evidence, Requirement, ReviewQuestion, SelfAssessment, Standard
from kazi.hub.queries.desk import hub_organisation
from kazi.hub.rules import certification as rules
from kazi.hub.services.certification.papers import Paper, store_paper
from kazi.journal.bus import record
from kazi.kernel.errors import Conflict, Refused


def start(actor: Actor, standard: Standard) -> Application:
    """Begin a self-assessment; while one is open it is returned instead of a second.

    Who was certified before begins with the answers and papers of then, long before the old
    certificate ends if they like.
    """
    if standard.retired_at is not None:
        raise Refused(_("This version is no longer in force. Begin with the newest one."))
    open_one = Application.objects.filter(
        owner_id=actor.org_id, standard=standard, state__in=Application.OPEN
    ).first()
    if open_one is not None:
        return open_one
    try:
        with transaction.atomic():
            made = Application.objects.create(standard=standard, shared_with=hub_organisation())
            _copy_last(made)
            return made
    except IntegrityError:
        return Application.objects.get(owner_id=actor.org_id, standard=standard, state__in=Application.OPEN)


def _copy_last(made: Application) -> None:
    """Begin a renewal with what was said the last time, where the requirement has the same words still.

    What was found is not copied: the papers are read again.
    """
    last = Application.objects.filter(
        owner_id=made.owner_id, standard__slug=made.standard.slug, state=Application.State.GRANTED
    )
    last_one = last.order_by("-decided_at").first()
    if last_one is None:
        return
    now = {(one.code, one.text): one for one in made.standard.requirements.all()}
    sides = {"owner_id": made.owner_id, "shared_with_id": made.shared_with_id}
    for before in last_one.answers.select_related("requirement").prefetch_related("evidence"):
        requirement = now.get((before.requirement.code, before.requirement.text))
        if requirement is None:
            continue
        answer = SelfAssessment.objects.create(
            application=made, requirement=requirement, says=before.says, words=before.words, **sides
        )
        Evidence.objects.bulk_create(
            Evidence(
                answer=answer, name=one.name, dated=one.dated, link=one.link, file_id=one.file_id, **sides
            )
            for one in before.evidence.all()
        )


@transaction.atomic
def say(
    actor: Actor, application: Application, requirement: Requirement, says: str, words: str
) -> SelfAssessment:
    """Say how far one requirement is met; saying it again replaces the first.

    What the reviewer found about it is open again: the words it was about have changed.
    """
    _lock_open(application)
    if says not in SelfAssessment.Says.values:
        raise Refused(_("Choose whether you meet it, do not meet it yet, or it does not concern you."))
    if says == SelfAssessment.Says.NOT_FOR_US and not words.strip():
        raise Refused(_("Say why it does not concern you, in a sentence."))
    answer, _made = SelfAssessment.objects.update_or_create(
        application=application,
        requirement=requirement,
        defaults={"says": says, "words": words.strip(), "found": "", "note": ""},
        create_defaults={
            "says": says,
            "words": words.strip(),
            "owner_id": application.owner_id,
            "shared_with_id": application.shared_with_id,
        },
    )
    return answer


@transaction.atomic
def add_evidence(
    actor: Actor,
    answer: SelfAssessment,
    once: UUID,
    name: str,
    dated: date,
    *,
    link: str = "",
    file: tuple[Paper, str] | None = None,
) -> Evidence:
    """Lay a paper or a link beside an answer; the same form again is the first.

    `file` is the open file and its name.  Raises Refused for a date in the future, for nothing to
    look at, for a file that is not what it says, and beyond 20 papers for one requirement.
    """
    _lock_open(answer.application)
    first = Evidence.objects.filter(once=once).first()
    if first is not None:
        return first
    if dated > timezone.localdate():
        raise Refused(_("The date lies in the future. Give the date that stands on the paper."))
    if file is None and not link:
        raise Refused(_("Add a file or an address, so that the reviewer can look at it."))
    if answer.evidence.count() >= rules.MOST_EVIDENCE:
        raise Refused(_("That is enough for one requirement. Take something away first."))
    stored = None if file is None else store_paper(*file)
    _look_again(answer)
    return Evidence.objects.create(
        once=once,
        answer=answer,
        name=name.strip(),
        dated=dated,
        link=link,
        file=stored,
        owner_id=answer.owner_id,
        shared_with_id=answer.shared_with_id,
    )


@transaction.atomic
def remove_evidence(actor: Actor, evidence: Evidence) -> None:
    """Take a paper away again while the assessment is open; its file goes when no other paper has it."""
    _lock_open(evidence.answer.application)
    _look_again(evidence.answer)
    stored = evidence.file
    evidence.delete()
    if stored is not None and not Evidence.objects.filter(file=stored).exists():
        forget_file(stored)


def _look_again(answer: SelfAssessment) -> None:
    """Forget what the reviewer found: the papers that it was about have changed."""
    SelfAssessment.objects.filter(pk=answer.pk).update(found="", note="")


@transaction.atomic
def submit(actor: Actor, application: Application) -> Application:
    """Give the self-assessment to the hub; again changes nothing.

    Raises Refused with the codes that still need an answer or evidence.
    """
    Application.objects.select_for_update().get(pk=application.pk)
    application.refresh_from_db()
    if application.state != Application.State.DRAFT:
        return application
    demands = list(application.standard.requirements.values_list("code", "level"))
    answers = application.answers.select_related("requirement").prefetch_related("evidence")
    said = {one.requirement.code: str(one.says) for one in answers}
    shown = {one.requirement.code for one in answers if one.evidence.all()}
    if missing := rules.missing_for_submission(demands, said, shown):
        raise Refused(
            _("Before you submit, answer these and add evidence where you meet them: %(codes)s.")
            % {"codes": ", ".join(missing)}
        )
    drafts = Application.objects.filter(pk=application.pk, state=Application.State.DRAFT)
    if drafts.update(state=Application.State.SUBMITTED, submitted_at=timezone.now()):
        record(ApplicationSubmitted(str(application.pk)), actor_id=actor.person_id)
    application.refresh_from_db()
    return application


@transaction.atomic
def answer_question(actor: Actor, question: ReviewQuestion, text: str) -> ReviewQuestion:
    """Answer the reviewer.  When no question is left open the review goes on; again changes nothing."""
    if not text.strip():
        raise Refused(_("Write your answer first."))
    todo = ReviewQuestion.objects.filter(pk=question.pk, answered_at=None)
    if todo.update(answer=text.strip(), answered_at=timezone.now()):
        application = question.application
        if not application.questions.filter(answered_at=None).exists():
            Application.objects.filter(pk=application.pk, state=Application.State.ASKED).update(
                state=Application.State.REVIEW
            )
    question.refresh_from_db()
    return question


@transaction.atomic
def stop(actor: Actor, application: Application) -> None:
    """Take an application back; what was decided already stays."""
    waiting = Application.objects.filter(
        pk=application.pk, state__in=[one for one in Application.OPEN if one != Application.State.APPEALED]
    )
    waiting.update(state=Application.State.STOPPED)


@transaction.atomic
def appeal(actor: Actor, application: Application, why: str) -> Application:
    """Ask for another decision, once, within 60 days; again changes nothing.

    Raises Conflict when the provider has applied anew meanwhile: one of the two is enough.
    """
    if application.appealed_at is not None:
        return application
    if application.state != Application.State.REFUSED or application.decided_at is None:
        raise Conflict(_("Only a refusal can be appealed against."))
    if timezone.now() > application.decided_at + timedelta(days=rules.APPEAL_WITHIN_DAYS):
        raise Conflict(_("The time for an appeal has passed. You may apply anew."))
    if not why.strip():
        raise Refused(_("Say what the decision has overlooked."))
    refused = Application.objects.filter(pk=application.pk, state=Application.State.REFUSED, appealed_at=None)
    try:
        with transaction.atomic():
            appealed = refused.update(
                state=Application.State.APPEALED, appeal=why.strip(), appealed_at=timezone.now()
            )
    except IntegrityError:
        raise Conflict(_("You have applied anew. Take that application back before you appeal.")) from None
    if appealed:
        record(ApplicationAppealed(str(application.pk)), actor_id=actor.person_id)
    application.refresh_from_db()
    return application


def _lock_open(application: Application) -> None:
    """Let nobody submit or decide meanwhile; raise Conflict unless it may be changed."""
    Application.objects.select_for_update().get(pk=application.pk)
    application.refresh_from_db()
    if application.state not in {Application.State.DRAFT, Application.State.ASKED}:
        raise Conflict(_("The reviewer is at work with this. It can be changed when there is a question."))
