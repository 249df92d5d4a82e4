"""Whose domain an address is of: what proves that somebody speaks for a website."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import urlsplit

from kazi.kernel.words import N_

# Anybody may have an address at these, or a website below them: they prove nothing about who writes.
_SHARED = """
gmail.com googlemail.com yahoo.com yahoo.co.uk yahoo.co.in yahoo.fr ymail.com rocketmail.com outlook.com
hotmail.com hotmail.fr hotmail.co.uk live.com msn.com aol.com icloud.com me.com mac.com proton.me
protonmail.com pm.me tutanota.com tuta.io gmx.com gmx.de gmx.net web.de mail.com mail.ru yandex.com
yandex.ru zoho.com zohomail.com fastmail.com hey.com qq.com 163.com 126.com sina.com foxmail.com
naver.com daum.net rediffmail.com orange.fr wanadoo.fr free.fr laposte.net libero.it mailinator.com
guerrillamail.com 10minutemail.com temp-mail.org yopmail.com sharklasers.com blogspot.com wordpress.com
wixsite.com weebly.com squarespace.com webflow.io github.io gitlab.io netlify.app vercel.app pages.dev
web.app firebaseapp.com herokuapp.com azurewebsites.net cloudfront.net amazonaws.com appspot.com
google.com sites.google.com facebook.com fb.com instagram.com linkedin.com twitter.com x.com youtube.com
tiktok.com t.me telegram.me whatsapp.com linktr.ee medium.com tumblr.com notion.site carrd.co
jimdosite.com strikingly.com godaddysites.com business.site ueniweb.com mystrikingly.com
"""
PUBLIC_DOMAINS = frozenset(_SHARED.split())
_NAME = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)")


def domain_of(url: str) -> str:
    """Return the domain of a website without `www.` ("https://www.Amani.example/x" -> "amani.example").

    "" for what is no domain of the public internet: a number, a single word, a name that cannot be.
    """
    try:
        host = urlsplit(url if "//" in url else f"//{url}").hostname or ""
        name = host.rstrip(".").encode("idna").decode().lower().removeprefix("www.")
    except (UnicodeError, ValueError):
        return ""
    return name if _is_domain(name) else ""


def is_public_domain(domain: str) -> bool:
    """Say whether anybody may have an address or a site at this domain or right below it."""
    parts = domain.split(".")
    return any(".".join(parts[start:]) in PUBLIC_DOMAINS for start in range(len(parts)))


def site_fault(domain: str) -> str:
    """Return why a website's domain proves nothing, as a text to translate; "" when it serves."""
    if not domain:
        return N_("The listing has no website of a domain of its own. Show a document instead.")
    if is_public_domain(domain):
        return N_("The listed website is at a domain that many share. Show a document instead.")
    return ""


def email_fault(email: str, domain: str) -> str:
    """Return why this address is no proof for the website's domain, as a text to translate; "" when it is.

    Proof is an address at the domain itself or below it: who runs amani.example decides about
    mail.amani.example, and not the other way round.
    """
    if fault := site_fault(domain):
        return fault
    name, _sign, host = email.rpartition("@")
    try:
        at = host.strip().rstrip(".").encode("idna").decode().lower()
    except (UnicodeError, ValueError):
        at = ""
    if not name:  # No address at all, however much it looks like the domain.
        at = ""
    if is_public_domain(at):
        return N_("Anybody can have an address there. Use one of the website's own domain.")
    if at != domain and not at.endswith(f".{domain}"):
        return N_("This address is not of the website's domain. Use one that is, or another way.")
    return ""


def txt_name(domain: str) -> str:
    """Return where the TXT record must be: a name of its own, so that it disturbs no other record."""
    return f"_kazi.{domain}"


def txt_value(token: str) -> str:
    return f"kazi-claim={token}"


def _is_domain(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        parts = name.split(".")
        return len(parts) > 1 and len(name) <= 253 and all(_NAME.fullmatch(part) for part in parts)
    return False
