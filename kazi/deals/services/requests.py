"""The buyer's commands: describe, send, put off, answer, withdraw."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kazi.accounts.actors import Actor
from kazi.accounts.models import Organisation, Role
from kazi.deals.access.requests import buyer
from kazi.deals.events import (
    DeadlinePutOff,
    ProviderInvited,
    QuestionAnswered,
    RequestMade,
    RequestOpened,
    RequestWithdrawn,
)
from kazi.deals.models import Candidate, Invited, LaterDeadline, Question, Request, RequestFile
from kazi.deals.models.amounts import minor_of
from kazi.deals.queries.clock import database_now
from kazi.deals.queries.taking_part import taking_part
from kazi.deals.rules.work import Work
from kazi.deals.services import letters
from kazi.deals.services.sealing import new_key
from kazi.files.models import StoredFile
from kazi.files.services import Readable, plain_name, store_upload
from kazi.journal.bus import record
from kazi.kernel.errors import Conflict, Refused, TooLarge

MOST_INVITED = 30
MOST_FILES = 20
MOST_FILE_BYTES = 20 * 1024 * 1024


@transaction.atomic
def make_request(actor: Actor, work: Work, once: UUID) -> Request:
    """Keep what a buyer described as a draft; the same form again is the first request."""
    buyer(actor)
    org = Organisation.objects.get(pk=actor.org_id)
    request, made = Request.objects.get_or_create(
        once=once,
        defaults={**_fields(work), "made_by_id": actor.membership_id or None, "is_demo": org.is_demo},
    )
    if made:
        record(RequestMade(str(request.pk)), actor_id=actor.person_id)
    return request


@transaction.atomic
def change_request(request: Request, work: Work) -> Request:
    """Describe a draft anew.  Raises Conflict once providers have seen it."""
    drafts = Request.objects.filter(pk=request.pk, state=Request.State.DRAFT)
    if not drafts.update(**_fields(work)):
        raise Conflict(
            _("Providers have seen this request: it can no longer be changed. Withdraw it instead.")
        )
    request.refresh_from_db()
    return request


@transaction.atomic
def add_file(actor: Actor, request: Request, file: Readable, name: str, size: int) -> RequestFile:
    """Add a file of the buyer's; the same content again is the first one."""
    if request.state not in {Request.State.DRAFT, Request.State.OPEN}:
        raise Conflict(_("This request takes no more files."))
    check_size(name, size)
    if request.files.count() >= MOST_FILES:
        raise Refused(_("A request takes at most %(most)s files.") % {"most": MOST_FILES})
    stored = store_upload(file, name, StoredFile.Use.ATTACHMENT)
    known = request.files.filter(file__sha256=stored.sha256).first()
    if known is not None:
        stored.delete()
        return known
    return RequestFile.objects.create(request=request, file=stored, name=plain_name(name))


