from __future__ import annotations

from kazi.kernel.rooms import Room


class AccountsConfig(Room):
    name = "kazi.accounts"

    def ready(self) -> None:
        super().ready()
        from kazi.accounts import signing_in  # noqa: PLC0415 -- models are ready only now.

        signing_in.connect()
