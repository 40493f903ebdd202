"""The answer in sentences, and the sentences that must stand beside it."""

from __future__ import annotations

from airshield.planning.answer import Answer, CalibrationUse, Estimate
from airshield.report.wording import (
    COUNT,
    SHARE,
    class_title,
    decimals,
    interval_text,
    number,
    people,
    spread_text,
    value_text,
)

FEW_REPLICATIONS = 1_000
"""Below this many raids a caveat says so."""

LIMITS = (
    "Not a forecast. It is a model with public and openly assumed figures. It serves to compare; "
    "what a real raid does depends on much that no public source tells.",
    "Not a weapon system. Engagements are envelopes and probabilities: no guidance, no fire "
    "control, no real position of any defence unit.",
    "Not a search for the worst raid. The raid is given; the attacker neither adapts to the "
    "defence nor looks for its weakest point.",
    "Not a count of casualties, and none can be derived from it. People exposed are people at a "
    "place that something reaches who are not sheltered by then.",
    "Not all of the uncertainty. Intervals cover chance and the stated ranges of the figures. They "
    "do not cover what the model leaves out, nor a true value outside its range.",
    "Not a grid study. Power is a direct-current flow with shedding, without voltage, protection "
    "or stability.",
)
"""What this is not, for every report."""

COST_CAVEAT = (
    "The cost of the rounds is only that: no radar, launcher, crew, training or upkeep is in it. "
    "Set against the price of what was shot down it says nothing about whether the shot was worth "
    "it. That depends on what the threat would have destroyed."
)
"""What must stand beside every cost."""


def headline(answer: Answer) -> str:
    """Return the finding as one sentence that can be read aloud."""
    leakers = value_text(answer.leakers, COUNT)
    of_hundred = number(answer.leakage.mean * 100, 0)
    if answer.leakers.mean == 0:
        raids = number(answer.run.replications, 0)
        return f"No weapon gets through in any of the {raids} raids played."
    if answer.weapons is None:
        return f"On average {leakers} weapons get through, {of_hundred} of every 100 launched."
    weapons = number(answer.weapons.mean, 0 if _whole(answer.weapons) else 1)
    return (
        f"On average {leakers} of the {weapons} weapons launched get through, "
        f"{of_hundred} of every 100."
    )


def certainty(answer: Answer) -> tuple[str, ...]:
    """Return how sure the headline is, in words."""
    raid = spread_text(answer.leakers, COUNT).replace("–", " and ")
    low, high = (
        number(v, decimals(answer.leakers, COUNT))
        for v in (answer.leakers.low, answer.leakers.high)
    )
    words = [
        f"The 95\u00a0% interval of that average is {low} to {high}, for the figures as assumed.",
        _no_leaker(answer.p_no_leaker),
    ]
    if raid:
        words.insert(1, f"Single raids differ: in nine out of ten, between {raid} get through.")
    return tuple(words)


def consequences(answer: Answer) -> tuple[str, ...]:
    """Return what the raid does to power and people, in words."""
    words = []
    if answer.power:
        worst = max(answer.power, key=lambda point: point.people.mean)
        words.append(
            f"At the worst time, {number(worst.time_h, 0)} hours after H-hour, "
            f"{_people(worst.people)} are without power."
        )
    if answer.exposed_unwarned.mean > 0:
        words.append(
            f"{_people(answer.exposed)} are exposed in a raid with the warning they had. "
            f"Without any warning it would be {_people(answer.exposed_unwarned)}."
        )
    return tuple(words)


def uncertainty(answer: Answer) -> str:
    """Return where the spread between raids comes from, in a sentence."""
    if answer.run.fixed:
        return "Every figure was held at its central value, so all of the spread is chance."
    worlds = number(answer.between_worlds * 100, 0)
    chance = number(100 - round(answer.between_worlds * 100), 0)
    return (
        f"Of the spread between raids, {worlds}\u00a0% comes from figures that are not known well, "
        f"{chance}\u00a0% from chance within a raid."
    )


def caveats(answer: Answer) -> tuple[str, ...]:
    """Return what a reader must know before using the figures."""
    run = answer.run
    played, asked = number(run.replications, 0), number(run.asked, 0)
    found = []
    if run.interrupted:
        found.append(f"Stopped early: {played} of {asked} raids were played.")
    if run.replications < FEW_REPLICATIONS:
        found.append(f"Only {played} raids were played; intervals are rough.")
    if run.fixed:
        found.append(
            "Every figure was held at its central value: intervals show chance alone, "
            "and the answer is surer than it should be."
        )
    assumed = sum(row.standing == "assumed" for row in answer.assumptions)
    if assumed:
        found.append(
            f"{assumed} of the {len(answer.assumptions)} figures it rests on are assumed, "
            "not published."
        )
    found += calibrated(answer)
    if answer.power and answer.power_replications < run.replications:
        found.append(f"Power rests on {number(answer.power_replications, 0)} of the raids.")
    return tuple(found)


def calibrated(answer: Answer) -> list[str]:
    """Return what an assessment owes to a calibration."""
    return calibration_words(answer.calibration)


def calibration_words(used: CalibrationUse | None) -> list[str]:
    """Return what an answer owes to a calibration, and what that belongs to."""
    if used is None:
        return []
    factors = [
        f"{row.value:.2g} ({row.low:.2g}–{row.high:.2g}) against {class_title(row.name)}s"
        for row in used.rows
        if row.value is not None and row.low is not None and row.high is not None
    ]
    kept = [f"{class_title(row.name)}s" for row in used.rows if row.value is None]
    words = "Calibrated: kill and suppression probabilities times " + "; ".join(factors)
    if not factors:
        words = "A calibration without any factor: probabilities are those of the catalogue"
    if kept:
        words += f"; none was found for {', '.join(kept)}, which keep 1"
    words += f". Learned from {used.record}, reports until {used.until[:10]}."
    return [words, *used.warnings]


def _people(estimate: Estimate) -> str:
    """Word a number of people with its interval."""
    unit = people(estimate)
    text = f"{value_text(estimate, unit)} people"
    if estimate.low == estimate.high:
        return text
    return f"{text} (95\u00a0% interval {interval_text(estimate, unit)}{unit.suffix})"


def _whole(estimate: Estimate) -> bool:
    """Whether a figure is the same whole number in every raid."""
    return estimate.low == estimate.high == round(estimate.mean)


def _no_leaker(p_no_leaker: Estimate) -> str:
    """Word the probability that nothing gets through."""
    if p_no_leaker.high < 0.001:
        return "That none gets through happens in fewer than 1 of 1,000 raids."
    return (
        f"None gets through in {value_text(p_no_leaker, SHARE)} of raids "
        f"(95\u00a0% interval {interval_text(p_no_leaker, SHARE)}\u00a0%)."
    )
