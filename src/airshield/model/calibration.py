"""A calibration: how effective a lay-down must be for its simulation to match what was reported."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime
from types import MappingProxyType
from typing import Literal

from airshield.model.catalogue import ThreatClass
from airshield.model.figure import Figure, Spread
from airshield.model.record import Rules, record

CalibratedClass = Literal["drone", "cruise-missile", "ballistic-missile"]
"""Classes of reports from which a share can be learned."""
Counts = Literal["killed", "killed or suppressed"]
"""What of the simulation stands for `destroyed` in reports."""

APPLIES_TO: Mapping[CalibratedClass, tuple[ThreatClass, ...]] = MappingProxyType(
    {
        "drone": ("drone",),
        "cruise-missile": ("cruise-missile",),
        "ballistic-missile": ("ballistic-missile", "aeroballistic-missile"),
    }
)
"""The catalogue's threat classes that each class of reports lumps together: they share a factor."""

NO_EFFECTIVENESS: Mapping[CalibratedClass, Figure] = MappingProxyType({})
"""No factor at all: probabilities are as the catalogue has them."""


def counted_in(threat_class: str) -> CalibratedClass | None:
    """Return the class of reports that counts a threat class, if its share can be learned."""
    return next((name for name, kinds in APPLIES_TO.items() if threat_class in kinds), None)


def _share(spread: Spread) -> bool:
    return spread.high <= 1.0


def _factor(figure: Figure) -> bool:
    return figure.low > 0.0 or figure.low == figure.high == 0.0


@record
class UsedRecord:
    """The record of raids that a calibration was learned from; it holds none of its rows."""

    file: str
    """Name of the file."""
    sha256: str
    """SHA-256 of its bytes."""
    rows: int
    """Rows in it."""
    begins: datetime
    """When the first report that was used began, UTC."""
    until: datetime
    """Only reports that ended before this were used, UTC."""

    def __post_init__(self) -> None:
        Rules(self).not_negative("rows").must("sha256", _is_digest, "be 64 hex digits").check()


@record
class UsedScenario:
    """The scenario that was played, and the lay-down that the factors belong to."""

    name: str
    """Its name."""
    digest: str
    """SHA-256 of all of it, as in reports."""
    laydown_digest: str
    """SHA-256 of its lay-down: batteries, sensors, networks, doctrine, terrain, types used."""
    seed: int
    """Seed of every draw."""
    replications: int
    """Raids played for each factor tried."""
    worlds: int
    """Draws of the uncertain figures, the same for each factor tried."""

    def __post_init__(self) -> None:
        rules = Rules(self).must("digest", _is_digest, "be 64 hex digits")
        rules.must("laydown_digest", _is_digest, "be 64 hex digits").not_negative("seed")
        rules.positive("replications", "worlds").check()


def _is_digest(text: str) -> bool:
    return len(text) == 64 and set(text) <= set("0123456789abcdef")


@record
class UsualRaid:
    """What the reports' share speaks of: a usual raid of the time."""

    launched: float
    """Median number launched."""
    types: dict[str, float]
    """Reported types, and their shares of what was launched."""

    def __post_init__(self) -> None:
        Rules(self).positive("launched").check()


@record
class ClassCalibration:
    """What was found for one class of reports."""

    reports: int
    """Reports that its share was learned from."""
    era: str
    """Era of meaning of their counts; empty if they never changed it."""
    counts: Counts
    """What of the simulation stands for `destroyed`, of weapons and decoys launched."""
    usual_raid: UsualRaid
    """The raid whose share it is."""
    raid_launched: float
    """Weapons and decoys of the class that the scenario launches, for comparison."""
    effective_draws: float
    """How many equally weighted draws of the share model remain."""
    slope: float
    """Largest remaining slope of its log posterior, per standard deviation."""
    single_raid: Spread
    """5, 50 and 95 % points of the share in a single such raid."""
    share: Spread
    """1, 50 and 99 % points of the share expected over many such raids: what was to be matched."""
    share_at_1: float
    """Simulated share with every factor at 1, as the catalogue has it."""
    simulated: Spread | None
    """Simulated shares at the factor's low, value and high; None without a factor."""
    share_error: float
    """Half-width of the 95 % interval of the simulated share: chance and draws of other figures."""
    effectiveness: Figure | None
    """Factor on every kill and suppression probability against the class; None if none was found.
    """
    note: str = ""
    """What could not be matched, and what was reached instead."""

    def __post_init__(self) -> None:
        rules = Rules(self).not_negative("reports", "effective_draws", "slope", "share_error")
        rules.probability("share_at_1").not_negative("raid_launched")
        for name in ("single_raid", "share", "simulated"):
            rules.must(name, _share, "be shares in [0, 1]")
        rules.must("effectiveness", _factor, "be above 0, with its low, or 0 throughout")
        if (self.effectiveness is None) != (self.simulated is None):
            rules.refuse("simulated", "belongs to effectiveness: give both or neither (null)")
        if self.effectiveness is None and not self.note.strip():
            rules.refuse("note", "must say why there is no factor")
        rules.check()


@record
class Calibration:
    """Effectiveness factors of one lay-down, learned from one record of raids."""

    made_by: str
    """Program and version that made it."""
    warning: str
    """What a user of it must know."""
    learned_from: UsedRecord
    """The record of raids; none of its rows is in here."""
    belongs_to: UsedScenario
    """The scenario that was played, with its lay-down."""
    classes: dict[CalibratedClass, ClassCalibration]
    """What was found, by class of reports."""
    left_out: dict[CalibratedClass, str] = field(default_factory=dict)
    """Classes that the raid flies and of which nothing was learned, and why."""

    def __post_init__(self) -> None:
        rules = Rules(self).must("warning", lambda text: bool(text.strip()), "not be empty")
        rules.must("classes", bool, "name at least one class").check()

    @property
    def effectiveness(self) -> Mapping[CalibratedClass, Figure]:
        """Return the factors that were found."""
        return {
            name: found.effectiveness
            for name, found in self.classes.items()
            if found.effectiveness is not None
        }
