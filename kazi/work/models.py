"""From project to delivery: tasks, the seats people take at them, answers, reviews, results.

The counts and states that `kazi.work.hot` changes are held by constraints here, so that no
statement, however wrong, gives a seat twice.
"""

from __future__ import annotations

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kazi.accounts.models import Membership, Organisation
from kazi.files.models import StoredFile
from kazi.kernel.sharing import SharedModel
from kazi.kernel.tenancy import TenantModel
from kazi.kinds.models import TaskTypeVersion
from kazi.skills.models import Skill
from kazi.work import rules
from kazi.workforce.models import Team, Worker


class Project(TenantModel):
    """A piece of work for a client, done with one version of one task type."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        OPEN = "open", _("Open")
        PAUSED = "paused", _("Paused")
        FINISHED = "finished", _("Finished")

    class Method(models.TextChoices):
        SINGLE = "single", _("One person answers")
        DOUBLE = "double", _("Two people key blind, a third decides where they differ")
        VOTE = "vote", _("Several people answer, the majority decides")

    name = models.CharField(_("name"), max_length=200)
    task_type = models.ForeignKey(TaskTypeVersion, on_delete=models.PROTECT, related_name="+")
    client = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    method = models.CharField(_("method"), max_length=10, choices=Method, default=Method.SINGLE)
    overlap = models.PositiveSmallIntegerField(
        _("people per task"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(rules.MOST_PEOPLE)],
    )
    priority = models.PositiveSmallIntegerField(_("priority"), default=5, validators=[MaxValueValidator(9)])
    deadline = models.DateTimeField(_("deadline"), null=True, blank=True)
    lease_minutes = models.PositiveSmallIntegerField(
        _("minutes for a task"),
        default=30,
        validators=[MinValueValidator(1), MaxValueValidator(24 * 60)],
        help_text=_("How long a worker keeps a task before it is offered to somebody else."),
    )
    rework_hours = models.PositiveSmallIntegerField(
        _("hours for rework"),
        default=24,
        help_text=_("How long a task that was sent back waits for the person who did it."),
    )
    review_percent = models.DecimalField(
        _("share reviewed, %"),
        max_digits=5,
        decimal_places=2,
        default=Decimal(0),
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(100))],
    )
    review_first = models.PositiveSmallIntegerField(_("first answers of each worker reviewed"), default=0)
    rate_per_task = models.DecimalField(
        _("piece rate"),
        max_digits=18,
        decimal_places=6,
        default=Decimal(0),
        validators=[MinValueValidator(Decimal(0))],
    )
    currency = models.CharField(max_length=3, default="USD")
    requires = models.ManyToManyField(Skill, blank=True, related_name="+")
    teams = models.ManyToManyField(Team, blank=True, related_name="+")
    is_practice = models.BooleanField(default=False)
    is_sensitive = models.BooleanField(
        _("may disturb"),
        default=False,
        help_text=_("Pictures are blurred until the worker chooses to see them."),
    )
    note = models.TextField(_("note for workers"), blank=True)
    queue_changed_at = models.DateTimeField(default=timezone.now, editable=False)
    made_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["-priority", "deadline", "pk"]

    def __str__(self) -> str:
        return self.name


class Batch(TenantModel):
    """One file of tasks that a client sent.  `position` is how far the import has come."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        READING = "reading", _("Reading")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="batches")
    file = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=255)
    key_column = models.CharField(max_length=100, blank=True)
    priority = models.SmallIntegerField(default=0)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    position = models.BigIntegerField(default=0)
    size = models.BigIntegerField(default=0)
    imported = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    error = models.TextField(blank=True)
    ignored_columns = models.JSONField(default=list)  # Names of columns that the type does not ask for.
    made_by = models.ForeignKey(Membership, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.name


class RefusedRow(TenantModel):
    """A row of a batch that was not taken, and why: a Fault, kept."""

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="refused_rows", db_index=False)
    line = models.PositiveIntegerField()
    field = models.CharField(max_length=200, blank=True)
    text = models.TextField()
    values = models.JSONField(default=dict)

    class Meta:
        ordering = ["line", "pk"]
        constraints = [
            # An import that is taken up again after a crash writes the same fault once.
            models.UniqueConstraint(fields=["batch", "line", "field"], name="one_refusal_per_cell")
        ]

    def __str__(self) -> str:
        return f"{self.line}: {self.text}"


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


