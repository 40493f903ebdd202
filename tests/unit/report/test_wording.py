"""Numbers as people read them."""

from __future__ import annotations

import pytest

from airshield.planning.answer import Estimate
from airshield.report.wording import (
    COUNT,
    EURO,
    EURO_MILLION,
    EURO_THOUSAND,
    PEOPLE,
    SHARE,
    Unit,
    clock,
    date_text,
    euro,
    interval_text,
    minutes,
    number,
    one_line,
    plain,
    range_text,
    shortened,
    spread_text,
    value_text,
)


def between(low: float, mean: float, high: float) -> Estimate:
    return Estimate(mean=mean, low=low, high=high)


@pytest.mark.parametrize(
    ("estimate", "unit", "value", "interval"),
    [
        (between(0.4520, 0.4561, 0.4602), SHARE, "45.6 %", "45.2–46.0"),
        (between(0.0, 0.0, 0.0004), SHARE, "0.00 %", "0.00–0.04"),
        (between(0.0312, 0.0317, 0.0322), SHARE, "3.17 %", "3.12–3.22"),
        (between(0.2, 0.5, 0.8), SHARE, "50 %", "20–80"),
        (between(84, 84, 84), COUNT, "84", "84–84"),
        (between(1.07, 1.1, 1.13), COUNT, "1.10", "1.07–1.13"),
        (between(1200, 1234, 1268), COUNT, "1,234", "1,200–1,268"),
        (between(3_088_000, 3_140_123, 3_192_000), PEOPLE, "3,140,000", "3,088,000–3,192,000"),
        (between(410, 433, 456), PEOPLE, "430", "410–460"),
        (between(-0.3, 0.1, 0.5), COUNT, "0.1", "−0.3 to 0.5"),
        (between(2.54e6, 2.59e6, 2.64e6), EURO_MILLION, "2.59 M€", "2.54–2.64"),
    ],
)
def test_the_interval_decides_how_many_decimals_are_written(
    estimate: Estimate, unit: Unit, value: str, interval: str
) -> None:
    assert value_text(estimate, unit).replace("\u00a0", " ") == value
    assert interval_text(estimate, unit) == interval


def test_raid_to_raid_spread_is_whole_when_it_is() -> None:
    leakers = Estimate(mean=52.2, low=51.9, high=52.5, p05=43, p95=61)
    assert spread_text(leakers, COUNT) == "43–61"
    assert spread_text(between(1, 2, 3), COUNT) == ""


@pytest.mark.parametrize(
    ("mean", "unit"), [(335.0, EURO), (153_000.0, EURO_THOUSAND), (46.3e6, EURO_MILLION)]
)
def test_money_comes_in_the_unit_that_reads_best(mean: float, unit: Unit) -> None:
    assert euro(between(mean, mean, mean)) == unit


def test_what_is_no_number_is_a_dash() -> None:
    nothing = float("nan")
    lost = Estimate(mean=nothing, low=nothing, high=nothing, p05=nothing, p95=nothing)
    assert value_text(lost, SHARE).startswith("–")
    assert interval_text(lost, SHARE) == "–––"
    assert spread_text(lost, SHARE) == "–––"


def test_numbers_have_a_real_minus_and_no_negative_zero() -> None:
    assert number(-1234.5, 1) == "−1,234.5"
    assert number(-0.04, 1) == "0.0"
    assert number(1_234_567, -3) == "1,235,000"


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0, "0"), (0.75, "0.75"), (240.0, "240"), (1e5, "100,000"), (1e-6, "1e−06"), (-3.5, "−3.5")],
)
def test_catalogue_figures_keep_what_they_say(value: float, text: str) -> None:
    assert plain(value) == text


def test_times() -> None:
    assert minutes(None) == "–"
    assert minutes(202.0) == "3.4"
    assert minutes(1_210.0) == "20"
    assert clock(3_723.4) == "1:02:03"
    assert clock(-61) == "−0:01:01"
    assert date_text("2022-10-10T06:00:00+03:00") == "10 October 2022, 06:00 (UTC+03:00)"
    assert date_text("2022-10-10T06:00:00") == "10 October 2022, 06:00"
    assert date_text("some day\x1b") == "some day"


def test_a_range_never_joins_a_minus_with_a_dash() -> None:
    assert range_text(-0.8, -0.46, 2) == "−0.80 to −0.46"
    assert range_text(0.1, 0.2, 1) == "0.1–0.2"


def test_text_cannot_steer_a_terminal() -> None:
    assert one_line("a\x1b[31mb\u202e\nc") == "a [31mb  c"
    assert one_line("95\u00a0%") == "95\u00a0%"
    assert shortened("Long-range missile", 10) == "Long-rang…"
