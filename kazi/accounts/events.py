"""What accounts tells the rest of the system."""

from __future__ import annotations

from dataclasses import dataclass

from kazi.journal.bus import Event


@dataclass(frozen=True, slots=True)
class ApiKeyMade(Event):
    name = "accounts.api_key_made"
    key_id: str


@dataclass(frozen=True, slots=True)
class ApiKeyEnded(Event):
    name = "accounts.api_key_ended"
    key_id: str


@dataclass(frozen=True, slots=True)
class SignedIn(Event):
    """`how` is password, pin, invitation, password_reset or demo; `device_id` is "" elsewhere."""

    name = "accounts.signed_in"
    membership_id: str
    how: str
    device_id: str = ""


@dataclass(frozen=True, slots=True)
class SignInFailed(Event):
    """Somebody tried to sign in as a person we know and could not.  What they typed is not kept."""

    name = "accounts.sign_in_failed"
    membership_id: str
    how: str
    device_id: str = ""


@dataclass(frozen=True, slots=True)
class SignedOut(Event):
    name = "accounts.signed_out"
    membership_id: str


@dataclass(frozen=True, slots=True)
class SignedOutEverywhere(Event):
    name = "accounts.signed_out_everywhere"
    membership_id: str


@dataclass(frozen=True, slots=True)
class PersonInvited(Event):
    name = "accounts.person_invited"
    invitation_id: str
    role: str


@dataclass(frozen=True, slots=True)
class InvitationWithdrawn(Event):
    name = "accounts.invitation_withdrawn"
    invitation_id: str


@dataclass(frozen=True, slots=True)
class MemberJoined(Event):
    """A person became a member, by invitation or because a lead gave them a staff code."""

    name = "accounts.member_joined"
    membership_id: str
    role: str


@dataclass(frozen=True, slots=True)
class DeviceRegistered(Event):
    name = "accounts.device_registered"
    device_id: str


@dataclass(frozen=True, slots=True)
class DeviceRevoked(Event):
    name = "accounts.device_revoked"
    device_id: str


@dataclass(frozen=True, slots=True)
class PinReset(Event):
    """A lead or manager gave a first or a new PIN."""

    name = "accounts.pin_reset"
    membership_id: str


@dataclass(frozen=True, slots=True)
class PinChanged(Event):
    """The worker chose a PIN of their own."""

    name = "accounts.pin_changed"
    membership_id: str


@dataclass(frozen=True, slots=True)
class StaffCodeLocked(Event):
    """Too many wrong PINs: the code rests until `until`."""

    name = "accounts.staff_code_locked"
    membership_id: str
    until: str


@dataclass(frozen=True, slots=True)
class StaffCodeUnlocked(Event):
    name = "accounts.staff_code_unlocked"
    membership_id: str


@dataclass(frozen=True, slots=True)
class DeviceLocked(Event):
    name = "accounts.device_locked"
    device_id: str
    until: str
