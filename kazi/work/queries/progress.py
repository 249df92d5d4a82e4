"""How far projects are: counts of tasks by state, quality of what is settled."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Avg, Count

from kazi.kernel.recall import Recall
from kazi.kernel.tenancy import acting_for
from kazi.work.models import Project, Result, Review, Task

LOOKED_AT = 1_000  # Newest results from which the present agreement is said.


@dataclass(frozen=True, slots=True)
class Counts:
    """The tasks of one project by state."""

    open: int = 0
    answered: int = 0
    review: int = 0
    rework: int = 0
    settled: int = 0
    withdrawn: int = 0

    @property
    def total(self) -> int:
        """Tasks that are to be done: those withdrawn are not."""
        return self.open + self.answered + self.review + self.rework + self.settled

    @property
    def left(self) -> int:
        return self.total - self.settled

    @property
    def percent(self) -> int:
        """Settled tasks of 100, rounded down, so that 100 means all."""
        return self.settled * 100 // self.total if self.total else 0


def _ask(key: tuple[int, int]) -> Counts:
    org_id, project_id = key
    with acting_for(org_id):
        # The index task_by_state holds all this needs; at a million tasks it takes a moment, so it
        # is remembered for some seconds.
        tasks = Task.objects.filter(project_id=project_id).order_by()
        return Counts(**dict(tasks.values_list("state").annotate(n=Count("id"))))


_counts: Recall[tuple[int, int], Counts] = Recall(_ask, seconds=5)
_counts_of_finished: Recall[tuple[int, int], Counts] = Recall(_ask, seconds=120)


def counts_of(project: Project) -> Counts:
    """Return the tasks of a project by state, up to five seconds old (two minutes once finished)."""
    finished = project.state == Project.State.FINISHED
    return (_counts_of_finished if finished else _counts)((project.org_id, project.pk))


@dataclass(frozen=True, slots=True)
class Quality:
    """How good a project's results are, as far as anybody has looked.

    `agreement` is the mean over the newest `agreement_of` results that several people answered,
    None when there are none; `reviewed` counts decided reviews, `right` those accepted as they were.
    """

    agreement: float | None
    agreement_of: int
    reviewed: int
    right: int

    @property
    def right_percent(self) -> int | None:
        return round(self.right * 100 / self.reviewed) if self.reviewed else None

    @property
    def agreement_percent(self) -> int | None:
        return None if self.agreement is None else round(self.agreement * 100)


def _ask_quality(key: tuple[int, int]) -> Quality:
    org_id, project_id = key
    with acting_for(org_id):
        newest = Result.objects.filter(project_id=project_id).order_by("-id")[:LOOKED_AT]
        agreed = Result.objects.filter(pk__in=newest.values("pk"), agreement__isnull=False).order_by()
        found = agreed.aggregate(mean=Avg("agreement"), n=Count("id"))
        decided = Review.objects.filter(task__project_id=project_id).exclude(verdict="").order_by()
        verdicts = dict(decided.values_list("verdict").annotate(n=Count("id")))
        right = verdicts.get(Review.Verdict.ACCEPT, 0)
        return Quality(found["mean"], found["n"], sum(verdicts.values()), right)


_qualities: Recall[tuple[int, int], Quality] = Recall(_ask_quality, seconds=15)


def quality_of(project: Project) -> Quality:
    """Return what peers and reviewers say of a project's results, up to 15 seconds old."""
    return _qualities((project.org_id, project.pk))
