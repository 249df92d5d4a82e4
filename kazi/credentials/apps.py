from __future__ import annotations

from kazi.kernel.rooms import Room


class CredentialsConfig(Room):
    name = "kazi.credentials"
