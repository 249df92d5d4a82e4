"""Nobody sees what is not theirs: every address of the site, walked as visitor, rival and colleague.

The walk finds the addresses itself.  A new one needs nothing here unless it has a parameter of a new
name (add the other party's thing to `theirs`), is open to everybody (add it to PUBLIC), or takes a
body (add a valid one to BODIES, or a refused body would hide a missing door).
"""

from __future__ import annotations

import io
import json
import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from kazi.accounts.actors import Actor, as_actor
from kazi.accounts.models import (
    ApiKey,
    Device,
    FactorRecovery,
    Invitation,
    Membership,
    OpenSession,
    Organisation,
    Role,
)
from kazi.channels.services.connecting import Draft, connect
from kazi.deals.access.calls import call_of
from kazi.deals.models import Account, Campaign, Card, Collateral, Invoice, Message, Sending, StageSpell, Task
from kazi.deals.models import Contact as AccountContact
from kazi.deals.models.agreements import Side
from kazi.deals.services import agreements
from kazi.deals.services import calls as deals_calls
from kazi.deals.services.messages import thread_for
from kazi.deals.services.opening import open_proposals
from kazi.files.models import StoredFile
from kazi.hub.models import (
    Contact,
    Figure,
    FigureCheck,
    Introduction,
    ReviewQuestion,
    Site,
    Standard,
    Story,
    Support,
)
from kazi.hub.queries.desk import hub_organisation
from kazi.hub.services.articles import Frame, Words, write
from kazi.hub.services.certification import applying
from kazi.hub.services.profiles import own_profile
from kazi.hub.services.references import ClosedDeal, publish_reference
from kazi.kernel.recall import forget_everything
from kazi.kernel.tenancy import acting_for
from kazi.skills.models import Award, Skill
from kazi.voice.models import Campaign as PollCampaign
from kazi.voice.models import CardLot
from kazi.voice.rules.editing import Wording, add, blank
from kazi.voice.rules.questionnaire import Kind
from kazi.voice.services.polls import make_poll
from kazi.work.models import Batch, Concern, Delivery, Review, Seat
from kazi.work.services import deliveries
from kazi.work.services.claiming import ask, next_work, submit_answer
from kazi.work.services.judging import decide_review
from kazi.workforce.models import Team, Worker
from tests.deals.makers import some_terms
from tests.deals.request_makers import a_provider, later, propose, sent_request
from tests.makers import join, log_in, make_project, organisation, work_off

MARK = "Zebramussel"  # Stands in every name of the other party that is not public.
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")

