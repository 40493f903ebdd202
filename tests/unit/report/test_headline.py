"""The answer in sentences."""

from __future__ import annotations

from dataclasses import replace

from airshield.planning.answer import Answer, CalibrationRow, CalibrationUse, Estimate
from airshield.report import headline
from unit.report.fake_answer import answer, bare


def test_the_finding_is_one_plain_sentence() -> None:
    assert headline.headline(answer()) == (
        "On average 52.2 of the 114 weapons launched get through, 46 of every 100."
    )
    assert headline.headline(bare(answer())) == (
        "On average 52.2 weapons get through, 46 of every 100 launched."
    )


def test_nothing_through_is_said_as_what_was_seen() -> None:
    none = Estimate(mean=0.0, low=0.0, high=0.0)
    assert "in any of the 10,000 raids played" in headline.headline(
        replace(answer(), leakers=none, leakage=none)
    )


def test_certainty_gives_both_spreads_in_words() -> None:
    words = " ".join(headline.certainty(answer()))
    assert "51.7 to 52.6" in words
    assert "nine out of ten, between 43.2 and 61.2" in words
    assert "fewer than 1 of 1,000" in words


def test_a_real_chance_of_no_leaker_is_told_with_its_interval() -> None:
    likely = Estimate(mean=0.25, low=0.24, high=0.26)
    words = " ".join(headline.certainty(replace(answer(), p_no_leaker=likely)))
    assert "25\u00a0% of raids (95\u00a0% interval 24–26\u00a0%)" in words


def test_consequences_speak_of_power_and_exposure_only() -> None:
    words = " ".join(headline.consequences(answer()))
    assert "3.14 million people" in words
    assert "412,000 people" in words
    assert headline.consequences(replace(bare(answer()), exposed_unwarned=_none())) == ()


def test_caveats_tell_what_weakens_the_answer() -> None:
    run = replace(
        answer().run, interrupted=True, replications=312, asked=10_000, fixed=True, worlds=1
    )
    told = " ".join(headline.caveats(replace(answer(), run=run)))
    assert "312 of 10,000 raids" in told
    assert "Only 312 raids" in told
    assert "central value" in told
    assert "7 of the 14 figures" in told


def test_a_clean_run_has_no_caveat_of_its_own() -> None:
    clean: Answer = replace(answer(), assumptions=(), power_replications=10_000)
    assert headline.caveats(clean) == ()


def test_uncertainty_names_both_sources() -> None:
    assert "71\u00a0%" in headline.uncertainty(answer())
    assert "29\u00a0%" in headline.uncertainty(answer())
    assert "all of the spread is chance" in headline.uncertainty(bare(answer()))


def _none() -> Estimate:
    return Estimate(mean=0.0, low=0.0, high=0.0)


def row(name: str, value: float | None) -> CalibrationRow:
    low, high = (None, None) if value is None else (value / 2, value * 2)
    return CalibrationRow(name=name, low=low, value=value, high=high, note="")


def used(*rows: CalibrationRow) -> CalibrationUse:
    return CalibrationUse(
        file="made.yaml",
        digest="a" * 64,
        record="record.csv",
        record_sha256="b" * 64,
        until="2032-01-01T00:00:00+00:00",
        rows=rows,
        warnings=("It belongs to its lay-down.", "This is another lay-down."),
    )


def test_a_calibration_is_told_with_its_factors_and_warnings() -> None:
    calibration = used(row("cruise-missile", 0.494), row("drone", None))
    told = headline.caveats(replace(answer(), calibration=calibration))
    at = next(i for i, words in enumerate(told) if words.startswith("Calibrated"))
    assert told[at] == (
        "Calibrated: kill and suppression probabilities times 0.49 (0.25–0.99) against cruise "
        "missiles; none was found for drones, which keep 1. Learned from record.csv, reports until "
        "2032-01-01."
    )
    assert told[at + 1 : at + 3] == calibration.warnings
    assert headline.calibrated(answer()) == []


def test_a_calibration_without_a_factor_says_so() -> None:
    told = headline.calibrated(replace(answer(), calibration=used(row("drone", None))))
    assert told[0].startswith("A calibration without any factor: probabilities are those of the")
