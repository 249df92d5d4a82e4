"""Send with a Telegram bot: words with buttons below, recordings as voice notes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Final

from kazi.channels.exchange import Answer
from kazi.channels.line import Line
from kazi.channels.rules.outcomes import Outcome, Result, of_status
from kazi.channels.rules.posting import NoAnswer, Parcel, Way

MOST: Final = 1
_TEXT_SIGNS = 4096


def send(line: Line, way: Way, parcels: Sequence[Parcel]) -> list[Outcome]:
    return [_send_one(line, way, parcel) for parcel in parcels]


def _send_one(line: Line, way: Way, parcel: Parcel) -> Outcome:
    said = parcel.said
    message: dict[str, Any] = {"chat_id": parcel.address, "text": said.text[:_TEXT_SIGNS]}
    if said.choices:
        # A button answers with its code, whatever its label says.
        rows = [[{"text": one.label, "callback_data": one.code}] for one in said.choices]
        message["reply_markup"] = {"inline_keyboard": rows}
    # The words first, as their going is what is counted: a recording is beside them.
    outcome = _of(_post(line, way, "sendMessage", message))
    if outcome.result is Result.SENT:
        for address in said.audio:
            _post(line, way, "sendVoice", {"chat_id": parcel.address, "voice": address})
    return outcome


def _post(line: Line, way: Way, method: str, message: dict[str, Any]) -> Answer:
    url = f"{way.values['base_url']}/bot{way.values['bot_token']}/{method}"
    headers = {"Content-Type": "application/json"}
    return line.ask("POST", url, body=json.dumps(message).encode(), headers=headers)


def _of(answer: Answer) -> Outcome:
    try:
        said = answer.document()
    except NoAnswer:
        if answer.status < 300:
            raise
        return of_status(answer.status)
    if answer.status < 300 and said.get("ok"):
        return Outcome(Result.SENT, ref=str((said.get("result") or {}).get("message_id", "")))
    if answer.status == 403:  # The person has blocked the bot.
        return Outcome(Result.STOPPED, reason="403")
    wait = (said.get("parameters") or {}).get("retry_after", 0)
    return of_status(answer.status, "", float(wait) if isinstance(wait, int | float) else 0.0)