# Open to everybody, signed in or not.
PUBLIC = {
    "",
    "healthz",
    "api/",
    "api/v1/",
    "api/v1/openapi.json",
    "api/v1/session/token",
    ".well-known/did.json",
    ".well-known/jwks.json",
    "credentials/<uuid:credential_id>",  # Whoever was given its address; nobody guesses one.
    "credentials/<uuid:credential_id>.json",
    "credentials/<uuid:credential_id>.jwt",
    "credentials/<uuid:credential_id>.png",
    "credentials/<uuid:credential_id>.svg",
    "credentials/status/<int:list_number>",
    "credentials/status/<int:list_number>.jwt",
    "credentials/verify/",
    "accounts/login/",
    "accounts/login/second/",  # Without a right password before it, it leads back to the sign-in.
    "accounts/login/passkey/",
    "accounts/recovery/<str:secret>/",
    "advocates/",
    "advocates/<slug:slug>/",
    "claims/<str:secret>/",
    "claims/sent/",
    "embed/providers/<slug:slug>/",
    "for-your-site/",
    "moderation/",
    "moderation/cases/<str:secret>/",
    "providers/<slug:slug>/claim/",
    "report/<slug:kind>/<slug:ref>/",
    "report/done/",
    "robots.txt",
    "sitemap.xml",
    "sitemap-<slug:name>-<int:number>.xml",
    "accounts/signup/",
    "accounts/inactive/",
    "accounts/confirm-email/",
    "accounts/^confirm-email/(?P<key>[-:\\w]+)/$",
    "accounts/password/reset/",
    "accounts/password/reset/done/",
    "accounts/password/reset/key/done/",
    "accounts/^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
    "accounts/centre/",
    "accounts/centre/new-pin/",
    "accounts/centre/done/",
    "accounts/invitations/<str:secret>/",
    "demo/as/<str:role>",  # 404 outside demo mode.
    "i18n/setlang/",
    "help/problem/",
    "need-work/",
    "need-work/sent/",
    "need-work/draft/<str:secret>/",
    "need-work/confirm/<str:secret>/",
    "matching/",
    "hooks/<str:path>/<slug:what>",  # 404 but for a channel's secret path, and its provider's signature.
    "hooks/<str:path>/<slug:what>/",
    "files/shared/<uuid:file_id>/<str:token>",  # 404 but for a recording, by a link that is signed by us.
    "talk/<str:entry>/",  # 404 but for a link that is signed by us.
    "write-to-us/",
    "write-to-us/thanks/",
    "need-work/thanks/",
    "ocds/",
    "ocds/releases.json",
    "ocds/records.json",
    "ocds/<str:ocid>.json",
    "providers/",
    "providers/<slug:slug>/",
    "providers/<slug:slug>/write/",
    "providers/<slug:slug>/pictures/<uuid:file_id>/",
    "consent/<str:secret>/",  # 404 but for the secret of a person's own story.
    "attest/<str:secret>/",
    "api/v1/providers",
    "api/v1/providers/<slug>",
    "search/",
    "satisfaction/<str:secret>/",
    "unsubscribe/<str:secret>/",
    "news/",
    "news/feed.atom",
    "news/<slug:slug>/",
    "news/<slug:slug>/source.md",
    "newsletter/",
    "newsletter/confirm/<str:token>/",
    "newsletter/leave/<str:token>/",
    "resources/",
    "resources/feed.atom",
    "resources/<slug:slug>/",
    "resources/<slug:slug>/source.md",
    "standards/",
    "standards/<slug:slug>/",
    "standards/<slug:slug>/<int:version>/",
    "certificates/log/",
    "certificates/<uuid:certificate_id>/",
    "certificates/<uuid:certificate_id>/badge.svg",
    "search/feed.atom",
    "search/save/",
    "search/saved/",
    "search/saved/<str:secret>/",
    "search/saved/<str:secret>/stop/",
    "search/stopped/",
    "local-services/",
    "local-services/<uuid:service_id>/",
    "local-services/checks/<str:secret>/",
    "care/",
    "care/choose/",  # Posted: what somebody needs, and what they agree to pass on.
    "care/nobody/",
    "care/mine/",  # 404 or a form but for whoever has code and PIN.
    "care/unmet/",
    "helpline/",
    "helpline/tell/",
    "helpline/mine/",  # A form but for whoever has code and PIN.
    "care/answers/<str:secret>/",
    "hsds/",
    "hsds/profile/",
    "hsds/services",
    "hsds/services/<uuid:service_id>",
    "hsds/organizations",
    "hsds/organizations/<uuid:organization_id>",
    "hsds/taxonomies",
    "hsds/taxonomies/<uuid:taxonomy_id>",
    "hsds/taxonomy_terms",
    "hsds/taxonomy_terms/<uuid:term_id>",
    "hsds/<path:unknown>",  # Nothing is there; programs are told so.
    "hsds/service_at_locations",
    "hsds/service_at_locations/<uuid:at_location_id>",
    "countries/",
    "countries/potential/",
    "countries/potential.csv",
    "countries/potential.json",
    "countries/<slug:code>/",
    "statistics/",
    "statistics.csv",
    "statistics.json",
    "embed/statistics/",
    "api/v1/countries",
    "api/v1/countries/<code>",
    "published-polls/",
    "published-polls/<uuid:published_id>/",
    "published-polls/<uuid:published_id>.json",
}
# Everybody may sign out, and a visitor who does is led to the front.
TO_THE_FRONT = {"accounts/logout/"}
# A body that the call takes, where an empty one is refused before anybody looks whose thing it is.
BODIES: dict[str, Any] = {
    "api/v1/work/projects/<project_id>/seats/<seat_id>/answer": {"answer": {"kind": "total"}},
    "api/v1/projects/<project_id>/tasks": {"tasks": [{"key": "a", "inputs": {"text": "b"}}]},
    "api/v1/deliveries/<delivery_id>/reject": {"keys": ["line-1"], "reason": "Wrong."},
    "api/v1/projects/<project_id>/batches": "file",
    "my/work/<int:project_id>/<int:seat_id>/skip": {"reason": "other", "text": "No."},
    "my/work/<int:project_id>/<int:seat_id>/flag": {"kind": "unclear"},
    "my/work/<int:project_id>/<int:seat_id>/ask": {"text": "What is this?"},
}


