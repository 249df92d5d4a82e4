"""What deals name beyond the hub's own lists: currencies, and which task is which service."""

from __future__ import annotations

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
