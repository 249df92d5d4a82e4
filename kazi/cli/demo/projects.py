"""The projects of the demo, each in another state, and one to practise in."""

from __future__ import annotations

import random
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from kazi.accounts.actors import Actor
from kazi.accounts.models import Organisation
from kazi.cli.demo import drawing
from kazi.cli.demo.drawing import Drawn
from kazi.cli.demo.people import House
from kazi.cli.demo.working import spread, work
from kazi.files.rules.images import check_image
from kazi.files.services import store_image
from kazi.kinds.types import take_ready
from kazi.work.facts import forget_projects
from kazi.work.models import Concern, Project, Review, Task
from kazi.work.services import claiming, deliveries, judging, projects
from kazi.work.services.projects import NewTask, add_tasks
from kazi.work.services.windows import refresh

STATE = Project.State
LINE_KINDS = ("company", "address", "date", "total", "other")


def receipts(house: House, client: Organisation, dice: random.Random, today: date) -> list[Drawn]:
    """Receipts keyed twice: some settled, some at the third person, some waiting for a lead."""
    drawn = [drawing.receipt(dice, number, today) for number in range(1, 41)]
    project = _project(
        house,
        "Receipts of Duka Fresh, October",
        "receipt-entry",
        method=Project.Method.DOUBLE,
        client=client,
        priority=6,
        deadline=timezone.now() + timedelta(days=16),
        review_first=1,
        review_percent=Decimal(10),
        rate_per_task=Decimal("9.00"),
        note="Some slips are faint. Make them larger first; tick “Cannot be read” rather than guess.",
        requires=[house.skill],
    )
    _add_pictures(project, drawn)
    truths = {one.name: one.truth for one in drawn}
    skilled = house.workers[:14]
    work(project, skilled, truths, _slip_of_receipt, share=0.6, dice=dice, slips=3)
    _questions(house, project, skilled)
    _review(house, project)
    spread(project, dice)
    deliveries.deliver(house.manager, project)
    _sit_down(project, skilled[1:4])
    return drawn


def lines(house: House, client: Organisation, drawn: list[Drawn], dice: random.Random) -> None:
    """Lines of till slips, three votes each, all done and handed over."""
    project = _project(
        house,
        "Lines of till slips",
        "text-choice",
        method=Project.Method.VOTE,
        overlap=3,
        client=client,
        rate_per_task=Decimal("0.80"),
    )
    texts = list(dict.fromkeys((text, kind) for one in drawn for kind, text in one.lines))[:140]
    truths = {f"line-{n:03}": {"kind": kind} for n, (_, kind) in enumerate(texts, 1)}
    add_tasks(project, [NewTask(f"line-{n:03}", {"text": text}) for n, (text, _) in enumerate(texts, 1)])
    for _round in range(3):  # Tied votes ask for one more person, until none is left.
        work(project, house.workers[4:16], truths, _slip_of_line, share=2, dice=dice)
    _review(house, project, everything=True)
    spread(project, dice, until=timedelta(days=3))
    deliveries.deliver(house.manager, project)
    projects.change_state(house.manager, project, STATE.FINISHED)
    refresh(project)


def pages(house: House, client: Organisation, drawn: list[Drawn], dice: random.Random, today: date) -> None:
    """Sorting of pages: open, and due tomorrow."""
    mixed = [
        *(Drawn(f"page-{n:03}.png", one.png, {"kind": "receipt"}) for n, one in enumerate(drawn[:26], 1)),
        *(drawing.photo(dice, n) for n in range(27, 36)),
        *(drawing.empty_page(n) for n in range(36, 39)),
    ]
    forms = [drawing.household_form(dice, n, today) for n in range(39, 49)]
    mixed += [Drawn(f"page-{n:03}.png", one.png, {"kind": "form"}) for n, one in enumerate(forms, 39)]
    dice.shuffle(mixed)
    project = _project(
        house,
        "Sort the pages of the harbour archive",
        "image-choice",
        client=client,
        priority=8,
        deadline=timezone.now() + timedelta(hours=20),
        review_first=1,
        review_percent=Decimal(10),
        rate_per_task=Decimal("1.20"),
    )
    _add_pictures(project, mixed)
    truths = {one.name: one.truth for one in mixed}
    work(project, house.workers[2:9], truths, _slip_of_page, share=0.6, dice=dice)
    _review(house, project, send_back=False)
    spread(project, dice, days=4)
    refresh(project)
    _sit_down(project, house.workers[6:9])


def forms(house: House, dice: random.Random, today: date) -> None:
    """Household forms, paused while a question to the client is open."""
    drawn = [drawing.household_form(dice, number, today) for number in range(1, 13)]
    project = _project(
        house,
        "Household forms, ward 7",
        "form-entry",
        method=Project.Method.DOUBLE,
        priority=3,
        rate_per_task=Decimal("14.00"),
        is_sensitive=False,
        note="Paused: we have asked the client how to key a household without a telephone.",
    )
    _add_pictures(project, drawn)
    truths = {one.name: one.truth for one in drawn}
    work(project, house.workers[8:14], truths, _slip_of_form, share=0.4, dice=dice)
    spread(project, dice)
    projects.change_state(house.manager, project, STATE.PAUSED)


