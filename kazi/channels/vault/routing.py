"""Which database a table is in: the vault's own, and everything else in the other."""

from __future__ import annotations

from typing import Any, Final

from django.db.models import Model

ALIAS: Final = "vault"
LABEL: Final = "vault"


class VaultRouter:
    """Django's router: models of the vault are read, written and made in its database only."""

    def db_for_read(self, model: type[Model], **_hints: Any) -> str | None:
        return ALIAS if model._meta.app_label == LABEL else None

    def db_for_write(self, model: type[Model], **_hints: Any) -> str | None:
        return ALIAS if model._meta.app_label == LABEL else None

    def allow_migrate(self, db: str, app_label: str, **_hints: Any) -> bool:
        return (db == ALIAS) == (app_label == LABEL)
