"""Tasks, the seats that people take at them, and what they answered."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kazi.kernel.tenancy import TenantModel
from kazi.work import rules
from kazi.work.models.projects import Batch, Project
from kazi.workforce.models import Worker


class Task(TenantModel):
    """One unit of a client's work.

    `needed` people answer it in the present stage, `open_seats` of these seats are free, `done`
    are answered.  `rank` orders the queue, smaller first.
    """

    class Stage(models.TextChoices):
        KEY = "key", _("Answering")
        DECIDE = "decide", _("Deciding between two answers")

    class State(models.TextChoices):
        OPEN = "open", _("Open")  # Somebody may still answer.
        ANSWERED = "answered", _("Answered")  # Quality has to look.
        REVIEW = "review", _("In review")
        REWORK = "rework", _("Sent back")
        SETTLED = "settled", _("Settled")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="tasks", db_index=False)
    batch = models.ForeignKey(
        Batch, null=True, on_delete=models.SET_NULL, related_name="tasks", db_index=False
    )
    key = models.CharField(max_length=200)
    payload = models.JSONField()  # The inputs by name; of a picture its name as the client gave it.
    files = models.JSONField(null=True)  # Which stored file shows an input: name -> StoredFile id.
    rank = models.IntegerField(default=0)
    needed = models.PositiveSmallIntegerField(default=1)
    open_seats = models.SmallIntegerField(default=1)
    done = models.PositiveSmallIntegerField(default=0)
    stage = models.CharField(max_length=10, choices=Stage, default=Stage.KEY)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    hints = models.JSONField(null=True)
    expected = models.JSONField(null=True)  # The known answer, of practice tasks only.

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "key"], name="one_task_per_key"),
            models.CheckConstraint(condition=Q(open_seats__gte=0), name="seats_not_oversold"),
            models.CheckConstraint(condition=Q(open_seats__lte=F("needed")), name="seats_not_invented"),
        ]
        indexes = [
            models.Index(
                fields=["project", "rank", "id"],
                condition=Q(open_seats__gt=0),
                name="task_queue",
            ),
            models.Index(fields=["project", "id"], condition=Q(state="answered"), name="task_to_judge"),
            # With the organisation, so that counting by state never looks at a task itself.
            models.Index(fields=["project", "state", "org"], name="task_by_state"),
        ]

    def __str__(self) -> str:
        return self.key


class Seat(TenantModel):
    """One worker at one task: open until answered, given back, or its lease ends.

    `slot` numbers the seats that a worker holds open, so that a unique constraint, not a count,
    keeps a worker from holding more than `rules.MOST_AHEAD`, and a double tap from taking two.
    """

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        ANSWERED = "answered", _("Answered")
        EXPIRED = "expired", _("Time ran out")
        SKIPPED = "skipped", _("Skipped")
        FLAGGED = "flagged", _("Flagged")
        REWORK = "rework", _("Sent back")  # Waits for its worker, no slot taken yet.
        EXTRA = "extra", _("Answered late, kept beside")

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="seats", db_index=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="+", db_index=False)
    worker = models.ForeignKey(Worker, on_delete=models.PROTECT, related_name="seats", db_index=False)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    stage = models.CharField(max_length=10, choices=Task.Stage, default=Task.Stage.KEY)
    slot = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveSmallIntegerField(default=1)
    leased_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["task", "worker"], name="one_seat_per_worker"),
            models.UniqueConstraint(
                fields=["worker", "slot"], condition=Q(state="open"), name="one_seat_per_slot"
            ),
            models.CheckConstraint(condition=Q(slot__lt=rules.MOST_AHEAD), name="not_too_far_ahead"),
        ]
        indexes = [
            models.Index(
                fields=["expires_at"],
                condition=Q(state__in=["open", "rework"]),
                name="seat_to_give_back",
            ),
            models.Index(fields=["worker", "project", "-id"], name="seat_latest"),
        ]

    def __str__(self) -> str:
        return f"{self.worker_id} on {self.task_id}"


class Answer(TenantModel):
    """What a worker said, one row for each version; never changed.

    `rate` is what the answer earned at the moment it was given (0 for rework: a seat earns its
    piece once) and `seconds` the time worked, pauses taken out: pay reads both and changes neither.
    """

    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="answers", db_index=False)
    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="answers")
    worker = models.ForeignKey(Worker, on_delete=models.PROTECT, related_name="answers", db_index=False)
    version = models.PositiveSmallIntegerField(default=1)
    value = models.JSONField()
    seconds = models.PositiveIntegerField(default=0)
    rate = models.DecimalField(max_digits=18, decimal_places=6, default=Decimal(0))
    is_extra = models.BooleanField(default=False)
    submitted_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["seat", "version"], name="one_answer_per_version")]
        indexes = [models.Index(fields=["worker", "submitted_at"], name="answer_of_worker")]

    def __str__(self) -> str:
        return f"answer {self.pk} to {self.task_id}"