@dataclass(frozen=True)
class Route:
    pattern: str
    parameters: frozenset[str]

    def path(self, values: dict[str, Any]) -> str:
        """Return the address with these values for its parameters."""
        plain = re.sub(r"\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)", r"<\1>", self.pattern)
        filled = re.sub(r"<(?:\w+:)?(\w+)>", lambda found: str(values[found[1]]), plain)
        return "/" + filled.replace("^", "").replace("$", "")


@dataclass
class World:
    """What one provider has, as the values of parameters; and who must not get at it."""

    theirs: dict[str, Any]
    strangers: dict[str, Actor] = field(default_factory=dict)


def routes() -> list[Route]:
    found = {}

    def walk(resolver: URLResolver, before: str) -> Iterator[tuple[str, URLPattern]]:
        for one in resolver.url_patterns:
            pattern = before + str(one.pattern)
            if isinstance(one, URLResolver):
                yield from walk(one, pattern)
            else:
                yield pattern, one

    for pattern, _one in walk(get_resolver(), ""):
        names = re.findall(r"<(?:\w+:)?(\w+)>", pattern)
        found[pattern] = Route(pattern, frozenset(names))
    return list(found.values())


ROUTES = routes()


@pytest.fixture
def world(db: None) -> World:
    """A provider with one of everything, at work for a client; and four kinds of strangers."""
    provider = organisation("Amani Data")
    client_org = organisation(f"{MARK} Foods", Organisation.Kind.CLIENT)
    with acting_for(provider.pk):
        theirs = _a_busy_provider(provider, client_org)
        others = Team.objects.create(name="Evening")
    theirs |= _a_request(client_org)
    with acting_for(client_org.pk):
        theirs["key_id"] = ApiKey.objects.create(
            name=f"{MARK} key", prefix="kzk_", secret_hash="0" * 64, scopes=["deliveries:read"],
            made_by_id=join("buyer", client_org, Role.CLIENT).membership_id,
        ).pk  # fmt: skip
    rival = organisation("Rival Data")
    strangers = {
        "a rival's manager": join("mwangi", rival, Role.MANAGER),
        "a rival's lead": join("moraa", rival, Role.LEAD),
        "a rival's worker": join("kamau", rival),
        "a rival client": join("faraja", organisation("Rival Foods", "client"), Role.CLIENT),
        "a worker of another team": join("cherono", provider, team=others),
    }
    forget_everything()
    return World(theirs, strangers)


