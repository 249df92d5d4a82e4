"""What allauth asks us: nobody signs up by themselves, and letters leave through our outbox."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as current
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse

from kazi.accounts.devices import device_of
from kazi.channels.letters import post

SILENT = {"account/messages/logged_in.txt", "account/messages/logged_out.txt"}


class ByInvitationOnly(DefaultAccountAdapter):  # type: ignore[misc]
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Post the letter with the change that it tells of, instead of talking to a mail server now."""
        words = {"request": current.request, "email": email, **context}
        subject = render_to_string(f"{template_prefix}_subject.txt", words)
        text = render_to_string(f"{template_prefix}_message.txt", words, current.request)
        post(email, subject, text.strip() + "\n")

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        *args: Any,
        **kwargs: Any,
    ) -> None:
        """Leave out what the next page shows anyway."""
        if message_template not in SILENT:
            super().add_message(request, level, message_template, *args, **kwargs)

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        """On a shared device the next person signs in with their code."""
        if device_of(request) is not None:
            return reverse("accounts:centre")
        return str(super().get_logout_redirect_url(request))

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("accounts:me")
