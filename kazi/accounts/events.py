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
    """`how` is password, passkey, pin, invitation, password_reset or demo; `device_id` is "" elsewhere.

    `factor` is passkey, totp or recovery_code, and "" for a session that was made without one.
    """

    name = "accounts.signed_in"
    membership_id: str
    how: str
    device_id: str = ""
    factor: str = ""


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


@dataclass(frozen=True, slots=True)
class FactorAdded(Event):
    """`factor` is passkey or totp."""

    name = "accounts.factor_added"
    membership_id: str
    factor: str


@dataclass(frozen=True, slots=True)
class FactorRemoved(Event):
    name = "accounts.factor_removed"
    membership_id: str
    factor: str


@dataclass(frozen=True, slots=True)
class RecoveryCodesMade(Event):
    """New codes were shown; all earlier ones have ended."""

    name = "accounts.recovery_codes_made"
    membership_id: str


@dataclass(frozen=True, slots=True)
class RecoveryCodeUsed(Event):
    name = "accounts.recovery_code_used"
    membership_id: str
    left: int


@dataclass(frozen=True, slots=True)
class FactorLocked(Event):
    """Too many wrong codes: they are not looked at until `until`.  Passkeys still work."""

    name = "accounts.factor_locked"
    membership_id: str
    until: str


@dataclass(frozen=True, slots=True)
class RecoveryStarted(Event):
    name = "accounts.recovery_started"
    recovery_id: str
    reason: str
    due_at: str


@dataclass(frozen=True, slots=True)
class RecoveryCancelled(Event):
    """`by` is letter, person or colleague."""

    name = "accounts.recovery_cancelled"
    recovery_id: str
    by: str


@dataclass(frozen=True, slots=True)
class FactorsRecovered(Event):
    """All factors of a person were taken away, so that new ones can be set up.

    `by` is two_people, time or command.
    """

    name = "accounts.factors_recovered"
    recovery_id: str
    by: str
