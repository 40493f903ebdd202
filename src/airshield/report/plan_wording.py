"""A plan in words."""

from __future__ import annotations

from airshield.model.goal import AT_LEAST
from airshield.planning.placement.answer import GoalRow, NeedRow, PlanAnswer
from airshield.report.measure_units import UNITS
from airshield.report.wording import (
    COUNT,
    SHARE,
    Unit,
    counted,
    interval_text,
    number,
    value_text,
)

HARM = Unit(100.0, "\u00a0%", 0, 1)
"""Harm, as a share of what it is with nothing placed."""
_BY = {"count": "Fewest", "cost": "Cheapest", "date": "Soonest"}


def unit_of(measure: str) -> Unit:
    """Return the unit in which a measure is written."""
    return UNITS.get(measure, COUNT)


def money(euros: float | None) -> str:
    """Write an amount in millions; a dash if it is not known."""
    if euros is None:
        return "–"
    return number(euros / 1e6, 1 if euros < 1e7 else 0) + "\u00a0M€"


def headline(answer: PlanAnswer) -> str:
    """Say what came of it in a sentence."""
    pieces = counted(len(answer.pieces), "piece")
    if answer.run.quick or not answer.goals:
        left = number(100 * answer.proof.harm, 0)
        return f"{pieces} would leave {left}\u00a0% of the expected harm, says the surrogate."
    missed_now = sum(row.before.verdict != "met" for row in answer.goals)
    if not missed_now:
        return f"{_all(len(answer.goals), 'is', 'are')} met as things stand."
    after = [row.after for row in answer.goals if row.after is not None]
    missed = sum(state.verdict != "met" for state in after)
    if not missed:
        return (
            f"{_all(len(answer.goals), 'is', 'are')} met with {pieces}; "
            f"as things stand, {_missed(missed_now, len(answer.goals))}."
        )
    if len(answer.goals) == 1:
        return f"Even with {pieces} the goal is not surely met."
    return (
        f"Even with {pieces}, {missed} of {len(answer.goals)} goals "
        f"{'is' if missed == 1 else 'are'} not surely met; as things stand, "
        f"{_missed(missed_now, len(answer.goals))}."
    )


def _missed(missed: int, count: int) -> str:
    """Say how many of the goals are missed."""
    if missed == count:
        return {1: "it is not", 2: "neither is"}.get(count, "none is")
    return f"{missed} of {count} {'is' if missed == 1 else 'are'} not"


def _all(count: int, one: str, many: str) -> str:
    if count == 1:
        return f"The goal {one}"
    return f"Both goals {many}" if count == 2 else f"All {count} goals {many}"


def goal_sentence(row: GoalRow) -> str:
    """Say how a goal fares, and by how much it is missed."""
    unit = unit_of(row.measure)
    parts = [f"{row.text}:"]
    for name, state in (("now", row.before), ("with the plan", row.after)):
        if state is None:
            continue
        share = f"{value_text(state.p_kept, SHARE)} ({interval_text(state.p_kept, SHARE)})"
        text = f"{name} {share} of raids, {state.verdict}"
        if state.verdict != "met" and state.reached < 1e14:
            reached = number(state.reached * unit.scale, min(unit.finest, 1))
            side = "at least" if row.measure in AT_LEAST else "at most"
            text += f" (as sure as asked: {side} {reached}{unit.suffix})"
        parts.append(text + (";" if name == "now" else "."))
    return " ".join(parts)


def need_sentence(row: NeedRow) -> str:
    """Say what the smallest addition is."""
    if not row.met:
        kept = ", ".join(number(100 * p, 0) + "\u00a0%" for p in row.p_kept)
        return f"{_BY[row.by]}: {row.note} meets the goals (kept in {kept} of raids)."
    if not row.pieces:
        return f"{_BY[row.by]}: nothing; the goals are met as things stand."
    counts: dict[str, int] = {}
    for piece in row.pieces:
        counts[piece] = counts.get(piece, 0) + 1
    shown = "; ".join(f"{n} × {piece}" if n > 1 else piece for piece, n in counts.items())
    cost = "" if row.cost_eur is None else f", {money(row.cost_eur)}"
    date = "" if row.date is None else f", by {row.date}"
    return f"{_BY[row.by]}: {counted(len(row.pieces), 'piece')}{cost}{date}: {shown}."


def proof_sentence(answer: PlanAnswer) -> str:
    """Say what is proven of the surrogate's plan, and how far the surrogate can be trusted."""
    proof = answer.proof
    text = (
        f"Surrogate: {number(100 * proof.harm, 1)}\u00a0% of the harm remains; no plan within the "
        f"limits leaves less than {number(100 * proof.bound, 1)}\u00a0% (gap "
        f"{number(100 * proof.gap, 2)}\u00a0%, {proof.options} options, {proof.points} demand "
        f"points, {number(proof.elapsed_s, 1)} s)."
    )
    if proof.tau is not None:
        text += (
            f" It ranks {proof.tau_plans} random plans as the simulation does with Kendall's tau "
            f"{number(proof.tau, 2)}."
        )
    if answer.over_greedy is not None:
        text += (
            f" The plan takes {value_text(answer.over_greedy, HARM)} "
            f"({interval_text(answer.over_greedy, HARM)}) more off the harm than greedy choice."
        )
    return text
