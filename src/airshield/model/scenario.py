"""The scenario: what must be protected, what stands in the way, and the rules of both."""

from __future__ import annotations

from dataclasses import field
from typing import Literal

from airshield.model.campaign import Campaign
from airshield.model.candidates import Candidates
from airshield.model.doctrine import Doctrine
from airshield.model.figure import Spread
from airshield.model.goal import Goal
from airshield.model.pledges import Pledge
from airshield.model.power import PowerNetwork
from airshield.model.raid import Raid
from airshield.model.record import Rules, record
from airshield.units import K_FACTOR

AssetKind = Literal[
    "city", "power-plant", "substation", "hospital", "port", "factory", "airfield", "other"
]
Point = tuple[float, float]


@record
class Frame:
    """Settings of the local frame and of sight lines."""

    k_factor: float = K_FACTOR
    """Effective-Earth-radius factor for sight lines."""
    lat_deg: float | None = None
    """Latitude of the centre; without it, the centroid of the assets."""
    lon_deg: float | None = None
    """Longitude of the centre; without it, the centroid of the assets."""

    def __post_init__(self) -> None:
        rules = Rules(self).place().must("k_factor", lambda k: 0.5 <= k <= 5, "lie in [0.5, 5]")
        if (self.lat_deg is None) != (self.lon_deg is None):
            rules.refuse("lat_deg", "and lon_deg must be given together")
        rules.check()


@record
class District:
    """A polygon in which people are warned together."""

    people: int
    """People who live in it."""
    rings: tuple[tuple[Point, ...], ...]
    """Outer rings of its polygons, (longitude, latitude) in degrees."""

    def __post_init__(self) -> None:
        rules = Rules(self).not_negative("people")
        for ring in self.rings:
            if len(ring) < 3:
                rules.refuse("rings", f"must have at least 3 corners, got {len(ring)}")
            for lon, lat in ring:
                if not (-180 <= lon <= 180 and -90 <= lat <= 90):
                    rules.refuse("rings", f"must hold longitude, latitude; got {lon}, {lat}")
                    break
        rules.check()


@record
class Asset:
    """Something protected, at a place, with people depending on it."""

    lat_deg: float
    """Latitude, degrees north."""
    lon_deg: float
    """Longitude, degrees east."""
    kind: AssetKind = "other"
    """What it is."""
    value: float = 1.0
    """Weight of its loss against that of others, for the defence's choice and for reports."""
    people: int = 0
    """People at it, who are exposed when something arrives and it lies in no district."""
    hits_to_disable: float = 1.0
    """Hits of a reference warhead that disable it; fewer do a proportional part."""
    repair_h: Spread = Spread(low=24.0, value=72.0, high=240.0)
    """Hours to repair it once disabled; partial damage takes a proportional part."""
    district: str | None = None
    """The district it lies in; without it, the one whose polygon holds it."""

    def __post_init__(self) -> None:
        Rules(self).place().not_negative("value", "people").positive("hits_to_disable").check()


@record
class Network:
    """Sensors and batteries that share one picture."""

    latency_s: float = 5.0
    """From a confirmed track to every member knowing it."""
    coordinated: bool = True
    """Whether members take care not to engage the same threat."""

    def __post_init__(self) -> None:
        Rules(self).not_negative("latency_s").check()


@record
class Sensor:
    """A sensor that stands alone."""

    lat_deg: float
    """Latitude, degrees north."""
    lon_deg: float
    """Longitude, degrees east."""
    type: str
    """Sensor type (catalogue id)."""
    network: str | None = None
    """The network it reports to; without one it serves the public warning only."""

    def __post_init__(self) -> None:
        Rules(self).place().check()


@record
class Battery:
    """A defence system at a site."""

    lat_deg: float
    """Latitude, degrees north (for a patrol: of the centre of its orbit)."""
    lon_deg: float
    """Longitude, degrees east."""
    system: str
    """System type (catalogue id)."""
    network: str | None = None
    """The network it belongs to; without one it fights on its own sensor alone."""
    stock: int | None = None
    """Rounds it holds, those on the launchers included; without it, full launchers and no more."""
    readiness: float | None = None
    """Probability that it is in service; without it, its system type's."""
    from_s: float = 0.0
    """In place from, seconds after H-hour."""
    until_s: float | None = None
    """In place until, seconds after H-hour."""

    def __post_init__(self) -> None:
        rules = Rules(self).place().probability("readiness").finite("from_s", "until_s")
        rules.must("stock", lambda n: 0 <= n <= 1_000_000, "lie in 0 … 1,000,000")
        if self.until_s is not None and not self.until_s > self.from_s:
            rules.refuse("until_s", f"must be after from_s, got {self.until_s}")
        rules.check()


