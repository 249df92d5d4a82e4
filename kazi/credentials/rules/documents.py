"""What an Open Badges 3.0 credential says, before it is signed."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple

from kazi.credentials.rules.canonical import OB3, OB3_EXTENSIONS, VC2

SCHEMA: Final = (
    "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json"
)
TYPES: Final = {"certificate": "Certification", "badge": "Badge", "statement": "ext:Statement"}
_NAMES: Final = uuid.UUID("0f0b9a2e-5a5e-4a37-9a43-6f4f4d7f2b11")


class Evidence(NamedTuple):
    """Something that anybody can look at: what it is, what it shows, and where (or "")."""

    name: str
    narrative: str = ""
    url: str = ""


class Result(NamedTuple):
    """What was measured.  `kind` is a result type of Open Badges, such as Percent; bounds "" for none."""

    name: str
    value: str
    kind: str = "Percent"
    minimum: str = ""
    maximum: str = ""
    required: str = ""


class Alignment(NamedTuple):
    """An entry of a public framework that the achievement fits, such as an ESCO occupation."""

    name: str
    url: str
    framework: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """A credential to be issued.

    `reference` is the caller's own name for it, such as "certificate:12": one reference, one
    credential.  `kind` is certificate, badge or statement.  `subject_id` is a URI (a did:key of the
    holder, the address of a profile) or None for one made at random.  `achievement_id` is a URI of
    what is achieved, or "" for one made from kind and name.  Times are aware.
    """

    reference: str
    kind: str
    subject_id: str | None
    subject_name: str
    name: str
    description: str
    criteria: str
    valid_from: datetime
    valid_until: datetime | None = None
    evidence: list[tuple[str, ...]] = field(default_factory=list)
    results: list[tuple[str, ...]] = field(default_factory=list)
    alignment: list[tuple[str, ...]] = field(default_factory=list)
    achievement_id: str = ""
    algorithm: str = "ES256"


class Signer(NamedTuple):
    """Who issues: DID, name, address of the site, e-mail or ""."""

    did: str
    name: str
    url: str
    email: str = ""


def credential_of(
    draft: Draft, signer: Signer, credential_id: uuid.UUID, subject_id: str, status: tuple[str, int]
) -> dict[str, Any]:
    """Return the unsigned credential.  `status` is (address of the list, index in it)."""
    address, index = status
    return {
        "@context": [VC2, OB3, OB3_EXTENSIONS],
        "id": f"urn:uuid:{credential_id}",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": profile_of(signer),
        "validFrom": moment(draft.valid_from),
        **({"validUntil": moment(draft.valid_until)} if draft.valid_until else {}),
        "awardedDate": moment(draft.valid_from),
        "name": draft.name,
        "description": draft.description,
        "credentialSubject": _subject(draft, signer, subject_id),
        **({"evidence": [_evidence(Evidence(*one)) for one in draft.evidence]} if draft.evidence else {}),
        "credentialSchema": [{"id": SCHEMA, "type": "1EdTechJsonSchemaValidator2019"}],
        "credentialStatus": {
            "id": f"{address}#{index}",
            "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation",
            "statusListIndex": str(index),
            "statusListCredential": address,
        },
    }


def profile_of(signer: Signer) -> dict[str, Any]:
    """Return the issuer as it stands in a credential."""
    email = {"email": signer.email} if signer.email else {}
    return {"id": signer.did, "type": ["Profile"], "name": signer.name, "url": signer.url, **email}


def status_credential_of(
    address: str, did: str, encoded: str, valid_from: datetime, valid_until: datetime
) -> dict[str, Any]:
    """Return the unsigned credential that holds a status list."""
    return {
        "@context": [VC2],
        "id": address,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": did,
        "validFrom": moment(valid_from),
        "validUntil": moment(valid_until),
        "credentialSubject": {
            "id": f"{address}#list",
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": encoded,
        },
    }


def moment(at: datetime) -> str:
    """Return a time as credentials write it: UTC, whole seconds, Z."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _subject(draft: Draft, signer: Signer, subject_id: str) -> dict[str, Any]:
    results = [Result(*one) for one in draft.results]
    described = [_own_name(signer, draft.name, result.name) for result in results]
    achievement: dict[str, Any] = {
        "id": draft.achievement_id or _own_name(signer, draft.kind, draft.name),
        "type": ["Achievement"],
        "achievementType": TYPES.get(draft.kind, "Achievement"),
        "name": draft.name,
        "description": draft.description,
        "criteria": {"narrative": draft.criteria},
    }
    if results:
        achievement["resultDescription"] = [
            _result_description(name, result) for name, result in zip(described, results, strict=True)
        ]
    if draft.alignment:
        achievement["alignment"] = [_alignment(Alignment(*one)) for one in draft.alignment]
    subject: dict[str, Any] = {
        "id": subject_id,
        "type": ["AchievementSubject"],
        "identifier": [
            {
                "type": "IdentityObject",
                "identityHash": draft.subject_name,
                "identityType": "name",
                "hashed": False,
            }
        ],
        "achievement": achievement,
    }
    if results:
        subject["result"] = [
            {"type": ["Result"], "resultDescription": name, "value": result.value}
            for name, result in zip(described, results, strict=True)
        ]
    return subject


def _named(name: str) -> dict[str, Any]:
    return {"type": "IdentityObject", "identityHash": name, "identityType": "name", "hashed": False}


def _own_name(signer: Signer, *parts: str) -> str:
    """Return a name that is the same for the same parts, and another for another issuer."""
    return f"urn:uuid:{uuid.uuid5(_NAMES, ' '.join((signer.did, *parts)))}"


def _result_description(name: str, result: Result) -> dict[str, Any]:
    bounds = {"valueMin": result.minimum, "valueMax": result.maximum, "requiredValue": result.required}
    said = {key: value for key, value in bounds.items() if value}
    return {"id": name, "type": ["ResultDescription"], "name": result.name, "resultType": result.kind, **said}


def _alignment(one: Alignment) -> dict[str, Any]:
    more = {"targetFramework": one.framework, "targetCode": one.code}
    said = {key: value for key, value in more.items() if value}
    return {"type": ["Alignment"], "targetName": one.name, "targetUrl": one.url, **said}


def _evidence(one: Evidence) -> dict[str, Any]:
    said = {"name": one.name, "narrative": one.narrative}
    place = {"id": one.url} if one.url else {}
    return {**place, "type": ["Evidence"], **{key: value for key, value in said.items() if value}}
