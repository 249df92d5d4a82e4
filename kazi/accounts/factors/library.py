"""What allauth's part for second factors asks us: the sealing of secrets, and for which site a passkey is."""

from __future__ import annotations

from ipaddress import ip_address

from allauth.core import context as current
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.http import HttpRequest
from django.http.request import split_domain_port

from kazi.accounts.factors.sealing import sealed, unsealed
from kazi.accounts.models import Person

SITE = "Kazi"


class Factors(DefaultMFAAdapter):  # type: ignore[misc]
    def encrypt(self, text: str) -> str:
        return sealed(text)

    def decrypt(self, encrypted_text: str) -> str:
        return unsealed(encrypted_text)

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {"id": site_of(current.request), "name": SITE}

    def get_public_key_credential_user_entity(self, user: Person) -> dict[str, object]:
        """Name the account as the device lists it: by address or user name, and the person's name."""
        entity: dict[str, object] = super().get_public_key_credential_user_entity(user)
        return entity | {"display_name": user.name or user.username, "name": user.email or user.username}


def site_of(request: HttpRequest) -> str:
    """Return the name that passkeys made in this request belong to (WebAuthn's relying party id).

    It is the host without port, or `KAZI_PASSKEY_DOMAIN` where the host is that domain or below it.
    """
    host = split_domain_port(request.get_host())[0].strip("[]").rstrip(".")
    domain = str(settings.KAZI_PASSKEY_DOMAIN)
    return domain if domain and (host == domain or host.endswith(f".{domain}")) else host


def passkeys_work(request: HttpRequest) -> bool:
    """Say whether browsers allow passkeys here: HTTPS (or this machine itself), and a name, not a number."""
    site = site_of(request)
    try:
        ip_address(site)
    except ValueError:
        return request.is_secure() or site == "localhost" or site.endswith(".localhost")
    return False
