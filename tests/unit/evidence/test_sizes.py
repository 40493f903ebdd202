"""The forecast of raid sizes: recovers what made the nights, grows within bounds, adds up."""

from datetime import date, timedelta

import numpy as np
import pytest
from numpy.typing import NDArray

from airshield.evidence.nights import Kind, Nights
from airshield.evidence.size_forecast import next_month
from airshield.evidence.sizes import (
    FEWEST_NIGHTS,
    Settings,
    draw_months,
    growth,
    night_pmf,
    size_model,
)
from airshield.evidence.typical_night import (
    ALL,
    apportioned,
    by_threat,
    percentiles,
    totals,
    typical_night,
)

MONTH = date(2032, 6, 1)
DRONE = Kind("drone", ("one-way-attack-drone",))
SHORT = Kind("ballistic-missile", ("ballistic-missile-short-range",))
AERO = Kind("ballistic-missile", ("aeroballistic-missile",))
LUMP = Kind("ballistic-missile", ("aeroballistic-missile", "ballistic-missile-short-range"))
OTHER = Kind("ballistic-missile", ())


def nights(counts: NDArray[np.int64], *kinds: Kind) -> Nights:
    return Nights(MONTH - timedelta(days=len(counts)), kinds, counts, len(counts), ())


def made(n: int = 400, seed: int = 3, growth_per_day: float = 0.0) -> NDArray[np.int64]:
    """Return log-normal raids on two nights of three, as large as they are at the end."""
    random = np.random.default_rng(seed)
    age = np.arange(n, 0, -1)
    size = 40.0 * np.exp(0.7 * random.standard_normal(n) - growth_per_day * age)
    return np.where(random.random(n) < 2 / 3, np.round(size), 0.0).astype(np.int64)[:, None]


def test_percentiles_of_a_known_generator_lie_in_their_intervals() -> None:
    random = np.random.default_rng(1)
    sizes = 40.0 * np.exp(0.7 * random.standard_normal(200_000))
    truth = np.where(random.random(sizes.size) < 2 / 3, sizes, 0.0)
    model = size_model(nights(made(), DRONE), MONTH)
    for row in percentiles(model, draw_months(model, 2000, 1)):
        expected = np.quantile(truth, row.percentile / 100.0)
        assert row.spread.low <= expected <= row.spread.high
        assert row.spread.value == pytest.approx(expected, rel=0.4)


def test_growth_is_found_and_is_shrunk() -> None:
    age = np.arange(400.0, 0.0, -1.0)
    recent = 0.5 ** (age / 60.0)
    grown = made(growth_per_day=0.004)[:, 0]
    found = growth(grown, age, recent, 0.003)
    assert 0.001 < found < 0.006
    assert abs(found) > abs(growth(grown, age, recent, 0.0005))
    assert growth(np.zeros(400, dtype=np.int64), age, recent, 0.003) == 0.0


