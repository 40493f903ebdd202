"""What an assessment found, in plain records that go to JSON, to tables and to the report."""

from __future__ import annotations

from airshield.model.record import record


@record
class Estimate:
    """A figure with its two kinds of spread."""

    mean: float
    """Mean over all raids played."""
    low: float
    """Lower end of the 95 % interval of the mean."""
    high: float
    """Upper end of the 95 % interval of the mean."""
    p05: float | None = None
    """In 5 % of the raids it was at most this."""
    p95: float | None = None
    """In 95 % of the raids it was at most this."""


@record
class Run:
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
    replications: int
    """Raids played."""
    asked: int
    """Raids asked for."""
    worlds: int
    """Draws of the uncertain figures."""
    fixed: bool
    """Whether every figure was held at its central value."""
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


@record
class ThreatRow:
    """What became of the threats of one class (or group)."""

    name: str
    """Class or group."""
    launched: Estimate
    """Threats per raid."""
    killed: Estimate
    """Killed per raid."""
    suppressed: Estimate
    """Suppressed per raid."""
    arrived: Estimate
    """Leakers per raid."""
    aborted: Estimate
    """Never released, because the carrier was killed first."""
    returned: Estimate
    """Carriers that released and turned back."""
    leakage: Estimate
    """Share of those launched that arrived."""


@record
class AssetRow:
    """What reached one asset."""

    name: str
    """Asset."""
    kind: str
    """Its kind."""
    aimed: Estimate
    """Weapons aimed at it per raid."""
    arrived: Estimate
    """Leakers per raid."""
    leakage: Estimate
    """Share of those aimed at it that arrived."""
    p_disabled: Estimate
    """Probability that it is disabled."""
    damage: Estimate
    """Damage, 0 whole … 1 disabled."""


@record
class SystemRow:
    """What one system type did."""

    name: str
    """System type id."""
    title: str
    """Its name for people."""
    layer: str
    """Layer of the shield."""
    batteries: int
    """Batteries of it."""
    rounds: Estimate
    """Rounds launched per raid."""
    kills: Estimate
    """Threats killed (or suppressed) per raid."""
    empty: Estimate
    """Batteries of it per raid that fired their last round."""
    cost_eur: Estimate
    """Cost of the rounds."""
    kills_by_class: dict[str, float]
    """Mean kills per raid by threat class."""
    cost_per_kill_eur: Estimate | None = None
    """Cost of the rounds for each threat killed (ratio of the means); None without a kill."""


@record
class DistrictRow:
    """Warning and exposure in one district."""

    name: str
    """District (or the asset that stands for one)."""
    people: int
    """People who live in it."""
    p_reached: Estimate
    """Probability that anything arrives in it."""
    warning_s_p10: float | None
    """Of the raids that reach it, a tenth gave at most this warning; None if none reached it."""
    warning_s_median: float | None
    """Median warning, from first confirmed track to first arrival."""
    warning_s_p90: float | None
    """Nine tenths gave at most this."""
    p_unwarned: Estimate
    """Share of the raids that reach it in which there was no warning at all."""
    exposed_unwarned: Estimate
    """People exposed per raid if nobody were warned."""
    exposed: Estimate
    """People exposed per raid with the warning they had."""


@record
class PowerPoint:
    """Supply at one time after H-hour."""

    time_h: float
    """Hours after H-hour."""
    shed_mw: Estimate
    """Demand not served."""
    people: Estimate
    """People without power."""


@record
class TimelinePoint:
    """What happened in one slice of the raid, mean per raid."""

    time_s: float
    """Start of the slice, seconds after H-hour."""
    started: float
    """Threats that started."""
    tracked: float
    """Threats first tracked in the warning picture."""
    killed: float
    """Threats killed."""
    suppressed: float
    """Threats suppressed."""
    arrived: float
    """Leakers."""


@record
class Influence:
    """How much one uncertain figure moves the leakage."""

    figure: str
    """Path in the catalogue."""
    rank_correlation: float
    """Spearman's correlation with the leakage of each world."""
    low: float
    """Lower end of its 95 % interval, which holds for all figures together."""
    high: float
    """Upper end of its 95 % interval, which holds for all figures together."""
    explained: float
    """Share of the variance between worlds, as the squared correlation."""


