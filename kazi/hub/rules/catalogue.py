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
# Our own words for common measures.  A measure named here is what the provider says it does; that
# somebody else has certified it is never said by a code, only by a certificate with its evidence.
SECURITY = {
    "clean-desk": N_("Clean desks: no paper, phones or bags where work is done"),
    "access-control": N_("Doors that open only for people of the team, with a record of who came"),
    "visitor-log": N_("Visitors are written down and accompanied"),
    "cameras": N_("Cameras at the doors and in work rooms"),
    "disk-encryption": N_("Encrypted disks on every computer"),
    "no-removable-media": N_("USB sticks and other storage are blocked"),
    "two-factor": N_("A second factor when signing in"),
    "separate-networks": N_("A network of its own for each client who wants it"),
    "vpn-only": N_("Client systems are reached only through a VPN"),
    "backups": N_("Backups that are tried out at least twice a year"),
    "background-checks": N_("Background checks before hiring, where the law allows them"),
    "confidentiality": N_("Everybody signs a confidentiality agreement"),
    "security-training": N_("Training in data protection at least once a year"),
    "incident-plan": N_("A written plan for incidents, with clients told within a day"),
    "deletion": N_("Client data is deleted at the end, with a written confirmation"),
    "power-backup": N_("A second source of power"),
    "second-line": N_("A second internet line from another company"),
    "iso27001-claimed": N_("Says it holds an ISO 27001 certificate (evidence not seen by the hub)"),
}
GROUPS = {
    "youth": N_("Young people without a first job"),
    "long-unemployed": N_("People long without work"),
    "women": N_("Women who have few ways into paid work"),
    "disability": N_("People with disabilities"),
    "rural": N_("People from villages and small towns"),
    "low-income": N_("People from poor neighbourhoods"),
    "refugees": N_("Refugees and displaced people"),
    "minorities": N_("Minorities who are kept out"),
    "care-leavers": N_("People who grew up in care"),
    "ex-prisoners": N_("People who have been in prison"),
    "veterans": N_("Former soldiers"),
    "students": N_("Students who pay their own way"),
}
LANGUAGES = (
    "en", "fr", "es", "pt", "ar", "sw", "am", "ha", "yo", "ig", "zu", "rw", "lg", "so",
    "hi", "bn", "ur", "ta", "te", "mr", "gu", "ne", "si", "km", "lo", "vi", "th", "id", "fil", "de", "zh",
)  # fmt: skip
# A country or a language is found by its name in any of these.