def test_growth_cannot_explode() -> None:
    doubling_daily = (2 ** np.arange(60) // 2**40).astype(np.int64)[:, None]
    model = size_model(nights(doubling_daily, DRONE), MONTH)
    assert model.mean.max() <= Settings().most_growth * doubling_daily.max() * (1 + 1e-12)


def test_recent_nights_weigh_more_and_weights_add_up() -> None:
    model = size_model(nights(made(), DRONE), MONTH)
    assert model.weight.sum() == pytest.approx(1.0)
    assert (np.diff(model.weight) > 0).all()
    assert model.weight[-1] / model.weight[-31] == pytest.approx(2.0, rel=0.02)


@pytest.mark.parametrize("month", [date(2032, 2, 1), date(2031, 2, 1), date(2032, 12, 1)])
def test_a_month_has_its_nights(month: date) -> None:
    days = (next_month(month) - month).days
    model = size_model(nights(made(), DRONE), month)
    assert draw_months(model, 10, 1).shape == (10, days, 1)


@pytest.mark.slow
def test_probabilities_are_those_of_the_draws() -> None:
    model = size_model(nights(np.hstack([made(seed=3), made(seed=4) // 8]), DRONE, SHORT), MONTH)
    drawn = draw_months(model, 4000, 5)
    for of, columns in ((None, [0, 1]), ("drone", [0]), ("ballistic-missile", [1])):
        pmf = night_pmf(model, of, 2000)
        numbers = drawn[:, :, columns].sum(axis=2)
        assert pmf.sum() == pytest.approx(1.0, abs=1e-4)
        assert pmf @ np.arange(pmf.size) == pytest.approx(numbers.mean(), rel=0.03)
        for point in (0, 10, 60):
            assert pmf[: point + 1].sum() == pytest.approx((numbers <= point).mean(), abs=0.01)


def test_classes_come_together_as_they_came() -> None:
    drones = made()
    missiles = np.where(drones > 60, 10, 0)
    model = size_model(nights(np.hstack([drones, missiles]), DRONE, SHORT), MONTH)
    drawn = draw_months(model, 1000, 1).reshape(-1, 2)
    large = drawn[:, 0] > 90
    assert drawn[large, 1].mean() > 5 * drawn[~large, 1].mean()


def test_the_same_seed_gives_the_same_months_and_another_seed_or_month_others() -> None:
    model = size_model(nights(made(), DRONE), MONTH)
    same = draw_months(model, 50, 2**63)
    assert (draw_months(model, 50, 2**63) == same).all()
    assert (draw_months(model, 50, 2) != same).any()
    july = size_model(nights(made(), DRONE), date(2032, 8, 1))
    assert (draw_months(july, 50, 2**63)[:, :30] != same).any()


def test_too_few_nights_are_refused() -> None:
    with pytest.raises(ValueError, match=f"needs {FEWEST_NIGHTS} nights"):
        size_model(nights(made(FEWEST_NIGHTS - 1), DRONE), MONTH)
    size_model(nights(made(FEWEST_NIGHTS), DRONE), MONTH)


def test_totals_are_sums_over_nights() -> None:
    model = size_model(nights(np.hstack([made(), made(seed=9)]), DRONE, SHORT), MONTH)
    drawn = draw_months(model, 500, 1)
    drone, ballistic, everything = totals(model, drawn)
    assert everything.of == ALL
    assert everything.mean == pytest.approx(drone.mean + ballistic.mean)
    assert everything.mean == pytest.approx(drawn.sum() / 500)
    assert drone.spread.low < drone.spread.value < drone.spread.high


def test_a_typical_night_adds_up() -> None:
    counts = np.hstack([made(seed=s) // d for s, d in ((3, 1), (4, 5), (5, 9), (6, 7), (7, 20))])
    model = size_model(nights(counts, DRONE, SHORT, AERO, LUMP, OTHER), MONTH)
    night = typical_night(model, draw_months(model, 500, 1), 95.0)
    assert sum(spread.value for _, spread in night.classes) == night.total.value > 0
    for name, spread in night.classes:
        parts = [part.spread.value for part in night.parts if part.threat_class == name]
        assert sum(parts) == spread.value
    threats = [part.threat for part in night.parts]
    assert threats == [
        *("one-way-attack-drone", "ballistic-missile-short-range"),
        *("aeroballistic-missile", None),
    ]


def test_a_lump_is_shared_out_as_its_types_come_alone() -> None:
    steady = np.tile(np.array([[30, 10, 8]], dtype=np.int64), (80, 1))
    columns, shares = by_threat(size_model(nights(steady, SHORT, AERO, LUMP), MONTH))
    assert columns == [(SHORT.threat_class, SHORT.threats[0]), (AERO.threat_class, AERO.threats[0])]
    assert shares[:2].tolist() == [[1.0, 0.0], [0.0, 1.0]]
    assert shares[2] == pytest.approx([0.75, 0.25])
    _, alone = by_threat(size_model(nights(steady[:, 2:], LUMP), MONTH))
    assert alone[0] == pytest.approx([0.5, 0.5])


def test_a_percentile_must_lie_inside() -> None:
    model = size_model(nights(made(), DRONE), MONTH)
    drawn = draw_months(model, 10, 1)
    for wrong in (0.0, 100.0, -3.0, float("nan")):
        with pytest.raises(ValueError, match="between 0 and 100"):
            typical_night(model, drawn, wrong)


@pytest.mark.parametrize(
    ("total", "parts", "expected"),
    [
        (10, [1.0, 1.0], [5, 5]),
        (3, [1.0, 1.0], [2, 1]),
        (7, [60.0, 24.0], [5, 2]),
        (4, [0.0, 0.0], [2, 2]),
        (0, [1.0, 3.0], [0, 0]),
        (5, [0.0, 2.0], [0, 5]),
    ],
)
def test_a_total_is_apportioned(total: int, parts: list[float], expected: list[int]) -> None:
    assert apportioned(total, parts) == expected
