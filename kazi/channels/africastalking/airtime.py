"""Send airtime with Africa's Talking."""

from __future__ import annotations

import json
from decimal import Decimal

from kazi.channels.africastalking.sending import post
from kazi.channels.line import Line
from kazi.channels.rules.outcomes import Outcome, Result, of_status
from kazi.channels.rules.posting import Way


def send(line: Line, way: Way, address: str, amount: Decimal, currency: str, name: str) -> Outcome:
    """Send one sum to one number; `name` is the same at every try."""
    recipients = [{"phoneNumber": address, "amount": f"{currency} {amount}"}]
    fields = {"username": way.values["username"], "recipients": json.dumps(recipients)}
    answer = post(
        line, way, f"{way.values['base_url']}/version1/airtime/send", fields, {"Idempotency-Key": name}
    )
    if answer.status >= 300:
        return of_status(answer.status, "", answer.wait_seconds)
    responses = answer.document().get("responses") or [{}]
    if responses[0].get("status") == "Sent":
        return Outcome(Result.SENT, ref=str(responses[0].get("requestId") or ""))
    said = responses[0].get("errorMessage") or answer.document().get("errorMessage") or ""
    return Outcome(Result.REFUSED, reason=str(said)[:120])
