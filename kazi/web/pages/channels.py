"""The channels of an organisation: what there is, connecting one, trying it out."""

from __future__ import annotations

import uuid
from typing import Final

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kazi.accounts.actors import Actor, actor_of, require_role
from kazi.accounts.factors.proving import confirmed_to_change
from kazi.accounts.models import Role
from kazi.channels.access.channels import own_channel
from kazi.channels.forms import ChannelForm, TestMessageForm
from kazi.channels.models import Channel, Outgoing
from kazi.channels.rules.numbering import NoNumber, e164
from kazi.channels.rules.providers import PROVIDERS
from kazi.channels.rules.wire import Said
from kazi.channels.services import connecting, queueing
from kazi.channels.vault import numbers
from kazi.kernel.errors import NotFound, Refused

# Their addresses are the provider's own names of chats, or mail addresses.
NO_NUMBERS: Final = {Channel.By.TELEGRAM, Channel.By.EMAIL}


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    _keeper(request)
    listed = Channel.objects.order_by("-is_enabled", "name")
    return render(request, "web/channels.html", {"channels": listed, "providers": Channel.Provider.choices})


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
@confirmed_to_change
def add(request: HttpRequest, provider: str) -> HttpResponse:
    actor = _keeper(request)
    if provider not in PROVIDERS:
        raise NotFound
    form = ChannelForm(provider, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            channel = connecting.connect(form.draft(), actor.person_id)
        except Refused as refusal:
            form.add_error(None, str(refusal.message))
        else:
            messages.success(request, _("The channel is kept. Now paste its addresses at the provider."))
            return redirect("web:channel", channel.pk)
    return _form_page(request, form, provider)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
@confirmed_to_change
def channel(request: HttpRequest, channel_id: int) -> HttpResponse:
    actor = _keeper(request)
    found = own_channel(channel_id)
    form = ChannelForm(found.provider, request.POST or None, channel=found)
    if request.method == "POST" and form.is_valid():
        try:
            connecting.change(found, form.draft(), actor.person_id)
        except Refused as refusal:
            form.add_error(None, str(refusal.message))
        else:
            messages.success(request, _("The channel was changed."))
            return redirect("web:channel", found.pk)
    return _form_page(request, form, found.provider, found)


@login_required
@require_POST
@confirmed_to_change
def new_path(request: HttpRequest, channel_id: int) -> HttpResponse:
    actor = _keeper(request)
    found = connecting.new_path(own_channel(channel_id), actor.person_id)
    messages.success(request, _("The addresses are new. Paste them at the provider: the old ones are dead."))
    return redirect("web:channel", found.pk)


@login_required
@require_POST
def test_message(request: HttpRequest, channel_id: int) -> HttpResponse:
    """Queue one message that says that the channel works; it leaves at any hour."""
    _keeper(request)
    found = own_channel(channel_id)
    form = TestMessageForm(request.POST)
    address = form.cleaned_data["address"].strip() if form.is_valid() else ""
    try:
        if found.medium not in NO_NUMBERS:
            address = e164(address, found.country)
        elif not address:
            raise NoNumber
    except NoNumber:
        messages.error(request, _("This is no number that a message can be sent to."))
        return redirect("web:channel", found.pk)
    said = Said(_("This is a test of the channel %(name)s. It works.") % {"name": found.name})
    queueing.say(found, numbers.keep(address), said, f"test-{uuid.uuid4()}")
    messages.success(request, _("The message is on its way. It leaves within some seconds."))
    return redirect("web:channel", found.pk)


def _keeper(request: HttpRequest) -> Actor:
    actor = actor_of(request)
    require_role(actor, Role.MANAGER, Role.HUB)
    return actor


def _form_page(
    request: HttpRequest, form: ChannelForm, provider: str, found: Channel | None = None
) -> HttpResponse:
    shown = {
        "form": form,
        "channel": found,
        "provider": dict(Channel.Provider.choices)[provider],
        "addresses": _addresses(found) if found else [],
        "test_form": TestMessageForm(),
        "sent": Outgoing.objects.filter(channel=found).exclude(reason="").order_by("-pk")[:5]
        if found
        else [],
    }
    wrong = form.is_bound and form.errors
    return render(request, "web/channel.html", shown, status=422 if wrong else 200)


def _last_words(found: Channel) -> QuerySet[Outgoing]:
    return Outgoing.objects.filter(channel=found).exclude(reason="").order_by("-pk")[:5]


def _addresses(found: Channel) -> list[tuple[str, str]]:
    try:
        return [(_(where), address) for where, address in connecting.hook_addresses(found, settings.KAZI_URL)]
    except Refused:
        return []
