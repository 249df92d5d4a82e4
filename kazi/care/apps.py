from __future__ import annotations

from kazi.kernel.rooms import Room


class CareConfig(Room):
    name = "kazi.care"

    def ready(self) -> None:
        super().ready()
        # Here, not at the top: its models are ready only now.
        from kazi.care.scripts import register_all  # noqa: PLC0415

        register_all()
