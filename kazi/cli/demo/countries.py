"""Countries in the demo: real figures where a folder of them is there, else none; and one text.

Invented figures of real countries would be read as true, so the demo has none: without the file the
pages say what will be there and how to begin.
"""

from __future__ import annotations

import os
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from kazi.cli.acting import console
from kazi.flows.records_to_statistics import AGREED, publish_now
from kazi.hub.models import LiveChoice
from kazi.hub.queries.desk import hub_organisation
from kazi.hub.queries.statistics import counted_profiles
from kazi.hub.services.countries import import_figures, write_text
from kazi.kernel.tenancy import acting_for

TEXT = """This text is written by the staff of the demo's hub, to show how one looks.

**Begin here:** the providers below, then the figures with their years. A figure marked *old* says
little about today.
"""


def figures_file() -> Path:
    """Return where `indicators.csv` would be."""
    shared = Path(os.environ.get("KAZI_SHARED", settings.BASE_DIR.parent / "shared"))
    return shared / "data" / "countries" / "indicators.csv"


def show_countries() -> None:
    """Import the figures where there are some, write one text, and publish the statistics of today."""
    hub = hub_organisation()
    actor = console(hub.pk)
    file = figures_file()
    if file.is_file():
        import_figures(actor, file, file.name)
    with acting_for(hub.pk):
        write_text(actor, "KE", "en", TEXT)
    for profile in counted_profiles():
        with acting_for(profile.provider_id):
            LiveChoice.objects.get_or_create(code=AGREED)
    publish_now(timezone.now().date())
