"""What a comparison found, in plain records that go to JSON, to tables and to the page."""

from __future__ import annotations

import html

from airshield.model.record import record
from airshield.planning.answer import Assumption, Estimate, Influence


@record
class Reach:
    """How much of one raid group the batteries that an option adds can reach."""

    group: str
    """Raid group."""
    threat_class: str
    """Its class."""
    carriers: bool
    """Whether of the aircraft that bring it, before they release."""
    share: float
    """Share of its threats whose route leads through an envelope while the battery is in place."""
    window_s: float
    """Mean time for which an engagement can be begun, of those reached."""


@record
class Variant:
    """The scenario as it is, or with one option."""

    name: str
    """Short name."""
    description: str
    """What it stands for."""
    file: str
    """Option file; empty for the scenario as it is."""
    digest: str
    """SHA-256 of the scenario with the option laid over it."""
    values: dict[str, Estimate]
    """Measures by name."""
    differences: dict[str, Estimate]
    """Measures less those of the scenario as it is, raid by raid."""
    p_best: dict[str, float]
    """Probability that its mean is the best of all variants, by measure."""
    worlds_best: dict[str, float]
    """Share of the worlds in which it is the best, by measure."""
    added: tuple[str, ...]
    """Batteries that the scenario as it is does not have."""
    reach: tuple[Reach, ...]
    """What the added batteries can reach, group by group; at central figures."""


@record
class Turning:
    """What could turn the choice between the two best over."""

    best: str
    """The variant with the best mean."""
    second: str
    """The next."""
    difference: Estimate
    """Best less second."""
    worlds: float
    """Share of the worlds in which the second is better."""
    influences: tuple[Influence, ...]
    """How each uncertain figure goes with the difference over worlds, strongest first."""


@record
class ComparisonRun:
    """What made the comparison: enough to make it again, bit for bit."""

    scenario_name: str
    """Name of the scenario."""
    scenario_file: str
    """File it was read from."""
    version: str
    """airshield version."""
    seed: int
    """Seed."""
    replications: int
    """Raids played of each variant."""
    asked: int
    """Most raids of each variant that were asked for."""
    worlds: int
    """Worlds in which each variant was played."""
    fixed: bool
    """Whether every figure was held at its central value."""
    interrupted: bool
    """Whether it was stopped before it was done."""
    clear: bool
    """Whether it ended because the ranking was clear."""
    overrides: tuple[str, ...]
    """`--set` assignments."""
    command: str
    """Command that makes it again."""
    elapsed_s: float
    """Wall-clock time."""


@record
class Comparison:
    """Variants of a scenario, and which helps most."""

    run: ComparisonRun
    """What made it."""
    by: str
    """The measure that ranks."""
    measures: tuple[str, ...]
    """Names of all measures."""
    variants: tuple[Variant, ...]
    """The scenario as it is, then the options in the order in which they were named."""
    ranking: tuple[str, ...]
    """Names of the variants, the best first."""
    turning: Turning | None
    """What could turn the choice over; None where only one world was played."""
    assumptions: tuple[Assumption, ...]
    """What the options rest on beside what the scenario does."""

    def variant(self, name: str) -> Variant:
        """Return a variant by its name.

        Raises
        ------
        KeyError
            If there is none of that name.
        """
        found = {row.name: row for row in self.variants}
        return found[name]

    def _repr_html_(self) -> str:
        """Show the ranking as a table in a notebook."""
        rows = ""
        for name in self.ranking:
            row = self.variant(name)
            value, less = row.values[self.by], row.differences[self.by]
            rows += (
                f"<tr><td style='text-align:left'>{html.escape(name)}</td>"
                f"<td>{value.mean:,.4g}</td>"
                f"<td>{less.mean:+,.3g}</td><td>{less.low:+,.3g} … {less.high:+,.3g}</td>"
                f"<td>{row.p_best[self.by]:.0%}</td></tr>"
            )
        head = "<th>variant</th><th>mean</th><th>less as it is</th><th>95 %</th><th>best</th>"
        caption = f"{html.escape(self.run.scenario_name)}: {html.escape(self.by)}, a raid"
        return f"<table><caption>{caption}</caption><tr>{head}</tr>{rows}</table>"
