"""The figures that country profiles show, as data: what each is, where it comes from, what it counts for.

`SLOTS` are the terms of the potential index.  A slot is filled by the first indicator of its chain
that a country has, so "poverty" is the share below $4.20 a day, else below $3.00, else below the
national line; each is scaled among countries that have the same one.  Weights within an axis sum to 100.
docs/decisions/potential-index.md says why these and no others.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from kazi.kernel.words import N_

NEED, READINESS = "need", "readiness"
AXES = (NEED, READINESS)
_PERCENT, _PER_100 = N_("%"), N_("for each 100 people")


@dataclass(frozen=True, slots=True)
class Indicator:
    """One figure of a country.

    `lowest` and `highest` bound what can be true; outside them an import refuses the value.
    `world_bank` are the codes under which World Bank files hold the same figure, the best first.
    """

    code: str
    name: str
    unit: str = _PERCENT
    lowest: float = 0.0
    highest: float = 100.0
    is_log: bool = False
    world_bank: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Slot:
    """One term of an axis: `weight` of 100 by default, filled by the first of `chain` that is there.

    `more_is_more`: a higher figure means more need, or more readiness.
    """

    code: str
    axis: str
    weight: int
    more_is_more: bool
    chain: tuple[str, ...]
    why: str


_ALL = (
    Indicator(
        "unemployment_youth_15_24_pct",
        N_("Unemployment of people from 15 to 24"),
        world_bank=("SL.UEM.1524.ZS", "SL.UEM.1524.NE.ZS"),
    ),
    Indicator(
        "unemployment_female_15plus_pct",
        N_("Unemployment of women"),
        world_bank=("SL.UEM.TOTL.FE.ZS", "SL.UEM.TOTL.FE.NE.ZS"),
    ),
    Indicator(
        "unemployment_15plus_pct",
        N_("Unemployment"),
        world_bank=("SL.UEM.TOTL.ZS", "SL.UEM.TOTL.NE.ZS"),
    ),
    Indicator(
        "poverty_420_2021ppp_pct", N_("People who live on less than $4.20 a day"), world_bank=("SI.POV.LMIC",)
    ),
    Indicator(
        "poverty_300_2021ppp_pct", N_("People who live on less than $3.00 a day"), world_bank=("SI.POV.DDAY",)
    ),
    Indicator(
        "poverty_national_line_pct",
        N_("People below the poverty line of their own country"),
        world_bank=("SI.POV.NAHC",),
    ),
    Indicator(
        "labour_force_participation_15_64_pct",
        N_("People from 15 to 64 who work or look for work"),
        world_bank=("SL.TLF.ACTI.ZS",),
    ),
    Indicator(
        "gini_index",
        N_("Inequality of incomes (Gini index)"),
        N_("from 0, all alike, to 100"),
        world_bank=("SI.POV.GINI",),
    ),
    Indicator("hdi", N_("Human Development Index"), N_("from 0 to 1"), highest=1),
    Indicator(
        "population_15_64",
        N_("People from 15 to 64"),
        N_("people"),
        lowest=1,
        highest=5e9,
        is_log=True,
        world_bank=("SP.POP.1564.TO",),
    ),
    Indicator("internet_users_pct", N_("People who use the internet"), world_bank=("IT.NET.USER.ZS",)),
    Indicator(
        "fixed_broadband_per_100",
        N_("Fixed broadband lines"),
        _PER_100,
        highest=200,
        world_bank=("IT.NET.BBND.P2",),
    ),
    Indicator(
        "mobile_subscriptions_per_100",
        N_("Mobile subscriptions"),
        _PER_100,
        highest=1000,
        world_bank=("IT.CEL.SETS.P2",),
    ),
    Indicator(
        "electricity_access_urban_pct",
        N_("People in towns who have electricity"),
        world_bank=("EG.ELC.ACCS.UR.ZS",),
    ),
    Indicator("electricity_access_pct", N_("People who have electricity"), world_bank=("EG.ELC.ACCS.ZS",)),
    Indicator(
        "literacy_youth_15_24_pct",
        N_("People from 15 to 24 who read and write"),
        world_bank=("SE.ADT.1524.LT.ZS",),
    ),
    Indicator("english_speakers_pct", N_("People who speak English")),
    Indicator("english_listed_language", N_("English is a listed language"), N_("1 yes, 0 no"), highest=1),
    Indicator(
        "corruption_perceptions_index",
        N_("Corruption Perceptions Index"),
        N_("from 0, very corrupt, to 100"),
    ),
    Indicator(
        "control_of_corruption",
        N_("Control of corruption"),
        N_("about -2.5 to 2.5"),
        lowest=-5,
        highest=5,
        world_bank=("CC.EST",),
    ),
    Indicator("impartial_administration", N_("Impartial administration"), N_("from 0 to 100")),
    Indicator(
        "rule_of_law",
        N_("Rule of law"),
        N_("about -2.5 to 2.5"),
        lowest=-5,
        highest=5,
        world_bank=("RL.EST",),
    ),
    Indicator(
        "government_effectiveness",
        N_("Government effectiveness"),
        N_("about -2.5 to 2.5"),
        lowest=-5,
        highest=5,
        world_bank=("GE.EST",),
    ),
    Indicator(
        "hourly_labour_cost_2021ppp_usd",
        N_("Cost of an hour of work"),
        N_("dollars of 2021 at equal prices"),
        lowest=0,
        highest=1000,
        is_log=True,
    ),
    Indicator(
        "gdp_pc_ppp_const2021_intl_usd",
        N_("Gross domestic product for each person, at equal prices"),
        N_("dollars of 2021 at equal prices"),
        lowest=1,
        highest=1e6,
        is_log=True,
        world_bank=("NY.GDP.PCAP.PP.KD",),
    ),
    Indicator(
        "gdp_pc_const2015_usd",
        N_("Gross domestic product for each person"),
        N_("dollars of 2015"),
        lowest=1,
        highest=1e6,
        is_log=True,
        world_bank=("NY.GDP.PCAP.KD",),
    ),
    Indicator(
        "services_employment_pct", N_("Share of services in all employment"), world_bank=("SL.SRV.EMPL.ZS",)
    ),
    Indicator("urban_population_pct", N_("People who live in towns"), world_bank=("SP.URB.TOTL.IN.ZS",)),
    Indicator("population", N_("People"), N_("people"), lowest=0, highest=1e10, world_bank=("SP.POP.TOTL",)),
    Indicator(
        "utc_offset_standard_hours",
        N_("Clock against UTC in winter"),
        N_("hours; large countries have several"),
        lowest=-12,
        highest=14,
    ),
)
INDICATORS = {one.code: one for one in _ALL}
OF_WORLD_BANK = {code: one.code for one in _ALL for code in one.world_bank}

SLOTS = (
    Slot(
        "youth_unemployment", NEED, 25, True, ("unemployment_youth_15_24_pct",),
        N_("Young people without work are those whom impact sourcing hires first."),
    ),
    Slot(
        "poverty", NEED, 25, True,
        ("poverty_420_2021ppp_pct", "poverty_300_2021ppp_pct", "poverty_national_line_pct"),
        N_("Where few can afford to be without work, unemployment is low and poverty shows the need."),
    ),
    Slot(
        "women_unemployment", NEED, 15, True, ("unemployment_female_15plus_pct",),
        N_("Women are left out of work more often than men."),
    ),
    Slot(
        "out_of_work", NEED, 10, False, ("labour_force_participation_15_64_pct",),
        N_("People who neither work nor look for work are not counted as unemployed."),
    ),
    Slot("inequality", NEED, 5, True, ("gini_index",), N_("A mean hides those who have least.")),
    Slot(
        "development", NEED, 10, False, ("hdi",),
        N_("Health, schooling and income together: the lower, the more a first job changes."),
    ),
    Slot(
        "people", NEED, 10, True, ("population_15_64",),
        N_("How many people there are whom work could reach."),
    ),
    Slot(
        "internet", READINESS, 20, True, ("internet_users_pct",),
        N_("Digital work arrives over the internet."),
    ),
    Slot("broadband", READINESS, 10, True, ("fixed_broadband_per_100",), N_("A centre needs a steady line.")),
    Slot(
        "electricity", READINESS, 10, True, ("electricity_access_urban_pct", "electricity_access_pct"),
        N_("Most centres are in towns."),
    ),
    Slot("literacy", READINESS, 15, True, ("literacy_youth_15_24_pct",), N_("Nearly all work is read.")),
    Slot(
        "english", READINESS, 10, True, ("english_speakers_pct", "english_listed_language"),
        N_("Much of the work that is asked for is in English."),
    ),
    Slot(
        "corruption", READINESS, 10, True, ("corruption_perceptions_index", "control_of_corruption"),
        N_("What buyers and providers lose on the way."),
    ),
    Slot(
        "administration", READINESS, 10, True, ("impartial_administration", "rule_of_law"),
        N_("Whether contracts and permits are handled alike for all."),
    ),
    Slot(
        "cost", READINESS, 10, False, ("hourly_labour_cost_2021ppp_usd", "gdp_pc_ppp_const2021_intl_usd"),
        N_("What work costs there. A low cost is an opening, never a reason to pay below a living wage."),
    ),
    Slot(
        "services", READINESS, 5, True, ("services_employment_pct",),
        N_("Where services are common, so are the skills for them."),
    ),
)  # fmt: skip
SLOT_NAMES = {
    "youth_unemployment": N_("Youth unemployment"),
    "poverty": N_("Poverty"),
    "women_unemployment": N_("Unemployment of women"),
    "out_of_work": N_("People outside the labour force"),
    "inequality": N_("Inequality"),
    "development": N_("Human development"),
    "people": N_("People of working age"),
    "internet": N_("Internet"),
    "broadband": N_("Broadband"),
    "electricity": N_("Electricity"),
    "literacy": N_("Literacy of young people"),
    "english": N_("English"),
    "corruption": N_("Corruption"),
    "administration": N_("Impartial administration"),
    "cost": N_("Cost of work"),
    "services": N_("Services"),
}
AXIS_NAMES = {NEED: N_("Need"), READINESS: N_("Readiness")}


def code_of(given: str) -> str:
    """Return our code for one of ours or of the World Bank; an unknown code comes back as it is."""
    plain = given.strip()
    return OF_WORLD_BANK.get(plain.upper(), plain.lower() if plain.lower() in INDICATORS else plain)


def is_possible(code: str, value: float) -> bool:
    """Say whether a figure can be true: finite, and within the bounds of a known indicator."""
    if not math.isfinite(value):
        return False
    known = INDICATORS.get(code)
    return known is None or known.lowest <= value <= known.highest
