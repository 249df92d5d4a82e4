"""YAML read with care: every value knows its line and path, every fault is collected.

Texts are taken as written (`label: No` is the text "No", not false), so authors need few quotes.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import TypeVar

import yaml

from kazi.kernel.words import N_, Fault
from kazi.kinds.rules.shape import MAX_SOURCE_BYTES, TaskTypeInvalid
from kazi.kinds.rules.values import Unclear, clean_text

T = TypeVar("T", bound=str)

_MAX_DEPTH = 12
_MAX_FAULTS = 100
_TAG = "tag:yaml.org,2002:"
_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")


class _PlainLoader(yaml.SafeLoader):
    """Composes nodes only; refuses anchors and aliases (bombs) and deep nesting (recursion)."""

    depth = 0

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        event = self.peek_event()  # type: ignore[no-untyped-call]
        if getattr(event, "anchor", None) is not None:
            raise yaml.MarkedYAMLError(
                problem="anchors (&) and aliases (*) are not used here; write it out",
                problem_mark=event.start_mark,
            )
        if self.depth >= _MAX_DEPTH:
            raise yaml.MarkedYAMLError(
                problem="the lists are nested too deeply", problem_mark=event.start_mark
            )
        self.depth += 1
        try:
            return super().compose_node(parent, index)
        finally:
            self.depth -= 1


@dataclass(frozen=True, slots=True)
class Spot:
    """A value in the source, where it stands and how it is called."""

    node: yaml.Node
    path: str

    @property
    def line(self) -> int:
        mark = self.node.start_mark
        return mark.line + 1 if mark else 0


@dataclass
class Part:
    """A mapping in the source: its known keys, and the faults of the whole file."""

    spot: Spot
    keys: dict[str, Spot]
    faults: list[Fault] = field(default_factory=list)

    def path(self, key: str) -> str:
        return f"{self.spot.path}.{key}" if self.spot.path else key

    def fault(self, key: str, text: str, /, **values: str | int) -> None:
        """Note what is wrong with the value of `key` (or, when it is missing, with the part)."""
        spot = self.keys.get(key, self.spot)
        add_fault(self.faults, text, spot.line, self.path(key), values)

    def _scalar(self, key: str, required: bool = False) -> str | None:
        """Return the value as written; None when missing or no single value (noted)."""
        spot = self.keys.get(key)
        if spot is None or _is_null(spot.node):
            if required:
                self.fault(key, N_("`%(key)s` is missing. Add it."), key=key)
            return None
        if not isinstance(spot.node, yaml.ScalarNode):
            self.fault(key, N_("`%(key)s` takes one value, not a list."), key=key)
            return None
        return str(spot.node.value)

    def text(self, key: str, longest: int, *, required: bool = False, lines: bool = False) -> str:
        raw = self._scalar(key, required)
        if raw is None:
            return ""
        try:
            text = clean_text(raw, lines)
        except Unclear as unclear:
            self.fault(key, unclear.text, **unclear.values)
            return ""
        if required and not text:
            self.fault(key, N_("`%(key)s` is empty. Write a text."), key=key)
        if len(text) > longest:
            self.fault(
                key,
                N_("`%(key)s` has %(length)s characters; at most %(longest)s are allowed."),
                key=key,
                length=len(text),
                longest=longest,
            )
        return text

    def name(self, key: str = "name") -> str:
        """Return a name for a column: small letters, digits and _ ("" when it is wrong)."""
        text = self.text(key, 40, required=True)
        if text and len(text) <= 40 and not _NAME.fullmatch(text):
            self.fault(
                key,
                N_(
                    "%(text)s cannot be a name. Use small letters, digits and _, "
                    "starting with a letter, such as date_of_birth."
                ),
                text=text,
            )
            return ""
        return text

    def one_of(self, key: str, allowed: Sequence[T], default: T | None) -> T | None:
        """Return the allowed word that is given, `default` when none is, None when it is wrong."""
        raw = self._scalar(key, default is None)
        if raw is None:
            return default
        for word in allowed:
            if raw == word:
                return word
        self.fault(
            key,
            N_("%(text)s is not known here. Use one of: %(allowed)s."),
            text=raw[:40],
            allowed=", ".join(allowed),
        )
        return None

    def flag(self, key: str, default: bool) -> bool:
        raw = self._scalar(key)
        if raw is None:
            return default
        if raw.lower() in {"true", "yes"}:
            return True
        if raw.lower() not in {"false", "no"}:
            self.fault(key, N_("Write true or false."))
        return False

    def whole(
        self, key: str, low: int, high: int, default: int | None, *, required: bool = False
    ) -> int | None:
        raw = self._scalar(key, required)
        if raw is None:
            return default
        if not re.fullmatch(r"-?[0-9]{1,9}", raw) or not low <= int(raw) <= high:
            self.fault(
                key,
                N_("Write a whole number from %(low)s to %(high)s."),
                low=low,
                high=high,
            )
            return default
        return int(raw)

    def decimal(self, key: str) -> Decimal | None:
        raw = self._scalar(key)
        if raw is None:
            return None
        try:
            if re.fullmatch(r"-?[0-9]{1,18}(\.[0-9]{1,8})?", raw):
                return Decimal(raw)
        except InvalidOperation:  # pragma: no cover -- the pattern lets none through.
            pass
        self.fault(key, N_("Write a number, such as 12.50."))
        return None

    def part(self, key: str, known: Sequence[str]) -> Part | None:
        spot = self.keys.get(key)
        return part_of(spot, known, self.faults) if spot else None

    def items(self, key: str, low: int, high: int, *, required: bool = True) -> list[Spot]:
        spot = self.keys.get(key)
        if spot is None or _is_null(spot.node):
            if required:
                self.fault(key, N_("`%(key)s` is missing. Add it."), key=key)
            return []
        if not isinstance(spot.node, yaml.SequenceNode):
            self.fault(
                key,
                N_("`%(key)s` is a list: begin each item on a line of its own with -."),
                key=key,
            )
            return []
        nodes = spot.node.value
        if not low <= len(nodes) <= high:
            self.fault(
                key,
                N_("`%(key)s` has %(count)s items; from %(low)s to %(high)s are allowed."),
                key=key,
                count=len(nodes),
                low=low,
                high=high,
            )
        return [Spot(node, f"{spot.path}[{n}]") for n, node in enumerate(nodes[:high])]


def add_fault(
    faults: list[Fault], text: str, line: int, path: str, values: dict[str, str | int]
) -> None:
    if len(faults) < _MAX_FAULTS:
        faults.append(Fault(text, values, line, path))


def is_scalar(spot: Spot) -> bool:
    return isinstance(spot.node, yaml.ScalarNode)


def scalar_as_part(spot: Spot, key: str, faults: list[Fault]) -> Part:
    """Take a bare value for a mapping that has it under `key`: `- company`."""
    return Part(spot, {key: spot}, faults)


def _is_null(node: yaml.Node) -> bool:
    return isinstance(node, yaml.ScalarNode) and node.tag == f"{_TAG}null"


def part_of(spot: Spot, known: Sequence[str], faults: list[Fault]) -> Part | None:
    """Return the mapping at `spot`; note unknown and double keys; None when it is no mapping."""
    if not isinstance(spot.node, yaml.MappingNode):
        add_fault(
            faults,
            N_("Here go keys and values, such as `%(key)s: ...`."),
            spot.line,
            spot.path,
            {"key": known[0]},
        )
        return None
    keys: dict[str, Spot] = {}
    for key_node, value in spot.node.value:
        key = key_node.value if isinstance(key_node, yaml.ScalarNode) else "?"
        path = f"{spot.path}.{key[:40]}" if spot.path else key[:40]
        line = key_node.start_mark.line + 1
        if key in keys:
            add_fault(
                faults, N_("`%(key)s` stands here twice. Keep one."), line, path, {"key": key}
            )
        elif key not in known:
            near = difflib.get_close_matches(key[:40], known, 1)
            text = (
                N_("`%(key)s` is not known here. Did you mean `%(near)s`?")
                if near
                else N_("`%(key)s` is not known here. Known are: %(known)s.")
            )
            more: dict[str, str | int] = {"near": near[0]} if near else {"known": ", ".join(known)}
            add_fault(faults, text, line, path, {"key": key[:40], **more})
        else:
            keys[key] = Spot(value, path)
    return Part(spot, keys, faults)


def plain_value(spot: Spot) -> object:
    """Return texts, lists and mappings as written, without any reading of numbers or dates."""
    node = spot.node
    if isinstance(node, yaml.SequenceNode):
        return [plain_value(Spot(item, spot.path)) for item in node.value]
    if isinstance(node, yaml.MappingNode):
        return {str(key.value): plain_value(Spot(value, spot.path)) for key, value in node.value}
    if node.tag == f"{_TAG}bool":
        return str(node.value).lower() in {"true", "yes", "on"}
    return str(node.value)


def lines_below(spot: Spot) -> dict[str, int]:
    """Return the line of each key of a mapping (and of `key[n].below`), for pointing at it."""
    lines: dict[str, int] = {}

    def walk(node: yaml.Node, path: str) -> None:
        if path and node.start_mark:
            lines[path] = node.start_mark.line + 1
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                walk(value, f"{path}.{key.value}" if path else str(key.value))
        elif isinstance(node, yaml.SequenceNode):
            for n, value in enumerate(node.value):
                walk(value, f"{path}[{n}]")

    walk(spot.node, "")
    return lines


def root_of(source: str) -> Spot:
    """Return the top of the source; raises TaskTypeInvalid when it cannot be read as YAML."""
    if len(source) > MAX_SOURCE_BYTES or len(source.encode(errors="replace")) > MAX_SOURCE_BYTES:
        raise TaskTypeInvalid(
            [
                Fault(
                    N_("The file is larger than %(limit)s kB. Shorten it."),
                    {"limit": MAX_SOURCE_BYTES // 1000},
                )
            ]
        )
    try:
        loader = _PlainLoader(source)
        try:
            node = loader.get_single_node()
        finally:
            loader.dispose()
    except yaml.reader.ReaderError as error:
        line = source.count("\n", 0, error.position) + 1
        raise TaskTypeInvalid(
            [Fault(N_("This line holds a character that cannot be printed. Remove it."), {}, line)]
        ) from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        text = N_("This is not sound YAML: %(problem)s.")
        problem = (error.problem or error.context or "").strip()
        raise TaskTypeInvalid(
            [Fault(text, {"problem": problem[:200]}, mark.line + 1 if mark else 0)]
        ) from error
    if node is None:
        raise TaskTypeInvalid([Fault(N_("The file is empty."))])
    return Spot(node, "")
