"""Buyers who ask for work, and introductions."""

from __future__ import annotations

from dataclasses import dataclass

from kazi.journal.bus import Event


@dataclass(frozen=True, slots=True)
class WorkRequested(Event):
    name = "hub.work_requested"
    request_id: str


@dataclass(frozen=True, slots=True)
class WorkRequestChanged(Event):
    name = "hub.work_request_changed"
    request_id: str
    state: str


@dataclass(frozen=True, slots=True)
class IntroductionAsked(Event):
    name = "hub.introduction_asked"
    introduction_id: str


@dataclass(frozen=True, slots=True)
class IntroductionAnswered(Event):
    name = "hub.introduction_answered"
    introduction_id: str
    state: str
