"""One replication as a story on a terminal of 80 columns."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Collection, Iterator
from typing import NamedTuple

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from airshield.planning.replaying import Replay, ReplaySalvo, ReplayThreat
from airshield.report.section import WIDTH, section
from airshield.report.wording import clock, date_text, number, one_line, shortened

TIME_WIDTH, WHAT_WIDTH, WHO_WIDTH = 9, 10, 27
RESULT_WIDTH = WIDTH - TIME_WIDTH - WHAT_WIDTH - WHO_WIDTH - 3
BATTERY_WIDTH, SYSTEM_WIDTH = 25, 25
SHORT_STORY = 30
"""Most threats of a raid whose whole story is told unasked."""
ORDER = ("starts", "tracked", "launch", "intercept", "ends")
"""At one moment, what is told first."""
ENDINGS = {
    "killed": "killed",
    "suppressed": "suppressed",
    "arrived": "ARRIVED",
    "aborted": "aborted",
    "returned": "returned",
}
"""How an end is written; capitals mark a leaker where there is no colour."""


class Moment(NamedTuple):
    """One line of the story."""

    time_s: float
    """Seconds after H-hour."""
    order: int
    """Place among the moments of the same time."""
    what: str
    """What happens."""
    who: str
    """To or by whom."""
    result: str
    """What comes of it."""
    style: str = ""
    """How it is printed."""


def timeline(replay: Replay, *, every: bool = False) -> RenderableType:
    """Return the story of a replication: why each leaker leaked, the batteries, what happened.

    A raid of more than `SHORT_STORY` threats tells what happened to its leakers only, unless
    `every` moment is asked for.
    """
    whole = every or len(replay.threats) <= SHORT_STORY
    return Group(
        *_opening(replay), *_leakers(replay), _batteries(replay), *_story(replay, whole=whole)
    )


def moments(replay: Replay, threats: Collection[int] | None = None) -> list[Moment]:
    """Return every start, track, launch, intercept and end of threats, in order of time.

    Of all threats, if none are named.
    """
    names = {threat.threat: threat_name(threat) for threat in replay.threats}
    chosen = names.keys() if threats is None else threats
    told = [m for threat in replay.threats if threat.threat in chosen for m in _of_threat(threat)]
    told += [
        m for salvo in replay.salvos if salvo.threat in chosen for m in _of_salvo(salvo, names)
    ]
    return sorted(told, key=lambda m: (m.time_s, m.order))


def threat_name(threat: ReplayThreat) -> str:
    """Return what a threat is called: its group, shortened, and its number."""
    number_ = f" #{threat.threat}"
    return shortened(one_line(threat.group), WHO_WIDTH - len(number_)) + number_


def _of_threat(threat: ReplayThreat) -> Iterator[Moment]:
    """Yield the moments of a threat's own life."""
    name = threat_name(threat)
    to = f" to {threat.target}" if threat.target else ""
    kind = "" if threat.role == "weapon" else f", {threat.role}"
    yield Moment(threat.start_s, 0, "starts", name, f"{threat.threat_type}{kind}{to}", "dim")
    if threat.track_s is not None:
        yield Moment(threat.track_s, 1, "tracked", name, "in the warning picture", "dim")
    by = f" by {threat.battery}" if threat.battery else ""
    at = f" at {threat.target}" if threat.fate == "arrived" and threat.target else ""
    hit = (", hit" if threat.hit else ", missed it") if threat.fate == "arrived" else ""
    style = "bold red" if threat.fate == "arrived" else ""
    ending = ENDINGS.get(threat.fate, threat.fate)
    yield Moment(threat.end_s, 4, ending, name, f"{at}{hit}{by}".lstrip(" ,") or threat.why, style)


def _of_salvo(salvo: ReplaySalvo, names: dict[int, str]) -> Iterator[Moment]:
    """Yield the launch and the intercept of a salvo."""
    target = names.get(salvo.threat, f"#{salvo.threat}")
    rounds = "1 round" if salvo.rounds == 1 else f"{salvo.rounds} rounds"
    yield Moment(salvo.launch_s, 2, "launch", salvo.battery, f"{rounds} at {target}")
    result = f"kills {target}" if salvo.killed else f"misses {target}"
    yield Moment(salvo.intercept_s, 3, "intercept", salvo.battery, result)