@record
class Assumption:
    """One figure that the answer rests on."""

    figure: str
    """Path in the catalogue or scenario."""
    low: float
    """Lowest."""
    value: float
    """Central."""
    high: float
    """Highest."""
    standing: str
    """`published`, `assumed` or `calibrated`."""
    source: str
    """Title and address, or the reasoning."""


@record
class CalibrationRow:
    """The factor of one class of reports."""

    name: str
    """Class."""
    low: float | None
    """Lowest; None if no factor was found, and it is 1."""
    value: float | None
    """Central."""
    high: float | None
    """Highest."""
    note: str
    """What could not be matched."""


@record
class CalibrationUse:
    """The calibration that an answer rests on."""

    file: str
    """File that it was read from."""
    digest: str
    """SHA-256 of that file."""
    record: str
    """Record of raids that it was learned from."""
    record_sha256: str
    """SHA-256 of that record."""
    until: str
    """Only reports that ended before this were used (ISO 8601)."""
    rows: tuple[CalibrationRow, ...]
    """Its factors."""
    warnings: tuple[str, ...]
    """What it belongs to, and whether that is this scenario."""


@record
class ReportedRow:
    """A claim about the real raid beside what the simulation says."""

    name: str
    """Claim."""
    launched: int
    """Reported launched."""
    destroyed: int
    """Reported destroyed."""
    simulated_launched: Estimate
    """Simulated launched."""
    simulated_destroyed: Estimate
    """Simulated killed and suppressed."""
    party: str
    """Who says so."""
    standing: str
    """How far it is established."""
    source: str
    """Where it is found."""


@record
class Leaker:
    """One leaker's route, to be drawn."""

    group: str
    """Group it came in."""
    replication: int
    """Replication."""
    points: tuple[tuple[float, float], ...]
    """(longitude, latitude) along its route."""


@record
class Answer:
    """All that an assessment found."""

    run: Run
    """What made it."""
    leakage: Estimate
    """Share of the weapons launched (decoys and carriers aside) that arrived."""
    leakers: Estimate
    """Weapons that arrived per raid."""
    p_no_leaker: Estimate
    """Probability that no weapon arrives."""
    between_worlds: float
    """Share of the variance of a raid's leakage that lies between worlds."""
    classes: tuple[ThreatRow, ...]
    """By threat class (decoys and carriers in rows of their own)."""
    groups: tuple[ThreatRow, ...]
    """By raid group."""
    assets: tuple[AssetRow, ...]
    """By asset."""
    systems: tuple[SystemRow, ...]
    """By system type."""
    empty_batteries: tuple[tuple[str, float], ...]
    """Batteries that ran empty and how often, most often first."""
    rounds_cost_eur: Estimate
    """Cost of the rounds launched per raid."""
    districts: tuple[DistrictRow, ...]
    """By district."""
    exposed: Estimate
    """People exposed per raid with the warning they had."""
    exposed_unwarned: Estimate
    """People exposed per raid if nobody were warned."""
    power: tuple[PowerPoint, ...]
    """Supply over time; empty without a power network."""
    demand_mw: float | None
    """Demand of the whole power network."""
    power_replications: int
    """Raids on which the power figures rest."""
    timeline: tuple[TimelinePoint, ...]
    """The raid over time."""
    influences: tuple[Influence, ...]
    """Uncertain figures, the most influential first."""
    assumptions: tuple[Assumption, ...]
    """Every figure used."""
    reported: tuple[ReportedRow, ...]
    """Claims about the real raid."""
    leakers_drawn: tuple[Leaker, ...]
    """Routes of some leakers, for the map."""
    leakers_histogram: tuple[int, ...]
    """Raids by number of leakers: entry k counts the raids with k."""
    weapons: Estimate | None = None
    """Weapons launched per raid (decoys and carriers aside); the headline leaves it out if None."""
    calibration: CalibrationUse | None = None
    """The calibration that it rests on; None without one."""
