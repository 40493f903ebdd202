"""An answer, scenario, catalogue and replay of the kind an assessment gives, made by formula.

Every figure is different and each interval encloses its mean, so that a test can look for each
one where it must appear. Nothing here is a result.
"""

from __future__ import annotations

from dataclasses import replace

from airshield.model.catalogue import Catalogue, Envelope, Launcher, SystemType, ThreatType
from airshield.model.figure import Figure, Source
from airshield.model.raid import Area, Carrier, Group, Raid, Release, Waypoint, Window
from airshield.model.scenario import Asset, Battery, Claim, District, Network, Scenario
from airshield.planning.answer import (
    Answer,
    AssetRow,
    Assumption,
    DistrictRow,
    Estimate,
    Influence,
    Leaker,
    PowerPoint,
    ReportedRow,
    Run,
    SystemRow,
    ThreatRow,
    TimelinePoint,
)
from airshield.planning.replaying import Replay, ReplayBattery, ReplaySalvo, ReplayThreat

CITIES = {
    "Alder": (50.45, 30.52, 2_950_000),
    "Birchmouth": (46.48, 30.73, 1_010_000),
    "Cedar Hill": (49.99, 36.23, 1_420_000),
    "Dunmere": (48.46, 35.05, 968_000),
    "Elmstead": (49.84, 24.03, 717_000),
    "Fernley": (47.84, 35.14, 710_000),
    "Goldcrest": (49.23, 28.47, 369_000),
    "Hazelwick": (50.25, 28.66, 261_000),
    "Ivybridge": (49.55, 25.59, 225_000),
    "Juniper": (50.91, 34.80, 256_000),
    "Kestrel": (49.59, 34.55, 279_000),
    "Larkfield": (48.92, 24.71, 237_000),
}
CLASSES = ("cruise-missile", "drone", "ballistic-missile", "decoys")
SYSTEMS = (
    ("long", "Long-range missile", "long-range", 3, 150_000.0, 1_000_000.0),
    ("iris-t-slm", "IRIS-T SLM", "medium-range", 2, 40_000.0, 430_000.0),
    ("nasams", "NASAMS", "medium-range", 2, 30_000.0, 1_050_000.0),
    ("short", "Short-range missile", "short-range", 6, 12_000.0, 120_000.0),
    ("gun", "Very-short-range gun", "very-short-range", 8, 3_500.0, 2_500.0),
    ("team", "Mobile fire team", "counter-drone", 10, 1_500.0, 60.0),
)


def estimate(mean: float, half: float, spread: float | None = None) -> Estimate:
    """Make an estimate with an interval of ± ``half`` and nine raids out of ten ± ``spread``."""
    if spread is None:
        return Estimate(mean=mean, low=mean - half, high=mean + half)
    low, high = max(0.0, mean - spread), mean + spread
    return Estimate(mean=mean, low=mean - half, high=mean + half, p05=low, p95=high)


def share(mean: float, half: float = 0.004, spread: float = 0.11) -> Estimate:
    """Make an estimate of a share."""
    return Estimate(
        mean=mean,
        low=max(0.0, mean - half),
        high=min(1.0, mean + half),
        p05=max(0.0, mean - spread),
        p95=min(1.0, mean + spread),
    )


def run() -> Run:
    return Run(
        scenario_name="Twelve towns",
        scenario_file="twelve-towns.yaml",
        scenario_digest="9b2f6c0d" * 8,
        version="0.1.0",
        seed=20221010,
        replications=10_000,
        asked=10_000,
        worlds=64,
        fixed=False,
        interrupted=False,
        overrides=("raid.groups.drones.count=24",),
        command="airshield assess twelve-towns.yaml -n 10000 --seed 20221010 "
        "--set raid.groups.drones.count=24",
        elapsed_s=3.25,
    )