def _a_busy_provider(provider: Organisation, client: Organisation) -> dict[str, Any]:
    day = Team.objects.create(name=f"{MARK} day")
    manager = join(f"{MARK} manager", provider, Role.MANAGER)
    worker = join(f"{MARK} worker", provider, team=day)
    join(f"{MARK} lead", provider, Role.LEAD, team=day)
    made_by = Membership.objects.get(pk=manager.membership_id)
    project = make_project(provider, tasks=3, name=f"{MARK} lines", client=client, review_percent=100)
    project.teams.add(day)
    forget_everything()
    for _facts, seat in next_work(worker, project.pk, ahead=2):
        submit_answer(worker, project.pk, seat.seat_id, {"kind": "total"})
    work_off()
    first, review = Review.objects.order_by("task__key")
    decide_review(manager, first, "accept")
    parcel = deliveries.deliver(manager, project)
    ((_facts, held),) = next_work(worker, project.pk)
    concern = ask(worker, project.pk, held.seat_id, f"{MARK}?")
    skill = Skill.objects.create(code="zebra", name=f"{MARK} skill")
    award = Award.objects.create(skill=skill, membership_id=worker.membership_id, awarded_by=made_by)
    invitation = Invitation.objects.create(
        email="zebramussel@example.org", name=MARK, role=Role.WORKER, secret_hash="1" * 64,
        invited_by=made_by, expires_at=timezone.now(),
    )  # fmt: skip
    device = Device.objects.create(name=f"{MARK} device", secret_hash="2" * 64, registered_by=made_by)
    factor = Authenticator.objects.create(
        user_id=worker.person_id, type="webauthn", data={"name": f"{MARK} phone", "credential": {}}
    )
    session = OpenSession.objects.create(
        person_id=worker.person_id, key="4" * 32, how="password", browser=MARK
    )
    recovery = FactorRecovery.objects.create(
        person_id=worker.person_id, started_by=made_by, reason=MARK, secret_hash="5" * 64,
        due_at=timezone.now() + timedelta(hours=1),
    )  # fmt: skip
    file = StoredFile.objects.create(
        use="image", name=f"{MARK}.png", path="none.png", mime="image/png", bytes=1, sha256="3" * 64
    )
    return _an_agreement(provider, client, manager) | {
        "project_id": project.pk,
        "batch_id": Batch.objects.create(project=project, name=f"{MARK}.csv").pk,
        "seat_id": Seat.objects.get(pk=held.seat_id).pk,
        "review_id": review.pk,
        "concern_id": Concern.objects.get(pk=concern.pk).pk,
        "delivery_id": Delivery.objects.get(pk=parcel.delivery_id).pk,
        "number": parcel.number,
        "worker_id": Worker.objects.get(membership_id=worker.membership_id).pk,
        "team_id": day.pk,
        "award_id": award.pk,
        "invitation_id": invitation.pk,
        "device_id": device.pk,
        **_a_told_profile(provider, made_by),
        "file_id": file.pk,
        "factor_id": factor.pk,
        "session_id": session.pk,
        "recovery_id": recovery.pk,
        "channel_id": _a_channel(),
        "unsealing_id": uuid.UUID(int=9),  # The helpline's; nobody else comes in at all.
        "provider": "nobody",  # Every manager may connect any provider; this one there is not.
        **_a_poll(manager),
        "request_id": 1,  # The hub's; no stranger here works there.
        "edition_id": write(
            manager, Frame("news", "notice", "CC0-1.0", MARK), Words("en", MARK, MARK, MARK)
        ).pk,
        # Shared by all providers, or the hub's alone: there is none here.
        **dict.fromkeys(("topic_id", "reply_id", "comment_id", "newsletter_id"), 1),
        **dict.fromkeys(
            ("service_id", "organization_id", "taxonomy_id", "term_id", "at_location_id"), uuid.uuid4()
        ),
        "case_id": 1,  # The hub's or the helpline's.
        "ref": provider.slug,
        "notice_id": 1,  # Of the helpline to some employer: tests/care walks them.
        "token": "not-a-token",
        "certificate_id": uuid.UUID(int=8),
        "appeal_id": 1,  # The hub's.
        "version": 1,
        **_an_application(manager),
        "credential_id": uuid.UUID(int=7),  # Public to whoever has it.
        "list_number": 1,
        "role": "manager",
        "secret": "not-a-secret",
        "path": "not-a-path",
        "unknown": "nothing/at-all",
        "what": "messages",
        "entry": "not-an-entry",
        "slug": provider.slug,
        "listing_id": 1,  # So are these: the hub's.
        "claim_id": 1,
        "advocate_id": 1,
        "kind": "provider",
        "name": "providers",
        "key": "no-key",
        "uidb36": "1",
        "code": "KE",
    }


