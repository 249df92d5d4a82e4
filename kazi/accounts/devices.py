"""Devices of a centre: registered by a lead in that very browser, known by a cookie, ended."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Case, DateTimeField, F, Q, Value, When
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _

from kazi.accounts import rules
from kazi.accounts.actors import Actor
from kazi.accounts.events import DeviceLocked, DeviceRegistered, DeviceRevoked
from kazi.accounts.models import Device
from kazi.accounts.secrets import hashed, new_secret
from kazi.journal.bus import record
from kazi.kernel.errors import NotFound, Refused
from kazi.kernel.tenancy import all_tenants

COOKIE = "kazi_device"
SALT = "kazi.accounts.devices"
LIVES = timedelta(days=400)  # The longest that browsers keep a cookie.
NOTE_USE_EVERY = timedelta(minutes=10)


@transaction.atomic
def register(actor: Actor, name: str) -> tuple[Device, str]:
    """Register a device and return it with the secret for its cookie, which is not stored."""
    name = name.strip()
    if not name:
        raise Refused(_("Give the device a name, such as “Room 2, desk 5”."))
    secret = new_secret("kzd_")
    device = Device.objects.create(
        name=name[:100], secret_hash=hashed(secret), registered_by_id=actor.membership_id
    )
    record(DeviceRegistered(str(device.pk)), actor_id=actor.person_id)
    return device, secret


@transaction.atomic
def revoke(actor: Actor, device_id: int) -> Device:
    """End a device of the actor's organisation; ending it again changes nothing."""
    device = Device.objects.filter(pk=device_id).first()
    if device is None:
        raise NotFound
    if Device.objects.filter(pk=device_id, revoked_at=None).update(revoked_at=timezone.now()):
        record(DeviceRevoked(str(device.pk)), actor_id=actor.person_id)
    device.refresh_from_db()
    return device


def unlock(actor: Actor, device_id: int) -> None:
    """Let a device that took too many wrong PINs go on at once."""
    if not Device.objects.filter(pk=device_id).update(failures=0, failed_at=None, locked_until=None):
        raise NotFound


def remember(response: HttpResponseBase, secret: str) -> None:
    """Put the device's secret into a cookie that scripts cannot read."""
    response.set_signed_cookie(
        COOKIE,
        secret,
        salt=SALT,
        max_age=int(LIVES.total_seconds()),
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def device_of(request: HttpRequest) -> Device | None:
    """Return the registered device this browser is, or None."""
    secret = request.get_signed_cookie(COOKIE, default="", salt=SALT, max_age=LIVES)
    if not secret:
        return None
    # Nobody has signed in yet: the secret itself says whose device this is.
    found = all_tenants(Device).select_related("org").filter(secret_hash=hashed(secret), revoked_at=None)
    return found.first()


def note_use(device: Device) -> None:
    now = timezone.now()
    if device.last_used_at is None or now - device.last_used_at > NOTE_USE_EVERY:
        Device.objects.filter(pk=device.pk).update(last_used_at=now)


def count_try(device: Device) -> bool:
    """Count one try on this device, as if it were wrong; False when the device rests.

    One statement counts and locks, so that tries at the same moment cannot slip past each other.
    """
    now = timezone.now()
    free = Q(locked_until=None) | Q(locked_until__lte=now)
    quiet = Q(failed_at__lt=now - rules.DEVICE_FORGETS)
    rests = [
        When(~quiet & Q(failures__gte=count - 1), then=Value(now + wait))
        for count, wait in sorted(rules.DEVICE_RESTS.items(), reverse=True)
    ]
    counted = Device.objects.filter(free, pk=device.pk, revoked_at=None).update(
        failures=Case(When(quiet, then=Value(1)), default=F("failures") + 1),
        failed_at=now,
        locked_until=Case(*rests, default=None, output_field=DateTimeField()),
    )
    device.refresh_from_db()
    return bool(counted)


def forget_try(device: Device) -> None:
    """Take back the last try: the PIN was right."""
    tried = Device.objects.filter(pk=device.pk, failures__gt=0)
    tried.update(failures=F("failures") - 1, locked_until=None)


def tell_if_locked(device: Device) -> None:
    """Write into the journal that the device rests, if the last wrong try made it so."""
    if device.locked_until is not None and device.locked_until > timezone.now():
        with transaction.atomic():
            record(DeviceLocked(str(device.pk), device.locked_until.isoformat()))
