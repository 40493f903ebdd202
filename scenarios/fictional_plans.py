"""The plans from which ``generate.py`` makes its two fictional scenarios."""

from __future__ import annotations

from typing import Any, NamedTuple

Tree = dict[str, Any]


class Plan(NamedTuple):
    """What one fictional country and its raid are made from."""

    name: str
    description: str
    seed: int
    centre: tuple[float, float]
    """Latitude and longitude of the frame, in an empty ocean."""
    corners_km: list[tuple[float, float]]
    """Rough outline, east and north."""
    cities: int
    people: int
    spacing_km: float
    plants: int
    junctions: int
    repair_crews: int | None
    laydown: dict[str, tuple[int, int | None, float, int]]
    """System type → (batteries, stock of each, kilometres from what it guards, first post)."""
    patrols_km: list[tuple[float, float]]
    """Where the patrols fly, one after the other."""
    networks: list[str]
    """From south to north."""
    sensors: dict[str, int]
    groups: list[Tree]
    """Raid groups; kilometres from the centre, targets as kinds or the city nearest a point."""
    simulation: Tree
    goals: tuple[str, ...] = ()
    """What the defence is to reach."""
    candidates: Tree | None = None
    """What may be added."""


AROUND = (
    ("hospital", "hospital", (2.0, 3.0), 4),
    ("port", "harbour", (4.0, -3.0), 5),
    ("factory", "works", (-5.0, 2.0), 6),
    ("airfield", "airfield", (-9.0, -6.0), 6),
)
"""Kind, name, kilometres east and north of a city, and at every how manyth city."""

DOCTRINE: Tree = {
    "fire": {"salvo": 1, "max_rounds": 4, "look": "shoot_look_shoot", "assess_s": 5.0},
    "systems": {
        "ballistic-missile-defence": {"salvo": 2, "max_rounds": 4, "assess_s": 2.0},
        "missile-long-range": {"salvo": 2, "max_rounds": 4, "assess_s": 5.0},
        "gun-very-short-range": {"salvo": 1, "max_rounds": 12, "assess_s": 2.0},
        "mobile-fire-team": {"salvo": 1, "max_rounds": 20, "assess_s": 2.0},
    },
    "withhold": {
        "ballistic-missile-defence": ["drone", "cruise-missile-subsonic", "glide-bomb", "aircraft"],
        "missile-long-range": ["drone"],
        "fighter-patrol": ["glide-bomb"],
    },
    "reserves": {"iris-t-slm": {"cruise-missile": 6}},
}