def _class_row(i: int, name: str) -> ThreatRow:
    launched = (84, 24, 6, 11)[i]
    leak = (0.478, 0.231, 0.842, 0.306)[i]
    stopped = launched * (1 - leak)
    return ThreatRow(
        name=name,
        launched=estimate(launched, 0.0, 0.0),
        killed=estimate(0.9 * stopped, 0.31 + i / 100, 7),
        suppressed=estimate(0.1 * stopped, 0.05, 2),
        arrived=estimate(leak * launched, 0.32, 8),
        aborted=estimate(0.0, 0.0, 0.0),
        returned=estimate(0.0, 0.0, 0.0),
        leakage=share(leak, 0.004 + i / 1000),
    )


def _asset_row(i: int, name: str) -> AssetRow:
    aimed = 14.0 - i
    arrived = aimed * (0.52 - 0.03 * ((i * 5) % 12))
    return AssetRow(
        name=name,
        kind="city",
        aimed=estimate(aimed, 0.06, 4),
        arrived=estimate(arrived, 0.05, 3),
        leakage=share(arrived / aimed, 0.006),
        p_disabled=share(min(0.97, arrived / 8), 0.009),
        damage=share(min(0.99, arrived / 7), 0.007),
    )


def _system_row(i: int) -> SystemRow:
    name, title, layer, batteries, _, price = SYSTEMS[i]
    rounds = (18.4, 21.7, 13.2, 30.9, 61.3, 40.8)[i]
    by_class = (
        {"cruise-missile": 6.2, "ballistic-missile": 0.9},
        {"cruise-missile": 14.1, "drone": 1.2, "decoys": 0.4},
        {"cruise-missile": 9.8, "drone": 0.7},
        {"cruise-missile": 11.6, "drone": 4.2, "decoys": 1.8},
        {"cruise-missile": 1.4, "drone": 6.9, "decoys": 2.7},
        {"drone": 4.7, "decoys": 2.6},
    )[i]
    kills = sum(by_class.values())
    cost = rounds * price
    return SystemRow(
        name=name,
        title=title,
        layer=layer,
        batteries=batteries,
        rounds=estimate(rounds, 0.2 + i / 50, 6),
        kills=estimate(kills, 0.13 + i / 50, 4),
        empty=estimate((0.9, 0.8, 1.1, 1.7, 0.2, 0.4)[i], 0.03, 1.0),
        cost_eur=estimate(cost, cost / 80, cost / 4),
        kills_by_class=by_class,
        cost_per_kill_eur=estimate(cost / kills, cost / kills / 50),
    )


def _district_row(i: int, name: str) -> DistrictRow:
    people = CITIES[name][2]
    never = i == 11
    return DistrictRow(
        name=name,
        people=people,
        p_reached=share(0.0 if never else 0.95 - 0.06 * i, 0.005),
        warning_s_p10=None if never else 200.0 + 95 * i,
        warning_s_median=None if never else 420.0 + 155 * i,
        warning_s_p90=None if never else 800.0 + 230 * i,
        p_unwarned=share(0.0 if never else 0.02 + 0.004 * i, 0.003),
        exposed_unwarned=estimate(0.0 if never else people * 0.11, people / 700, people / 25),
        exposed=estimate(0.0 if never else people * 0.05, people / 900, people / 40),
    )


def _power(i: int) -> PowerPoint:
    fade = 0.0 if i == 0 else 0.93 ** (i - 1)
    return PowerPoint(
        time_h=6.0 * i,
        shed_mw=estimate(2_610 * fade, 34 * fade, 760 * fade),
        people=estimate(3_140_000 * fade, 52_000 * fade, 940_000 * fade),
    )


def _slice(i: int) -> TimelinePoint:
    wave = max(0.0, 1 - abs(i - 12) / 9) + 0.6 * max(0.0, 1 - abs(i - 24) / 5)
    return TimelinePoint(
        time_s=300.0 * i,
        started=11.0 * max(0.0, 1 - abs(i - 5) / 5),
        tracked=9.0 * max(0.0, 1 - abs(i - 8) / 6),
        killed=3.1 * wave,
        suppressed=0.4 * wave,
        arrived=2.9 * wave,
    )


