"""Surveillance: the sensors a tracker listens to, as it knows them, and how it works."""

from __future__ import annotations

from collections import Counter
from dataclasses import field
from html import escape
from typing import Literal

from airshield.model.record import Rules, record

SensorKind = Literal["radar", "cartesian", "bearing", "place", "cooperative", "system"]
Association = Literal["nearest", "joint"]
Motion = Literal["straight", "turn", "ballistic"]
Ring = tuple[float, float]


@record
class SensorModel:
    """A sensor as the tracker knows it: where it stands, what it measures, how well."""

    kind: SensorKind
    """What its plots are: radar (range and bearing), cartesian, bearing, place, cooperative
    (an aircraft says where it is), system (tracks of another system)."""
    lat_deg: float | None = None
    """Latitude, degrees north."""
    lon_deg: float | None = None
    """Longitude, degrees east."""
    east_m: float | None = None
    """Place in the local frame, where no latitude is given; metres."""
    north_m: float | None = None
    """Place in the local frame, where no latitude is given; metres."""
    height_m: float = 0.0
    """Height above mean sea level."""
    range_m: float = 250_000.0
    """It sees nothing beyond this range."""
    box_m: tuple[float, float, float, float] | None = None
    """What it covers instead of a circle: west, south, east, north edges in the local frame."""
    period_s: float | None = None
    """From one look to the next; without it, it reports when it likes and misses tell nothing."""
    sigma_range_m: float = 50.0
    """Standard deviation of a measured range."""
    sigma_bearing_deg: float = 0.1
    """Standard deviation of a measured bearing."""
    sigma_elevation_deg: float = 0.3
    """Standard deviation of a measured elevation."""
    sigma_range_rate_m_s: float = 2.0
    """Standard deviation of a measured range rate."""
    sigma_m: float = 50.0
    """Standard deviation along each horizontal axis of a reported place."""
    sigma_height_m: float = 50.0
    """Standard deviation of a reported height."""
    sigma_velocity_m_s: float = 2.0
    """Standard deviation along each axis of a reported velocity."""
    sigma_heading_deg: float = 30.0
    """Standard deviation of a heading given in words, as with sightings."""
    p_detect: float = 0.9
    """Probability that a look yields a plot of a target that it covers."""
    p_detect_rings: tuple[Ring, ...] = ()
    """Map of it by range: (up to range, probability) pairs, the nearest first; beyond the last,
    ``p_detect``."""
    false_plots: float = 0.0
    """False plots expected in one look, spread evenly over what it covers."""
    bias_range_m: float = 0.0
    """Known bias, taken off every range."""
    bias_bearing_deg: float = 0.0
    """Known bias, taken off every bearing."""
    clock_offset_s: float = 0.0
    """Known lead of its clock, taken off every time."""
    sigma_bias_range_m: float = 0.0
    """How far its range may be biased beyond that: 0 is not estimated."""
    sigma_bias_bearing_deg: float = 0.0
    """How far its bearing may be biased beyond that: 0 is not estimated."""
    sigma_clock_offset_s: float = 0.0
    """How far its clock may be off beyond that: 0 is not estimated."""
    latency_s: float = 0.0
    """From measurement to arrival, at most and as a rule."""
    signal_m_s: float | None = None
    """Speed of what it hears, such as 340 for sound; without it, light."""

    def __post_init__(self) -> None:
        rules = Rules(self).place().finite("east_m", "north_m", "height_m")
        rules.finite("bias_range_m", "bias_bearing_deg", "clock_offset_s")
        rules.positive(
            "range_m", "period_s", "sigma_range_m", "sigma_bearing_deg", "sigma_elevation_deg",
            "sigma_range_rate_m_s", "sigma_m", "sigma_height_m", "sigma_velocity_m_s",
            "sigma_heading_deg", "signal_m_s",
        )  # fmt: skip
        rules.not_negative(
            "false_plots", "latency_s", "sigma_bias_range_m", "sigma_bias_bearing_deg",
            "sigma_clock_offset_s",
        )  # fmt: skip
        rules.must("p_detect", lambda p: 0 < p < 1, "lie in (0, 1)")
        self._check_place(rules)
        self._check_cover(rules)
        rules.check()

    def _check_place(self, rules: Rules) -> None:
        if (self.lat_deg is None) != (self.lon_deg is None):
            rules.refuse("lat_deg", "and lon_deg must be given together")
        if (self.east_m is None) != (self.north_m is None):
            rules.refuse("east_m", "and north_m must be given together")
        if self.lat_deg is not None and self.east_m is not None:
            rules.refuse("east_m", "says the place a second time; give it or lat_deg, lon_deg")

    def _check_cover(self, rules: Rules) -> None:
        if self.box_m is not None:
            west, south, east, north = self.box_m
            if not (west < east and south < north):
                rules.refuse("box_m", "must be west, south, east, north with west < east, …")
        ranges = [ring[0] for ring in self.p_detect_rings]
        if ranges != sorted(set(ranges)):
            rules.refuse("p_detect_rings", "must have growing ranges")
        if not all(0 < p < 1 for _, p in self.p_detect_rings):
            rules.refuse("p_detect_rings", "must have probabilities in (0, 1)")