def check_size(name: str, size: int) -> None:
    """Raise TooLarge for a file we do not take."""
    if size > MOST_FILE_BYTES:
        raise TooLarge(
            _("%(name)s has %(size)s MB; a file may have at most %(most)s MB.")
            % {"name": plain_name(name), "size": size // 1_000_000, "most": MOST_FILE_BYTES // 1_000_000}
        )


@transaction.atomic
def send_out(
    actor: Actor,
    request: Request,
    *,
    mode: str,
    until: datetime,
    questions_until: datetime,
    nda_text: str,
    is_public: bool,
    site: str,
) -> Request:
    """Send a draft to its providers; from now on its proposals are sealed until `until`.

    Sent a second time it is what it was.  Raises Refused for a time that has passed, or when nobody
    is invited to a request for chosen providers.
    """
    if until <= database_now():
        raise Refused(_("The deadline for proposals must lie ahead."))
    if questions_until > until:
        raise Refused(_("Questions end before proposals do, so that all can use the answers."))
    if mode == Request.Mode.CHOSEN and not request.invited.exists():
        raise Refused(
            _("Choose at least one provider from the shortlist, or open the call to every provider.")
        )
    drafts = Request.objects.filter(pk=request.pk, state=Request.State.DRAFT)
    sent = drafts.update(
        state=Request.State.OPEN,
        mode=mode,
        proposals_until=until,
        questions_until=questions_until,
        nda_required=bool(nda_text.strip()),
        nda_text=nda_text.strip(),
        is_public=is_public,
        site=site.rstrip("/"),
        sealed_key=new_key(request.pk),
        opened_at=database_now(),
    )
    request.refresh_from_db()
    if sent:
        record(RequestOpened(str(request.pk), mode), actor_id=actor.person_id)
        _write_to_invited(request, request.invited.values_list("shared_with_id", flat=True))
    return request


@transaction.atomic
def invite(actor: Actor, request: Request, providers: Sequence[int]) -> int:
    """Invite providers from the shortlist; return how many are new.  Those who are invited stay so."""
    if request.state not in {Request.State.DRAFT, Request.State.OPEN}:
        raise Conflict(_("This request has ended: nobody more can be invited."))
    known = Candidate.objects.filter(provider_id__in=providers)
    if not settings.DEMO:
        known = known.filter(is_demo=False)
    added = []
    for provider_id in known.order_by("provider_id").values_list("provider_id", flat=True):
        _row, made = Invited.objects.get_or_create(
            request=request, shared_with_id=provider_id, defaults={"owner_id": request.org_id}
        )
        if made:
            added.append(provider_id)
            record(ProviderInvited(str(request.pk), str(provider_id)), actor_id=actor.person_id)
    if request.invited.count() > MOST_INVITED:
        raise Refused(
            ngettext(
                "At most %(most)s provider can be invited; open the call to all instead.",
                "At most %(most)s providers can be invited; open the call to all instead.",
                MOST_INVITED,
            )
            % {"most": MOST_INVITED}
        )
    if added and request.state == Request.State.OPEN:
        _write_to_invited(request, added)
    return len(added)


@transaction.atomic
def put_off(actor: Actor, request: Request, until: datetime, reason: str) -> Request:
    """Give everybody more time and tell everybody why.  Never less, and never after it has passed.

    Proposals that came in stay sealed: they open when both deadlines have passed.
    """
    locked = Request.objects.select_for_update().get(pk=request.pk)
    if locked.state != Request.State.OPEN or locked.proposals_until is None:
        raise Conflict(_("Only a call that is open can be put off."))
    before = locked.proposals_until
    if database_now() >= before:
        raise Conflict(_("The deadline has passed. What is sealed will be opened now; it cannot be put off."))
    if until == before:
        return locked
    if until < before:
        raise Refused(_("A deadline can only be put off, never moved forward: providers count on it."))
    if not reason.strip():
        raise Refused(_("Say why: all providers are told."))
    LaterDeadline.objects.create(request=locked, before=before, after=until, reason=reason.strip()[:500])
    locked.proposals_until = until
    locked.save(update_fields=["proposals_until"])
    record(DeadlinePutOff(str(locked.pk), before.isoformat(), until.isoformat()), actor_id=actor.person_id)
    letters.write(
        taking_part(locked.pk), Role.MANAGER, letters.PUT_OFF, words_of(locked, "calls", text=reason)
    )
    return locked


@transaction.atomic
def answer(actor: Actor, request: Request, question: Question, text: str) -> Question:
    """Answer a question to all providers alike; an answer can be corrected while the call is open."""
    if not text.strip():
        raise Refused(_("Write an answer."))
    if request.state != Request.State.OPEN:
        raise Conflict(_("The call has ended: an answer would come too late for all."))
    if question.answer == text.strip():
        return question
    question.answer, question.answered_at = text.strip()[:4000], database_now()
    question.save(update_fields=["answer", "answered_at"])
    record(QuestionAnswered(str(question.pk)), actor_id=actor.person_id)
    letters.write(taking_part(request.pk), Role.MANAGER, letters.ANSWERED, words_of(request, "calls"))
    return question


@transaction.atomic
def withdraw(actor: Actor, request: Request, reason: str) -> Request:
    """End a request without an award and tell everybody why; sealed proposals are never opened then."""
    if not reason.strip() and request.state != Request.State.DRAFT:
        raise Refused(_("Say why: all providers are told."))
    was_sent = request.state != Request.State.DRAFT
    ending = Request.objects.filter(
        pk=request.pk, state__in=[Request.State.DRAFT, Request.State.OPEN, Request.State.CLOSED]
    )
    if ending.update(state=Request.State.WITHDRAWN, ended_because=reason.strip()[:1000]):
        record(RequestWithdrawn(str(request.pk)), actor_id=actor.person_id)
        request.refresh_from_db()
        if was_sent:
            words = words_of(request, "calls", text=reason)
            letters.write(taking_part(request.pk), Role.MANAGER, letters.WITHDRAWN, words)
    else:
        request.refresh_from_db()
        if request.state == Request.State.AWARDED:
            raise Conflict(_("This request is awarded: end the agreement instead."))
    return request


def words_of(request: Request, where: str, **more: object) -> dict[str, object]:
    """Return the words of a letter about a request; `where` is requests (buyer) or calls (provider)."""
    until = request.proposals_until
    return {
        "buyer": request.org.name,
        "title": request.title,
        "until": "" if until is None else f"{until:%Y-%m-%d %H:%M}",
        "link": f"{request.site}/{where}/{request.pk}/",
        **more,
    }


def _write_to_invited(request: Request, providers: Iterable[int]) -> None:
    letters.write(list(providers), Role.MANAGER, letters.INVITED, words_of(request, "calls"))


def _fields(work: Work) -> dict[str, object]:
    """Return the columns of a request for what was described."""
    same = (
        "title", "service", "task_type", "description", "volume", "unit", "finish_by", "quality", "currency",
        "least_people", "certified_only", "sample_units", "sample_minutes",
    )  # fmt: skip
    return {
        **{name: getattr(work, name) for name in same},
        "languages": list(work.languages),
        "security": list(work.security),
        "countries": list(work.countries),
        "budget_minor": None if work.budget is None else minor_of(work.budget, work.currency),
    }
