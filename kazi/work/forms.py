"""What the pages of projects and batches accept."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext, gettext_lazy
from django.utils.translation import gettext as _

from kazi.accounts.models import Organisation
from kazi.kernel.errors import NotFound
from kazi.kinds.models import TaskTypeVersion
from kazi.kinds.rules import TaskTypeInvalid, ready_types
from kazi.kinds.rules.shape import MAX_SOURCE_BYTES
from kazi.kinds.types import take_ready, take_version
from kazi.skills.models import Skill
from kazi.work.models import Project
from kazi.work.services.projects import WHILE_EMPTY
from kazi.workforce.models import Team

OWN = "own"
_CLOCK = "%Y-%m-%dT%H:%M"


class PlanForm(forms.ModelForm):  # type: ignore[type-arg]
    """The plan of a project that is there.  What is fixed once it has tasks is left out by `fixed`."""

    client_name = forms.SlugField(
        widget=forms.TextInput(attrs={"list": "known-clients", "autocomplete": "off"}),
        label=gettext_lazy("Client"),
        required=False,
        max_length=80,
        help_text=gettext_lazy(
            "The client's short name, such as bright-retail; it stands on their page “My account”. "
            "They will see progress and results of this project."
        ),
    )
    deadline = forms.DateTimeField(
        label=gettext_lazy("Deadline"),
        required=False,
        input_formats=[_CLOCK, "%Y-%m-%d %H:%M"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=_CLOCK),
    )

    requires: forms.ModelMultipleChoiceField[Skill] = forms.ModelMultipleChoiceField(
        queryset=None,
        label=gettext_lazy("Skills that are needed"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Only people who have all of these are given the tasks."),
    )
    teams: forms.ModelMultipleChoiceField[Team] = forms.ModelMultipleChoiceField(
        queryset=None,
        label=gettext_lazy("Teams"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Without a team chosen, all teams may work on it."),
    )

    class Meta:
        model = Project
        fields = [
            "name", "method", "overlap", "priority", "rate_per_task", "lease_minutes",
            "rework_hours", "review_percent", "review_first", "is_sensitive", "is_practice", "note",
        ]  # fmt: skip
        widgets = {"note": forms.Textarea(attrs={"rows": 3})}
        labels = {
            "is_practice": gettext_lazy("Practice: for newcomers, with known answers"),
        }
        help_texts = {
            "overlap": gettext_lazy("How many people answer each task. It counts for a majority only."),
            "priority": gettext_lazy("0 to 9; work of a higher priority is given out first."),
            "review_percent": gettext_lazy("Of each worker's tasks, so many of 100 are looked at by a lead."),
            "review_first": gettext_lazy("So many first answers of each worker are always looked at."),
            "note": gettext_lazy("Workers see this above every task."),
        }

    def __init__(self, *args: Any, fixed: bool = False, zone: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if fixed:
            for name in WHILE_EMPTY & self.fields.keys():
                del self.fields[name]
        client = self.instance.client if self.instance.client_id else None
        self.fields["client_name"].initial = client.slug if client else ""
        currency = self.instance.currency
        self.fields["rate_per_task"].help_text = gettext(
            "In %(currency)s for each task; a new rate holds for answers from then on."
        ) % {"currency": currency}
        self.fields["deadline"].help_text = gettext("By the clock of %(zone)s.") % {"zone": zone}
        self.initial["deadline"] = self.instance.deadline
        for name, queryset in (("requires", Skill.objects.all()), ("teams", Team.objects.order_by("name"))):
            self.fields[name].queryset = queryset  # type: ignore[attr-defined]
            if self.instance.pk:
                self.initial[name] = getattr(self.instance, name).all()
            if not queryset.exists():
                del self.fields[name]
        for name, field in self.fields.items():
            if isinstance(field, forms.DecimalField):
                field.localize = False
                if self.instance.pk and name in {"rate_per_task", "review_percent"}:
                    self.initial[name] = f"{getattr(self.instance, name).normalize():f}"

    @property
    def has_more_errors(self) -> bool:
        """Say whether a field that is folded away needs another look."""
        folded = {"requires", "teams", "review_first", "priority", "lease_minutes", "rework_hours", "note"}
        return bool(folded & self.errors.keys())

    def clean_client_name(self) -> str:
        slug = self.cleaned_data["client_name"]
        self.client: Organisation | None = None
        if slug:
            self.client = Organisation.objects.filter(slug=slug, kind=Organisation.Kind.CLIENT).first()
            if self.client is None:
                raise forms.ValidationError(
                    _("There is no client with this short name. Ask them for it, or leave it empty.")
                )
        return str(slug)

    def plan(self) -> dict[str, Any]:
        """Return the fields of Project that were said, for make_project and change_plan."""
        plan = {name: self.cleaned_data[name] for name in self.fields if name in self.cleaned_data}
        for extra in ("client_name", "task_type", "own_file", "own_source"):
            plan.pop(extra, None)
        plan["client"] = self.client
        return plan


class ProjectForm(PlanForm):
    """A new project: its plan, and a task type that is ready, was used before, or is one's own."""

    task_type = forms.ChoiceField(
        label=gettext_lazy("Kind of task"),
        help_text=gettext_lazy("It says what workers see and what they answer."),
    )
    own_file = forms.FileField(
        label=gettext_lazy("Your own kind of task, as a file"),
        required=False,
        help_text=gettext_lazy("A YAML file. Choose “My own, below” above to use it."),
        widget=forms.ClearableFileInput(attrs={"accept": ".yaml,.yml,text/yaml"}),
    )
    own_source = forms.CharField(
        label=gettext_lazy("Or paste the YAML here"),
        required=False,
        strip=False,
        max_length=MAX_SOURCE_BYTES,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ready = ready_types()
        used = TaskTypeVersion.objects.exclude(
            Q(name__in=ready) & Q(sha256__in=[one.sha256 for one in ready.values()])
        )
        self.fields["task_type"].choices = [  # type: ignore[attr-defined]
            (gettext("Ready"), [(f"ready:{name}", one.title) for name, one in ready.items()]),
            (gettext("Used before"), [(f"version:{one.pk}", f"{one.title} ({one})") for one in used[:50]]),
            (gettext("Other"), [(OWN, gettext("My own, below"))]),
        ]
        self.fields["overlap"].initial = self.initial["overlap"] = 3
        self.faults: list[Any] = []

    @property
    def own_is_open(self) -> bool:
        """Say whether the fields of one's own kind of task are to be shown."""
        return self.data.get("task_type") == OWN or bool({"own_file", "own_source"} & self.errors.keys())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("task_type") == OWN and not (cleaned.get("own_file") or cleaned.get("own_source")):
            self.add_error("own_file", _("Choose a file, or paste the YAML below."))
        upload = cleaned.get("own_file")
        if upload is not None and upload.size > MAX_SOURCE_BYTES:
            self.add_error("own_file", _("A task type has at most 100 kB."))
        return cleaned

    def version(self) -> TaskTypeVersion | None:
        """Store and return the chosen version; None, with `faults` by line, when its YAML is wrong."""
        chosen = self.cleaned_data["task_type"]
        kind, _colon, name = chosen.partition(":")
        if kind == "ready":
            return take_ready(name)
        if kind == "version":
            known = TaskTypeVersion.objects.filter(pk=name).first()
            if known is None:
                raise NotFound
            return known
        upload = self.cleaned_data.get("own_file")
        try:
            source = upload.read().decode() if upload else self.cleaned_data["own_source"]
            return take_version(source)
        except UnicodeDecodeError:
            self.add_error("own_file", _("This file is not text in UTF-8. Save it as UTF-8."))
        except TaskTypeInvalid as wrong:
            self.faults = wrong.faults
            self.add_error(
                "own_file" if upload else "own_source",
                _("This YAML is not a kind of task yet; what is wrong stands above."),
            )
        return None


class BatchForm(forms.Form):
    """One file of tasks."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("CSV, JSONL, XLSX, or a ZIP of pictures or PDFs."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.tsv,.jsonl,.ndjson,.xlsx,.zip,.pdf"}),
    )
    key_column = forms.CharField(
        label=gettext_lazy("Column with the key"),
        required=False,
        max_length=100,
        help_text=gettext_lazy(
            "The column that names each row, such as id; the same key is never taken twice. "
            "Empty: the column key, or the names of the pictures."
        ),
    )
    priority = forms.IntegerField(
        label=gettext_lazy("Priority within the project"),
        initial=0,
        min_value=-100,
        max_value=100,
        required=False,
        help_text=gettext_lazy("Files of a higher priority are worked on first; usually 0."),
    )
