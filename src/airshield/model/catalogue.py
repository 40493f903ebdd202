"""What can fly in, what can stop it, what can see it: the entries of the catalogue."""

from __future__ import annotations

from dataclasses import field
from typing import Literal

from airshield.model.figure import Figure, Source
from airshield.model.record import Rules, record

ThreatClass = Literal[
    "drone",
    "cruise-missile",
    "ballistic-missile",
    "aeroballistic-missile",
    "glide-bomb",
    "aircraft",
]
Flight = Literal["level", "glide", "ballistic"]
Layer = Literal[
    "counter-drone",
    "very-short-range",
    "short-range",
    "medium-range",
    "long-range",
    "ballistic-missile-defence",
    "patrol",
    "soft-kill",
]
ChannelHold = Literal["until_intercept", "fire_and_forget"]


def _not_negative(figure: Figure) -> bool:
    return figure.low >= 0


def _positive(figure: Figure) -> bool:
    return figure.low > 0


def _probability(figure: Figure) -> bool:
    return figure.low >= 0 and figure.high <= 1


def _at_least_one(figure: Figure) -> bool:
    return figure.low >= 1


class _FigureRules(Rules):
    """Rules for fields that hold figures."""

    def all_positive(self, *fields: str) -> _FigureRules:
        for name in fields:
            self.must(name, _positive, "be above 0, with its low")
        return self

    def all_not_negative(self, *fields: str) -> _FigureRules:
        for name in fields:
            self.must(name, _not_negative, "be at least 0, with its low")
        return self

    def all_probability(self, *fields: str) -> _FigureRules:
        for name in fields:
            self.must(name, _probability, "lie in [0, 1], with its low and high")
        return self

    def all_at_least_one(self, *fields: str) -> _FigureRules:
        for name in fields:
            self.must(name, _at_least_one, "be at least 1, with its low")
        return self

    def each_probability(self, field: str, figures: dict[str, Figure]) -> _FigureRules:
        for key, figure in figures.items():
            if not _probability(figure):
                self.refuse(field, f"of {key} must lie in [0, 1], with its low and high")
        return self


@record
class ThreatType:
    """A class of thing that flies in."""

    title: str
    """Name for people."""
    threat_class: ThreatClass
    """The class that reports and kill probabilities group it under."""
    flight: Flight
    """`level` at a height, `glide` from the release height to the target, or `ballistic`."""
    speed_m_s: Figure
    """Speed along the path; for a ballistic flight with an apogee, the mean speed over the arc."""
    cross_section_m2: Figure
    """Radar cross-section, square metres."""
    p_hit: Figure
    """Probability that one that arrives hits its target."""
    height_m: Figure | None = None
    """Height above the ground in level flight, or of release in a glide."""
    apogee_m: Figure | None = None
    """Highest point of a depressed or lofted arc; without it, the minimum-energy arc."""
    range_m: Figure | None = None
    """How far it can fly; a raid from further away is refused."""
    hits: Figure
    """Damage of one hit, in hits of a reference warhead (assets say how many disable them)."""
    decoy: bool = False
    """Looks like a threat, absorbs rounds, does no damage."""

    def __post_init__(self) -> None:
        rules = _FigureRules(self).all_positive(
            "speed_m_s", "cross_section_m2", "apogee_m", "range_m"
        )
        rules.all_not_negative("height_m", "hits").all_probability("p_hit")
        if self.flight != "ballistic" and self.height_m is None:
            rules.refuse("height_m", f"is needed for a {self.flight} flight")
        if self.flight != "ballistic" and self.apogee_m is not None:
            rules.refuse("apogee_m", f"has no meaning for a {self.flight} flight")
        if self.flight == "ballistic" and self.height_m is not None:
            rules.refuse("height_m", "has no meaning for a ballistic flight")
        rules.check()


@record
class SensorType:
    """What sees: a radar, or an acoustic or human observer."""

    title: str
    """Name for people."""
    kind: Literal["radar", "observer"]
    """A `radar` sees large targets further; an `observer` sees all alike."""
    detection: Literal["swerling1", "flat"]
    """Single-look probability: Swerling 1 from the signal-to-noise ratio, or flat within range."""
    range_m: Figure
    """Range at which a target of the reference cross-section has `snr_db` (or, flat, is lost)."""
    range_limit_m: Figure
    """Instrumented range: nothing is seen beyond."""
    mast_m: Figure
    """Height of the antenna or ear above the ground."""
    period_s: Figure
    """Time between looks."""
    delay_s: Figure
    """Time from confirmation to the report reaching others."""
    elevation_min_deg: Figure
    """Lowest elevation seen."""
    elevation_max_deg: Figure
    """Highest elevation seen."""
    cross_section_m2: Figure | None = None
    """Reference cross-section of `range_m` (radar)."""
    snr_db: Figure | None = None
    """Signal-to-noise ratio at `range_m` (Swerling 1)."""
    p_false: Figure | None = None
    """Probability of false alarm in one look (Swerling 1)."""
    p_detect: Figure | None = None
    """Single-look probability of detection within range (flat)."""
    horizon: bool = True
    """Whether the curve of the Earth and terrain hide targets from it."""
    confirm_hits: int = 2
    """Hits among the last `confirm_looks` that confirm a track (M of N)."""
    confirm_looks: int = 3
    """Looks among which the hits are counted; at most 6."""

    def __post_init__(self) -> None:
        rules = _FigureRules(self).all_positive(
            "range_m", "range_limit_m", "period_s", "cross_section_m2"
        )
        rules.all_not_negative("mast_m", "delay_s").all_probability("p_detect", "p_false")
        rules.must("p_false", lambda f: f.low > 0 and f.high < 1, "lie inside (0, 1)")
        rules.must("confirm_looks", lambda n: 1 <= n <= 6, "lie in 1 … 6")
        if not 1 <= self.confirm_hits <= self.confirm_looks:
            rules.refuse("confirm_hits", f"must lie in 1 … confirm_looks, got {self.confirm_hits}")
        for limit in ("elevation_min_deg", "elevation_max_deg"):
            rules.must(limit, lambda f: f.low >= -90 and f.high <= 90, "lie in [-90, 90] degrees")
        needed = ("snr_db", "p_false") if self.detection == "swerling1" else ("p_detect",)
        if self.kind == "radar":
            needed = (*needed, "cross_section_m2")
        for name in needed:
            if getattr(self, name) is None:
                rules.refuse(name, f"is needed for a {self.kind} with {self.detection} detection")
        if self.kind == "observer" and self.detection != "flat":
            rules.refuse("detection", "of an observer must be flat")
        rules.check()


