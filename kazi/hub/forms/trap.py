"""What every form that anybody may send has: a number of its own, and a field that people do not see."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django import forms


class TrappedForm(forms.Form):
    """`once` makes a form sent twice one thing; whoever fills `website` is a machine."""

    once = forms.UUIDField(widget=forms.HiddenInput)
    website = forms.CharField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("once", uuid4())

    @property
    def sent_once(self) -> UUID:
        once: UUID = self.cleaned_data["once"]
        return once

    @property
    def is_from_a_machine(self) -> bool:
        return bool(self.cleaned_data.get("website"))
