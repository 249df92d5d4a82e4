"""What was sealed under an older key of the vault, sealed under the newest."""

from __future__ import annotations

from typing import Any

from django.db.models import Model, QuerySet

from kazi.care.models import Case, CaseMessage, Referral
from kazi.care.sealing import Broken, is_newest, sealed, unsealed
from kazi.kernel.tenancy import acting_for, all_tenants


def seal_all_anew() -> tuple[int, int]:
    """Seal every text with the newest key; return how many, and how many no key here opens.

    A second call finds nothing to do.  A text that changes meanwhile keeps its change.
    """
    done, lost = _anew(Referral.objects.all(), "passed", "way")
    for rows, name in ((all_tenants(Case), "told"), (all_tenants(CaseMessage), "text")):
        for org_id in list(rows.order_by().values_list("org_id", flat=True).distinct()):
            with acting_for(org_id):
                more, gone = _anew(rows.model._default_manager.all(), name)
            done, lost = done + more, lost + gone
    return done, lost


def _anew(rows: QuerySet[Any, Any], *names: str) -> tuple[int, int]:
    model: type[Model] = rows.model
    done = lost = 0
    for name in names:
        for pk, text in rows.exclude(**{name: ""}).values_list("pk", name).iterator(chunk_size=500):
            if is_newest(text):
                continue
            try:
                anew = sealed(unsealed(text))
            except Broken:
                lost += 1
                continue
            done += model._default_manager.filter(pk=pk, **{name: text}).update(**{name: anew})
    return done, lost
