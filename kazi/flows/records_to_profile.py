"""A provider's own records become live figures of its public profile, where it agreed to that.

Here each figure is measured once, inside the provider's own records; what of it may be shown is
decided by the hub (`hub/rules/live.py`).  Another room joins with one more function here.
"""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Count, Sum
from django.utils import timezone

from kazi.consensus.interval import wilson
from kazi.hub.models import PublicProfile
from kazi.hub.rules.live import Measured, NotMeasured
from kazi.hub.services.live import measures, renew
from kazi.journal.clock import every
from kazi.kernel.tenancy import acting_for
from kazi.kernel.words import N_
from kazi.quality.models import Mark
from kazi.workforce.models import Worker

LOOK_BACK = timedelta(days=90)


@measures("workers")
def workers() -> Measured:
    today = timezone.now().date()
    here = Worker.objects.filter(is_active=True, joined_on__lte=today).count()
    method = N_("People who are entered as working here, rounded down to five.")
    return Measured(cases=here, n=here, people=here, as_of=today, method=method)


@measures("accuracy")
def accuracy() -> Measured | NotMeasured:
    now = timezone.now()
    marks = Mark.objects.filter(at__gt=now - LOOK_BACK, project__is_practice=False).order_by()
    found = marks.aggregate(right=Sum("right"), fields=Sum("fields"), people=Count("worker", distinct=True))
    if not found["fields"]:
        return NotMeasured(N_("No answer was compared with a second one or a reviewer's in 90 days."))
    low, high = wilson(found["right"], found["fields"])
    return Measured(
        cases=found["right"],
        n=found["fields"],
        people=found["people"],
        as_of=now.date(),
        method=N_(
            "Fields equal to the settled result, of all that were compared with a second person's or a "
            "reviewer's in 90 days; 90 % interval as if each field stood alone (Wilson 1927)."
        ),
        low=low,
        high=high,
    )


@measures("retention")
def retention() -> NotMeasured:
    return NotMeasured(N_("The day on which somebody left is not kept yet, so this is unknown."))


@measures("impact-share")
def impact_share() -> NotMeasured:
    return NotMeasured(N_("Who was hired from which group is not kept yet, so this is unknown."))


@measures("living-wage-share")
def living_wage_share() -> NotMeasured:
    return NotMeasured(N_("Pay is not reckoned here yet, so this is unknown."))


@every(seconds=24 * 3600)
def renew_live_figures() -> int:
    """Renew the live figures of every published provider; return how many figures are public."""
    shown = 0
    for profile in PublicProfile.objects.select_related("provider").order_by("pk").iterator(200):
        with acting_for(profile.provider_id):
            shown += renew(profile.provider)
    return shown
