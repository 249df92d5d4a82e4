"""Grievance cases: told without a name, led to an end that who told it agrees with; nothing leaks."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from kazi.accounts.actors import Actor
from kazi.accounts.models import Organisation, Role
from kazi.care.models import Case, CaseMessage, Keeping, Notice
from kazi.care.queries.cases import figures
from kazi.care.rules.cases import NEXT, WORKING_DAYS, Stage, due_on, may_go, same_matter
from kazi.care.services import cases
from kazi.care.services.cases import Opened, open_case
from kazi.care.services.referrals import refer
from kazi.channels.models import Letter
from kazi.journal.models import Entry
from kazi.kernel.errors import Conflict, NotFound, Refused
from kazi.kernel.tenancy import acting_for, all_tenants
from tests.care.makers import a_service, hub_staff
from tests.makers import join, log_in, organisation

PIN = "480295"
SECRET = "Omondi touched me on Tuesday"  # noqa: S105
TELL = {"kind": "harassment", "text": SECRET, "pin": PIN, "safe": "evenings"}


@pytest.fixture
def officer(db: None) -> Actor:
    return join("officer", organisation("Sauti Helpline", Organisation.Kind.ADVOCATE), Role.OFFICER)


def tell(org: Organisation | None = None, **more: object) -> Opened:
    return open_case(SECRET, "harassment", PIN, employer=org, **more)  # type: ignore[arg-type]


def stage_of(case: Case) -> str:
    return all_tenants(Case).get(pk=case.pk).stage


# --- rules -------------------------------------------------------------------------------------


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.sampled_from(list(WORKING_DAYS)))
def test_a_promise_ends_on_a_working_day_of_the_place(start: date, stage: Stage) -> None:
    for country, free in (("KE", {5, 6}), ("BD", {4, 5}), ("NP", {5})):
        end = due_on(start, stage, country)
        assert end is not None
        assert end.weekday() not in free
        days = [start + timedelta(days=n) for n in range(1, (end - start).days + 1)]
        assert sum(day.weekday() not in free for day in days) == WORKING_DAYS[stage]


@given(st.lists(st.sampled_from(["Line", "3", "OMONDI", "mr.", "night-shift"]), min_size=1))
def test_the_same_matter_is_known_in_any_order(words: list[str]) -> None:
    assert same_matter(words) == same_matter([" ".join(reversed(words)).upper() + "!"])


@given(st.lists(st.sampled_from(list(Stage)), max_size=20))
def test_no_way_leads_to_resolved_but_through_talk(steps: list[Stage]) -> None:
    stage, seen = Stage.HELD, {Stage.HELD}
    for step in steps:
        if may_go(stage, step):
            stage = step
            seen.add(step)
    assert stage in NEXT
    if Stage.RESOLVED in seen:
        assert {Stage.RECEIVED, Stage.TALKING} <= seen


# --- services ----------------------------------------------------------------------------------


def test_a_complaint_is_sealed_and_leaves_no_trace_in_any_journal(officer: Actor, org: Organisation) -> None:
    before = all_tenants(Entry).count()
    told = tell(org, matter="Omondi")
    row = all_tenants(Case).filter(pk=told.case.pk).values().get()
    assert all(word not in str(row) for word in (SECRET, "Omondi", told.code, PIN))
    assert all_tenants(Entry).count() == before
    assert cases.find_case(told.code, PIN) == told.case
    with pytest.raises(Refused):
        cases.find_case(told.code, "111222")


def test_without_an_independent_helpline_nothing_is_kept(org: Organisation) -> None:
    join("house officer", org, Role.OFFICER)  # The employer's own is none.
    with pytest.raises(Refused, match="no helpline"):
        tell(org)
    assert all_tenants(Case).count() == 0


def test_what_is_held_opens_when_another_reports_the_same(officer: Actor, org: Organisation) -> None:
    browser = log_in(officer)
    first = tell(org, matter="Line 3, Mr. Omondi", hold=True)
    other = tell(org, matter="Line 4", hold=True)
    assert browser.get(f"/cases/{first.case.pk}/").status_code == 404
    second = tell(org, matter="omondi line 3", hold=True)
    assert [stage_of(one.case) for one in (first, second, other)] == ["received", "received", "held"]
    assert SECRET in browser.get(f"/cases/{first.case.pk}/").content.decode()
    with pytest.raises(Refused):
        tell(org, hold=True)


def test_the_reply_counts_once_who_complained_agrees(
    officer: Actor, org: Organisation, manager: Actor
) -> None:
    case = tell(org).case
    with acting_for(officer.org_id):
        cases.triage(officer, case, urgent=True)
        cases.notify(officer, case, "Women on nights feel unsafe.")
        with pytest.raises(Conflict):
            cases.judge_reply(case, is_right=True)
    notice = all_tenants(Notice).get()
    with acting_for(org.pk):
        cases.reply(manager, notice, "A second guard from today.")
        with pytest.raises(Conflict):
            cases.reply(manager, notice, "Again.")
    assert stage_of(case) == "replied"
    assert cases.judge_reply(case, is_right=False).stage == "with_employer"
    with acting_for(org.pk):
        cases.reply(manager, notice, "And lamps on the way.")
    assert cases.judge_reply(case, is_right=True).stage == "resolved"
    with pytest.raises(NotFound):
        cases.reply(join("lead", org, Role.LEAD), notice, "x")


def test_a_resolved_case_is_watched_for_90_days(officer: Actor, org: Organisation) -> None:
    case = tell(org).case
    today = timezone.now().date()
    with acting_for(officer.org_id):
        Case.objects.update(stage="resolved", watch_from=today, notice=None)
        case.refresh_from_db()
        with pytest.raises(Conflict):
            cases.close(officer, case)
        assert [cases.watch_due(case, today + timedelta(days=days)) for days in (29, 30, 90)] == [
            None,
            30,
            30,
        ]
        with time_machine.travel(timezone.now() + timedelta(days=31)):
            assert cases.watched(officer, case, retaliation=False).stage == "resolved"
        with time_machine.travel(timezone.now() + timedelta(days=91)):
            assert cases.watched(officer, case, retaliation=True).stage == "talking"


def test_a_case_goes_24_months_after_it_was_closed(officer: Actor) -> None:
    case = tell().case
    with acting_for(officer.org_id):
        cases.close(officer, case)
    today = timezone.now().date()
    assert cases.forget_old(today + timedelta(days=700)) == 0
    assert cases.forget_old(today + timedelta(days=740)) == 1
    assert all_tenants(CaseMessage).count() == all_tenants(Case).count() == 0


def test_figures_are_shown_from_ten_on(officer: Actor) -> None:
    for number in range(10):
        case = tell(language="sw").case
        with acting_for(officer.org_id):
            cases.triage(officer, case, urgent=False)
        shown = figures()
        enough = number == 9
        assert (shown.cases, shown.languages) == ((10, ["sw"]) if enough else (None, []))
        assert (shown.stages[0].median_days, shown.stages[0].in_time_percent) == (
            (0, 100) if enough else (None, None)
        )


# --- pages -------------------------------------------------------------------------------------


def test_a_complaint_by_web_is_answered_by_web(officer: Actor, org: Organisation) -> None:
    worker = Client()
    page = worker.get("/helpline/tell/").content.decode()
    assert "data-quick-exit" in page
    slip = worker.post("/helpline/tell/", {**TELL, "employer": str(org.pk)})
    assert "no-store" in slip["Cache-Control"]
    code = re.search(r'class="slip" dir="ltr">([\w-]+)<', slip.content.decode())
    assert code is not None
    case = all_tenants(Case).get()
    desk = log_in(officer)
    assert "urgent" in desk.get("/cases/").content.decode()
    assert "evenings" in desk.get(f"/cases/{case.pk}/").content.decode()
    for act in ({"act": "take", "urgent": "1"}, {"act": "write", "words": "Are you safe now?"}):
        assert desk.post(f"/cases/{case.pk}/", act).status_code == 302
    assert desk.post(f"/cases/{case.pk}/", {"act": "take-apart"}).status_code == 409
    mine = worker.post("/helpline/mine/", {"code": code[1], "pin": PIN}).content.decode()
    assert "Are you safe now?" in mine
    ticket = re.search(r'name="ticket" value="([^"]+)"', mine)
    assert ticket is not None
    photo = SimpleUploadedFile("wanjiku-phone.jpg", b"jpeg")
    worker.post("/helpline/mine/", {"ticket": ticket[1], "words": "Yes.", "file": photo})
    seen = desk.get(f"/cases/{case.pk}/").content.decode()
    assert "Yes." in seen
    assert "wanjiku" not in seen  # The name of a file can tell whose it is.
    assert worker.cookies.keys() <= {"csrftoken"}


def test_late_promises_stand_first(officer: Actor) -> None:
    early, late = tell().case, tell(today=date(2026, 1, 5)).case
    page = log_in(officer).get("/cases/").content.decode()
    assert page.index(f"/cases/{late.pk}/") < page.index(f"/cases/{early.pk}/")
    assert page.count('class="late"') == 1


def test_no_role_sees_more_than_is_theirs(
    officer: Actor, org: Organisation, manager: Actor, worker: Actor
) -> None:
    """Each role against each address: only officers read a case, only the service reads a referral."""
    case = tell(org).case
    with acting_for(officer.org_id):
        cases.triage(officer, case, urgent=False)
        cases.notify(officer, case, "A notice in other words.")
    notice = all_tenants(Notice).get()
    service = a_service()
    row = refer(
        service, "childcare", {"contact": "0700 555 123", "note": SECRET}, PIN, town="Nairobi"
    ).referral
    own = organisation("Trust", Organisation.Kind.SERVICE)
    assert service.organisation is not None
    with acting_for(own.pk):
        Keeping.objects.create(listing=service.organisation)
    rival = organisation("Rival")
    roles = {
        "manager": manager, "lead": join("lead", org, Role.LEAD), "worker": worker,
        "house officer": join("inside", org, Role.OFFICER), "rival": join("boss", rival, Role.MANAGER),
        "client": join("njeri", organisation("Duka", "client"), Role.CLIENT), "hub": hub_staff(),
        "officer": officer, "service": join("desk", own, Role.SERVICE),
        "other officer": join("other", organisation("Other line", Organisation.Kind.ADVOCATE), Role.OFFICER),
    }  # fmt: skip
    paths = {
        "cases": "/cases/", "case": f"/cases/{case.pk}/", "notices": "/notices/",
        "notice": f"/notices/{notice.pk}/", "waiting": "/service/",
        "referral": f"/service/referrals/{row.ref}/",
        "task": f"/service/referrals/{row.ref}/task.json", "desk": "/hub/local-services/",
    }  # fmt: skip
    allowed = {
        "officer": {"cases", "case"}, "other officer": {"cases"}, "manager": {"notices", "notice"},
        "rival": {"notices"}, "service": {"waiting", "referral", "task"}, "hub": {"desk"},
    }  # fmt: skip
    leaks: list[tuple[str, str, object]] = []
    for name, actor in roles.items():
        browser = log_in(actor)
        for what, path in paths.items():
            answer = browser.get(path)
            may = what in allowed.get(name, set())
            text = answer.content.decode()
            if (answer.status_code == 200) != may or (answer.status_code not in {200, 404}):
                leaks.append((name, what, answer.status_code))
            if SECRET in text and (name, what) not in {("officer", "case"), ("service", "referral")}:
                leaks.append((name, what, "secret"))
        for path in (
            "/my/",
            "/local-services/",
            "/care/unmet/",
            "/helpline/",
            "/hub/",
            "/manage/",
            "/people/",
        ):
            text = browser.get(path, follow=True).content.decode()
            own_ref = name == "service" and path == "/my/"  # Its first page lists who waits, by number.
            if SECRET in text or "0700 555" in text or (row.ref in text and not own_ref):
                leaks.append((name, path, "secret"))
    assert leaks == []
    assert all(SECRET not in letter.text + letter.subject for letter in Letter.objects.all())
    for text in (str(Notice._meta.get_fields()), str(all_tenants(Notice).values().get())):
        assert "case_id" not in text