def _a_channel(name: str = "line") -> int:
    values = {"username": MARK, "api_key": MARK}
    draft = Draft(provider="africastalking", medium="sms", name=f"{MARK} {name}", sender=MARK, values=values)
    return connect(draft).pk


def _a_poll(manager: Actor) -> dict[str, Any]:
    asked = add(blank(f"{MARK} poll", ("en",)), Wording(Kind.TEXT, {"en": f"{MARK}?"}))
    poll = make_poll(manager, uuid.uuid4(), asked, "editor")
    question = next(asked.questions()).name
    now = timezone.now()
    asking = PollCampaign.objects.create(
        version=poll.versions.get(), channel_id=_a_channel("asking"), seed="0" * 32, starts_at=now,
        ends_at=now + timedelta(days=1),
    )  # fmt: skip
    return {
        "poll_id": poll.pk,
        "poll_campaign_id": asking.pk,
        "card_lot_id": CardLot.objects.create(
            version=poll.versions.get(), language="en", count=20, last_day=timezone.localdate()
        ).pk,
        "question": question,
        "published_id": uuid.UUID(int=2),
    }


def _a_told_profile(provider: Organisation, made_by: Membership) -> dict[str, Any]:
    """One row of each kind in a profile that is not published."""
    draft = own_profile(provider)
    hub = organisation("Kazi hub", Organisation.Kind.HUB)
    today = timezone.now().date()
    said = {"code": "people", "value": 3, "unit": "people", "as_of": today, "source": MARK}
    figure = Figure.objects.create(profile=draft, fingerprint="4" * 64, **said)
    deal = ClosedDeal(
        "deal", timezone.now(), "data-entry", today, today, units=3, unit="lines", client_name=MARK
    )
    return {
        "site_id": Site.objects.create(profile=draft, town=MARK, country="KE").pk,
        "support_id": Support.objects.create(profile=draft, who=MARK, began_on=today).pk,
        "contact_id": Contact.objects.create(profile=draft, name=MARK, role="lead", email="a@b.example").pk,
        "story_id": Story.objects.create(profile=draft, title=MARK, text=MARK, consented_on=today).pk,
        "figure_id": figure.pk,
        "check_id": FigureCheck.objects.create(
            ref=figure.pk, kind="verification", fingerprint="4" * 64, shared_with=hub, **said
        ).pk,
        "introduction_id": Introduction.objects.create(
            shared_with=hub, name=MARK, email="a@b.example", message=MARK
        ).pk,
        "reference_id": publish_reference(provider, deal).pk,
    }


def _an_application(manager: Actor) -> dict[str, int]:
    """Begin a self-assessment with one answer and one paper of its own."""
    standard = Standard.objects.create(
        slug="zebra", version=1, name="S", about="A", months_valid=24, in_force_since=timezone.now()
    )
    wanted = standard.requirements.create(
        code="KE", section="S", level="minimum", text="T", evidence="E", place=0
    )
    application = applying.start(manager, standard)
    answer = applying.say(manager, application, wanted, "met", MARK)
    paper = applying.add_evidence(
        manager, answer, uuid.uuid4(), MARK, timezone.localdate(), link="https://a.example/"
    )
    question = ReviewQuestion.objects.create(
        application=application, text=MARK, asked_by_id=manager.person_id, owner_id=manager.org_id,
        shared_with_id=application.shared_with_id,
    )  # fmt: skip
    return {"application_id": application.pk, "evidence_id": paper.pk, "question_id": question.pk}


def _a_draft(writer: Actor) -> int:
    return write(writer, Frame("news", "notice", "CC0-1.0", MARK), Words("en", MARK, MARK, MARK)).pk


