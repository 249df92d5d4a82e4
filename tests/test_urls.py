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
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from kazi.accounts.actors import Actor, as_actor
from kazi.accounts.models import ApiKey, Device, Invitation, Membership, Organisation, Role
from kazi.deals.access.calls import call_of
from kazi.deals.models import Account, Campaign, Card, Collateral, Contact, Sending, StageSpell, Task
from kazi.deals.services import calls as deals_calls
from kazi.deals.services.opening import open_proposals
from kazi.files.models import StoredFile
from kazi.hub.queries.desk import hub_organisation
from kazi.kernel.recall import forget_everything
from kazi.kernel.tenancy import acting_for
from kazi.skills.models import Award, Skill
from kazi.work.models import Batch, Concern, Delivery, Review, Seat
from kazi.work.services import deliveries
from kazi.work.services.claiming import ask, next_work, submit_answer
from kazi.work.services.judging import decide_review
from kazi.workforce.models import Team, Worker
from tests.deals.makers import a_provider, later, propose, sent_request
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
    "accounts/login/",
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
    "need-work/thanks/",
    "providers/",
    "providers/<slug:slug>/",
    "search/",
    "satisfaction/<str:secret>/",
    "unsubscribe/<str:secret>/",
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
    theirs |= _a_deal(client_org, provider)
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
    file = StoredFile.objects.create(
        use="image", name=f"{MARK}.png", path="none.png", mime="image/png", bytes=1, sha256="3" * 64
    )
    return {
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
        "file_id": file.pk,
        "request_id": 1,  # The hub's; no stranger here works there.
        "role": "manager",
        "secret": "not-a-secret",
        "slug": provider.slug,
        "key": "no-key",
        "uidb36": "1",
    }


def _a_deal(client: Organisation, provider: Organisation) -> dict[str, Any]:
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
    """The hub's sales desk; no stranger here works there, and the card is nobody's else."""
    hub = hub_organisation()
    with acting_for(hub.pk):
        account = Account.objects.create(name=f"{MARK} Holdings")
        card = Card.objects.create(owner=hub, shared_with=hub, title=f"{MARK} card", account=account)
        StageSpell.objects.create(card=card, stage=card.stage)
        contact = Contact.objects.create(
            account=account, name=MARK, email="zebramussel@buyer.example", basis="asked", basis_note="By letter."
        )
        campaign = Campaign.objects.create(name=f"{MARK} campaign", subject=MARK, text=MARK)
        return {
            "card_id": card.pk,
            "task_id": Task.objects.create(card=card, what=f"Ring {MARK}").pk,
            "account_id": account.pk,
            "contact_id": contact.pk,
            "collateral_id": Collateral.objects.create(title=f"{MARK} case", kind="case", text=MARK).pk,
            "campaign_id": campaign.pk,
            "sending_id": Sending.objects.create(campaign=campaign, contact=contact).pk,
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


@pytest.mark.parametrize(
    "who",
    ["a rival's manager", "a rival's lead", "a rival's worker", "a rival client", "a worker of another team"],
)
def test_what_is_not_yours_looks_like_what_is_not_there(who: str, world: World) -> None:
    session = session_of(world.strangers[who])
    absent = {name: nothing_there(value) for name, value in world.theirs.items()}
    open_doors = []
    for route in ROUTES:
        if not route.parameters or route.pattern in PUBLIC:
            continue
        for method in METHODS:
            status, location, text = ask_for(session, method, route, world.theirs)
            nothing = ask_for(session, method, route, absent)
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
