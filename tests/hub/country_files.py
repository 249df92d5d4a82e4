"""Small files of country figures for tests.  Every number in them is made up."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

HEAD = "iso3,indicator,year,value,source,licence"
SOURCE = "Made up for tests"


def tidy(*rows: str) -> str:
    """Return a tidy table; a row is `KEN,gini_index,2020,40` and gets source and licence."""
    return "\n".join([HEAD, *(f"{row},{SOURCE},CC0" for row in rows), ""])


def world_bank(*rows: str, years: tuple[int, ...] = (2019, 2020, 2021), bom: bool = True) -> str:
    """Return the World Bank's form: preamble, CRLF, all quoted, a comma at the end of each line."""
    head = ["Country Name", "Country Code", "Indicator Name", "Indicator Code", *map(str, years)]
    lines = [
        '"Data Source","World Development Indicators",', "", '"Last Updated Date","2099-01-01",', "",
        ",".join(f'"{cell}"' for cell in head) + ",",
        *(",".join(f'"{cell}"' for cell in row.split("|")) + "," for row in rows), "",
    ]  # fmt: skip
    return ("\ufeff" if bom else "") + "\r\n".join(lines)


METADATA = (
    '\ufeff"Country Code","Region","IncomeGroup","SpecialNotes","TableName",\r\n'
    '"KEN","Sub-Saharan Africa","Lower middle income","","Kenya",\r\n'
    '"ZAF","Sub-Saharan Africa","Upper middle income","","South Africa",\r\n'
    '"XKX","Europe & Central Asia","Upper middle income","","Kosovo",\r\n'
    '"CHI","Europe & Central Asia","High income","","Channel Islands",\r\n'
    '"NEW","","","A group that is not in our list.","New group",\r\n'
)


def zipped(path: Path, table: str, metadata: str = METADATA) -> Path:
    """Write a ZIP as the World Bank packs it."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("API_SL.UEM.1524.ZS_DS2_en_csv_v2_1.csv", table)
        archive.writestr("Metadata_Country_API_SL.UEM.1524.ZS_DS2_en_csv_v2_1.csv", metadata)
        archive.writestr(
            "Metadata_Indicator_API_SL.UEM.1524.ZS_DS2_en_csv_v2_1.csv",
            '\ufeff"INDICATOR_CODE","INDICATOR_NAME","SOURCE_NOTE","SOURCE_ORGANIZATION",\r\n'
            '"SL.UEM.1524.ZS","Unemployment","",""\r\n',
        )
    return path


def api_row(
    value: Any, *, iso3: str = "KEN", iso2: str = "KE", date: str = "2020", code: str = "SL.UEM.1524.ZS"
) -> dict[str, Any]:
    return {
        "indicator": {"id": code, "value": "Made up"}, "country": {"id": iso2, "value": "?"},
        "countryiso3code": iso3, "date": date, "value": value, "unit": "", "obs_status": "", "decimal": 0,
    }  # fmt: skip


def api(*rows: dict[str, Any], **meta: Any) -> str:
    said = {"page": 1, "pages": 1, "per_page": 50, "total": len(rows), "sourceid": "2", **meta}
    return json.dumps([said, list(rows)])


# Twelve real codes, so that they have names and places on the map; all numbers are made up.
TWELVE = ("KEN", "UGA", "IND", "KHM", "HTI", "GHA", "ZAF", "BGD", "NPL", "PHL", "RWA", "SEN")
_LADDER = {
    "unemployment_youth_15_24_pct": (10, 5), "poverty_420_2021ppp_pct": (20, 5),
    "unemployment_female_15plus_pct": (5, 2), "labour_force_participation_15_64_pct": (80, -3),
    "gini_index": (30, 1), "hdi": (0.8, -0.02), "population_15_64": (1e6, 3e6),
    "internet_users_pct": (90, -5), "fixed_broadband_per_100": (20, -1),
    "electricity_access_urban_pct": (100, -4), "literacy_youth_15_24_pct": (99, -3),
    "english_speakers_pct": (50, -2), "corruption_perceptions_index": (60, -2),
    "impartial_administration": (70, -3), "hourly_labour_cost_2021ppp_usd": (1, 1),
    "services_employment_pct": (70, -2),
}  # fmt: skip


def twelve() -> str:
    """Return all figures of twelve countries: from first to last need grows and readiness falls."""
    return tidy(
        *(
            f"{iso3},{code},2020,{round(start + step * n, 3)}"
            for n, iso3 in enumerate(TWELVE)
            for code, (start, step) in _LADDER.items()
        )
    )