class Review(TenantModel):
    """A second look at a task's answer by a lead: it waits, is taken, and is decided once."""

    class Verdict(models.TextChoices):
        ACCEPT = "accept", _("Accepted")
        CORRECT = "correct", _("Corrected")
        SEND_BACK = "send_back", _("Sent back")

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="reviews")
    answer = models.ForeignKey(Answer, on_delete=models.PROTECT, related_name="reviews")
    proposed = models.JSONField()
    agreement = models.FloatField(null=True)
    method = models.CharField(max_length=10)
    cause = models.CharField(max_length=20, default="sample")
    made_at = models.DateTimeField(default=timezone.now)
    taken_by = models.ForeignKey(Membership, null=True, on_delete=models.PROTECT, related_name="+")
    taken_until = models.DateTimeField(null=True)
    verdict = models.CharField(max_length=10, choices=Verdict, blank=True)
    value = models.JSONField(null=True)
    comment = models.TextField(blank=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["task"], condition=Q(verdict=""), name="one_open_review")
        ]
        indexes = [models.Index(fields=["org", "made_at"], condition=Q(verdict=""), name="to_review")]

    def __str__(self) -> str:
        return f"review of {self.task_id}"


class Result(TenantModel):
    """The settled answer of a task.  `version` counts how often it was settled anew."""

    class Method(models.TextChoices):
        SINGLE = "single", _("One answer")
        DOUBLE = "double", _("Two people agree")
        DECIDED = "decided", _("A third person decided")
        VOTE = "vote", _("Majority")
        REVIEW = "review", _("Reviewed")

    task = models.OneToOneField(Task, on_delete=models.CASCADE, related_name="result")
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="results", db_index=False)
    version = models.PositiveSmallIntegerField(default=1)
    value = models.JSONField()
    agreement = models.FloatField(null=True)
    method = models.CharField(max_length=10, choices=Method)
    by = models.CharField(max_length=500)  # Pseudonyms, good for this project only.
    reviewed = models.BooleanField(default=False)
    answered_at = models.DateTimeField()
    settled_at = models.DateTimeField(default=timezone.now)
    delivered_version = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(fields=["project", "id"], name="result_of_project"),
            models.Index(
                fields=["project", "id"],
                condition=Q(delivered_version__lt=F("version")),
                name="result_to_deliver",
            ),
            models.Index(fields=["project", "settled_at"], name="result_latest"),
        ]

    def __str__(self) -> str:
        return f"result of {self.task_id}"


class Concern(TenantModel):
    """What a worker said about a task instead of, or before, answering: a question or a flag."""

    class Kind(models.TextChoices):
        QUESTION = "question", _("Question")
        UNCLEAR = "unclear", _("Unclear")
        DISTURBING = "disturbing", _("Disturbing")

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="concerns")
    seat = models.ForeignKey(Seat, on_delete=models.CASCADE, related_name="concerns")
    worker = models.ForeignKey(Worker, on_delete=models.PROTECT, related_name="concerns")
    kind = models.CharField(max_length=10, choices=Kind)
    text = models.CharField(max_length=1000, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    reply = models.CharField(max_length=2000, blank=True)
    replied_by = models.ForeignKey(Membership, null=True, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["seat", "kind", "text"], name="one_concern_once")]

    def __str__(self) -> str:
        return f"{self.kind} about {self.task_id}"