def practice(house: House) -> None:
    """Five lines with known answers: a tour of the tool, told right or wrong at once."""
    project = _project(
        house,
        "Practice: your first five tasks",
        "text-choice",
        is_practice=True,
        note="Nothing here is paid or counted. Try the keys 1 to 5, skip one, ask a question.",
    )
    tour = (
        ("company", "BARAKA CHEMIST"),
        ("address", "Plot 77, Ngong Road, Nairobi"),
        ("date", "14/09/2025 11:32"),
        ("total", "TOTAL KES 1,250.00"),
        ("other", "CASH 1,500.00  CHANGE 250.00"),
    )
    rows = [
        NewTask(f"practice-{n}", {"text": text}, expected={"kind": kind})
        for n, (kind, text) in enumerate(tour, 1)
    ]
    add_tasks(project, rows)
    # Every newcomer gets all five, so each task has a seat for everybody.
    Task.objects.filter(project=project).update(needed=200, open_seats=200)


def elsewhere(house: House, client: Organisation, drawn: list[Drawn], dice: random.Random) -> None:
    """A small open project of another provider: what is theirs stays theirs."""
    project = _project(
        house,
        "Which kind of line?",
        "text-choice",
        client=client,
        rate_per_task=Decimal("0.60"),
        review_first=1,
    )
    texts = [(kind, text) for one in drawn[:6] for kind, text in one.lines]
    truths = {f"{n}": {"kind": kind} for n, (kind, _) in enumerate(texts, 1)}
    add_tasks(project, [NewTask(f"{n}", {"text": text}) for n, (_, text) in enumerate(texts, 1)])
    work(project, house.workers, truths, _slip_of_line, share=0.5, dice=dice)
    spread(project, dice, days=6)


def _project(house: House, name: str, kind: str, **plan: Any) -> Project:
    made = projects.make_project(house.manager, name, take_ready(kind), currency=house.org.currency, **plan)
    opened = projects.change_state(house.manager, made, STATE.OPEN)
    forget_projects(house.org.pk)
    return opened


def _add_pictures(project: Project, drawn: list[Drawn]) -> None:
    rows = []
    for one in drawn:
        stored = store_image(check_image(one.png, one.name), one.name)
        rows.append(NewTask(one.name, {_input(project): one.name}, files={_input(project): str(stored.pk)}))
    add_tasks(project, rows)


def _input(project: Project) -> str:
    return "page" if project.task_type.name == "form-entry" else "image"


def _questions(house: House, project: Project, workers: list[Actor]) -> None:
    """One question that was answered, one that waits, a page that is unclear, one skipped."""
    asking = [(actor, claiming.next_work(actor, project.pk)) for actor in workers[4:8]]
    (first, seats), (second, others), (third, flagged), (fourth, left) = asking
    if not (seats and others and flagged and left):
        return
    answered = claiming.ask(first, project.pk, seats[0][1].seat_id, "Is the branch part of the company?")
    Concern.objects.filter(pk=answered.pk).update(
        reply="Only the name at the top. The branch goes into the address.",
        replied_by_id=house.leads[0].membership_id,
        closed_at=timezone.now(),
    )
    claiming.ask(second, project.pk, others[0][1].seat_id, "There are two totals. Which one do I key?")
    claiming.flag(third, project.pk, flagged[0][1].seat_id, Concern.Kind.UNCLEAR, "The slip is cut off.")
    claiming.skip(fourth, project.pk, left[0][1].seat_id, "Too faint for my screen")


def _review(house: House, project: Project, *, send_back: bool = True, everything: bool = False) -> None:
    """Decide half of what waits, mostly accepted, the last one sent back; the rest goes on waiting."""
    lead = house.leads[0]
    waiting = list(Review.objects.filter(task__project=project, verdict="").order_by("pk"))
    decided = waiting if everything else waiting[: (len(waiting) + 1) // 2]
    for place, review in enumerate(decided):
        judging.take_review(lead, review)
        if send_back and not everything and place == len(decided) - 1:
            comment = "The date is the day of purchase, not of printing. Please look again."
            judging.decide_review(lead, review, Review.Verdict.SEND_BACK, comment=comment)
        else:
            judging.decide_review(lead, review, Review.Verdict.ACCEPT)


def _sit_down(project: Project, workers: list[Actor]) -> None:
    """Let some workers hold a task at this moment."""
    for actor in workers:
        claiming.next_work(actor, project.pk)


def _slip_of_receipt(dice: random.Random, answer: dict[str, Any]) -> dict[str, Any]:
    field = dice.choice(("company", "total", "date"))
    if field == "company":
        return answer | {"company": answer["company"][:-1]}
    if field == "total":
        whole, cents = answer["total"].split(".")
        return answer | {"total": f"{int(whole) + dice.choice((-10, 9, 90))}.{cents}"}
    day, rest = answer["date"].split("/", 1)
    return answer | {"date": f"{int(day) % 27 + 1:02}/{rest}"}


def _slip_of_line(dice: random.Random, answer: dict[str, Any]) -> dict[str, Any]:
    return answer | {"kind": dice.choice([kind for kind in LINE_KINDS if kind != answer["kind"]])}


def _slip_of_page(dice: random.Random, answer: dict[str, Any]) -> dict[str, Any]:
    return answer | {"kind": dice.choice(("letter", "form", "unusable"))}


def _slip_of_form(dice: random.Random, answer: dict[str, Any]) -> dict[str, Any]:
    return answer | {"village": dice.choice(drawing.VILLAGES)}
