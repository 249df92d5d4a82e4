"""What deals name beyond the hub's own lists: currencies, promises, and which task is which service."""

from __future__ import annotations

from kazi.kernel.words import N_

# A ready task type is past work of this service.
SERVICE_OF_TYPE = {
    "receipt-entry": "data-entry",
    "form-entry": "data-entry",
    "image-choice": "annotation",
    "text-choice": "text",
    "text-labels": "text",
}
CURRENCIES = (
    "USD", "EUR", "GBP", "KES", "UGX", "TZS", "RWF", "NGN", "GHS", "ZAR", "ETB", "INR", "BDT", "NPR",
    "PKR", "LKR", "KHR", "LAK", "PHP", "VND", "IDR", "EGP", "MAD", "MXN", "COP", "BRL",
)  # fmt: skip
COMMITMENTS = {
    "living-wage": N_("Everybody who works on it earns at least a living wage."),
    "hours": N_("Nobody works more than 48 hours a week on it, overtime included."),
    "content": N_("Workers who see disturbing content get limits, breaks and help."),
    "data": N_("Client data stays at the places named in this proposal."),
    "no-subcontract": N_("No part goes to another company without your word."),
}
