"""The words of agreements, by version: own wording, filled in with terms; and the hash of a text.

A wording never changes once an agreement may have used it; a better one gets a new name.
"""

from __future__ import annotations

import difflib
import hashlib
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from kazi.deals.rules.amounts import plain
from kazi.deals.rules.commitments import COMMITMENTS, DATA_PROTECTION
from kazi.deals.rules.terms import MilestoneTerms, Terms
from kazi.kernel.words import N_

LATEST: Final = "2026-1"
NOT_ADVICE: Final = N_(
    "This text is a template and not legal advice. Have it read by somebody who knows the law of both places "
    "before you sign."
)
Say = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Party:
    name: str
    place: str = ""


def agreement_text(
    terms: Terms, provider: Party, buyer: Party, *, number: int, wording: str = LATEST, say: Say = str
) -> str:
    """Return the whole text that is signed: plain lines, one blank line between parts, NFC, `\\n`.

    `say` translates a template.  The same values give the same text, byte for byte.  Raises KeyError
    for a wording that does not exist.
    """
    parts = _WORDINGS[wording](terms, provider, buyer, number, say)
    blocks = ["\n".join(line.rstrip() for line in part if line.strip()) for part in parts]
    text = "\n\n".join(block for block in blocks if block) + "\n"
    return unicodedata.normalize("NFC", text.replace("\r", ""))


def sha256(text: str) -> str:
    """Return the hash that both sides sign: SHA-256 of the text in UTF-8, hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def changes(before: str, after: str) -> list[tuple[str, str]]:
    """Return the lines of two texts as ("same" | "gone" | "new", line), in reading order."""
    kinds = {" ": "same", "-": "gone", "+": "new"}
    lines = difflib.ndiff(before.splitlines(), after.splitlines())
    return [(kinds[line[0]], line[2:]) for line in lines if line[0] in kinds]


def _wording_2026_1(terms: Terms, provider: Party, buyer: Party, number: int, say: Say) -> list[list[str]]:
    price = f"{plain(terms.price_per_unit)} {terms.currency}"
    places = [party.place for party in (provider, buyer)]
    first = [
        say(N_("Agreement: %(title)s")) % {"title": terms.title},
        say(N_("Version %(number)s, wording %(wording)s")) % {"number": number, "wording": "2026-1"},
        say(NOT_ADVICE),
    ]
    sides = [
        say(N_("1. The two sides")),
        say(N_("Provider: %(name)s")) % {"name": ", ".join(filter(None, [provider.name, places[0]]))},
        say(N_("Buyer: %(name)s")) % {"name": ", ".join(filter(None, [buyer.name, places[1]]))},
    ]
    work = [
        say(N_("2. The work")),
        *terms.scope.strip().splitlines(),
        say(N_("Volume: %(volume)s units; one unit is: %(unit)s."))
        % {"volume": terms.volume, "unit": terms.unit},
        say(N_("Kind of task: %(kind)s.")) % {"kind": terms.task_type} if terms.task_type else "",
        say(N_("Begins on %(day)s.")) % {"day": terms.starts_on.isoformat()} if terms.starts_on else "",
        say(N_("Ends on %(day)s.")) % {"day": terms.ends_on.isoformat()} if terms.ends_on else "",
    ]
    pay = [
        say(N_("4. Price")),
        say(N_("For each unit that the buyer has accepted: %(price)s, without tax.")) % {"price": price}
        if terms.price_per_unit
        else "",
        *(_milestone_line(one, terms.currency, say) for one in terms.all_milestones()),
        say(N_("Units that are rejected are not billed; done again and accepted, they are billed once.")),
        say(N_("Invoices are due %(days)s days after their date. Tax is added where the law asks for it."))
        % {"days": terms.payment_days},
        _commission_line(terms, say),
    ]
    changing = [
        say(N_("8. Changes and the end")),
        say(
            N_(
                "A change is a next version of this text. It holds once both sides have signed it; "
                "until then "
                "this version stays in force."
            )
        ),
        say(N_("Either side may end the agreement in writing. What was accepted until then is paid.")),
    ]
    special = (
        [say(N_("9. Also agreed")), *terms.special.strip().splitlines()] if terms.special.strip() else []
    )
    return [
        first,
        sides,
        work,
        _quality(terms, say),
        pay,
        _catalogue(say(N_("5. The people who do the work")), COMMITMENTS, terms.commitments, say)
        + _worker_rate(terms, say),
        _catalogue(say(N_("6. Material and data")), DATA_PROTECTION, terms.data_protection, say),
        [
            say(N_("7. Acceptance")),
            say(
                N_(
                    "Results are handed over in parcels. The buyer accepts a parcel or rejects "
                    "single results "
                    "with a reason; what is rejected comes back as rework at no extra price."
                )
            ),
        ],
        changing,
        special,
    ]


_WORDINGS: Final = {"2026-1": _wording_2026_1}


def _quality(terms: Terms, say: Say) -> list[str]:
    lines = [say(N_("3. Quality and time"))]
    if terms.quality is not None:
        text = N_("Of the results that are reviewed at least %(share)s % are right.")
        lines.append(say(text).replace("%(share)s", plain(terms.quality * 100)))
    if terms.review_percent:
        text = N_("A second person reviews %(share)s % of the results.")
        lines.append(say(text).replace("%(share)s", plain(terms.review_percent)))
    if terms.people > 1:
        text = N_("Each task is done by %(people)s people who do not see each other's answers.")
        lines.append(say(text) % {"people": terms.people})
    if terms.turnaround_days is not None:
        text = N_("Material that is complete is done within %(days)s working days.")
        lines.append(say(text) % {"days": terms.turnaround_days})
    return lines if len(lines) > 1 else [*lines, say(N_("Nothing beyond careful work is agreed."))]


def _milestone_line(one: MilestoneTerms, currency: str, say: Say) -> str:
    values = {
        "title": say(one.title),
        "amount": f"{plain(one.amount)} {currency}",
        "units": one.units or 0,
        "day": one.due_on.isoformat() if one.due_on else "",
    }
    if one.kind == "units":
        return say(N_("Milestone “%(title)s”: %(amount)s when %(units)s units are accepted.")) % values
    if one.kind == "date":
        text = N_("Milestone “%(title)s”: %(amount)s, by %(day)s, when the buyer confirms it.")
        return say(text) % values
    return say(N_("Milestone “%(title)s”: %(amount)s when the work is ordered.")) % values


def _commission_line(terms: Terms, say: Say) -> str:
    if terms.commission_percent is None:
        return say(N_("The hub takes no commission."))
    text = N_("The hub takes a commission of %(share)s % of the invoiced sums, which the provider pays.")
    return say(text).replace("%(share)s", plain(terms.commission_percent))


def _worker_rate(terms: Terms, say: Say) -> list[str]:
    if terms.worker_rate is None:
        return []
    alone = N_("Whoever does a unit is paid at least %(rate)s for it.")
    together = N_("The people who do a unit are together paid at least %(rate)s for it.")
    text = together if terms.people > 1 else alone
    return [say(text) % {"rate": f"{plain(terms.worker_rate)} {terms.worker_currency}"}]


def _catalogue(title: str, known: dict[str, tuple[str, str]], codes: tuple[str, ...], say: Say) -> list[str]:
    chosen = [
        code for code in known if code in codes
    ]  # In the order of the catalogue, whatever was ticked first.
    lines = [f"– {say(known[code][0])} [{code}]: {say(known[code][1])}" for code in chosen]
    return [title, *(lines or [say(N_("Nothing beyond the law is agreed."))])]
