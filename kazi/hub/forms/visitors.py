"""What anybody may send to the hub."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from kazi.hub.models import Introduction, WorkRequest
from kazi.hub.services.introductions import Asked
from kazi.hub.services.letters import Wanted


class _FromAVisitor(forms.ModelForm[Any]):
    """A form that anybody may send: `website` is a trap that people do not see."""

    once = forms.UUIDField(widget=forms.HiddenInput)
    website = forms.CharField(required=False)
    consent = forms.BooleanField(
        label=_("The hub may keep what I wrote and use my address to answer me."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("once", uuid4())
        self.fields["email"].widget.attrs["autocomplete"] = "email"
        self.fields["name"].widget.attrs["autocomplete"] = "name"
        if "organisation" in self.fields:
            self.fields["organisation"].widget.attrs["autocomplete"] = "organization"

    def _post_clean(self) -> None:
        """Build no row here: a visitor is of no organisation.  The service does, inside the hub's."""

    @property
    def is_from_a_machine(self) -> bool:
        return bool(self.cleaned_data.get("website"))


class LetterForm(_FromAVisitor):
    """A letter to the hub, about anything but work to be done: that has a page of its own."""

    class Meta:
        model = WorkRequest
        fields = ["name", "email", "organisation", "what"]
        labels = {"what": _("Your message")}
        help_texts = {"what": ""}
        widgets = {"what": forms.Textarea(attrs={"rows": 6})}

    @property
    def wanted(self) -> Wanted:
        said = self.cleaned_data
        return Wanted(**{name: said[name] for name in Wanted.__slots__ if name in said})


class IntroductionForm(_FromAVisitor):
    """A wish to meet a provider, perhaps one of the people it names."""

    class Meta:
        model = Introduction
        fields = ["name", "email", "organisation", "message"]
        widgets = {"message": forms.Textarea(attrs={"rows": 6})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["consent"].label = _(
            "The provider and the hub may keep what I wrote and use my address to answer me."
        )

    @property
    def asked(self) -> Asked:
        said = self.cleaned_data
        return Asked(**{name: said[name] for name in Asked.__slots__})
