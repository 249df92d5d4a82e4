"""Care in the demo: made-up services in three towns, referrals in every state, cases in every stage."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils import timezone

from kazi.accounts.actors import Actor, as_actor
from kazi.accounts.models import Membership, Organisation, Person, Role
from kazi.care.models import Case, Keeping, LocalService, Notice
from kazi.care.rules.referrals import Who
from kazi.care.services import cases, referrals
from kazi.care.services.keeping import Listing, keep_listing
from kazi.care.services.unmet import count_unmet
from kazi.cli.demo.people import House
from kazi.kernel.tenancy import acting_for

PIN = "480295"  # Of every slip in the demo; the codes are shown to nobody.
TOWNS = {
    "Nairobi": ("KE", 180, -1.286, 36.817, ["sw", "en"]),
    "Kolkata": ("IN", 330, 22.573, 88.364, ["bn", "hi"]),
    "Phnom Penh": ("KH", 420, 11.556, 104.928, ["km"]),
}
SERVICES = (
    ("Nairobi", "Jua Kali Childcare", ["childcare"], True, "Day care for children of shift workers."),
    ("Nairobi", "Mtaa Clinic", ["clinic", "mental_health"], False, "General clinic; nurse on Saturdays."),
    ("Nairobi", "Haki Legal Corner", ["legal", "housing"], True, "Advice on work, rent and papers."),
    ("Nairobi", "Salama House", ["violence"], True, "A safe place to stay, somebody to talk to."),
    ("Nairobi", "Chama Savings Desk", ["bank", "remittance"], False, "Accounts and small loans."),
    ("Kolkata", "Bagan Crèche", ["childcare", "school"], False, "Crèche and help with homework."),
    ("Kolkata", "Ganga Health Point", ["clinic"], True, "Free check-ups, mornings."),
    ("Kolkata", "Shramik Legal Aid", ["legal"], True, "Lawyers for people who work."),
    ("Phnom Penh", "Mekong Family Centre", ["childcare", "food"], True, "Meals and day care."),
    ("Phnom Penh", "Tonle Riders", ["transport"], False, "Shared rides to night shifts."),
    ("Phnom Penh", "Lotus Line", ["mental_health", "violence"], True, "Somebody who listens, evenings."),
)
# What the service and the person have said so far, in turn.
COURSES: tuple[tuple[tuple[str, Who, str], ...], ...] = (
    (),
    (("receive", Who.SERVICE, ""),),
    (("accept", Who.SERVICE, ""),),
    (("accept", Who.SERVICE, ""), ("contact", Who.SERVICE, "")),
    (("accept", Who.SERVICE, ""), ("serve", Who.SERVICE, "")),
    (("accept", Who.SERVICE, ""), ("serve", Who.SERVICE, ""), ("helped", Who.WORKER, "")),
    (("decline", Who.SERVICE, "full"),),
    (("accept", Who.SERVICE, ""), ("not_serve", Who.SERVICE, "not_come")),
    (("withdraw", Who.WORKER, ""),),
)
TOLD = (
    ("pay", "Overtime of two nights is missing from my payslip."),
    ("unfair", "The new roster gives all Sundays to the same people."),
    ("safety", "The fire door on our floor is locked in the night shift."),
    ("harassment", "A lead makes remarks about women in front of everybody."),
    ("other", "There is no water on the second floor after six."),
)


def show_care(houses: list[House], now: datetime | None = None) -> None:
    """Make services with a keeper and an officer, and what has been told to them so far."""
    moment = now or timezone.now()
    hub = Membership.objects.filter(role=Role.HUB, person__is_demo=True).order_by("pk")[0]
    made = _services(as_actor(hub))
    _keeper(made["Jua Kali Childcare"])
    _referrals(made["Jua Kali Childcare"], moment)
    for _each in range(23):
        count_unmet("transport", "Nairobi", "KE", day=moment.date(), is_demo=True)
    for _each in range(12):
        count_unmet("school", "Phnom Penh", "KH", day=moment.date(), is_demo=True)
    _cases(houses[0], _officer(), moment.date())


def _services(staff: Actor) -> dict[str, LocalService]:
    made = {}
    with acting_for(staff.org_id):
        for number, (town, name, needs, is_free, text) in enumerate(SERVICES):
            country, offset, latitude, longitude, languages = TOWNS[town]
            listing = Listing(
                name=name, organisation=name, description=text, needs=needs, phone=f"+000 555 01{number:02}",
                email=f"desk{number}@services.example", languages=languages, is_free=is_free,
                fees="" if is_free else "A little; ask first.",
                hours=[([0, 1, 2, 3, 4], 480, 1020), ([5], 540, 780)],
                utc_offset_minutes=offset, street=f"{number + 3} Made-up Street", town=town, country=country,
                latitude=latitude + number / 200, longitude=longitude - number / 300,
                takes_referrals=number % 3 != 1,
            )  # fmt: skip
            made[name] = keep_listing(staff, listing, is_demo=True)
    return made


def _person(name: str, org: Organisation, role: Role) -> Actor:
    slug = name.lower().replace(" ", "-")
    person = Person(username=f"demo-{slug}", name=name, is_demo=True, email=f"{slug}@{org.slug}.example")
    person.set_unusable_password()
    person.save()
    return as_actor(Membership.objects.create(person=person, org=org, role=role))


def _keeper(service: LocalService) -> Actor:
    org = Organisation.objects.create(
        kind=Organisation.Kind.SERVICE, name=service.name, slug="jua-kali-childcare", country="KE",
        timezone="Africa/Nairobi", is_demo=True,
    )  # fmt: skip
    assert service.organisation is not None
    with acting_for(org.pk):
        Keeping.objects.create(listing=service.organisation)
    return _person("Rehema Ali", org, Role.SERVICE)


def _officer() -> Actor:
    org = Organisation.objects.create(
        kind=Organisation.Kind.ADVOCATE, name="Sauti Helpline", slug="sauti-helpline", country="KE",
        timezone="Africa/Nairobi", is_demo=True,
    )  # fmt: skip
    return _person("Mercy Akinyi", org, Role.OFFICER)


def _referrals(service: LocalService, now: datetime) -> None:
    names = ("Zawadi", "Mama Baraka", "Akinyi", "Juma", "Neema", "Halima", "Kip", "Wambui", "Otieno")
    for number, (name, course) in enumerate(zip(names, COURSES, strict=True)):
        began = now - timedelta(days=1 + number % 4)
        row = referrals.refer(
            service, "childcare",
            {"call_me": name, "contact": f"+000 555 02{number:02}, evenings", "note": "A child of two."},
            PIN, town="Nairobi", country="KE", is_demo=True, now=began,
        ).referral  # fmt: skip
        for step, (word, who, reason) in enumerate(course, 1):
            referrals.say(row, word, who, reason, now=began + timedelta(hours=5 * step))
    passing = {"contact": "+000 555 0299"}
    began = now - timedelta(days=9)
    referrals.refer(service, "childcare", passing, PIN, town="Nairobi", country="KE", is_demo=True, now=began)
    referrals.expire_due(now - timedelta(days=1))  # Nobody has answered that one.


def _cases(house: House, officer: Actor, today: date) -> None:
    """Tell five cases: unread and late, talked over, with the employer, replied, resolved."""
    told = []
    for number, (kind, text) in enumerate(TOLD):
        day = today - timedelta(days=6 - number)
        opened = cases.open_case(text, kind, PIN, employer=house.org, language="sw", is_demo=True, today=day)
        told.append(opened.case)
    with acting_for(officer.org_id):
        for case in told[1:]:
            cases.triage(officer, case, urgent=case.kind == "safety")
        cases.add_message(told[1], "Thank you. Since when is it so?", officer=officer)
        for case, text in zip(told[2:], _NOTICES, strict=True):
            cases.notify(officer, case, text)
    with acting_for(house.org.pk):
        for case, text in ((told[3], "All leads have been spoken to."), (told[4], "The pump is repaired.")):
            cases.reply(house.manager, _fresh(case, officer), text)
    cases.judge_reply(told[4], is_right=True)


_NOTICES = (
    "A way out of the building is said to be locked at night. Please check every floor.",
    "People feel belittled by remarks in front of the team.",
    "Water is missing on a floor in the evenings.",
)


def _fresh(case: Case, officer: Actor) -> Notice:
    with acting_for(officer.org_id):
        found: Notice | None = Case.objects.select_related("notice").get(pk=case.pk).notice
    assert found is not None
    return found
