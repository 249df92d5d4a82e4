"""The whole directory as files: CSV tables as HSDS 3.0 packages them, or one page of full services."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from kazi.care.models import LocalService, ServiceLocation, ServiceOrganisation, Taxonomy, TaxonomyTerm
from kazi.care.queries import publishing
from kazi.care.rules.hsds.fields import FIELDS
from kazi.kernel.errors import Refused

_LINKS = (
    "organization_id",
    "service_id",
    "location_id",
    "link_id",
    "taxonomy_term_id",
    "taxonomy_id",
    "parent_id",
)
# HSDS's own package calls this one table in the singular.
_FILES = {"service_at_locations": "service_at_location.csv"}


def export_services(path: Path) -> dict[str, int]:
    """Write everything: `.json` one page of full services, else tables in a folder or `.zip`.

    Returns how many organisations, services and locations were written; a JSON page has only those that
    belong to a service.  A file that is there is replaced.
    """
    if path.suffix.lower() == ".json":
        return _write_json(path)
    tables = _tables()
    texts = dict(_csv_texts(tables))
    texts["datapackage.json"] = _datapackage(tables)
    try:
        if path.suffix.lower() == ".zip":
            with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
                for name, text in texts.items():
                    archive.writestr(name, text)
        else:
            path.mkdir(parents=True, exist_ok=True)
            for name, text in texts.items():
                (path / name).write_text(text, encoding="utf-8", newline="")
    except OSError as error:
        raise Refused(f"{path} cannot be written: {error.strerror}.") from error
    return {name: len(tables[name]) for name in ("organizations", "services", "locations")}


def _write_json(path: Path) -> dict[str, int]:
    contents = [publishing.service_json(row, full=True) for row in _services()]
    page = publishing.page_json(contents, total=len(contents), page=1, per_page=max(1, len(contents)))
    try:
        path.write_text(json.dumps(page, ensure_ascii=False, indent=1), encoding="utf-8")
    except OSError as error:
        raise Refused(f"{path} cannot be written: {error.strerror}.") from error
    places = {at["location_id"] for one in contents for at in one.get("service_at_locations", [])}
    owners = {one["organization_id"] for one in contents if "organization_id" in one}
    return {"organizations": len(owners), "services": len(contents), "locations": len(places)}


def _services() -> Iterator[LocalService]:
    rows = LocalService.objects.select_related("organisation")
    return (
        rows.prefetch_related("places__location", "terms__taxonomy").order_by("pk").iterator(chunk_size=500)
    )


def _tables() -> dict[str, list[dict[str, Any]]]:
    tables: dict[str, list[dict[str, Any]]] = {table: [] for table in FIELDS}
    for organisation in ServiceOrganisation.objects.order_by("pk").iterator():
        said = publishing.organization_json(organisation, full=False)
        full = publishing.parts_json(organisation, "organization_id", ("phones", "contacts"))
        _spread(tables, "organizations", said | full)
    for location in ServiceLocation.objects.order_by("pk").iterator():
        _spread(tables, "locations", publishing.location_json(location))
    for service in _services():
        _spread(tables, "services", publishing.service_json(service, full=True))
    for taxonomy in Taxonomy.objects.order_by("pk"):
        tables["taxonomies"].append(publishing.taxonomy_json(taxonomy))
    for term in TaxonomyTerm.objects.select_related("taxonomy").order_by("pk").iterator():
        tables["taxonomy_terms"].append(publishing.term_json(term))
    return tables


def _spread(tables: dict[str, list[dict[str, Any]]], table: str, said: dict[str, Any]) -> None:
    """Put a record and its parts into their tables; wholes that it only names have rows of their own."""
    tables[table].append(said)
    for name, parts in said.items():
        if name in FIELDS and isinstance(parts, list) and name not in {"locations", "services"}:
            for part in parts:
                tables[name].append(part)


def _csv_texts(tables: dict[str, list[dict[str, Any]]]) -> Iterator[tuple[str, str]]:
    for table, rows in tables.items():
        if not rows:
            continue
        columns = _columns(table, rows)
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\r\n")
        writer.writerow(columns)
        writer.writerows([[row.get(name, "") for name in columns] for row in rows])
        yield _FILES.get(table, f"{table}.csv"), text.getvalue()


def _columns(table: str, rows: list[dict[str, Any]]) -> list[str]:
    links = [name for name in _LINKS if any(name in row for row in rows)]
    return ["id", *links, *(name for name in FIELDS[table] if name not in links)]


def _datapackage(tables: dict[str, list[dict[str, Any]]]) -> str:
    resources = [
        {
            "name": table,
            "path": _FILES.get(table, f"{table}.csv"),
            "schema": {"fields": [{"name": name} for name in _columns(table, rows)], "primaryKey": "id"},
        }
        for table, rows in tables.items()
        if rows
    ]
    said = {"name": "kazi-local-services", "profile": "tabular-data-package", "hsds_version": "3.0"}
    return json.dumps(said | {"resources": resources}, indent=1)
