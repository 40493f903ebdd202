"""What a campaign found, in plain records that go to JSON, to tables and to the page."""

from __future__ import annotations

from airshield.model.pledges import Delivery
from airshield.model.record import record
from airshield.planning.answer import Assumption, CalibrationUse, Estimate


@record
class CampaignRun:
    """What made the answer: enough to make it again, bit for bit."""

    scenario_name: str
    """Name of the scenario."""
    scenario_file: str
    """File it was read from."""
    scenario_digest: str
    """SHA-256 of the scenario after `extends`, `--set` and all defaults."""
    version: str
    """airshield version."""
    seed: int
    """Seed."""
    paths: int
    """Paths played."""
    asked: int
    """Paths asked for."""
    worlds: int
    """Draws of the uncertain figures, shared by the paths."""
    raids: int
    """Raids on all paths, each met in every case."""
    interrupted: bool
    """Whether it was stopped early."""
    overrides: tuple[str, ...]
    """`--set` assignments."""
    command: str
    """Command line that repeats it."""
    elapsed_s: float
    """Time it took."""
    calibration_file: str | None = None
    """Calibration that it was played with."""
    calibration_digest: str | None = None
    """SHA-256 of that file."""
    record_file: str | None = None
    """Record that the rate of raids was taken from."""
    record_digest: str | None = None
    """SHA-256 of that file."""


@record
class Protection:
    """How well protected: over one month, or over all of them."""

    raids: Estimate
    """Raids."""
    weapons: Estimate
    """Weapons launched."""
    leakers: Estimate
    """Weapons that got through."""
    leakage: Estimate
    """Share of them that got through."""
    exposed: Estimate
    """People exposed, with the warning they had; one exposed in two raids counts twice."""
    out_of_action: Estimate
    """Share of what is protected, by value, that did not work, mean over the time."""
    shed_mw: Estimate | None
    """Demand not served, mean over the time; None without a power network."""
    people_without_power: Estimate | None
    """People without power, mean over the time; None without a power network."""


@record
class StockMonth:
    """Rounds of one system type in one month."""

    left: Estimate
    """Rounds there are at its end, depots and batteries together."""
    used: Estimate
    """Rounds launched in it."""
    came: Estimate
    """Rounds that came in it; in the first month with those there were."""
    p_short: Estimate
    """Probability that by its end a battery has met a raid without a round."""
    p_gone: Estimate
    """Probability that by its end there once was no round anywhere."""


@record
class StockRow:
    """Rounds of one system type over the campaign."""

    system: str
    """System type id."""
    title: str
    """Its name for people."""
    p_first: Estimate
    """Probability that of all types a battery of this one was first to meet a raid without a round;
    types that ran short in the same raid month share it."""
    months: tuple[StockMonth, ...]
    """Month by month."""


@record
class CaseRow:
    """One assumption of what arrives when."""

    name: str
    """`promised`, `delivered`, `delayed`, `nothing`; `alone` without pledges."""
    title: str
    """Its name for people."""
    whole: Protection
    """Over the whole campaign."""
    months: tuple[Protection, ...]
    """Month by month."""
    stocks: tuple[StockRow, ...]
    """By system type."""


@record
class Difference:
    """What one case has more of than another, path by path, over the whole campaign."""

    leakers: Estimate
    """Weapons that got through."""
    exposed: Estimate
    """People exposed."""
    out_of_action: Estimate
    """Share of what is protected that did not work, mean over the time."""
    person_days: Estimate | None
    """Days without power, summed over people; None without a power network."""


@record
class Shortfall:
    """A case against what was promised."""

    name: str
    """The case."""
    title: str
    """Its name for people."""
    more: Difference
    """What there is more of than if all came as promised."""


@record
class PledgeRow:
    """A pledge, what has arrived of it, and what a month's delay of it costs."""

    name: str
    """Pledge."""
    donor: str
    """Who promised it."""
    system: str
    """System type id."""
    title: str
    """Its name for people."""
    what: str
    """`batteries` or `rounds`."""
    number: int
    """How many."""
    promised: str
    """For when."""
    delivered: tuple[Delivery, ...]
    """What is known to have arrived."""
    by_end: int
    """Delivered by the end of the last month."""
    late_months: float | None
    """How late the part that came by the end came, mean by number, months; None if none came."""
    standing: str
    """How far it is established."""
    source: str
    """Where it is found."""
    month_later: Difference
    """What there is more of if it alone comes a month later than promised."""


@record
class CampaignAnswer:
    """The whole answer."""

    run: CampaignRun
    """What made it."""
    months: tuple[str, ...]
    """Months, as 2022-10."""
    cases: tuple[CaseRow, ...]
    """Cases, those with most delivered first."""
    shortfalls: tuple[Shortfall, ...]
    """Every other case against what was promised; empty without pledges."""
    pledges: tuple[PledgeRow, ...]
    """Pledges in the order of the file."""
    demand_mw: float | None
    """Demand of the whole network at factor 1; None without one."""
    calibration: CalibrationUse | None
    """What it was calibrated with."""
    assumptions: tuple[Assumption, ...]
    """Every figure used, those of the campaign first."""
