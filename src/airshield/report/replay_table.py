"""One replication as a story on a terminal of 80 columns."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from airshield.planning.replaying import Replay, ReplaySalvo, ReplayThreat
from airshield.report.table import NAME_WIDTH, WIDTH, section
from airshield.report.wording import clock, date_text, number, one_line, shortened

TIME_WIDTH, WHAT_WIDTH, WHO_WIDTH = 9, 10, 27
RESULT_WIDTH = WIDTH - TIME_WIDTH - WHAT_WIDTH - WHO_WIDTH - 3
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


def timeline(replay: Replay) -> RenderableType:
    """Return the story of a replication: what happens, then why each leaker leaked."""
    return Group(*_opening(replay), _story(replay), *_leakers(replay), _batteries(replay))


def moments(replay: Replay) -> list[Moment]:
    """Return every start, track, launch, intercept and end, in order of time."""
    names = {threat.threat: threat_name(threat) for threat in replay.threats}
    told = [moment for threat in replay.threats for moment in _of_threat(threat)]
    told += [moment for salvo in replay.salvos for moment in _of_salvo(salvo, names)]
    return sorted(told, key=lambda m: (m.time_s, m.order))


def threat_name(threat: ReplayThreat) -> str:
    """Return what a threat is called: its group and its number."""
    return f"{threat.group} #{threat.threat}"


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
    fates = Counter(threat.fate for threat in replay.threats)
    ends = ", ".join(f"{fates[fate]} {fate}" for fate in ENDINGS if fates[fate])
    rounds = sum(salvo.rounds for salvo in replay.salvos)
    yield _folded(f"{len(replay.threats)} threats: {ends}. {number(rounds, 0)} rounds launched.")


def _story(replay: Replay) -> RenderableType:
    """Return the table of moments."""
    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0), header_style="dim")
    table.add_column("time", width=TIME_WIDTH, justify="right")
    table.add_column("what", width=WHAT_WIDTH)
    table.add_column("who", width=WHO_WIDTH, no_wrap=True)
    table.add_column("result", width=RESULT_WIDTH, overflow="fold")
    for moment in moments(replay):
        cells = (clock(moment.time_s), moment.what, moment.who, moment.result)
        table.add_row(*(Text(one_line(cell), style=moment.style) for cell in cells))
    return Padding(table, (1, 0, 0, 0), expand=False)


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
            f"{threat_name(threat)}, at {threat.target or 'no target'} "
            f"{clock(threat.end_s)}, {seen}: {threat.why}"
        )


def _batteries(replay: Replay) -> RenderableType:
    """Return what each battery spent."""
    rows = [
        (
            battery.name,
            battery.system,
            number(battery.rounds, 0),
            number(battery.left, 0),
            _state(battery.in_service, battery.left, battery.rounds),
        )
        for battery in replay.batteries
    ]
    columns = (("system", -18), ("rounds", 7), ("left", 7), ("", -15))
    return section("Batteries", columns, rows, NAME_WIDTH)


def _state(in_service: bool, left: int, rounds: int) -> str:
    """Say what kept a battery from firing on, if anything."""
    if not in_service:
        return "out of service"
    return "ran empty" if left == 0 and rounds > 0 else ""


def _folded(text: str) -> Text:
    """Return plain text, folded with the following lines indented."""
    clean = one_line(text)
    return Text(textwrap.fill(clean, WIDTH, subsequent_indent="  ", break_on_hyphens=False))
