"""Rows that two organisations share, such as a delivery: made to be shared, owned by one side.

A SharedModel can be read by its owner and by the one organisation it is shared with, each inside
`acting_for` of its own, and can be changed by the services of the room that owns it.  Everybody
else sees nothing, and outside `acting_for` every query raises, as with TenantModel.
"""

from __future__ import annotations

from typing import Any, TypeVar

from django.db import models
from django.db.models import Q

from kazi.kernel.tenancy import current_org_id

M = TypeVar("M", bound=models.Model)


class SharedManager(models.Manager[M]):
    def get_queryset(self) -> models.QuerySet[M]:
        org_id = current_org_id()
        both = Q(owner_id=org_id) | Q(shared_with_id=org_id)
        return super().get_queryset().filter(both)


class SharedModel(models.Model):
    """A row of `owner` that `shared_with` may read too."""

    owner = models.ForeignKey(
        "accounts.Organisation", on_delete=models.PROTECT, related_name="+", editable=False
    )
    shared_with = models.ForeignKey("accounts.Organisation", on_delete=models.PROTECT, related_name="+")

    objects = SharedManager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        org_id = current_org_id()
        if self._state.adding and self.owner_id is None:
            self.owner_id = org_id
        super().save(*args, **kwargs)