def _influences() -> tuple[Influence, ...]:
    figures = (
        ("systems.iris-t-slm.p_kill.cruise-missile", -0.63),
        ("systems.long.p_ready", -0.44),
        ("threats.cruise-missile.height_m", 0.38),
        ("systems.nasams.launcher.p_common", 0.31),
        ("threats.cruise-missile.cross_section_m2", -0.27),
        ("systems.short.launcher.reaction_s", 0.22),
        ("sensors.surveillance.range_m", -0.19),
        ("systems.gun.p_kill.drone", -0.08),
    )
    return tuple(
        Influence(figure=f, rank_correlation=r, low=r - 0.17, high=r + 0.17, explained=r * r)
        for f, r in figures
    )


def _assumptions() -> tuple[Assumption, ...]:
    names = [row.figure for row in _influences()]
    names += [f"systems.{name}.envelope.range_max_m" for name, *_ in SYSTEMS]
    standings = ("assumed", "published", "assumed", "calibrated")
    return tuple(
        Assumption(
            figure=name,
            low=0.5 + i,
            value=0.75 + i,
            high=0.875 + i,
            standing=standings[i % 4],
            source="Maker's data sheet, https://example.org/data?sheet=1&page=2"
            if i % 4 == 1
            else "No public figure; taken as for comparable systems of the 1990s.",
        )
        for i, name in enumerate(names)
    )


def _leakers() -> tuple[Leaker, ...]:
    starts = ((33.0, 44.6), (37.5, 46.2), (38.9, 52.5))
    found = []
    for i, (lat, lon, _) in enumerate(list(CITIES.values())[:9] * 2):
        start = starts[i % 3]
        middle = ((start[0] + lon) / 2 + 0.15 * (i % 5), (start[1] + lat) / 2 - 0.1 * (i % 4))
        found.append(Leaker(group="sea", replication=i, points=(start, middle, (lon, lat))))
    return tuple(found)


def answer() -> Answer:
    histogram = [0] * 24 + [int(900 * 0.985 ** ((k - 46) ** 2)) for k in range(24, 70)]
    return Answer(
        run=run(),
        leakage=share(0.4561, 0.0041, 0.082),
        leakers=estimate(52.17, 0.43, 9.0),
        p_no_leaker=Estimate(mean=0.0, low=0.0, high=0.0004),
        between_worlds=0.713,
        classes=tuple(_class_row(i, name) for i, name in enumerate(CLASSES)),
        groups=tuple(_class_row(i, name) for i, name in enumerate(("sea", "drones", "air"))),
        assets=tuple(_asset_row(i, name) for i, name in enumerate(CITIES)),
        systems=tuple(_system_row(i) for i in range(len(SYSTEMS))),
        empty_batteries=(("alder-north", 0.63), ("birch-1", 0.41), ("dunmere-gun", 0.07)),
        rounds_cost_eur=estimate(46_300_000, 410_000, 9_000_000),
        districts=tuple(_district_row(i, name) for i, name in enumerate(CITIES)),
        exposed=estimate(412_300, 6_100, 88_000),
        exposed_unwarned=estimate(934_500, 9_200, 171_000),
        power=tuple(_power(i) for i in range(33)),
        demand_mw=9_400.0,
        power_replications=2_000,
        timeline=tuple(_slice(i) for i in range(36)),
        influences=_influences(),
        assumptions=_assumptions(),
        reported=(_claim("cruise missiles", 84, 43, 40.3), _claim("attack drones", 13, 10, 9.6)),
        leakers_drawn=_leakers(),
        leakers_histogram=tuple(histogram),
        weapons=estimate(114, 0.0, 0.0),
    )