def _opening(replay: Replay) -> Iterator[RenderableType]:
    """Yield what is replayed and how it ended."""
    name = shortened(replay.run.scenario_name, 36)
    title = f"{name}, replication {replay.replication} (world {replay.world})"
    yield Text(title, style="bold")
    if replay.h_hour:
        yield Text(f"H-hour {date_text(replay.h_hour)}", style="dim")
    if replay.run.calibration_file:
        yield _folded(f"Calibrated with {replay.run.calibration_file}")
    fates = Counter(threat.fate for threat in replay.threats)
    ends = ", ".join(f"{fates[fate]} {fate}" for fate in ENDINGS if fates[fate])
    rounds = sum(salvo.rounds for salvo in replay.salvos)
    yield _folded(f"{len(replay.threats)} threats: {ends}. {number(rounds, 0)} rounds launched.")


def _story(replay: Replay, *, whole: bool) -> Iterator[RenderableType]:
    """Yield the table of moments: of all threats, or of the leakers."""
    leakers = [threat.threat for threat in replay.threats if threat.fate == "arrived"]
    told = moments(replay, None if whole else leakers)
    if not told:
        return
    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0), header_style="dim")
    table.add_column("time", width=TIME_WIDTH, justify="right")
    table.add_column("what", width=WHAT_WIDTH)
    table.add_column("who", width=WHO_WIDTH, no_wrap=True)
    table.add_column("result", width=RESULT_WIDTH, overflow="fold")
    for moment in told:
        cells = (clock(moment.time_s), moment.what, moment.who, moment.result)
        table.add_row(*(Text(one_line(cell), style=moment.style) for cell in cells))
    title = "What happened" if whole else "What happened to the leakers (--all: to every threat)"
    yield Padding(Text(title, style="bold"), (1, 0, 0, 0), expand=False)
    yield table


def _leakers(replay: Replay) -> Iterator[RenderableType]:
    """Yield why each leaker leaked."""
    leakers = [threat for threat in replay.threats if threat.fate == "arrived"]
    if not leakers:
        yield Padding(Text("Nothing got through."), (1, 0, 0, 0), expand=False)
        return
    heading = Text("Why the leakers leaked", style="bold")
    yield Padding(heading, (1, 0, 0, 0), expand=False)
    for threat in sorted(leakers, key=lambda t: t.end_s):
        seen = "never seen" if threat.track_s is None else f"seen at {clock(threat.track_s)}"
        yield _folded(
            f"{threat.group} #{threat.threat}, at {threat.target or 'no target'} "
            f"{clock(threat.end_s)}, {seen}: {threat.why}"
        )


def _batteries(replay: Replay) -> RenderableType:
    """Return what each battery spent, of those that fired or could not."""
    rows = [
        (
            battery.name,
            shortened(battery.system, SYSTEM_WIDTH),
            number(battery.rounds, 0),
            number(battery.left, 0),
            _state(battery.in_service, battery.left, battery.rounds),
        )
        for battery in replay.batteries
        if battery.rounds > 0 or not battery.in_service
    ]
    columns = (("system", -SYSTEM_WIDTH), ("rounds", 6), ("left", 5), ("", -14))
    quiet = len(replay.batteries) - len(rows)
    table = section("Batteries", columns, rows, BATTERY_WIDTH)
    return Group(table, Text(f"{quiet} more did not fire.")) if quiet else table


def _state(in_service: bool, left: int, rounds: int) -> str:
    """Say what kept a battery from firing on, if anything."""
    if not in_service:
        return "out of service"
    return "ran empty" if left == 0 and rounds > 0 else ""


def _folded(text: str) -> Text:
    """Return plain text, folded with the following lines indented."""
    clean = one_line(text)
    return Text(textwrap.fill(clean, WIDTH, subsequent_indent="  ", break_on_hyphens=False))