# fmt: off
ISTHMUS = Plan(
    name="isthmus",
    description=(
        "A fictional country on an isthmus in mid-ocean: twelve cities, a power network, 40 "
        "batteries of ten types in two networks, and a raid of 108 drones and missiles of five "
        "classes from the north, the west and the east. Place, lay-down and raid are made up."
    ),
    seed=40108,
    centre=(36.0, -38.0),
    corners_km=[(-190, -310), (120, -330), (210, -190), (90, -60), (75, 40), (190, 160),
                (230, 300), (-40, 330), (-200, 270), (-110, 110), (-70, 0), (-90, -90),
                (-220, -200)],
    cities=12,
    people=8_000_000,
    spacing_km=55.0,
    plants=8,
    junctions=10, repair_crews=3,
    laydown={
        "ballistic-missile-defence": (2, 24, 6.0, 0),
        "missile-long-range": (3, 32, 20.0, 0),
        "iris-t-slm": (4, 32, 6.0, 0),
        "nasams": (4, 24, 5.0, 4),
        "missile-medium-range": (4, 24, 12.0, 6),
        "missile-short-range": (6, 40, 4.0, 2),
        "gun-very-short-range": (5, 80, 1.5, 1),
        "mobile-fire-team": (7, 120, 0.8, 8),
        "jamming-area": (3, None, 3.0, 6),
        "fighter-patrol": (2, 8, 0.0, 0),
    },
    patrols_km=[(20, 290), (200, 40)],
    networks=["south", "north"],
    sensors={"radar-surveillance": 4, "acoustic-post": 14, "observer-post": 4},
    groups=[
        {"name": "drones from the north", "threat": "one-way-attack-drone", "count": 40,
         "origin_km": (60, 480, 25), "kinds": ["city", "power-plant", "substation"], "most": 10,
         "start_s": (0, 3600)},
        {"name": "decoys from the north", "threat": "decoy-drone", "count": 12,
         "origin_km": (60, 480, 25), "kinds": ["city"], "reach_km": 500, "most": 6,
         "start_s": (0, 3600)},
        {"name": "missiles from the western sea", "threat": "cruise-missile-subsonic", "count": 24,
         "origin_km": (-620, -40, 40), "kinds": ["power-plant", "substation", "port"], "most": 10,
         "start_s": (5400, 6600), "decoy_share": 0.1},
        {"name": "missiles from northern bombers", "threat": "cruise-missile-subsonic", "count": 12,
         "origin_km": (-50, 950, 30), "kinds": ["city", "airfield", "factory"], "most": 8,
         "start_s": (4200, 4800),
         "carrier": {"threat": "bomber", "load": 6}, "release_km": [(-180, 640), (160, 660)]},
        {"name": "ballistic missiles from the east", "threat": "ballistic-missile-short-range",
         "count": 8, "origin_km": (380, -110, 25), "kinds": ["city"], "reach_km": 460,
         "most": 5, "by": "size", "start_s": (8700, 9000)},
        {"name": "aeroballistic missiles from the east", "threat": "aeroballistic-missile",
         "count": 4, "origin_km": (800, -100, 40), "kinds": ["city"], "most": 3, "by": "size",
         "start_s": (8700, 9000)},
        {"name": "glide bombs, north-east", "threat": "glide-bomb", "count": 4,
         "origin_km": (560, 260, 20), "near_km": (230, 250), "start_s": (7200, 7500),
         "variants": 4, "offset_m": 1500.0, "carrier": {"threat": "strike-aircraft", "load": 2}},
        {"name": "glide bombs, south-east", "threat": "glide-bomb", "count": 4,
         "origin_km": (560, -180, 20), "near_km": (220, -200), "start_s": (7200, 7500),
         "variants": 4, "offset_m": 1500.0, "carrier": {"threat": "strike-aircraft", "load": 2}},
    ],
    simulation={"replications": 10_000, "worlds": 64, "seed": 108},
    goals=(
        "people_without_power at most 10 % with probability 0.8",
        "leakage at most 35 % with probability 0.8",
    ),
    candidates={
        "pieces": 8,
        "systems": {
            "mobile-fire-team": {"at_most": 6, "cost_eur": 0.6e6, "earliest": "2027-01-15"},
            "jamming-area": {"at_most": 4, "cost_eur": 4e6, "earliest": "2027-02-01"},
            "gun-very-short-range": {"at_most": 4, "cost_eur": 9e6, "earliest": "2027-04-01"},
            "missile-short-range": {"at_most": 4, "cost_eur": 35e6, "earliest": "2027-06-01"},
            "nasams": {"at_most": 3, "cost_eur": 110e6, "earliest": "2027-09-01"},
            "iris-t-slm": {"at_most": 3, "cost_eur": 140e6, "earliest": "2027-11-01"},
            "ballistic-missile-defence": {
                "at_most": 2, "cost_eur": 900e6, "earliest": "2028-06-01"
            },
        },
    },
)

