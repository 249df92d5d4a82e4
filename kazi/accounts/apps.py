from __future__ import annotations

from kazi.kernel.rooms import Room


class AccountsConfig(Room):
    name = "kazi.accounts"
