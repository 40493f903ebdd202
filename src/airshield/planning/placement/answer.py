"""What a plan found, in plain records that go to JSON, to tables and to the page."""

from __future__ import annotations

from airshield.model.record import record
from airshield.planning.answer import Estimate


@record
class PlanRun:
    """What made the answer."""

    scenario_name: str
    """Name of the scenario."""
    scenario_file: str
    """File it was read from."""
    scenario_digest: str
    """SHA-256 of the scenario after `extends`, `--set` and all defaults."""
    version: str
    """airshield version."""
    seed: int
    """Seed."""
    replications: int
    """Raids on which the last figures rest; 0 if nothing was played."""
    worlds: int
    """Draws of the uncertain figures."""
    raids: tuple[str, ...]
    """Raids that the plan is for; the first is the scenario's own."""
    worst_case: bool
    """Whether the worst of them counts, or all by weight."""
    interrupted: bool
    """Whether it was stopped early."""
    quick: bool
    """Whether only the surrogate was asked."""
    overrides: tuple[str, ...]
    """`--set` assignments."""
    command: str
    """Command line that repeats it."""
    elapsed_s: float
    """Time it took."""


@record
class GoalState:
    """How a goal fares under one lay-down."""

    p_kept: Estimate
    """Share of raids in which the bound holds."""
    mean: Estimate
    """Mean of the measure, in its unit."""
    reached: float
    """Bound that would hold with the probability asked for."""
    verdict: str
    """`met`, `missed`, or `open` if the interval holds the probability asked for."""


@record
class GoalRow:
    """A goal before and after."""

    text: str
    """The goal as a sentence."""
    measure: str
    """What is measured."""
    raid: str
    """The raid."""
    bound: float
    """The bound, in the measure's unit."""
    probability: float
    """Share of raids in which it must hold."""
    given: bool
    """Whether the scenario states it; else it was assumed."""
    before: GoalState
    """With the defence that stands there."""
    after: GoalState | None
    """With the plan; None if nothing is placed."""


@record
class LeakRow:
    """Weapons that arrive, of one threat class or in one region."""

    name: str
    """Threat class, district or asset."""
    before: Estimate
    """Per raid, with the defence that stands there."""
    after: Estimate | None
    """Per raid, with the plan."""


@record
class PieceRow:
    """One piece of the plan."""

    name: str
    """Name of the battery in the lay-down file."""
    system: str
    """System type."""
    title: str
    """Its name for people."""
    site: str
    """Site."""
    lat_deg: float
    """Latitude."""
    lon_deg: float
    """Longitude."""
    network: str | None
    """Network it joins."""
    stock: int | None
    """Rounds it holds."""
    cost_eur: float | None
    """Cost."""
    earliest: str | None
    """Earliest date."""
    worth: Estimate | None
    """Harm that would come back without its fire; None if it was not played."""


@record
class WorthRow:
    """What one battery that stands there is worth."""

    name: str
    """Battery."""
    system: str
    """System type."""
    alone: Estimate
    """Harm added if it alone held its fire (leave-one-out)."""
    shared: Estimate
    """Its Shapley value: its mean contribution over orders of arrival."""


@record
class PledgedRow:
    """What one pledged battery would be worth."""

    name: str
    """Pledge, and which of its batteries."""
    system: str
    """System type."""
    gain: Estimate
    """Harm that it would take off, were it the only one to arrive."""


@record
class NextRow:
    """One more piece, were it the only one."""

    system: str
    """System type."""
    title: str
    """Its name for people."""
    site: str
    """Where it would do most."""
    gain: Estimate
    """Harm it takes off."""
    cost_eur: float | None
    """Its cost."""
    per_million_eur: float | None
    """Harm it takes off for each million euros."""
    earliest: str | None
    """Earliest date."""
    played: bool
    """Whether the gain was played; else it is the surrogate's."""


@record
class NeedRow:
    """The smallest addition that meets every goal."""

    by: str
    """`count`, `cost` or `date`."""
    met: bool
    """Whether any addition within the limits meets them."""
    pieces: tuple[str, ...]
    """The pieces, as `system site`."""
    cost_eur: float | None
    """What they cost."""
    date: str | None
    """When the last of them can be there."""
    p_kept: tuple[float, ...]
    """Share of raids in which each goal's bound holds."""
    note: str
    """What was tried."""


@record
class Doubt:
    """An assumption that could turn the answer over."""

    figure: str
    """Path of the uncertain figure."""
    rank_correlation: float
    """Between it and the plan's advantage over the runner-up, over worlds."""
    low: float
    """Lower end of its 95 % interval, for all figures together."""
    high: float
    """Upper end."""


@record
class Proof:
    """What is known of the surrogate's plan."""

    harm: float
    """Expected harm of the best plan, as a share of that with nothing placed."""
    bound: float
    """No plan within the limits has less."""
    gap: float
    """Proven gap between the two."""
    greedy: float
    """Expected harm of the greedy plan."""
    elapsed_s: float
    """Time it took."""
    options: int
    """Columns: system types at sites."""
    points: int
    """Demand points: raid groups and their targets."""
    tau: float | None = None
    """Kendall's tau between the surrogate's ranking of plans and the simulation's."""
    tau_plans: int = 0
    """Plans that it rests on."""


@record
class PlanAnswer:
    """All that a plan found."""

    run: PlanRun
    """What made it."""
    goals: tuple[GoalRow, ...]
    """Each goal before and after."""
    harm: Estimate | None
    """Harm with the plan as a share of that without; None if nothing was played."""
    over_greedy: Estimate | None
    """Harm that the plan takes off the greedy plan's; None if nothing was played."""
    classes: tuple[LeakRow, ...]
    """By threat class."""
    regions: tuple[LeakRow, ...]
    """By district, or asset that lies in none, the worst first."""
    pieces: tuple[PieceRow, ...]
    """Where each piece stands."""
    cost_eur: float | None
    """What they cost together; None if a cost is not known."""
    needs: tuple[NeedRow, ...]
    """The smallest additions that meet the goals."""
    worth: tuple[WorthRow, ...]
    """What each battery that stands there is worth."""
    pledged: tuple[PledgedRow, ...]
    """What pledged batteries would be worth, in the order of the scenario."""
    shapley_by: str
    """Where Shapley values come from: `simulation` or `surrogate`."""
    following: tuple[NextRow, ...]
    """What next, ranked by gain."""
    proof: Proof
    """What is known of the surrogate's plan."""
    doubts: tuple[Doubt, ...]
    """Figures on which the plan's advantage over the runner-up hangs."""
    notes: tuple[str, ...]
    """What was assumed."""
