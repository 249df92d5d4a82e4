"""Tokens for a worker's own phone, and the end of them all."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Router, Schema, Status

from kazi.accounts.actors import actor_of
from kazi.accounts.models import Membership
from kazi.accounts.rules import NEEDS_SECOND_FACTOR
from kazi.accounts.signing_in import sign_out_everywhere
from kazi.accounts.tokens import LIVES_SECONDS, issue
from kazi.kernel.errors import Forbidden

router = Router(tags=["Session"])


class TokenOut(Schema):
    token: str
    expires_at: datetime


@router.post("/token", response=TokenOut)
def make_token(request: HttpRequest) -> TokenOut:
    """Return a token for one's own membership; the page that asks must be signed in.

    A token or a key cannot make further tokens, so that one that was lost ends when it ends.
    """
    actor = actor_of(request)
    if request.META.get("HTTP_AUTHORIZATION"):
        raise Forbidden(_("Sign in on a page to get a token; a token or a key cannot make one."))
    if actor.role in NEEDS_SECOND_FACTOR:
        raise Forbidden(_("Your role signs in with a second factor, which a token does not have."))
    expires_at = timezone.now() + timedelta(seconds=LIVES_SECONDS)
    return TokenOut(token=issue(Membership.objects.get(pk=actor.membership_id)), expires_at=expires_at)


@router.post("/end-everywhere", response={204: None})
def end_everywhere(request: HttpRequest) -> Status[None]:
    """End every session and token of this person; a program's key does not end its maker's."""
    actor = actor_of(request)
    if actor.is_program:
        raise Forbidden
    sign_out_everywhere(actor)
    return Status(204, None)