@record
class TrackerSettings:
    """How the tracker works; the defaults suit drones, missiles and aircraft together."""

    dimensions: Literal[2, 3] = 3
    """2 where no height is wanted: everything moves in a plane. Ranges are brought down to it by
    the height or elevation of a plot that tells one; what tells neither is taken to be low."""
    association: Association = "joint"
    """``nearest``: each plot to one track, the best assignment; ``joint``: every plausible
    assignment weighed."""
    motion: tuple[Motion, ...] = ("straight", "turn")
    """The motion models that are mixed."""
    sojourn_s: float = 60.0
    """Mean time that a target keeps to one motion model."""
    q_straight_m2_s3: float = 1.0
    """Power of the white acceleration noise of straight flight, each axis."""
    q_turn_m2_s3: float = 4.0
    """The same in a turn."""
    q_turn_rate_deg2_s3: float = 0.25
    """Power of the noise of the turn rate."""
    sigma_turn_rate_deg_s: float = 3.0
    """Standard deviation of the turn rate where a turn begins."""
    q_ballistic_m2_s3: float = 25.0
    """Power of the white acceleration noise of ballistic flight, each axis."""
    ballistic_coefficient_kg_m2: float = 5_000.0
    """Mass over drag area of what falls."""
    sigma_speed_m_s: float = 150.0
    """Standard deviation of the velocity along each horizontal axis, where nothing is known."""
    sigma_climb_m_s: float = 30.0
    """The same along the vertical."""
    sigma_fast_m_s: float = 1_000.0
    """That of the velocity of the few that are fast, of their climb in proportion; less where
    plots are dense."""
    height_m: float = 3_000.0
    """Height where none is measured."""
    sigma_height_m: float = 3_000.0
    """Standard deviation of the height where none is measured."""
    gate_probability: float = 0.999
    """Share of a target's own plots that its gate takes in."""
    coast_s: float = 60.0
    """A track that no sensor has seen for so long ends."""
    survival_s: float = 600.0
    """Mean time that a target stays; unseen, its existence fades no slower."""
    births_per_s: float = 0.2
    """New targets expected a second in all that is covered, before the data says better."""
    p_confirm: float = 0.9
    """Existence from which a track is shown."""
    p_drop: float = 0.001
    """Existence under which a track ends."""
    registration: bool = True
    """Whether biases, clocks and noise of sensors are learnt from the tracks."""
    classes: bool = True
    """Whether tracks are classed, and birds and what stands still kept out of the picture."""
    most_tracks: int = 100_000
    """Tracks held at most; beyond it, plots that would begin another are counted, not kept."""

    def __post_init__(self) -> None:
        rules = Rules(self).must("dimensions", lambda d: d in (2, 3), "be 2 or 3")
        rules.positive(
            "sojourn_s", "q_straight_m2_s3", "q_turn_m2_s3", "q_turn_rate_deg2_s3",
            "sigma_turn_rate_deg_s", "q_ballistic_m2_s3", "ballistic_coefficient_kg_m2",
            "sigma_speed_m_s", "sigma_fast_m_s", "sigma_climb_m_s", "sigma_height_m", "survival_s",
            "births_per_s", "coast_s",
        )  # fmt: skip
        rules.finite("height_m")
        rules.must("gate_probability", lambda p: 0.5 <= p < 1, "lie in [0.5, 1)")
        rules.must("p_confirm", lambda p: 0 < p < 1, "lie in (0, 1)")
        rules.must("p_drop", lambda p: 0 < p < self.p_confirm, "lie in (0, p_confirm)")
        rules.must("most_tracks", lambda n: 1 <= n <= 10**6, "lie in 1 … 1,000,000")
        rules.must("motion", lambda m: 0 < len(m) == len(set(m)), "name each model once")
        if self.dimensions == 2 and "ballistic" in self.motion:
            rules.refuse("motion", "names ballistic, which needs dimensions: 3")
        rules.check()


@record
class Surveillance:
    """Everything the tracker must know before the first plot."""

    name: str = "surveillance"
    """Its name, for people."""
    lat_deg: float | None = None
    """Latitude of the centre of the local frame; without it, the mean of the sensors' places."""
    lon_deg: float | None = None
    """Longitude of it."""
    sensors: dict[str, SensorModel] = field(default_factory=dict)
    """The sensors by the names that their plots carry."""
    tracker: TrackerSettings = field(default_factory=TrackerSettings)
    """How the tracker works."""

    def __post_init__(self) -> None:
        rules = Rules(self).place()
        if (self.lat_deg is None) != (self.lon_deg is None):
            rules.refuse("lat_deg", "and lon_deg must be given together")
        rules.check()

    def _repr_html_(self) -> str:
        """Show how many sensors of each kind there are as a table in a notebook."""
        kinds = Counter(sensor.kind for sensor in self.sensors.values())
        rows = "".join(f"<tr><td>{kind}</td><td>{n:,}</td></tr>" for kind, n in kinds.items())
        settings = self.tracker
        caption = (
            f"{self.name}: {len(self.sensors):,} sensors; {settings.association} association, "
            f"{' and '.join(settings.motion)} flight in {settings.dimensions} dimensions"
        )
        head = "<tr><th>kind</th><th>sensors</th></tr>"
        return f"<table><caption>{escape(caption)}</caption>{head}{rows}</table>"
