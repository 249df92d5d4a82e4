"""What a PIN must be, how wrong ones slow down, who may invite whom, and who needs a second factor."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from itertools import pairwise

from kazi.kernel.words import N_

PIN_DIGITS = 6
CODE_MOST_DIGITS = 8

# How long a code rests after this many wrong PINs in a row; a right one or a lead's help ends it.
CODE_RESTS = {
    5: timedelta(minutes=1),
    6: timedelta(minutes=5),
    7: timedelta(minutes=15),
    8: timedelta(hours=1),
}
# A device is shared by a whole shift, so it takes more; the count begins again after a quiet hour.
DEVICE_RESTS = {
    30: timedelta(minutes=1),
    31: timedelta(minutes=5),
    32: timedelta(minutes=15),
    33: timedelta(hours=1),
}
DEVICE_FORGETS = timedelta(hours=1)

INVITATION_LIVES = timedelta(days=7)
MAY_INVITE = {
    "manager": ("worker", "lead", "manager"),
    "hub": ("hub",),
    "client": ("client",),
    "advocate": ("advocate",),
    "sponsor": ("sponsor",),
}
# Who may bring a new organisation in, of which kind, and in which role its first person begins.
MAY_BRING_IN = {
    "manager": {"client": "client"},
    "hub": {"client": "client", "provider": "manager", "advocate": "advocate", "sponsor": "sponsor"},
}

# Who may not act without a second factor: they see what others told in confidence, or speak for the hub.
NEEDS_SECOND_FACTOR = frozenset({"hub", "officer"})
CONFIRMED_FOR = timedelta(minutes=10)  # So long one need not show again that it is oneself.
TOTP_SECONDS = 30
TOTP_DRIFT = 1  # Steps that a clock may be before or behind.
FACTOR_FORGETS = timedelta(hours=24)
MOST_PASSKEYS = 20
RECOVERY_CODES = 10
# Without 0, 1, i, l and o, which hands and eyes take for each other; 12 of them are 59 bits.
RECOVERY_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"
RECOVERY_LETTERS_IN_CODE = 12
# Colleagues who may start the recovery of somebody in this role; others are helped by their own role.
HELPED_BY = {"worker": ("manager",), "lead": ("manager",)}
RECOVERY_WAITS = timedelta(hours=24)
RECOVERY_WAITS_AT_A_CENTRE = timedelta(hours=1)


def rest_after(failures: int, rests: dict[int, timedelta]) -> timedelta | None:
    """Return how long to wait after so many wrong tries in a row, None while there is no need."""
    fitting = [wait for count, wait in rests.items() if count <= failures]
    return fitting[-1] if fitting else None


def pin_fault(pin: str, code: str = "") -> str:
    """Return why this cannot be a PIN, as a text to translate; "" when it can."""
    if len(pin) != PIN_DIGITS or not (pin.isascii() and pin.isdigit()):
        return N_("A PIN has six digits.")
    if pin == code:
        return N_("Choose a PIN that differs from your staff code.")
    if _is_pattern(pin):
        return N_("This PIN is easy to guess. Choose digits that do not follow a pattern.")
    if _is_date(pin):
        return N_("This PIN looks like a date, and others may know your birthday. Choose other digits.")
    return ""


def new_pin() -> str:
    """Return a random PIN that is not easy to guess."""
    while True:
        pin = f"{secrets.randbelow(10**PIN_DIGITS):0{PIN_DIGITS}}"
        if not pin_fault(pin):
            return pin


def code_fault(code: str) -> str:
    """Return why this cannot be a staff code, as a text to translate; "" when it can."""
    if not (code.isascii() and code.isdigit() and 3 <= len(code) <= CODE_MOST_DIGITS):
        return N_("A staff code has three to eight digits.")
    return ""


def next_code(taken: list[str]) -> str:
    """Return the number after the largest staff code, from 1001 on."""
    return str(max([1000, *(int(code) for code in taken if code.isdigit())]) + 1)


def new_recovery_code() -> str:
    """Return a random code as it is shown, such as k7fq-2mxd-9pwr."""
    letters = "".join(secrets.choice(RECOVERY_LETTERS) for _ in range(RECOVERY_LETTERS_IN_CODE))
    return "-".join(letters[start : start + 4] for start in range(0, len(letters), 4))


def plain_code(typed: str) -> str:
    """Return what somebody typed as code without spaces, hyphens and capitals."""
    return "".join(letter for letter in typed.lower() if letter.isalnum())[:32]


def helpers_of(role: str) -> tuple[str, ...]:
    """Return the roles at the same organisation that may help somebody who lost every factor."""
    return HELPED_BY.get(role, (role,))


def recovery_wait(roles: set[str]) -> timedelta:
    """Return how long a recovery waits for an objection, by all roles that the person has."""
    return RECOVERY_WAITS_AT_A_CENTRE if roles <= {"worker", "lead"} else RECOVERY_WAITS


def browser_name(user_agent: str) -> str:
    """Return "Chrome, Android" or the like from a browser's own words; "" when they say nothing known."""
    browsers: tuple[tuple[str, str], ...] = (
        ("Edg/", "Edge"),
        ("OPR/", "Opera"),
        ("SamsungBrowser", "Samsung"),
    )
    browsers += (("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
    systems: tuple[tuple[str, str], ...] = (("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"))
    systems += (("Windows", "Windows"), ("Mac OS X", "Mac"), ("CrOS", "ChromeOS"), ("Linux", "Linux"))
    named = [next((name for mark, name in marks if mark in user_agent), "") for marks in (browsers, systems)]
    return ", ".join(name for name in named if name)


def _is_pattern(pin: str) -> bool:
    """Say whether it is a run (123456), a repeat (000000, 121212, 123123) or pairs (112233)."""
    steps = {(int(b) - int(a)) % 10 for a, b in pairwise(pin)}
    repeats = pin[:2] * 3 == pin or pin[:3] * 2 == pin
    pairs = all(pin[i] == pin[i + 1] for i in (0, 2, 4))
    return len(steps) == 1 or repeats or pairs or len(set(pin)) <= 2


def _is_date(pin: str) -> bool:
    """Say whether it reads as a day: ddmmyy, mmddyy or yymmdd."""
    for form in ("%d%m%y", "%m%d%y", "%y%m%d"):
        try:
            datetime.strptime(pin, form)  # noqa: DTZ007 -- the shape matters, not the moment.
        except ValueError:
            continue
        return True
    return False