WINTER_NIGHT = Plan(
    name="winter-night",
    description=(
        "A fictional country under a very large raid on a long night: 36 cities, 200 batteries in "
        "five networks, and 600 drones, missiles and bombs, among them 120 decoys and some "
        "missiles and drones that only look armed. Place, lay-down and raid are made up."
    ),
    seed=600200,
    centre=(-41.0, -125.0),
    corners_km=[(-430, -260), (-150, -360), (180, -340), (430, -230), (470, 40), (360, 270),
                (90, 360), (-230, 330), (-450, 160), (-500, -70)],
    cities=36,
    people=26_000_000,
    spacing_km=70.0,
    plants=22,
    junctions=24, repair_crews=None,
    laydown={
        "ballistic-missile-defence": (8, 32, 6.0, 0),
        "missile-long-range": (14, 32, 20.0, 0),
        "iris-t-slm": (18, 32, 6.0, 0),
        "nasams": (14, 24, 5.0, 18),
        "missile-medium-range": (20, 24, 12.0, 12),
        "missile-short-range": (34, 48, 4.0, 4),
        "gun-very-short-range": (30, 120, 1.5, 8),
        "mobile-fire-team": (44, 240, 0.8, 20),
        "jamming-area": (14, None, 3.0, 0),
        "fighter-patrol": (4, 8, 0.0, 0),
    },
    patrols_km=[(470, 60), (380, 250), (60, -330), (-180, 330)],
    networks=["south", "south-central", "central", "north-central", "north"],
    sensors={"radar-surveillance": 10, "acoustic-post": 60, "observer-post": 12},
    groups=[
        {"name": "drones from the north-east", "threat": "one-way-attack-drone", "count": 90,
         "origin_km": (620, 420, 40), "kinds": ["city", "power-plant"], "most": 10,
         "start_s": (0, 10800), "decoy_share": 0.1},
        {"name": "drones from the east", "threat": "one-way-attack-drone", "count": 70,
         "origin_km": (720, -60, 40), "kinds": ["city", "substation"], "most": 10,
         "start_s": (0, 10800), "decoy_share": 0.1},
        {"name": "drones from the south", "threat": "one-way-attack-drone", "count": 60,
         "origin_km": (60, -560, 40), "kinds": ["city", "power-plant"], "most": 10,
         "start_s": (3600, 14400), "decoy_share": 0.1},
        {"name": "drones from the north", "threat": "one-way-attack-drone", "count": 40,
         "origin_km": (-180, 560, 40), "kinds": ["city", "substation"], "most": 10,
         "start_s": (3600, 14400), "decoy_share": 0.1},
        {"name": "decoys from the north-east", "threat": "decoy-drone", "count": 50,
         "origin_km": (620, 420, 40), "kinds": ["city"], "reach_km": 500, "most": 6,
         "start_s": (0, 10800)},
        {"name": "decoys from the east", "threat": "decoy-drone", "count": 40,
         "origin_km": (720, -60, 40), "kinds": ["city"], "reach_km": 500, "most": 6,
         "start_s": (0, 10800)},
        {"name": "decoys from the south", "threat": "decoy-drone", "count": 30,
         "origin_km": (60, -560, 40), "kinds": ["city"], "reach_km": 500, "most": 6,
         "start_s": (3600, 14400)},
        {"name": "missiles from the southern sea", "threat": "cruise-missile-subsonic", "count": 50,
         "origin_km": (-250, -620, 50), "kinds": ["power-plant", "port"], "most": 12,
         "start_s": (14400, 16200)},
        {"name": "missiles from eastern bombers", "threat": "cruise-missile-subsonic", "count": 80,
         "origin_km": (1250, 250, 50), "kinds": ["power-plant", "substation"], "most": 14,
         "start_s": (10800, 12600), "decoy_share": 0.1,
         "carrier": {"threat": "bomber", "load": 8}, "release_km": [(980, 60), (1000, 420)]},
        {"name": "supersonic missiles from the south", "threat": "cruise-missile-supersonic",
         "count": 20, "origin_km": (250, -510, 20), "kinds": ["city", "power-plant", "port"],
         "reach_km": 270, "most": 6, "start_s": (16800, 17400)},
        {"name": "ballistic missiles from the west", "threat": "ballistic-missile-short-range",
         "count": 30, "origin_km": (-600, 60, 30), "kinds": ["city"],
         "reach_km": 460, "most": 10, "by": "size", "start_s": (16800, 17400)},
        {"name": "aeroballistic missiles from the north", "threat": "aeroballistic-missile",
         "count": 16, "origin_km": (200, 1000, 50), "kinds": ["city", "airfield"],
         "most": 8, "by": "size", "start_s": (16800, 17400)},
        {"name": "glide bombs, east", "threat": "glide-bomb", "count": 8,
         "origin_km": (800, 30, 20), "near_km": (460, 20), "start_s": (15000, 15600),
         "variants": 4, "offset_m": 1500.0, "carrier": {"threat": "strike-aircraft", "load": 4}},
        {"name": "glide bombs, north-east", "threat": "glide-bomb", "count": 8,
         "origin_km": (720, 380, 20), "near_km": (370, 250), "start_s": (15000, 15600),
         "variants": 4, "offset_m": 1500.0, "carrier": {"threat": "strike-aircraft", "load": 4}},
        {"name": "glide bombs, south-east", "threat": "glide-bomb", "count": 8,
         "origin_km": (760, -330, 20), "near_km": (420, -240), "start_s": (15000, 15600),
         "variants": 4, "offset_m": 1500.0, "carrier": {"threat": "strike-aircraft", "load": 4}},
    ],
    simulation={"replications": 4_000, "worlds": 32, "seed": 600},
)
# fmt: on
