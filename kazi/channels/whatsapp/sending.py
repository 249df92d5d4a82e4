"""Send with WhatsApp's Cloud API: words, up to 3 buttons, a list of up to 10, or a template.

Within 24 hours of somebody's own message any words may be sent; outside of it only a template that
Meta has approved, with our words as its one variable.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Final

from kazi.channels.exchange import Answer
from kazi.channels.line import Line
from kazi.channels.rules.outcomes import Outcome, Result, of_status
from kazi.channels.rules.posting import NoAnswer, Parcel, Way
from kazi.channels.rules.wire import Said
from kazi.channels.rules.wording import written_out

MOST: Final = 1
MOST_BUTTONS, MOST_ROWS = 3, 10
_BUTTON_SIGNS, _ROW_SIGNS, _BODY_SIGNS, _TEXT_SIGNS = 20, 24, 1024, 4096
_OUTSIDE: Final = 131047  # More than 24 hours since the person wrote.
_BUSY: Final = {4, 613, 80007, 130429, 131048, 131056}
_TROUBLE: Final = {1, 2, 131000, 131016, 133004}
_STOPPED: Final = {131050}


def send(line: Line, way: Way, parcels: Sequence[Parcel]) -> list[Outcome]:
    return [_send_one(line, way, parcel) for parcel in parcels]


def _send_one(line: Line, way: Way, parcel: Parcel) -> Outcome:
    if parcel.is_free:
        answer = _post(line, way, parcel, _free(parcel.said))
        if _code(answer) != _OUTSIDE:
            return _of(answer)
    if not way.values.get("template"):
        return Outcome(Result.REFUSED, reason="outside the 24 hours, and the channel has no template")
    return _of(_post(line, way, parcel, _template(way, parcel.said)))


def _free(said: Said) -> dict[str, Any]:
    labels = [choice.label for choice in said.choices]
    count, longest = len(labels), max(map(len, labels), default=0)
    if count and len(said.text) <= _BODY_SIGNS and len(set(labels)) == count:
        if count <= MOST_BUTTONS and longest <= _BUTTON_SIGNS:
            buttons = [
                {"type": "reply", "reply": {"id": one.code, "title": one.label}} for one in said.choices
            ]
            action = {"buttons": buttons}
            return _interactive("button", said.text, action)
        if count <= MOST_ROWS and longest <= _ROW_SIGNS:
            rows = [{"id": one.code, "title": one.label} for one in said.choices]
            return _interactive("list", said.text, {"button": "▾", "sections": [{"rows": rows}]})
    return {"type": "text", "text": {"body": written_out(said)[:_TEXT_SIGNS]}}


def _interactive(kind: str, text: str, action: dict[str, Any]) -> dict[str, Any]:
    return {"type": "interactive", "interactive": {"type": kind, "body": {"text": text}, "action": action}}


def _template(way: Way, said: Said) -> dict[str, Any]:
    # A template's variable may hold no line breaks.
    words = " · ".join(line for line in written_out(said).splitlines() if line.strip())
    return {
        "type": "template",
        "template": {
            "name": way.values["template"],
            "language": {"code": way.values.get("template_language") or "en"},
            "components": [{"type": "body", "parameters": [{"type": "text", "text": words[:_BODY_SIGNS]}]}],
        },
    }


def _post(line: Line, way: Way, parcel: Parcel, message: dict[str, Any]) -> Answer:
    body = {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "to": parcel.address.lstrip("+"),
        "biz_opaque_callback_data": str(parcel.uuid),
        **message,
    }
    url = f"{way.values['base_url']}/{way.values['phone_number_id']}/messages"
    headers = {
        "Authorization": f"Bearer {way.values['access_token']}",
        "Content-Type": "application/json",
    }
    return line.ask("POST", url, body=json.dumps(body).encode(), headers=headers)


def _code(answer: Answer) -> int | None:
    if answer.status < 300:
        return None
    try:
        error = answer.document().get("error")
    except NoAnswer:
        return None
    code = error.get("code") if isinstance(error, dict) else None
    return code if isinstance(code, int) else None


def _of(answer: Answer) -> Outcome:
    if answer.status < 300:
        messages = answer.document().get("messages") or [{}]
        return Outcome(Result.SENT, ref=str(messages[0].get("id") or ""))
    code = _code(answer)
    said = f"{answer.status} {code or ''}".strip()
    if code in _BUSY:
        return Outcome(Result.BUSY, reason=said, wait_seconds=answer.wait_seconds)
    if code in _TROUBLE:
        return Outcome(Result.TROUBLE, reason=said)
    if code in _STOPPED:
        return Outcome(Result.STOPPED, reason=said)
    return of_status(answer.status, str(code or ""), answer.wait_seconds)
