from __future__ import annotations

from kazi.kernel.rooms import Room


class FilesConfig(Room):
    name = "kazi.files"
