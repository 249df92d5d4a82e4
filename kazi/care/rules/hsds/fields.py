"""The fields of HSDS 3.0 that Kazi keeps, what each may hold, and what 1.x and Ohana call them.

Source: openreferral/specification, schema 3.0, and its 1.1 predecessor.
"""

from __future__ import annotations

from typing import Final

TEXT, URL, EMAIL, NUMBER, DATE, ID, STATUS, LOCATION_TYPE = (
    "text", "url", "email", "number", "date", "id", "status", "location type",
)  # fmt: skip
STATUSES: Final = ("active", "inactive", "defunct", "temporarily closed")
LOCATION_TYPES: Final = ("physical", "postal", "virtual")


def _fields(text: str = "", **others: str) -> dict[str, str]:
    return {**dict.fromkeys(text.split(), TEXT), **{name: kind for name, kind in others.items()}}  # noqa: C416


# table -> field -> what it holds.  `id` is every row's own; links to parents are named in LINKS.
FIELDS: Final[dict[str, dict[str, str]]] = {
    "organizations": _fields(
        "name alternate_name description tax_status tax_id legal_status logo",
        email=EMAIL, website=URL, uri=URL, year_incorporated=NUMBER,
    ),
    "services": _fields(
        "name alternate_name description interpretation_services application_process fees_description "
        "wait_time fees accreditations eligibility_description licenses alert",
        url=URL, email=EMAIL, status=STATUS, minimum_age=NUMBER, maximum_age=NUMBER,
        assured_date=DATE, assurer_email=EMAIL,
    ),
    "locations": _fields(
        "name alternate_name description transportation external_identifier external_identifier_type",
        location_type=LOCATION_TYPE, url=URL, latitude=NUMBER, longitude=NUMBER,
    ),
    "service_at_locations": _fields("description"),
    "taxonomies": _fields("name description version", uri=URL),
    "taxonomy_terms": _fields("code name description language taxonomy", term_uri=URL),
    "phones": _fields("number type description", extension=NUMBER),
    "schedules": _fields(
        "valid_from valid_to dtstart until wkst freq byday byweekno bymonthday byyearday description "
        "opens_at closes_at attending_type notes",
        timezone=NUMBER, count=NUMBER, interval=NUMBER, schedule_link=URL,
    ),
    "addresses": _fields(
        "attention address_1 address_2 city region state_province postal_code country address_type"
    ),
    "languages": _fields("name code note"),
    "cost_options": _fields("valid_from valid_to option currency amount_description", amount=NUMBER),
    "required_documents": _fields("document", uri=URL),
    "service_areas": _fields("name description extent extent_type uri"),
    "contacts": _fields("name title department", email=EMAIL),
    "attributes": _fields("link_type link_entity value"),
}  # fmt: skip
# Fields without which a row says nothing.
REQUIRED: Final[dict[str, tuple[str, ...]]] = {
    "organizations": ("name",),
    "services": ("name",),
    "phones": ("number",),
    "taxonomies": ("name",),
    "taxonomy_terms": ("name",),
}
# Whole things; the rest are parts of the first parent that a row names.
THINGS: Final = ("taxonomies", "taxonomy_terms", "organizations", "locations", "services")
PARENTS: Final[dict[str, tuple[str, ...]]] = {
    "phones": ("service_id", "location_id", "organization_id"),
    "schedules": ("service_id", "location_id"),
    "addresses": ("location_id", "organization_id"),
    "languages": ("service_id", "location_id"),
    "cost_options": ("service_id",),
    "required_documents": ("service_id",),
    "service_areas": ("service_id",),
    "contacts": ("service_id", "location_id", "organization_id"),
}
LINKS: Final[dict[str, str]] = {
    "service_id": "services",
    "location_id": "locations",
    "organization_id": "organizations",
    "taxonomy_id": "taxonomies",
}
# What another version or dialect calls a field of ours, for each table.
OLD_NAMES: Final[dict[str, dict[str, str]]] = {
    "organizations": {"url": "website"},
    "services": {"website": "url", "eligibility": "eligibility_description"},
    "locations": {"website": "url"},
    "phones": {"number_type": "type", "department": "description"},
    "languages": {"language": "name"},
    "service_areas": {"service_area": "name"},
    "addresses": {"country_code": "country"},
    "schedules": {"weekday": "byday"},
    "taxonomy_terms": {"taxonomy_name": "taxonomy"},
}
# Cells of the Ohana dialect that hold several things: table -> column -> the table of the parts, its field.
LISTS: Final[dict[str, dict[str, tuple[str, str]]]] = {
    "services": {
        "languages": ("languages", "name"),
        "required_documents": ("required_documents", "document"),
        "service_areas": ("service_areas", "name"),
        "taxonomy_ids": ("attributes", "taxonomy_term_id"),
    },
    "locations": {"languages": ("languages", "name")},
}
# How a file may be named for each table; the longest beginning that fits decides.
FILE_NAMES: Final[dict[str, str]] = {
    "organization_identifier": "", "organization": "organizations", "org": "organizations",
    "service_at_location": "service_at_locations", "services_at_location": "service_at_locations",
    "service_area": "service_areas", "service_taxonomy": "attributes", "services_taxonomy": "attributes",
    "service_attribute": "attributes", "service": "services", "location": "locations", "phone": "phones",
    "regular_schedule": "schedules", "schedule": "schedules", "holiday_schedule": "",
    "postal_address": "addresses", "physical_address": "addresses", "mail_address": "addresses",
    "address": "addresses", "language": "languages", "cost_option": "cost_options",
    "required_document": "required_documents", "eligibility": "eligibility", "contact": "contacts",
    "attribute": "attributes", "taxonomy_term": "taxonomy_terms", "taxonomies": "taxonomies",
    "taxonomy": "taxonomies", "metadata": "", "meta_table": "", "program": "", "funding": "",
    "accessibility": "", "payment": "",
}  # fmt: skip
# Parts of a JSON record: key -> table.  A key in the singular holds one, in the plural several.
NESTED: Final[dict[str, str]] = {
    **{table: table for table in (*FIELDS,)},
    "service": "services", "organization": "organizations", "location": "locations",
    "taxonomy_term": "taxonomy_terms", "taxonomy_detail": "taxonomies",
}  # fmt: skip
