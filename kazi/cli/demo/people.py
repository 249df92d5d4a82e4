"""The people of the demo: three providers, two clients, a hub; forty workers in teams with leads."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from kazi.accounts.actors import Actor, as_actor
from kazi.accounts.models import Membership, Organisation, Person, Role
from kazi.kernel.tenancy import acting_for
from kazi.skills.models import Award, Skill
from kazi.workforce.models import Team, Worker

KIND = Organisation.Kind
PROVIDERS = (
    ("Amani Digital", "amani-digital", "KE", "Africa/Nairobi", "KES", "sw"),
    ("Udaan Data Works", "udaan-data-works", "IN", "Asia/Kolkata", "INR", "hi"),
    ("Chantrea Services", "chantrea-services", "KH", "Asia/Phnom_Penh", "KHR", "km"),
)
CLIENTS = (
    ("Duka Fresh", "duka-fresh", "KE", "Africa/Nairobi", "KES"),
    ("Harbour Archive", "harbour-archive", "GB", "Europe/London", "GBP"),
)
TEAMS = {"amani-digital": ("Simba", "Twiga", "Kifaru"), "udaan-data-works": ("Asha",),
         "chantrea-services": ("Romduol",)}  # fmt: skip
WORKERS = {
    "amani-digital": (
        "Wanjiku Kariuki", "Otieno Ouma", "Halima Yusuf", "Kiprono Rotich", "Nafula Wekesa", "Mutua Kilonzo",
        "Achieng Odhiambo", "Baraka Mwamba", "Chebet Langat", "Njoroge Kimani", "Zawadi Charo",
        "Barasa Simiyu", "Amina Abdi",
        "Kamau Gitau", "Moraa Nyaboke", "Lokol Ekai", "Wambui Ndegwa", "Jelimo Koech",
        "Musyoka Muli", "Auma Atieno", "Saitoti Lemayian", "Fatuma Ali", "Makena Muriuki", "Okello Owino",
    ),
    "udaan-data-works": ("Asha Devi", "Ravi Munda", "Sunita Soren", "Imran Shaikh", "Lakshmi Pawar",
                         "Deepak Oraon", "Meena Bai", "Joseph Ekka"),
    "chantrea-services": ("Sokha Chan", "Bopha Keo", "Dara Prak", "Sreymom Nhem", "Vibol Seng",
                          "Chanthou Ly", "Rithy Mao", "Kunthea Sim"),
}  # fmt: skip


@dataclass
class House:
    """One provider of the demo with the actors in it."""

    org: Organisation
    manager: Actor
    leads: list[Actor] = field(default_factory=list)
    workers: list[Actor] = field(default_factory=list)
    teams: list[Team] = field(default_factory=list)
    skill: Skill | None = None


@dataclass
class People:
    houses: list[House]
    clients: list[Organisation]


def make_people(today: date) -> People:
    """Make everybody.  Nobody has a password: they are reached by the demo's own sign-in."""
    houses = [_house(*said, today=today) for said in PROVIDERS]
    clients = []
    for number, (name, slug, country, zone, currency) in enumerate(CLIENTS):
        client = Organisation.objects.create(
            kind=KIND.CLIENT,
            name=name,
            slug=slug,
            country=country,
            timezone=zone,
            currency=currency,
            is_demo=True,
        )
        join(("Njeri Mwangi", "Oliver Marsh")[number], client, Role.CLIENT)
        clients.append(client)
    hub = Organisation.objects.filter(kind=KIND.HUB, is_demo=True).first()
    if hub is None:
        hub = Organisation.objects.create(kind=KIND.HUB, name="Kazi hub", slug="hub", is_demo=True)
    join("Tesfaye Bekele", hub, Role.HUB)
    join("Maria Santos", hub, Role.HUB)
    return People(houses, clients)


def _house(
    name: str, slug: str, country: str, zone: str, currency: str, language: str, *, today: date
) -> House:
    org = Organisation.objects.create(
        kind=KIND.PROVIDER,
        name=name,
        slug=slug,
        country=country,
        timezone=zone,
        currency=currency,
        is_demo=True,
    )
    managers = {"amani-digital": "Grace Wairimu", "udaan-data-works": "Neha Kulkarni"}
    with acting_for(org.pk):
        manager = join(managers.get(slug, "Sophal Chea"), org, Role.MANAGER)
        house = House(org, manager)
        leads = ("Esther Njoki", "Daniel Omondi", "Ruth Chepkoech", "Vikram Tudu", "Maly Sok")
        first = sum(len(TEAMS[other]) for other in list(TEAMS)[: list(TEAMS).index(slug)])
        for place, team_name in enumerate(TEAMS[slug]):
            team = Team.objects.create(name=team_name)
            lead = join(leads[first + place], org, Role.LEAD)
            _employ(lead, team, today - timedelta(days=700))
            team.leads.add(lead.membership_id)
            house.leads.append(lead)
            house.teams.append(team)
        house.skill = Skill.objects.create(code="receipts", name="Receipts")
        for place, worker_name in enumerate(WORKERS[slug]):
            worker = join(worker_name, org, Role.WORKER, language)
            _employ(worker, house.teams[place % len(house.teams)], today - timedelta(days=30 + 17 * place))
            if place < 14:
                Award.objects.create(
                    skill=house.skill, membership_id=worker.membership_id, awarded_by_id=manager.membership_id
                )
            house.workers.append(worker)
    return house


def join(name: str, org: Organisation, role: Role, language: str = "en") -> Actor:
    person = Person(
        username="demo-" + name.lower().replace(" ", "-"), name=name, language=language, is_demo=True
    )
    if role != Role.WORKER:
        person.email = f"{name.split(' ', maxsplit=1)[0].lower()}@{org.slug}.example"
    person.set_unusable_password()
    person.save()
    return as_actor(Membership.objects.create(person=person, org=org, role=role))


def _employ(actor: Actor, team: Team, since: date) -> None:
    Worker.objects.create(membership_id=actor.membership_id, team=team, joined_on=since)
