"""A manager connects a channel, tries it out and never sees its secrets again."""

from __future__ import annotations

import pytest
from pytest_django import Settings

from kazi.accounts.actors import Actor
from kazi.accounts.models import Role
from kazi.channels.access.channels import called_channel
from kazi.channels.models import Channel, Shown
from kazi.channels.services.connecting import (
    Draft,
    change,
    close_anew,
    connect,
    new_path,
    open_secrets,
    values_of,
)
from kazi.channels.services.sending import send_for
from kazi.journal.models import Entry
from kazi.kernel.errors import Conflict, NotFound, Refused
from kazi.kernel.tenancy import acting_for
from tests.channels.makers import NEEDED, channel_of
from tests.makers import join, log_in, organisation

FORM = {
    "name": "Short code", "medium": "sms", "sender": "21512", "country": "KE", "opens_at": "10:00",
    "closes_at": "20:00", "per_second": "10", "is_enabled": "on",
}  # fmt: skip


def test_a_channel_is_connected_and_its_secret_is_never_shown(manager: Actor) -> None:
    browser = log_in(manager)
    empty = browser.get("/channels/").content.decode()
    assert "Begin with the simulator" in empty
    given = FORM | {"username": "amani", "api_key": "very-secret-key"}
    answer = browser.post("/channels/add/africastalking/", given, follow=True)
    page = answer.content.decode()
    assert "very-secret-key" not in page
    assert "amani" in page
    with acting_for(manager.org_id):
        channel = Channel.objects.get()
        assert values_of(channel)["api_key"] == "very-secret-key"
        assert "very-secret-key" not in str(Channel.objects.values())
    path = page.partition("/hooks/")[2].partition("/")[0]
    assert called_channel(path) == channel
    # An empty secret stays as it is, a new one takes its place.
    address = f"/channels/{channel.pk}/"
    browser.post(address, FORM | {"username": "other", "api_key": ""})
    with acting_for(manager.org_id):
        assert values_of(Channel.objects.get())["api_key"] == "very-secret-key"
        browser.post(address, FORM | {"username": "other", "api_key": "newer"})
        assert values_of(Channel.objects.get()) == {
            "username": "other", "api_key": "newer", "base_url": "https://api.africastalking.com"
        }  # fmt: skip
        assert Entry.objects.filter(event="channels.changed").count() == 2
    assert "newer" not in browser.get(address).content.decode()


def test_what_is_missing_is_said_at_its_field(manager: Actor) -> None:
    answer = log_in(manager).post("/channels/add/telegram/", FORM | {"medium": "telegram"})
    assert answer.status_code == 422
    assert "id_bot_token_error" in answer.content.decode()
    assert log_in(manager).get("/channels/add/nobody/").status_code == 404


@pytest.mark.parametrize("role", [Role.WORKER, Role.LEAD])
def test_who_runs_no_channels_sees_none(manager: Actor, role: Role) -> None:
    with acting_for(manager.org_id):
        channel = channel_of()
    organisation_ = channel.org
    browser = log_in(join("otieno", organisation_, role))
    for address in ("/channels/", "/channels/add/twilio/", f"/channels/{channel.pk}/"):
        assert browser.get(address).status_code == 403
    assert browser.post(f"/channels/{channel.pk}/test", {"address": "0711000001"}).status_code == 403
    rival = log_in(join("rival", organisation("Rival"), Role.MANAGER))
    assert rival.get(f"/channels/{channel.pk}/").status_code == 404
    assert log_in(manager).get(f"/channels/{channel.pk}/").status_code == 200


def test_a_test_message_arrives(manager: Actor) -> None:
    with acting_for(manager.org_id):
        channel = channel_of()
    browser = log_in(manager)
    wrong = browser.post(f"/channels/{channel.pk}/test", {"address": "12"}, follow=True)
    assert "no number" in wrong.content.decode()
    browser.post(f"/channels/{channel.pk}/test", {"address": "0711 000 001"})
    assert send_for(2) == 1
    with acting_for(manager.org_id):
        assert "It works." in Shown.objects.get().said["text"]


def test_new_addresses_kill_the_old_ones(scope: None) -> None:
    channel = channel_of("twilio")
    old = open_secrets(channel)["path"]
    new_path(channel)
    with pytest.raises(NotFound):
        called_channel(old)
    assert called_channel(open_secrets(channel)["path"]) == channel
    for guess in ("", "x" * 500, channel.path_hash):
        with pytest.raises(NotFound):
            called_channel(guess)


def test_secrets_open_in_their_own_row_and_with_their_own_key_only(scope: None, settings: Settings) -> None:
    channel, other = channel_of("twilio"), channel_of("twilio")
    other.sealed = channel.sealed
    with pytest.raises(Refused):
        open_secrets(other)
    settings.VAULT_OLD_KEYS, settings.VAULT_KEY = [settings.VAULT_KEY], "the new one"
    assert close_anew(channel)
    assert not close_anew(channel)
    settings.VAULT_OLD_KEYS = []
    assert open_secrets(channel)["auth_token"] == NEEDED["twilio"]["auth_token"]


def test_a_name_stands_for_one_channel(scope: None) -> None:
    draft = Draft("twilio", "sms", "One", values=NEEDED["twilio"])
    channel = connect(draft)
    with pytest.raises(Conflict):
        connect(draft)
    with pytest.raises(Refused):
        connect(Draft("twilio", "ussd", "Two", values=NEEDED["twilio"]))
    with pytest.raises(Refused, match="https"):
        change(channel, Draft("twilio", "sms", "One", values=NEEDED["twilio"] | {"base_url": "file:///x"}))
