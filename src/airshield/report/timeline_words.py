"""What a campaign found, in sentences, and those that must stand beside it."""

from __future__ import annotations

from airshield.planning.answer import Estimate
from airshield.planning.campaign.answer import CampaignAnswer, CaseRow, PledgeRow, StockRow
from airshield.report.headline import calibration_words
from airshield.report.wording import COUNT, SHARE, counted, interval_text, number, value_text

FEW_PATHS = 200
"""Below this many paths a caveat says so."""

REFILLED = ("campaign.depot_rounds", "campaign.rounds_per_month")
"""Assumptions without which no rounds come but those that are pledged."""

LIMITS = (
    "Not a forecast of raids. Their rate, growth and size are assumptions of the scenario; every "
    "raid is the scenario's own, drawn anew.",
    "Not a stock list. Rounds, depots and what comes in each month are assumptions: real stocks "
    "are not public.",
    "The attacker does not adapt: not to batteries that arrive, nor to stocks that run out, nor to "
    "what is already damaged.",
    "A battery that has arrived is in service at once, with its crew trained. Batteries stay where "
    "they stand and are never lost. Depots top batteries up between raids without delay.",
    "Not all of the uncertainty. Intervals cover chance and the stated ranges of the figures. They "
    "do not cover what the model leaves out, nor a true value outside its range.",
    "Not a count of casualties, and none can be derived from it.",
)
"""What this is not."""


def case_named(answer: CampaignAnswer, name: str) -> CaseRow | None:
    """Return a case by its name, if it was played."""
    return next((case for case in answer.cases if case.name == name), None)


def headline(answer: CampaignAnswer) -> str:
    """Return the finding as one sentence that can be read aloud."""
    months = counted(len(answer.months), "month")
    shares = {case.name: _hundredths(case.whole.leakage) for case in answer.cases}
    if "promised" not in shares:
        return (
            f"Over {months}, {shares['alone']} of every 100 weapons launched get through; "
            "nothing is pledged."
        )
    return (
        f"Over {months}, {shares['promised']} of every 100 weapons launched get through if all "
        f"comes as promised, {shares['delivered']} with what was delivered, {shares['nothing']} "
        "with nothing delivered."
    )


def findings(answer: CampaignAnswer) -> tuple[str, ...]:
    """Return what else there is to say, in sentences."""
    words = []
    costly = dearest(answer)
    if costly is not None:
        more = costly.month_later.leakers
        words.append(
            f"Lateness costs most with “{costly.name}”: a month's delay lets "
            f"{value_text(more, COUNT)} more weapons through "
            f"(95\u00a0% interval {interval_text(more, COUNT)})."
        )
    shown = case_named(answer, "delivered") or answer.cases[0]
    first = first_short(shown)
    if first is None:
        words.append(f"No battery meets a raid without a round{among(answer, shown)[:-1]}.")
    else:
        last = first.months[-1].p_short
        words.append(
            f"First to run short{among(answer, shown)} is most often {type_name(first)}: on "
            f"{value_text(last, SHARE)} of the paths a battery of it has met a raid without a "
            f"round by the end of {answer.months[-1]}."
        )
    return tuple(words)


def caveats(answer: CampaignAnswer) -> tuple[str, ...]:
    """Return what a reader must know before using the figures."""
    run, found = answer.run, []
    paths, asked = number(run.paths, 0), number(run.asked, 0)
    if run.interrupted:
        found.append(f"Stopped early: {paths} of {asked} paths were played.")
    if run.paths < FEW_PATHS:
        found.append(f"Only {paths} paths were played; intervals are rough.")
    if not any(row.figure.startswith(REFILLED) for row in answer.assumptions):
        found.append("No depot is given and no rounds come in but pledged ones.")
    rates = "" if run.record_file else "how often raids come and "
    named = f"{rates}what the depots hold " + ("are" if rates else "is")
    assumed = sum(row.standing == "assumed" for row in answer.assumptions)
    found.append(
        f"{assumed} of the {len(answer.assumptions)} figures it rests on are assumed, not "
        f"published; {named} among them."
    )
    if run.record_file is not None:
        found.append(
            f"As many raids a month as launch what {run.record_file} says was launched: claims, "
            "not measurements."
        )
    found += calibration_words(answer.calibration)
    return tuple(found)


def dearest(answer: CampaignAnswer) -> PledgeRow | None:
    """Return the pledge of which a month's delay surely costs most; None if none surely does."""
    sure = [row for row in answer.pledges if row.month_later.leakers.low > 0.0]
    return max(sure, key=lambda row: row.month_later.leakers.mean, default=None)


def first_short(case: CaseRow) -> StockRow | None:
    """Return the system type that most often runs short first; None if none ever does."""
    likely = max(case.stocks, key=lambda row: row.p_first.mean, default=None)
    return likely if likely is not None and likely.p_first.mean > 0.0 else None


def short_from(row: StockRow, months: tuple[str, ...]) -> str:
    """Return the month by whose end half of the paths have run short; empty if they do not."""
    found = zip(months, row.months, strict=True)
    return next((month for month, stock in found if stock.p_short.mean >= 0.5), "")


def in_order(case: CaseRow) -> list[StockRow]:
    """Return the system types of a case, those that run short soonest first."""
    return sorted(case.stocks, key=lambda row: -sum(stock.p_short.mean for stock in row.months))


def _hundredths(leakage: Estimate) -> str:
    return number(leakage.mean * 100, 0)


def among(answer: CampaignAnswer, case: CaseRow) -> str:
    """Return the case in commas, where there are others."""
    return f", {case.title}," if len(answer.cases) > 1 else ""


def type_name(row: StockRow | PledgeRow) -> str:
    """Return a system type's name without what stands behind a comma."""
    return row.title.split(",")[0]
