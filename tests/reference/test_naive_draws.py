"""The reference's random numbers, and who comes by them."""

from __future__ import annotations

from collections import Counter
from math import exp, factorial

import pytest

from airshield.model.raid import Area, Between, Carrier, Group, Poisson, Raid, Release, Window
from airshield.model.scenario import Asset, Scenario
from reference.naive.philox import Draws, philox
from reference.naive.roster import muster, number

ONES = 0xFFFFFFFF


@pytest.mark.parametrize(
    ("counter", "key", "words"),
    [
        ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
        ((ONES,) * 4, (ONES, ONES), (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
        (
            (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
            (0xA4093822, 0x299F31D0),
            (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
        ),
    ],
)
def test_philox_against_the_known_answers_of_random123(counter, key, words) -> None:
    assert philox(counter, key) == words


def test_a_draw_is_word_and_a_half_of_its_own_counter() -> None:
    seed = 7 * 2**32 + 5
    words = philox((300, 2, 41, 5), (5, 7))
    draw = Draws(seed, 41)
    assert [draw(5, 2, 300, lane) for lane in range(4)] == [(w + 0.5) / 2**32 for w in words]


def group(count: int | Between | Poisson, **given) -> Group:
    return Group(
        threat="missile",
        count=count,
        origin=Area(lat_deg=50.0, lon_deg=20.0),
        targets=given.pop("targets", {"a": 1.0, "none": 0.0, "b": 3.0}),
        start=Window(from_s=10.0, until_s=20.0),
        **given,
    )


def test_numbers_follow_their_distribution() -> None:
    grid = [(i + 0.5) / 4_000 for i in range(4_000)]
    evenly = Counter(number(group(Between(low=2, high=5)), u) for u in grid)
    assert evenly == {2: 1_000, 3: 1_000, 4: 1_000, 5: 1_000}
    poisson = Counter(number(group(Poisson(mean=3.0)), u) for u in grid)
    for n in range(8):
        assert abs(poisson[n] / 4_000 - exp(-3.0) * 3.0**n / factorial(n)) < 1e-3


def test_a_poisson_number_is_cut() -> None:
    cut = Poisson(mean=1e-6)
    assert number(group(cut), 1.0 - 2.0**-33) <= cut.most
    assert number(group(Poisson(mean=700.0)), 1.0 - 2.0**-53) <= Poisson(mean=700.0).most


@pytest.fixture
def mixed() -> Scenario:
    """Five carriers' weapons, two at a time, then free ones."""
    line = Release(from_lat_deg=50.0, from_lon_deg=18.0, to_lat_deg=51.0, to_lon_deg=18.0)
    carrier = Carrier(threat="plane", load=2, release=line)
    groups = {
        "carried": group(Between(low=1, high=5), carrier=carrier, variants=4),
        "free": group(400, decoy_share=0.25, variants=4),
    }
    place = {"lat_deg": 50.0, "lon_deg": 15.0}
    assets = {name: Asset(**place) for name in ("a", "none", "b")}
    return Scenario(name="mixed", assets=assets, raid=Raid(groups=groups))


def test_threats_are_numbered_with_room_for_the_most_that_may_come(mixed: Scenario) -> None:
    for replication in range(20):
        comers = muster(mixed, set(), Draws(1, replication))
        carriers = [c for c in comers if c.role == "carrier"]
        weapons = [c for c in comers if c.group == 0 and c.role != "carrier"]
        free = [c for c in comers if c.group == 1]
        assert [c.index for c in carriers] == list(range((len(weapons) + 1) // 2))
        assert [c.index for c in weapons] == [3 + i for i in range(len(weapons))]
        assert [c.index for c in free] == [8 + i for i in range(400)]
        for i, weapon in enumerate(weapons):
            assert weapon.carrier == i // 2
            assert weapon.variant == carriers[i // 2].variant
            assert weapon.start_tick is None


def test_shares_follow_the_weights(mixed: Scenario) -> None:
    comers = [c for c in muster(mixed, set(), Draws(1, 0)) if c.group == 1]
    targets = Counter(c.target for c in comers)
    assert targets["none"] == 0
    assert abs(targets["a"] - 100) < 40
    assert abs(Counter(c.role for c in comers)["decoy"] - 100) < 40
    assert {c.variant for c in comers} == {0, 1, 2, 3}
    assert all(10 * 1024 <= c.start_tick <= 20 * 1024 for c in comers)


def test_a_type_that_is_a_decoy_brings_decoys_only(mixed: Scenario) -> None:
    roles = {c.role for c in muster(mixed, {"missile"}, Draws(1, 0))}
    assert roles == {"carrier", "decoy"}
