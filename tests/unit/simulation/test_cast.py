"""Who can come: numbers, targets, carriers, districts, variants."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import poisson

from airshield.model.raid import Between, Carrier, Poisson, Raid, Release
from airshield.model.scenario import Asset, District, Frame, Scenario
from airshield.simulation.cast import local_frame, make_cast, variant_offsets
from airshield.simulation.kernels import columns
from reference.building import CENTRE_LAT_DEG, CENTRE_LON_DEG, at, one_city, threat_type
from unit.simulation.staging import Catalogue, outcome

Z = 3.29
PLANE = threat_type(threat_class="aircraft", height_m=8_000.0)


def raid(**changes) -> tuple[Scenario, Catalogue]:
    """Return a raid without defence; ``changes`` are those of its one group."""
    scenario, catalogue = one_city({})
    ((name, group),) = scenario.raid.groups.items()
    groups = {name: replace(group, **changes)}
    catalogue = replace(catalogue, threats=catalogue.threats | {"plane": PLANE})
    return replace(scenario, raid=Raid(groups=groups)), catalogue


def with_assets(made: tuple[Scenario, Catalogue], **assets: Asset) -> tuple[Scenario, Catalogue]:
    return replace(made[0], assets=made[0].assets | assets), made[1]


def weapons(made: tuple[Scenario, Catalogue], replications: int = 20_000) -> np.ndarray:
    return outcome(*made, replications).fates[:, 0].sum(axis=(1, 2))


@pytest.mark.slow
def test_numbers_drawn_evenly_are_even():
    found = np.bincount(weapons(raid(count=Between(low=2, high=5))))
    assert found[:2].tolist() == [0, 0]
    error = math.sqrt(20_000 * 0.25 * 0.75)
    assert (abs(found[2:] - 5_000) <= Z * error).all()
    assert found.size == 6


@pytest.mark.slow
@pytest.mark.parametrize("mean", [0.5, 3.0, 60.0])
def test_numbers_drawn_from_a_poisson_distribution_follow_it(mean):
    found = weapons(raid(count=Poisson(mean=mean)))
    spread = poisson(mean)
    for number in range(int(spread.ppf(0.01)), int(spread.ppf(0.99)) + 1):
        p = spread.pmf(number)
        error = math.sqrt(p * (1.0 - p) / found.size)
        assert (found == number).mean() == pytest.approx(p, abs=Z * error)
    assert found.max() <= Poisson(mean=mean).most


@pytest.mark.slow
def test_targets_are_drawn_by_their_weights():
    other = Asset(**at(0.0, 20_000.0))
    made = with_assets(raid(targets={"city": 1.0, "port": 3.0}, count=2), port=other, ruin=other)
    aimed = outcome(*made, 10_000).aimed
    assert (aimed.sum(axis=1) == 2).all()
    error = math.sqrt(0.25 * 0.75 / 20_000)
    assert aimed[:, 0].sum() / 20_000 == pytest.approx(0.25, abs=Z * error)
    assert aimed[:, 2].sum() == 0


@pytest.mark.slow
def test_decoys_are_drawn_by_their_share_and_never_hit():
    rows = outcome(*raid(decoy_share=0.3, count=2), 10_000)
    error = math.sqrt(0.3 * 0.7 / 20_000)
    assert rows.fates[:, 0, 1].sum() / 20_000 == pytest.approx(0.3, abs=Z * error)
    assert (rows.arrived.sum(axis=1) == rows.fates[:, 0, 0].sum(axis=1)).all()
    assert (rows.damage_milli[:, 0] == 1_000 * rows.arrived[:, 0]).all()


def test_a_type_that_is_a_decoy_brings_decoys_only():
    scenario, catalogue = raid(count=3)
    lure = {"missile": replace(catalogue.threats["missile"], decoy=True)}
    rows = outcome(scenario, replace(catalogue, threats=lure), 20)
    assert (rows.fates[:, 0, 1, 2] == 3).all()
    assert not rows.arrived.any()
    assert not rows.damage_milli.any()


@pytest.mark.parametrize(("count", "load", "carriers"), [(6, 3, 2), (7, 3, 3), (1, 8, 1)])
def test_carriers_bring_their_load_and_turn_back(count, load, carriers):
    there = at(60_000.0, 0.0)
    line = Release(
        from_lat_deg=there["lat_deg"],
        from_lon_deg=there["lon_deg"],
        to_lat_deg=there["lat_deg"],
        to_lon_deg=there["lon_deg"],
    )
    carrier = Carrier(threat="plane", load=load, release=line)
    made = raid(count=count, carrier=carrier)
    rows = outcome(*made, 5)
    assert (rows.fates[:, 0, 2, 4] == carriers).all()
    assert (rows.fates[:, 0, 0, 2] == count).all()
    cast = make_cast(*made)
    assert cast.threats.carrier[:carriers].tolist() == [-2] * carriers
    assert cast.threats.carrier[carriers:].tolist() == [n // load for n in range(count)]
    real = cast.groups.real[0]
    assert real[columns.CARRIER_VALUE] == load


def square(east_m: float, half_m: float, people: int) -> District:
    corners = [(-1, -1), (1, -1), (1, 1), (-1, 1)]
    places = [at(east_m + half_m * x, half_m * y) for x, y in corners]
    return District(people=people, rings=(tuple((p["lon_deg"], p["lat_deg"]) for p in places),))


def test_assets_lie_in_the_district_that_is_named_or_holds_them():
    scenario, catalogue = with_assets(
        raid(),
        named=Asset(district="west", **at(0.0, 0.0)),
        inside=Asset(**at(-50_000.0, 0.0)),
        village=Asset(people=40, **at(0.0, 90_000.0)),
        nowhere=Asset(**at(0.0, -90_000.0)),
    )
    districts = {"east": square(0.0, 20_000.0, 700), "west": square(-50_000.0, 20_000.0, 300)}
    cast = make_cast(replace(scenario, districts=districts), catalogue)
    assert cast.names.assets == ("city", "named", "inside", "village", "nowhere")
    assert cast.places.district.tolist() == [0, 1, 1, 2, -1]
    assert cast.names.districts == ("east", "west", "village")
    assert cast.district_people.tolist() == [700, 300, 40]


def test_the_frame_is_centred_on_the_assets_or_as_given():
    scenario, _ = with_assets(raid(), other=Asset(**at(0.0, 20_000.0)))
    frame = local_frame(scenario)
    assert frame.lat_deg == pytest.approx(CENTRE_LAT_DEG + 0.5 * 20_000.0 / 111_195.0)
    assert frame.lon_deg == pytest.approx(CENTRE_LON_DEG)
    given = replace(scenario, frame=Frame(lat_deg=12.0, lon_deg=34.0))
    assert (local_frame(given).lat_deg, local_frame(given).lon_deg) == (12.0, 34.0)


def test_variants_are_spread_over_the_area_and_to_both_sides():
    ((_, group),) = raid(variants=64, offset_m=4_000.0)[0].raid.groups.items()
    group = replace(group, origin=replace(group.origin, radius_m=10_000.0))
    start, offset = variant_offsets(group)
    radius = np.hypot(*start.T)
    assert radius.max() < 10_000.0
    # Evenly over the area: the share within r is (r/R)².
    assert np.mean(radius < 5_000.0) == pytest.approx(0.25, abs=1 / 64)
    assert abs(start.mean(axis=0)).max() < 700.0
    assert abs(offset).max() <= 4_000.0
    assert np.histogram(offset, 8, (-4_000.0, 4_000.0))[0].tolist() == pytest.approx([8] * 8, abs=1)


def test_one_variant_flies_straight():
    ((_, group),) = raid(variants=1)[0].raid.groups.items()
    start, offset = variant_offsets(group)
    assert offset.tolist() == [0.0]
    assert start.tolist() == [[0.0, 0.0]]