@record
class Envelope:
    """Range and height limits within which an engagement can succeed."""

    range_min_m: Figure
    """Shortest slant range."""
    range_max_m: Figure
    """Longest slant range."""
    height_min_m: Figure
    """Lowest target height above the ground of the site."""
    height_max_m: Figure
    """Highest target height above the ground of the site."""

    def __post_init__(self) -> None:
        rules = _FigureRules(self).all_positive("range_max_m", "height_max_m")
        rules.all_not_negative("range_min_m", "height_min_m")
        if self.range_min_m.high >= self.range_max_m.low:
            rules.refuse("range_min_m", "must stay below range_max_m, high below low")
        if self.height_min_m.high >= self.height_max_m.low:
            rules.refuse("height_min_m", "must stay below height_max_m, high below low")
        rules.check()


@record
class Launcher:
    """How a system type fires: its rounds, its channels, its times."""

    channels: Figure
    """Simultaneous engagements."""
    launchers: Figure
    """Launchers (barrels, teams, aircraft) of one battery."""
    rounds_per_launcher: Figure
    """Rounds ready on one launcher."""
    reload_s: Figure
    """Time to refill the launchers from stock, once they are empty."""
    speed_m_s: Figure
    """Mean speed of the round to intercept."""
    reaction_s: Figure
    """From a track reaching the battery to its first possible launch."""
    launch_s: Figure
    """From the launch decision to the round leaving."""
    p_common: Figure
    """Probability that a whole salvo fails for one common reason."""
    round_cost_eur: Figure
    """Cost of one round."""
    channel_hold: ChannelHold = "until_intercept"
    """When a channel is freed."""

    def __post_init__(self) -> None:
        rules = _FigureRules(self).all_at_least_one("channels", "launchers", "rounds_per_launcher")
        rules.all_positive("speed_m_s").all_probability("p_common")
        rules.all_not_negative("reload_s", "reaction_s", "launch_s", "round_cost_eur")
        rules.check()


@record
class Orbit:
    """How a patrol flies: round a circle about its place, until its endurance ends."""

    radius_m: Figure
    """Radius of the circle."""
    speed_m_s: Figure
    """Speed along the circle."""
    height_m: Figure
    """Height above the ground."""
    endurance_s: Figure
    """Time on station."""

    def __post_init__(self) -> None:
        _FigureRules(self).all_positive("radius_m", "speed_m_s", "height_m", "endurance_s").check()


@record
class SystemType:
    """A defence system: it fires rounds (`launcher`, `p_kill`) or jams (`p_suppress`)."""

    title: str
    """Name for people."""
    layer: Layer
    """The layer of the shield that reports count it under."""
    envelope: Envelope
    """Where it can succeed."""
    p_ready: Figure
    """Probability that a battery is in service during a raid."""
    mast_m: Figure
    """Height of its own antenna or sight above the ground, for the sight line to a target."""
    launcher: Launcher | None = None
    """How it fires; absent for soft kill."""
    sensor: str | None = None
    """Sensor type that each battery of it brings along."""
    p_kill: dict[str, Figure] = field(default_factory=dict)
    """Single-round kill probability by threat type or threat class; absent means it cannot."""
    p_suppress: dict[str, Figure] = field(default_factory=dict)
    """Probability of suppression per pass by threat type or threat class (soft kill)."""
    orbit: Orbit | None = None
    """How it flies, if it is a patrol."""

    def __post_init__(self) -> None:
        rules = _FigureRules(self).all_probability("p_ready").all_not_negative("mast_m")
        rules.each_probability("p_kill", self.p_kill)
        rules.each_probability("p_suppress", self.p_suppress)
        soft = self.layer == "soft-kill"
        if soft and (self.launcher is not None or self.p_kill):
            rules.refuse("launcher", "and p_kill have no meaning for soft kill; use p_suppress")
        if not soft and (self.launcher is None or not self.p_kill):
            rules.refuse("launcher", "and p_kill are needed, unless layer is soft-kill")
        if soft != bool(self.p_suppress):
            rules.refuse("p_suppress", "belongs to soft kill, and soft kill needs it")
        if (self.layer == "patrol") != (self.orbit is not None):
            rules.refuse("orbit", "belongs to a patrol, and a patrol needs it")
        rules.check()


@record
class Catalogue:
    """All entries a scenario may name, with the sources of their figures."""

    sources: dict[str, Source]
    """Public sources by key."""
    threats: dict[str, ThreatType]
    """Threat types by id."""
    sensors: dict[str, SensorType]
    """Sensor types by id."""
    systems: dict[str, SystemType]
    """System types by id."""
