"""Words that a phone's screen or history must not show when a talk is over."""

from __future__ import annotations

from kazi.conversations.rules.commands import plain

# Stems; a word that begins with one of them is sensitive.  Over-caution costs a plain "Thank you".
_STEMS = tuple(
    plain(word)
    for word in [
        "abus",
        "assault",
        "beat",
        "complain",
        "grievance",
        "harass",
        "helpline",
        "hiv",
        "pregnan",
        "rape",
        "report",
        "sex",
        "threat",
        "union",
        "victim",
        "violen",
        "whistle",
        "wage theft",
        "unyanyas",
        "ukatili",
        "ngono",
        "malalamiko",
        "chama cha wafanyakazi",
        "ujauzito",
        "mimba",
        "उत्पीड़न",
        "हिंसा",
        "यौन",
        "शिकायत",
        "गर्भ",
        "হয়রানি",
        "সহিংসতা",
        "যৌন",
        "অভিযোগ",
        "গর্ভ",
        "ការរំលោភ",
        "ហិង្សា",
        "ផ្លូវភេទ",
        "បណ្តឹង",
        "សហជីព",
        "تحرش",
        "عنف",
        "جنس",
        "شكوى",
        "نقابة",
        "حمل",
        "اغتصاب",
        "harcel",
        "plainte",
        "syndic",
        "viol",
        "grossesse",
        "enceinte",
        "menace",
        "acoso",
        "abuso",
        "queja",
        "sindicat",
        "denuncia",
        "embaraz",
        "amenaza",
    ]
)


def is_neutral(text: str) -> bool:
    """Say whether a text gives nothing away to whoever picks the phone up next."""
    said = f" {plain(text)}"
    return not any(f" {stem}" in said for stem in _STEMS if stem)
