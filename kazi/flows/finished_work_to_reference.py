"""How long tasks took in finished projects becomes the reference for what like work should cost.

Each provider gives at most 500 answers for a task type, so that a large one does not speak for all.
Where fewer than three providers did such work nothing is kept: it would be the figure of one house.
"""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from statistics import quantiles

from kazi.accounts.models import Organisation
from kazi.deals.rules.catalogue import SERVICE_OF_TYPE
from kazi.deals.services.reference_times import Times, keep_reference_times
from kazi.journal.clock import every
from kazi.kernel.tenancy import acting_for
from kazi.work.models import Answer, Project

MOST_EACH = 500
LEAST_EACH = 20
LEAST_PROVIDERS = 3


@every(seconds=24 * 3600)
def renew_reference_times() -> int:
    """Count anew over all providers; return how many references are kept."""
    gathered: dict[tuple[str, str], dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    providers = Organisation.objects.filter(kind=Organisation.Kind.PROVIDER, is_demo=False)
    for provider_id in providers.values_list("pk", flat=True):
        with acting_for(provider_id):
            for task_type, seconds in _times_here().items():
                service = SERVICE_OF_TYPE.get(task_type)
                if service is not None and len(seconds) >= LEAST_EACH:
                    gathered[service, task_type][provider_id] += seconds
                    gathered[service, ""][provider_id] += seconds
    kept = {
        key: _summed(by_provider)
        for key, by_provider in gathered.items()
        if len(by_provider) >= LEAST_PROVIDERS
    }
    keep_reference_times(kept)
    return len(kept)


def _times_here() -> dict[str, list[int]]:
    """Return seconds of the newest first answers of finished projects, by task type."""
    found: dict[str, list[int]] = defaultdict(list)
    finished = Project.objects.filter(state=Project.State.FINISHED, task_type__name__in=SERVICE_OF_TYPE)
    for project in finished.select_related("task_type"):
        name = project.task_type.name
        answers = Answer.objects.filter(task__project=project, version=1, is_extra=False, seconds__gt=0)
        room = MOST_EACH - len(found[name])
        if room > 0:
            found[name] += answers.order_by("-pk").values_list("seconds", flat=True)[:room]
    return found


def _summed(by_provider: dict[int, list[int]]) -> Times:
    seconds = [one for answers in by_provider.values() for one in answers]
    low, middle, high = (Decimal(str(round(one / 60, 4))) for one in quantiles(seconds, n=4))
    return Times(low, middle, high, len(seconds), len(by_provider))