@record
class Alerting:
    """What is assumed of the public warning."""

    delay_s: float = 60.0
    """From the first confirmed track to people hearing the alert."""
    sheltered: tuple[Point, ...] = ((0.0, 0.05), (120.0, 0.3), (300.0, 0.6), (900.0, 0.8))
    """Share of people sheltered by warning time: (seconds, share), straight between points."""

    def __post_init__(self) -> None:
        rules = Rules(self).not_negative("delay_s")
        times = [time for time, _ in self.sheltered]
        if not times or times != sorted(set(times)) or not times[0] >= 0:
            rules.refuse("sheltered", "must have points with rising times from 0")
        if not all(0 <= share <= 1 for _, share in self.sheltered):
            rules.refuse("sheltered", "must have shares in [0, 1]")
        rules.check()


@record
class Claim:
    """A reported figure, with who says so and its standing."""

    groups: tuple[str, ...]
    """Raid groups that the figure lumps together."""
    launched: int
    """Reported launched."""
    destroyed: int
    """Reported destroyed."""
    party: str
    """Who says so."""
    date: str
    """When (ISO 8601)."""
    standing: Literal["claimed", "confirmed", "disputed"]
    """How far it is established."""
    source: str
    """Where it is found: title and address."""

    def __post_init__(self) -> None:
        rules = Rules(self).not_negative("launched", "destroyed")
        if self.destroyed > self.launched:
            rules.refuse(
                "destroyed", f"must not exceed launched ({self.launched}), got {self.destroyed}"
            )
        rules.check()


@record
class Simulation:
    """How the raid is played."""

    replications: int = 10_000
    """Played raids."""
    worlds: int = 64
    """Draws of the uncertain figures, shared out among the replications."""
    seed: int = 1
    """Seed of every random draw."""

    def __post_init__(self) -> None:
        rules = Rules(self).must("replications", lambda n: 1 <= n <= 10**9, "lie in 1 … 10⁹")
        rules.must("worlds", lambda n: 1 <= n <= 4096, "lie in 1 … 4096")
        rules.must("seed", lambda n: 0 <= n < 2**63, "lie in 0 … 2⁶³ − 1").check()


@record
class Scenario:
    """One question: what is protected, what may come, what stands in its way."""

    name: str
    """Short name."""
    description: str = ""
    """What it shows, and what is made up."""
    h_hour: str | None = None
    """Calendar time of second 0 (ISO 8601 with zone), for labels only."""
    frame: Frame = Frame()
    """Local frame and sight lines."""
    terrain: str | None = None
    """GeoTIFF of heights, metres; without it the Earth is smooth."""
    outline: str | None = None
    """GeoJSON of land to draw; without it, the world's coast."""
    districts: dict[str, District] = field(default_factory=dict)
    """Districts by name, read from a GeoJSON file beside the scenario."""
    assets: dict[str, Asset]
    """What is protected, by name."""
    networks: dict[str, Network] = field(default_factory=dict)
    """Networks by name."""
    sensors: dict[str, Sensor] = field(default_factory=dict)
    """Sensors that stand alone, by name."""
    batteries: dict[str, Battery] = field(default_factory=dict)
    """The lay-down, by name."""
    raid: Raid
    """What may come."""
    doctrine: Doctrine = Doctrine()
    """Rules of the defence."""
    power: PowerNetwork | None = None
    """The power network, if its supply matters."""
    alerting: Alerting = Alerting()
    """The public warning."""
    reported: dict[str, Claim] = field(default_factory=dict)
    """What was reported of the real raid, to stand beside the simulated figures."""
    goals: tuple[Goal, ...] = ()
    """What the defence is to reach: records, or sentences such as `leakage at most 10 % with
    probability 0.9`."""
    candidates: Candidates | None = None
    """What may be added to the defence, for `airshield plan`."""
    simulation: Simulation = Simulation()
    """How it is played."""
    pledges: dict[str, Pledge] = field(default_factory=dict)
    """What donors promised, by name: what `airshield timeline` brings in."""
    campaign: Campaign = Campaign()
    """What is assumed of the months that `airshield timeline` plays."""

    def __post_init__(self) -> None:
        rules = Rules(self)
        if not self.assets:
            rules.refuse("assets", "must name at least one asset")
        rules.check()