def _claim(name: str, launched: int, destroyed: int, simulated: float) -> ReportedRow:
    return ReportedRow(
        name=name,
        launched=launched,
        destroyed=destroyed,
        simulated_launched=estimate(launched, 0.0, 0.0),
        simulated_destroyed=estimate(simulated, 0.37, simulated / 6),
        party="Air force of the defender",
        standing="claimed",
        source="Morning summary, https://example.org/summary",
    )


def bare(full: Answer) -> Answer:
    """Return an answer in which everything that may be missing is missing."""
    return replace(
        full,
        empty_batteries=(),
        districts=(),
        power=(),
        demand_mw=None,
        power_replications=0,
        timeline=(),
        influences=(),
        assumptions=(),
        reported=(),
        leakers_drawn=(),
        leakers_histogram=(),
        systems=(),
        weapons=None,
        run=replace(full.run, fixed=True, worlds=1, overrides=(), replications=200, asked=200),
    )


def figure(value: float) -> Figure:
    return Figure(
        low=0.8 * value, value=value, high=1.2 * value, source="made up", standing="assumed"
    )


def whole(value: float) -> Figure:
    return Figure(low=value, value=value, high=value, source="made up", standing="assumed")


def catalogue() -> Catalogue:
    threat = ThreatType(
        title="Cruise missile",
        threat_class="cruise-missile",
        flight="level",
        speed_m_s=figure(240.0),
        cross_section_m2=figure(0.1),
        p_hit=figure(0.8),
        height_m=figure(60.0),
        hits=figure(1.0),
    )
    return Catalogue(
        sources={"sheet": Source(title="Data sheet", address="https://example.org/sheet")},
        threats={"cruise": threat},
        sensors={},
        systems={
            name: SystemType(
                title=title,
                layer=layer,
                envelope=Envelope(
                    range_min_m=whole(0.0),
                    range_max_m=whole(range_m),
                    height_min_m=whole(0.0),
                    height_max_m=whole(10_000.0),
                ),
                p_ready=figure(0.8),
                mast_m=figure(10.0),
                launcher=Launcher(
                    channels=whole(2),
                    launchers=whole(2),
                    rounds_per_launcher=whole(8),
                    reload_s=figure(900.0),
                    speed_m_s=figure(700.0),
                    reaction_s=figure(10.0),
                    launch_s=figure(1.0),
                    p_common=figure(0.05),
                    round_cost_eur=figure(price),
                ),
                p_kill={"cruise-missile": figure(0.6)},
            )
            for name, title, layer, _, range_m, price in SYSTEMS
        },
    )


def scenario() -> Scenario:
    places = list(CITIES.values())
    batteries = {}
    for i, (system, *_, count, _, _) in enumerate(SYSTEMS):
        for k in range(count):
            lat, lon, _ = places[(i + 2 * k) % len(places)]
            batteries[f"{system}-{k + 1}"] = Battery(
                lat_deg=lat + 0.12 * ((i * 7 + k) % 5 - 2),
                lon_deg=lon + 0.17 * ((i * 3 + k) % 5 - 2),
                system=system,
                network="country",
            )
    return Scenario(
        name="Twelve towns",
        description="A made-up raid on made-up towns, for tests.",
        h_hour="2022-10-10T06:00:00+03:00",
        assets={
            name: Asset(lat_deg=lat, lon_deg=lon, kind="city", people=people, value=people / 1e6)
            for name, (lat, lon, people) in CITIES.items()
        },
        districts={
            "Alder": District(
                people=2_950_000,
                rings=(((30.2, 50.2), (30.9, 50.2), (30.9, 50.7), (30.2, 50.7)),),
            )
        },
        networks={"country": Network()},
        batteries=batteries,
        raid=Raid(groups=_groups()),
        reported={
            "cruise missiles": Claim(
                groups=("sea", "air"),
                launched=84,
                destroyed=43,
                party="Air force of the defender",
                date="2022-10-10",
                standing="claimed",
                source="Morning summary, https://example.org/summary",
            )
        },
    )