def _a_request(client: Organisation) -> dict[str, Any]:
    """A request that went to another provider, with a question and an opened proposal."""
    buyer = join(f"{MARK} deals", client, Role.CLIENT)
    manager = a_provider("Pamoja Services")[1]
    request = sent_request(buyer, manager, title=f"{MARK} receipts")
    with acting_for(manager.org_id):
        question = deals_calls.ask(manager, call_of(manager, request.pk), f"{MARK}?")
    proposal = propose(manager, request)
    with later():
        open_proposals(request.pk)
    sold = _a_desk()
    return {"call_id": request.pk, "question_id": question.pk, "proposal_id": proposal.pk, **sold}


def _a_desk() -> dict[str, Any]:
    """The hub's sales desk; no stranger here works there, and the card is shared with nobody."""
    hub = hub_organisation()
    with acting_for(hub.pk):
        account = Account.objects.create(name=f"{MARK} Holdings")
        card = Card.objects.create(owner=hub, shared_with=hub, title=f"{MARK} card", account=account)
        StageSpell.objects.create(card=card, stage=card.stage)
        contact = AccountContact.objects.create(
            account=account, name=MARK, email="zebra@buyer.example", basis="asked", basis_note="By letter."
        )
        campaign = Campaign.objects.create(name=f"{MARK} campaign", subject=MARK, text=MARK)
        return {
            "card_id": card.pk,
            "task_id": Task.objects.create(card=card, what=f"Ring {MARK}").pk,
            "account_id": account.pk,
            "buyer_contact_id": contact.pk,
            "collateral_id": Collateral.objects.create(title=f"{MARK} case", kind="case", text=MARK).pk,
            "campaign_id": campaign.pk,
            "sending_id": Sending.objects.create(campaign=campaign, contact=contact).pk,
        }


def _an_agreement(provider: Organisation, client: Organisation, manager: Actor) -> dict[str, Any]:
    """An agreement that both may sign, with a milestone, a draft of an invoice and a letter."""
    terms = some_terms(title=f"{MARK} deal", scope=MARK)
    agreement = agreements.draft(manager, provider, client, terms)
    agreements.offer(manager, agreement, Side.PROVIDER)
    invoice = Invoice.objects.create(
        shared_with=client, agreement=agreement, currency="USD", order_number=MARK, number=MARK
    )
    thread = thread_for(agreement)
    letter = Message.objects.create(
        thread=thread,
        voice="provider",
        author_id=manager.membership_id,
        author_name=MARK,
        organisation=MARK,
        text=MARK,
    )
    file = StoredFile.objects.create(
        use="message", name=f"{MARK}.pdf", path="none.pdf", mime="x", bytes=1, sha256="4" * 64
    )
    return {
        "agreement_id": agreement.pk,
        "milestone_id": agreement.milestones.create(code="m", title=MARK, kind="date", amount_minor=1).pk,
        "invoice_id": invoice.pk,
        "deal_id": thread.pk,
        "message_file_id": letter.files.create(stored=file, name=file.name, bytes=1, sha256=file.sha256).pk,
        "ocid": "ocds-xxxxxx-0",
    }


def nothing_there(value: Any) -> Any:
    """Return a value of the same kind that names nothing."""
    if isinstance(value, uuid.UUID):
        return uuid.UUID(int=0)
    return 900_000_000 + value if isinstance(value, int) else "nothing-there"


def ask_for(session: str, method: str, route: Route, values: dict[str, Any]) -> tuple[int, str, str]:
    """Return status, Location and text of the answer, and undo whatever the request did."""
    browser = Client()
    if session:
        browser.cookies[settings.SESSION_COOKIE_NAME] = session
    with transaction.atomic():
        answer = _send(browser, method, route, route.path(values))
        text = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
        transaction.set_rollback(True)
    return answer.status_code, answer.headers.get("Location", ""), text.decode(errors="replace")


