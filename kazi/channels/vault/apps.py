from __future__ import annotations

from kazi.kernel.rooms import Room


class VaultConfig(Room):
    name = "kazi.channels.vault"
    label = "vault"