class Pace(TenantModel):
    """How many answers a worker gave in a project in the quarter of an hour that begins at `at`.

    Counted anew from the answers as long as the quarter lasts, so boards need not read them all.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="+", db_index=False)
    worker = models.ForeignKey(Worker, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    answers = models.PositiveIntegerField()
    seconds = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "worker", "at"], name="one_pace_per_quarter")
        ]
        indexes = [
            models.Index(fields=["org", "at"], name="pace_newest"),
            models.Index(fields=["project", "at"], name="pace_of_project"),
            models.Index(fields=["worker", "at"], name="pace_of_worker"),
        ]

    def __str__(self) -> str:
        return f"{self.answers} by {self.worker_id} from {self.at:%H:%M}"


class Delivery(SharedModel):
    """The client's window on one project: progress and copies of results, shared by two sides."""

    project_ref = models.BigIntegerField(unique=True)  # The owner's project; no key to follow.
    name = models.CharField(max_length=200)
    provider_name = models.CharField(max_length=200)
    task_type = models.CharField(max_length=80)
    task_type_version = models.PositiveIntegerField()
    type_source = models.TextField()
    state = models.CharField(max_length=10, choices=Project.State)
    deadline = models.DateTimeField(null=True)
    tasks = models.PositiveIntegerField(default=0)
    settled = models.PositiveIntegerField(default=0)
    reviewed = models.PositiveIntegerField(default=0)
    reviewed_right = models.PositiveIntegerField(default=0)
    agreement = models.FloatField(null=True)
    eta_from = models.DateTimeField(null=True)
    eta_to = models.DateTimeField(null=True)
    parcels = models.PositiveIntegerField(default=0)  # Complete ones: what the client may see.
    updated_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.name


class Parcel(models.Model):
    """Results that were handed over together.  Reached through its delivery only.

    A large one is filled, and accepted, in chunks: `position` is the last result that was copied,
    `until` the last that belongs to it.
    """

    class State(models.TextChoices):
        FILLING = "filling", _("Being handed over")
        WAITING = "waiting", _("Waits for acceptance")
        ACCEPTING = "accepting", _("Being accepted")
        ACCEPTED = "accepted", _("Accepted")

    delivery = models.ForeignKey(
        Delivery, on_delete=models.CASCADE, related_name="parcel_set", db_index=False
    )
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=State, default=State.FILLING)
    count = models.PositiveIntegerField(default=0)
    rejected = models.PositiveIntegerField(default=0)
    position = models.BigIntegerField(default=0)
    until = models.BigIntegerField()
    made_by = models.ForeignKey(Membership, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    delivered_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["delivery", "number"], name="one_parcel_per_number"),
            # Two managers who deliver at the same moment make one parcel.
            models.UniqueConstraint(
                fields=["delivery"], condition=Q(state="filling"), name="one_parcel_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.delivery_id} parcel {self.number}"


class DeliveredResult(models.Model):
    """A copy of one settled result, as it was handed over.  Reached through its delivery only."""

    class State(models.TextChoices):
        DELIVERED = "delivered", _("Delivered")
        ACCEPTED = "accepted", _("Accepted")
        REJECTED = "rejected", _("Rejected")
        REPLACED = "replaced", _("Replaced by a newer version")

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="results", db_index=False)
    parcel = models.PositiveIntegerField()
    key = models.CharField(max_length=200)
    version = models.PositiveSmallIntegerField()
    inputs = models.JSONField()
    files = models.JSONField(null=True)
    value = models.JSONField()
    agreement = models.FloatField(null=True)
    method = models.CharField(max_length=10, choices=Result.Method)
    by = models.CharField(max_length=500)
    reviewed = models.BooleanField(default=False)
    answered_at = models.DateTimeField()
    delivered_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=10, choices=State, default=State.DELIVERED)
    reason = models.CharField(max_length=1000, blank=True)
    decided_at = models.DateTimeField(null=True)
    sent_back_at = models.DateTimeField(null=True)  # When the provider's task went out for rework.

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["delivery", "key", "version"], name="one_copy_per_version")
        ]
        indexes = [
            models.Index(fields=["delivery", "state", "key"], name="copy_by_state"),
            models.Index(fields=["delivery", "parcel", "key"], name="copy_by_parcel"),
        ]

    def __str__(self) -> str:
        return f"{self.key} v{self.version}"