def _send(browser: Client, method: str, route: Route, path: str) -> HttpResponseBase:
    if method == "GET":
        return browser.get(path)
    body = BODIES.get(route.pattern, {})
    if body == "file":
        return browser.generic(
            method, path, encode_multipart(BOUNDARY, {"file": _upload()}), MULTIPART_CONTENT
        )
    if route.pattern.startswith("api/"):
        return browser.generic(method, path, json.dumps(body), "application/json")
    return browser.generic(method, path, encode_multipart(BOUNDARY, body), MULTIPART_CONTENT)


def _upload() -> io.BytesIO:
    file = io.BytesIO(b"text\nTOTAL 1.00\n")
    file.name = "lines.csv"
    return file


def session_of(actor: Actor) -> str:
    return log_in(actor).cookies[settings.SESSION_COOKIE_NAME].value


def test_every_parameter_of_an_address_has_a_value_here(world: World) -> None:
    unknown = {(name, route.pattern) for route in ROUTES for name in route.parameters - world.theirs.keys()}
    assert not unknown, "Add the other party's thing under this name to _a_busy_provider."


def test_a_visitor_is_asked_to_sign_in_everywhere_but_on_public_pages(world: World) -> None:
    open_doors = []
    for route in ROUTES:
        if route.pattern in PUBLIC | TO_THE_FRONT:
            continue
        for method in METHODS:
            status, location, text = ask_for("", method, route, world.theirs)
            asked_to_sign_in = status == 302 and location.startswith("/accounts/")
            if not (asked_to_sign_in or status in {401, 404, 405}) or MARK in text:
                open_doors.append((method, route.pattern, status, location))
    assert open_doors == []


@pytest.fixture(scope="module")
def not_taken() -> set[tuple[str, str]]:
    """Methods that an address does not take, found once for all strangers: most of the walk's steps."""
    return set()


@pytest.mark.parametrize(
    "who",
    ["a rival's manager", "a rival's lead", "a rival's worker", "a rival client", "a worker of another team"],
)
def test_what_is_not_yours_looks_like_what_is_not_there(
    who: str, world: World, not_taken: set[tuple[str, str]]
) -> None:
    session = session_of(world.strangers[who])
    absent = {name: nothing_there(value) for name, value in world.theirs.items()}
    open_doors = []
    for route in ROUTES:
        if not route.parameters or route.pattern in PUBLIC:
            continue
        for method in METHODS:
            if (method, route.pattern) in not_taken:
                continue
            nothing = ask_for(session, method, route, absent)
            if nothing[0] == 405:  # So says the address before it looks for anything, whoever asks.
                not_taken.add((method, route.pattern))
                continue
            status, location, text = ask_for(session, method, route, world.theirs)
            hint = (status, location) != nothing[:2]
            if status < 300 or status == 422 or hint or MARK in text:
                open_doors.append((method, route.pattern, status, nothing[0], location))
    assert open_doors == []


@pytest.mark.parametrize(
    "who", ["a visitor", "a rival's manager", "a rival client", "a worker of another team"]
)
def test_no_list_shows_what_is_not_yours(who: str, world: World) -> None:
    session = "" if who == "a visitor" else session_of(world.strangers[who])
    shown = []
    for route in ROUTES:
        if not route.parameters:
            status, _location, text = ask_for(session, "GET", route, {})
            if MARK in text or status >= 500:
                shown.append((route.pattern, status))
    assert shown == []


def test_the_walk_would_notice_an_open_door(world: World) -> None:
    """The owner does see what the strangers did not: the walk looks at doors that do open."""
    manager = Membership.objects.get(person__name__startswith=MARK.title(), role=Role.MANAGER)
    session = session_of(as_actor(manager))
    seen = {
        route.pattern
        for route in ROUTES
        if route.parameters and MARK in ask_for(session, "GET", route, world.theirs)[2]
    }
    assert "deliveries/<int:delivery_id>/" in seen
    assert "api/v1/projects/<project_id>" in seen
