"""What providers may say that they do, know and speak."""

from __future__ import annotations

from kazi.kernel.words import N_

SERVICES = {
    "data-entry": N_("Data entry from scans and forms"),
    "annotation": N_("Labelling of pictures"),
    "text": N_("Labelling and sorting of text"),
    "moderation": N_("Content moderation"),
    "transcription": N_("Transcription of speech"),
    "translation": N_("Translation"),
    "research": N_("Web research"),
    "support": N_("Customer support"),
    "quality": N_("Checking of others' results"),
}
SECTORS = {
    "finance": N_("Banking and accounting"),
    "health": N_("Health"),
    "farming": N_("Farming and food"),
    "retail": N_("Shops and trade"),
    "technology": N_("Software and machine learning"),
    "public": N_("Public services"),
    "transport": N_("Transport and maps"),
    "media": N_("Media and publishing"),
}
LANGUAGES = (
    "en", "fr", "es", "pt", "ar", "sw", "am", "ha", "yo", "ig", "zu", "rw", "lg", "so",
    "hi", "bn", "ur", "ta", "te", "mr", "gu", "ne", "si", "km", "vi", "th", "id", "fil", "de", "zh",
)  # fmt: skip
# A country or a language is found by its name in any of these.