def _groups() -> dict[str, Group]:
    names = list(CITIES)
    return {
        "sea": Group(
            threat="cruise",
            count=42,
            origin=Area(lat_deg=44.6, lon_deg=33.0, radius_m=30_000),
            targets=dict.fromkeys(names, 1.0),
            waypoints=(Waypoint(lat_deg=47.1, lon_deg=32.0),),
        ),
        "air": Group(
            threat="cruise",
            count=42,
            origin=Area(lat_deg=46.5, lon_deg=46.0, radius_m=20_000),
            targets=dict.fromkeys(names[:8], 1.0),
            carrier=Carrier(
                threat="cruise",
                load=6,
                release=Release(
                    from_lat_deg=47.0, from_lon_deg=42.5, to_lat_deg=48.0, to_lon_deg=43.0
                ),
            ),
        ),
        "drones": Group(
            threat="cruise",
            count=24,
            origin=Area(lat_deg=52.5, lon_deg=38.9),
            targets=dict.fromkeys(names[2:7], 1.0),
            start=Window(from_s=0.0, until_s=1_800.0),
        ),
    }


def replay() -> Replay:
    return Replay(
        run=run(),
        replication=17,
        world=17,
        h_hour="2022-10-10T06:00:00+03:00",
        threats=(
            _threat(0, "weapon", "Alder", "killed", 900.0, "iris-t-slm-1", "Killed by a salvo."),
            _threat(
                1,
                "weapon",
                "Birchmouth",
                "arrived",
                1_234.5,
                None,
                "long-1 was empty; iris-t-slm-1 had both channels busy; gun-3 launched 4 rounds "
                "and missed; no other battery on its route.",
            ),
            _threat(2, "decoy", "Alder", "suppressed", 1_000.0, "team-1", "Jammed."),
            _threat(3, "carrier", None, "returned", 600.0, None, "Released and turned back."),
            _threat(4, "weapon", "Dunmere", "aborted", 450.0, None, "Its carrier was killed."),
        ),
        salvos=(
            _salvo(0, "iris-t-slm-1", 1, 860.0, 900.0, True),
            _salvo(1, "gun-3", 4, 1_190.0, 1_192.0, False),
        ),
        batteries=(
            _battery("iris-t-slm-1", "iris-t-slm", 40_000.0, True, 1, 23),
            _battery("gun-3", "gun", 3_500.0, True, 4, 96),
            _battery("long-1", "long", 150_000.0, False, 0, 0),
        ),
    )


def _threat(
    i: int, role: str, target: str | None, fate: str, end_s: float, battery: str | None, why: str
) -> ReplayThreat:
    lat, lon, _ = CITIES[target or "Fernley"]
    start_s = 60.0 * i
    middle_s = (start_s + end_s) / 2
    return ReplayThreat(
        threat=i,
        group="sea",
        threat_type="cruise",
        role=role,
        target=target,
        start_s=start_s,
        track_s=None if fate == "aborted" else middle_s,
        end_s=end_s,
        fate=fate,
        hit=fate == "arrived",
        battery=battery,
        why=why,
        path=(
            (start_s, 33.0, 44.6, 60.0),
            (middle_s, (33.0 + lon) / 2, (44.6 + lat) / 2, 60.0),
            (end_s, lon, lat, 60.0),
        ),
    )


def _salvo(
    threat: int, battery: str, rounds: int, launch_s: float, intercept_s: float, killed: bool
) -> ReplaySalvo:
    return ReplaySalvo(
        threat=threat,
        battery=battery,
        rounds=rounds,
        launch_s=launch_s,
        intercept_s=intercept_s,
        killed=killed,
        lon_deg=31.5,
        lat_deg=47.7,
        height_m=60.0,
    )


def _battery(
    name: str, system: str, range_m: float, in_service: bool, rounds: int, left: int
) -> ReplayBattery:
    return ReplayBattery(
        name=name,
        system=system,
        lon_deg=31.0,
        lat_deg=47.5,
        range_m=range_m,
        in_service=in_service,
        rounds=rounds,
        left=left,
    )
