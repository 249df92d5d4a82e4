"""The task types that Kazi brings along, each a YAML file in kazi/kinds/ready."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from kazi.kinds.rules.reading import read_task_type
from kazi.kinds.rules.shape import TaskType

_FOLDER = Path(__file__).resolve().parent.parent / "ready"


@lru_cache(maxsize=1)
def ready_types() -> Mapping[str, TaskType]:
    """Return the ready types by name, in the order of their names; read once."""
    paths = sorted(_FOLDER.glob("*.yaml"))
    types = [read_task_type(path.read_text(encoding="utf-8")) for path in paths]
    return MappingProxyType({task_type.name: task_type for task_type in types})
