"""What coverage found, in plain records that go to JSON, to tables and to the page."""

from __future__ import annotations

from airshield.model.record import record
from airshield.planning.answer import Assumption
from airshield.planning.coverage.options import What


@record
class Band:
    """A share at central figures, and with all figures at their worse and at their better end."""

    value: float
    """With every figure at its central value."""
    low: float
    """With every figure at the end that is worse for the defence."""
    high: float
    """With every figure at the end that is better for the defence."""


@record
class Level:
    """How many live under a level of protection."""

    what: What
    """What is counted."""
    at_least: int
    """The level: sensors, layers, shots or minutes."""
    people: Band | None
    """Share of the people; None if the scenario has none."""
    mw: Band | None
    """Share of the power network's demand; None without one."""


@record
class LayerShare:
    """How many live where a layer of the shield can engage."""

    layer: str
    """The layer."""
    batteries: int
    """Batteries in it that can engage the type."""
    people: Band | None
    """Share of the people over whom at least one of them can."""
    mw: Band | None
    """Share of the demand."""


@record
class TypeCoverage:
    """Protection against one threat type at one height."""

    threat: str
    """Threat type (catalogue id)."""
    title: str
    """Its name for people."""
    threat_class: str
    """Its class."""
    height_m: float
    """Height above ground."""
    speed_m_s: float
    """Central speed."""
    courses: bool
    """Whether shots and warning are told: not of ballistic flight, which has no straight course."""
    levels: tuple[Level, ...]
    """Shares under each level of each quantity."""
    layers: tuple[LayerShare, ...]
    """Shares by layer."""

    def level(self, what: What, at_least: int) -> Level | None:
        """Return one level, if it was worked out."""
        found = (row for row in self.levels if (row.what, row.at_least) == (what, at_least))
        return next(found, None)


@record
class Mover:
    """A figure that moves a share, the others at their central values."""

    what: What
    """The quantity."""
    at_least: int
    """Its level."""
    figure: str
    """Path of the figure."""
    low: float
    """Share of the people (or, without any, of the demand) with it at its worse end."""
    high: float
    """The same at its better end."""


@record
class Run:
    """What made the answer: enough to make it again, bit for bit."""

    scenario_name: str
    """Name of the scenario."""
    scenario_file: str
    """File it was read from."""
    scenario_digest: str
    """SHA-256 of the scenario after `extends`, `--set` and all defaults."""
    version: str
    """airshield version."""
    overrides: tuple[str, ...]
    """`--set` assignments."""
    command: str
    """Command line that repeats it."""
    cell_m: float
    """Side of a cell."""
    columns: int
    """Cells from west to east."""
    rows: int
    """Cells from south to north."""
    p_detect: float
    """Probability of detection that counts as seen."""
    sides: int
    """Directions from which places are approached."""
    alert_delay_s: float
    """From the first track to people hearing the alert; taken off the warning."""
    terrain: bool
    """Whether there is terrain; without it the Earth is smooth."""
    elapsed_s: float
    """Time it took."""


@record
class CoverageAnswer:
    """Where the holes are."""

    run: Run
    """What made it."""
    people: float
    """People of the scenario."""
    demand_mw: float
    """Demand of its power network."""
    mapped: str
    """The threat type that maps show; the first of `types`."""
    types: tuple[TypeCoverage, ...]
    """Protection by threat type, the lowest-flying first."""
    movers: tuple[Mover, ...]
    """For the mapped type: the figures that move its shares most, the greatest first."""
    assumptions: tuple[Assumption, ...]
    """Every figure used."""
