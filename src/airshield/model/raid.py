"""The raid: groups of threats with origins, targets and times."""

from __future__ import annotations

from airshield.model.record import Rules, record

MAX_THREATS = 20_000
"""Most threats in one replication; a raid that could exceed it is refused."""


@record
class Area:
    """A circle from which threats start."""

    lat_deg: float
    """Latitude of the centre, degrees north."""
    lon_deg: float
    """Longitude of the centre, degrees east."""
    radius_m: float = 0.0
    """Radius, metres."""

    def __post_init__(self) -> None:
        Rules(self).place().not_negative("radius_m").check()


@record
class Waypoint:
    """A point that a route leads through."""

    lat_deg: float
    """Latitude, degrees north."""
    lon_deg: float
    """Longitude, degrees east."""
    height_m: float | None = None
    """Height above the ground from here on; without it, as before."""

    def __post_init__(self) -> None:
        Rules(self).place().not_negative("height_m").check()


@record
class Window:
    """The span within which each threat of a group starts, evenly drawn."""

    from_s: float = 0.0
    """Earliest start, seconds after H-hour."""
    until_s: float = 0.0
    """Latest start."""

    def __post_init__(self) -> None:
        rules = Rules(self).not_negative("from_s", "until_s")
        rules.must("until_s", lambda t: t >= self.from_s, f"be at or after from_s ({self.from_s})")
        rules.must("until_s", lambda t: t <= 1e6, "be at most 1,000,000 s").check()


@record
class Between:
    """A count drawn evenly between two whole numbers, both included."""

    low: int
    """Fewest."""
    high: int
    """Most."""

    def __post_init__(self) -> None:
        rules = (
            Rules(self).not_negative("low").must("high", lambda n: n >= self.low, "be at least low")
        )
        rules.must("high", lambda n: 1 <= n <= MAX_THREATS, f"lie in 1 … {MAX_THREATS:,}").check()


@record
class Poisson:
    """A count drawn from a Poisson distribution, cut at mean + 6 √mean + 6."""

    mean: float
    """Mean number."""

    def __post_init__(self) -> None:
        Rules(self).must(
            "mean", lambda m: 0 < m <= MAX_THREATS, f"lie in (0, {MAX_THREATS:,}]"
        ).check()

    @property
    def most(self) -> int:
        """The cut."""
        return int(self.mean + 6 * self.mean**0.5 + 6)


@record
class Release:
    """The line from which carriers release, drawn from one end to the other."""

    from_lat_deg: float
    """Latitude of one end."""
    from_lon_deg: float
    """Longitude of one end."""
    to_lat_deg: float
    """Latitude of the other end."""
    to_lon_deg: float
    """Longitude of the other end."""

    def __post_init__(self) -> None:
        rules = Rules(self)
        for end in ("from", "to"):
            rules.must(f"{end}_lat_deg", lambda v: -90 <= v <= 90, "lie in [-90, 90] degrees")
            rules.must(f"{end}_lon_deg", lambda v: -180 <= v <= 180, "lie in [-180, 180] degrees")
        rules.check()


@record
class Carrier:
    """The aircraft that bring a group's weapons to their release line and turn back."""

    threat: str
    """Threat type of the aircraft (catalogue id)."""
    load: int
    """Weapons that one aircraft carries."""
    release: Release
    """Where it releases."""

    def __post_init__(self) -> None:
        Rules(self).must("load", lambda n: 1 <= n <= 100, "lie in 1 … 100").check()


@record
class Group:
    """Threats of one type that come from one area."""

    threat: str
    """Threat type (catalogue id)."""
    count: int | Between | Poisson
    """How many: a number, `{low, high}` drawn evenly, or a Poisson `{mean}`."""
    origin: Area
    """Where they (or their carriers) start."""
    targets: dict[str, float]
    """Assets aimed at, with weights."""
    start: Window = Window()
    """When they (or their carriers) start."""
    waypoints: tuple[Waypoint, ...] = ()
    """Points that every route leads through."""
    variants: int = 8
    """Route variants: start points spread over the area and lateral offsets."""
    offset_m: float = 5_000.0
    """Largest lateral offset of a variant at the middle of its route, metres."""
    decoy_share: float = 0.0
    """Probability that one of them is a decoy that looks the same."""
    carrier: Carrier | None = None
    """The aircraft that bring them, if they are released in the air."""

    def __post_init__(self) -> None:
        rules = Rules(self).not_negative("offset_m").probability("decoy_share")
        rules.must("variants", lambda n: 1 <= n <= 64, "lie in 1 … 64")
        if isinstance(self.count, int):
            rules.must("count", lambda n: 1 <= n <= MAX_THREATS, f"lie in 1 … {MAX_THREATS:,}")
        if not self.targets:
            rules.refuse("targets", "must name at least one asset")
        if not all(weight >= 0 for weight in self.targets.values()):
            rules.refuse("targets", "must have weights of at least 0")
        elif self.targets and not 0 < sum(self.targets.values()) < float("inf"):
            rules.refuse("targets", "must have a weight above 0")
        rules.check()

    @property
    def most(self) -> int:
        """The most threats of the group in one replication, carriers not counted."""
        if isinstance(self.count, int):
            return self.count
        return self.count.high if isinstance(self.count, Between) else self.count.most

    @property
    def most_carriers(self) -> int:
        """The most carriers of the group in one replication."""
        return -(-self.most // self.carrier.load) if self.carrier else 0


@record
class Raid:
    """What may come."""

    groups: dict[str, Group]
    """Groups by name."""

    def __post_init__(self) -> None:
        rules = Rules(self)
        if not self.groups:
            rules.refuse("groups", "must name at least one group")
        total = sum(group.most + group.most_carriers for group in self.groups.values())
        if total > MAX_THREATS:
            rules.refuse(
                "groups", f"must hold at most {MAX_THREATS:,} threats together, got {total:,}"
            )
        rules.check()
