"""What writers, readers and editors fill in."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from kazi.hub.models import Article, ArticleVersion, Edition, Newsletter
from kazi.hub.rules.articles import LONGEST_BODY, LONGEST_COMMENT
from kazi.hub.rules.catalogue import LANGUAGES
from kazi.hub.rules.names import language_name
from kazi.hub.services.articles import Frame, Words


def _languages() -> list[tuple[str, str]]:
    here = get_language() or "en"
    codes = dict.fromkeys([*(code for code, _name in settings.LANGUAGES), *LANGUAGES])
    return [(code, language_name(code, here)) for code in codes]


class WordsForm(forms.ModelForm[Edition]):
    """The text of one edition."""

    language = forms.ChoiceField(label=_("Language"), choices=_languages)

    class Meta:
        model = Edition
        fields = ["language", "title", "summary", "body"]
        widgets = {"body": forms.Textarea(attrs={"rows": 18, "maxlength": LONGEST_BODY})}
        help_texts = {
            "body": _(
                "Plain words. A line that begins with ## is a heading, with - a point of a list; "
                "[text](https://…) is a link. Pictures and HTML are left out."
            )
        }

    @property
    def words(self) -> Words:
        return Words(**{name: self.cleaned_data[name] for name in Words.__slots__})

    def _post_clean(self) -> None:
        """Change no row here: the service does."""


class FrameForm(forms.ModelForm[Article]):
    """What holds in every language."""

    source_url = forms.URLField(
        label=_("First published at"), required=False, max_length=300, assume_scheme="https"
    )

    class Meta:
        model = Article
        fields = ["kind", "topic", "licence", "author_name", "source_url"]
        help_texts = {"licence": _("Choose one that the author has agreed to.")}

    @property
    def frame(self) -> Frame:
        return Frame(**{name: self.cleaned_data[name] for name in Frame.__slots__})

    def _post_clean(self) -> None:
        """Change no row here: the service does."""


class DecisionForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason, or what should be different"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    change = forms.CharField(
        label=_("What is new in this version"),
        required=False,
        max_length=300,
        help_text=_("Shown to readers."),
    )


class SayForm(forms.Form):
    """A comment or an answer."""

    once = forms.UUIDField(widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("Your words"), max_length=LONGEST_COMMENT, widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("once", uuid4())


class AskForm(SayForm):
    title = forms.CharField(label=_("Your question in a few words"), max_length=200)
    field_order = ["once", "title", "text"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = _("What should the others know to help you?")


class JoinForm(forms.Form):
    """Who wants the newsletter; `website` is a trap that people do not see."""

    email = forms.EmailField(label=_("Your e-mail address"))
    language = forms.ChoiceField(label=_("Language of the letter"), choices=lambda: settings.LANGUAGES)
    website = forms.CharField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].widget.attrs["autocomplete"] = "email"
        self.initial.setdefault("language", get_language() or "en")

    @property
    def is_from_a_machine(self) -> bool:
        return bool(self.cleaned_data.get("website"))


class _Versions(forms.ModelMultipleChoiceField[ArticleVersion]):
    def label_from_instance(self, obj: ArticleVersion) -> str:
        return f"{obj.title} ({obj.edition.language})"


class NewsletterForm(forms.ModelForm[Newsletter]):
    language = forms.ChoiceField(label=_("Language"), choices=lambda: settings.LANGUAGES)
    articles = _Versions(
        label=_("Articles"), queryset=None, required=False, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Newsletter
        fields = ["language", "subject", "opening", "articles"]
        widgets = {"opening": forms.Textarea(attrs={"rows": 8})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["articles"]
        if isinstance(field, _Versions):
            field.queryset = _newest()


def _newest() -> QuerySet[ArticleVersion]:
    current = ArticleVersion.objects.filter(pk__in=Edition.objects.exclude(current=None).values("current"))
    return current.select_related("edition").order_by("-published_at")[:30]
