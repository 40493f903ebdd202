"""The tracker: plots in, the air picture out, live or in one go with the same code."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from math import inf, isfinite
from operator import is_not
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from airshield.earth.frame import LocalFrame, centre
from airshield.model.surveillance import Surveillance
from airshield.tracking.checking import (
    MOST_AT_ONCE,
    REASONS,
    Lost,
    Taken,
    crowded,
    reasons,
    told,
)
from airshield.tracking.classes import ShowingRules, class_table
from airshield.tracking.hearing import crossed
from airshield.tracking.kernels.classing import ClassTable
from airshield.tracking.kernels.desk import Tables, pack
from airshield.tracking.kernels.gathering import PAIRS_EACH, PAIRS_MORE
from airshield.tracking.kernels.layout import EVENTS, FREE, HIGH_WATER, POINTS, Points, Work
from airshield.tracking.kernels.showing import choose_shown, share_classes, show
from airshield.tracking.kernels.waiting import arrivals, first_close
from airshield.tracking.kernels.windows import LOST_PLOTS, plant, process
from airshield.tracking.picture import Picture, TrackPoints, empty_picture
from airshield.tracking.plots import CLASSES, Floats, Plots, chosen, copied, joined
from airshield.tracking.registration import SensorHealth, sensor_health
from airshield.tracking.state import CROSSED_S, Mark, first_state, with_support
from airshield.tracking.tables import (
    EVENTS_AT_ONCE,
    Scratch,
    grown,
    motions_of,
    output_for,
    rules_of,
    scratch_for,
    sites_of,
    work_for,
)
from airshield.tracking.windowing import Cut, cut, width_s

EVERYTHING: Final = (2.0, 0.0, -1.0)
"""Limits that nothing is beyond: birds are shown, too."""
HIDDEN: Final = tuple(ShowingRules())
"""Limits beyond which birds and what stands still are hidden."""
SHOWN: Final = 0.5
"""A confirmed track is in the picture while its existence is at least this."""
KEPT_S: Final = 60.0
"""Plots may come this much out of sequence; what is later is refused."""
MARK_S: Final = 2.0
"""States to go back to are kept this far apart."""
AT_ONCE: Final = 50_000
"""Plots that one call of the kernel takes."""
POINTS_AT_ONCE: Final = 20_000
MOST_EVENTS: Final = 1_000
"""Calls of the kernel whose events are kept where points are not recorded."""


class Tracker:
    """Holds the picture of one surveillance.

    Plots are pushed as they arrive; the picture can be asked for at any time. Plots that come out
    of sequence take the tracker back to a state before them, so that the picture is the same, bit
    for bit, as if they had come in order.

    Parameters
    ----------
    surveillance
        The sensors and how the tracker works.
    recording
        Whether every point of every track is kept, for `points`.
    kept_s : seconds
        How far out of sequence plots may come; 0 when they are known to be in order.

    Raises
    ------
    ValueError
        If the surveillance has no sensor.
    """

    def __init__(
        self, surveillance: Surveillance, *, recording: bool = False, kept_s: float = KEPT_S
    ) -> None:
        if not surveillance.sensors:
            raise ValueError("the surveillance has no sensor; name at least one")
        self.surveillance = surveillance
        self.frame = frame_of(surveillance)
        models = list(surveillance.sensors.values())
        self._sites = sites_of(models, self.frame)
        self._widths_s = np.array([width_s(model) for model in models])
        self._hold_s = float(self._widths_s.max())
        self._range_m = np.array([inf if m.box_m else m.range_m for m in models])
        self._motions = motions_of(surveillance.tracker)
        self._state = first_state(surveillance, self._sites)
        self._rules = rules_of(surveillance.tracker, float(self._state.undetected.births[1]))
        self._output = output_for(
            POINTS_AT_ONCE if recording else 1, len(self._motions.kind), recording
        )
        self._work: Work | None = None
        self._scratch: Scratch | None = None
        self._packed: tuple[Tables, Any] | None = None
        self._hears = any(model.kind == "bearing" for model in models)
        self._kept_s = kept_s
        self._waiting: Plots | None = None
        self._waiting_rows = np.zeros(0, np.int64)
        self._done: list[tuple[NDArray[np.float64], Plots, NDArray[np.int64]]] = []
        self._marks = [Mark(-inf, self._state.copied(), 0, 0)] if kept_s > 0 else []
        self._points: list[Points] = []
        self._events: deque[Floats] = deque()
        self._events_gone = 0
        self._rows = 0
        self._newest_s = -inf
        self._first_close_s = inf
        self._crowded_out = 0

    # -- in ------------------------------------------------------------------------------------

    def push(self, plots: Plots) -> Taken:
        """Take plots, in the order in which they arrived, and process what can be complete.

        Returns how many were taken and why the others were refused; none is lost in silence. What
        cannot be used although it was taken is counted in `lost`. Plots of one sensor with one
        time count in the order in which they are pushed.
        """
        rows = np.arange(self._rows, self._rows + plots.size)
        self._rows += plots.size
        plots = copied(plots)
        why = reasons(plots, self._range_m)
        if plots.size:
            self._take(plots, rows, why)
        dropped = self._process_until(self._newest_s - self._hold_s)
        if len(dropped):
            self._crowded_out += len(dropped) - int(np.isin(dropped, rows).sum())
            why[np.isin(rows, dropped)] = REASONS.index("too many at once")
        return told(why, rows)

    def _take(self, plots: Plots, rows: NDArray[np.int64], why: NDArray[np.int8]) -> None:
        """Let the plots that are not refused wait, after going back for those that are late."""
        newest_s, late = arrivals(
            plots.time_s, plots.arrival_s, plots.sensor, why, self._lead_s, self._state.closed_s
        )
        self._newest_s = max(self._newest_s, newest_s)
        if late:
            self._go_back_for(plots, why)
        fine = why < 0
        if fine.all():
            self._wait(plots, rows)
        else:
            self._wait(chosen(plots, fine), rows[fine])

    def finish(self) -> None:
        """Process what waits for plots that might still come."""
        self._crowded_out += len(self._process_until(inf))

    def _wait(self, plots: Plots, rows: NDArray[np.int64]) -> None:
        """Add plots to those that wait, and see when the first of their windows closes."""
        close_s = first_close(plots.time_s, plots.sensor, self._lead_s, self._widths_s)
        self._first_close_s = min(self._first_close_s, close_s)
        if self._waiting is not None:
            plots = joined([self._waiting, plots])
            rows = np.concatenate([self._waiting_rows, rows])
        self._waiting, self._waiting_rows = plots, rows

    # -- out of sequence -------------------------------------------------------------------------

    def _go_back_for(self, plots: Plots, why: NDArray[np.int8]) -> None:
        """Go back to before the oldest of new plots; refuse those that are too late for that."""
        times = plots.time_s - self._lead_s.take(plots.sensor, mode="clip")
        late = (why < 0) & (times <= self._state.closed_s)
        oldest_mark = self._marks[0].closed_s if self._marks else inf
        why[late & (times <= oldest_mark)] = REASONS.index("too late")
        late &= why < 0
        if late.any():
            self._restore(float(times[late].min()))

    @property
    def _lead_s(self) -> Floats:
        """How far each sensor's clock is ahead."""
        return self._state.sensors.correction[:, 2]

    def _restore(self, before_s: float) -> None:
        """Take the newest mark before a time; what was processed since then waits again."""
        while self._marks[-1].closed_s >= before_s:
            self._marks.pop()
        mark = self._marks[-1]
        self._state = mark.state.copied()
        self._work = None
        del self._points[mark.points :]
        while len(self._events) + self._events_gone > mark.events and self._events:
            self._events.pop()
        again = [(plots, rows) for closes, plots, rows in self._done if closes[0] > mark.closed_s]
        self._done = [part for part in self._done if part[0][0] <= mark.closed_s]
        for plots, rows in again:
            self._wait(plots, rows)

    def _keep_mark(self) -> None:
        """Keep the state to go back to; all windows that close by now must be in it."""
        closed_s = self._state.closed_s
        if self._kept_s <= 0 or (self._marks and closed_s < self._marks[-1].closed_s + MARK_S):
            return
        self._marks.append(
            Mark(
                closed_s,
                self._state.copied(),
                len(self._points),
                self._events_gone + len(self._events),
            )
        )
        oldest = closed_s - self._kept_s
        while len(self._marks) > 1 and self._marks[1].closed_s <= oldest:
            self._marks.pop(0)
        first = self._marks[0].closed_s
        self._done = [part for part in self._done if part[0][-1] > first]

    # -- the loop ----------------------------------------------------------------------------------

    def _process_until(self, horizon_s: float) -> NDArray[np.int64]:
        """Process the windows that close by then; return the rows that were one too many."""
        dropped = np.zeros(0, np.int64)
        waiting = self._waiting
        if waiting is None or self._first_close_s > horizon_s:
            return dropped
        made = cut(waiting, self._waiting_rows, self._widths_s, self._lead_s)
        ripe, split = _ripe(made, horizon_s)
        if split > MOST_AT_ONCE:
            many = crowded(made.window[:split])
            dropped = made.rows[:split][many]
            if many.any():
                made = self._thinned(made, many)
                ripe, split = _ripe(made, horizon_s)
        self._run(made, ripe)
        left = ripe < len(made.closes_s)
        self._waiting = chosen(made.plots, slice(split, None)) if left else None
        self._waiting_rows = made.rows[split:]
        self._first_close_s = float(made.closes_s[ripe]) if left else inf
        return dropped

    def _thinned(self, made: Cut, many: NDArray[np.bool_]) -> Cut:
        """Cut again without the rows that were too many."""
        keep = np.ones(made.plots.size, np.bool_)
        keep[: len(many)] = ~many
        return cut(chosen(made.plots, keep), made.rows[keep], self._widths_s, self._lead_s)

    def _run(self, made: Cut, ripe: int) -> None:
        """Run the kernel over the first windows, in parts that leave marks to go back to."""
        first = 0
        while first < ripe:
            self._cross_before(float(made.closes_s[first]))
            last = self._part(made, first, ripe)
            self._make_room(made, first, last)
            reached = process(self._desk(), made.windows, first, last)
            self._drain()
            if reached > first:
                self._note_done(made, first, reached)
            first = reached

    def _part(self, made: Cut, first: int, ripe: int) -> int:
        """Return the end of the windows that one call takes."""
        if ripe == first + 1:
            return ripe
        start = made.windows.start
        last = int(np.searchsorted(start, start[first] + AT_ONCE, side="right")) - 1
        if self._hears:
            tick_s = (made.closes_s[first] // CROSSED_S + 1.0) * CROSSED_S
            last = min(last, int(np.searchsorted(made.closes_s, tick_s)))
        if self._kept_s > 0:
            last = min(last, int(np.searchsorted(made.closes_s, made.closes_s[first] + MARK_S)))
        return min(max(last, first + 1), ripe)

    def _cross_before(self, closes_s: float) -> None:
        """Cross the bearings that no track took, if a tick lies between them and a window."""
        state = self._state
        if not self._hears or closes_s // CROSSED_S <= state.closed_s // CROSSED_S:
            return
        found = crossed(state.heard, state.sensors, state.undetected, self.surveillance.tracker)
        state.heard.counts[:2] = 0
        if found is None or not len(found.time_s):
            return
        self._make_room_for(len(found.time_s))
        self._state.lost[LOST_PLOTS] += plant(
            self._desk(), found.time_s, found.mean, found.covariance, found.existence
        )
        self._drain()

    def _note_done(self, made: Cut, first: int, last: int) -> None:
        self._state = self._state._replace(closed_s=float(made.closes_s[last - 1]))
        if self._kept_s <= 0:
            return
        rows = slice(*np.searchsorted(made.window, [first, last]))
        done = (made.closes_s[first:last], chosen(made.plots, rows), made.rows[rows])
        self._done.append(done)
        if last == len(made.closes_s) or made.closes_s[last] > made.closes_s[last - 1]:
            self._keep_mark()

    def _make_room(self, made: Cut, first: int, last: int) -> None:
        """See that there is room for any of the windows to come; a call ends where it runs out."""
        start = made.windows.start[first : last + 1]
        self._make_room_for(int((start[1:] - start[:-1]).max()))

    def _make_room_for(self, most: int) -> None:
        """Make room for so many plots in one window, and a new track for each."""
        tracks = self._state.tracks
        need = min(
            int(tracks.head[HIGH_WATER] - tracks.head[FREE]) + most,
            self.surveillance.tracker.most_tracks,
        )
        if need > len(tracks.alive):
            slots = min(max(need, 2 * len(tracks.alive)), self.surveillance.tracker.most_tracks)
            self._state = self._state._replace(tracks=grown(tracks, slots))
        self._state = with_support(self._state)
        slots = len(self._state.tracks.alive)
        if self._work is None or len(self._work.place) < most or len(self._work.slot) < slots:
            plots = max(most, 64, 2 * (len(self._work.place) if self._work else 0))
            models, state = tracks.mean.shape[1:]
            pairs = PAIRS_EACH * (plots + slots) + PAIRS_MORE
            self._work = work_for(plots, slots, pairs, models, state)
            self._scratch = scratch_for(plots, slots, pairs)
        self._make_room_to_tell(slots, most)

    def _make_room_to_tell(self, slots: int, most: int) -> None:
        """Make room for what one window tells of that many slots and plots."""
        recording, models = self._output.recording, len(self._motions.kind)
        points = slots + most if recording else 1
        few = len(self._output.points.time_s) < points
        if few or len(self._output.events) < 2 * (slots + most):
            events = max(EVENTS_AT_ONCE, 4 * (slots + most))
            self._output = output_for(2 * points, models, recording, events)

    def _desk(self) -> Any:
        """Return the tables as the kernels take them, packed anew only when one is another."""
        if self._work is None:
            self._make_room_for(0)
        state = self._state
        tables = Tables(
            state.tracks, state.sensors, self._motions, self._rules, state.undetected,
            state.knowledge, state.heard, self._work, self._scratch, self._output,
        )  # fmt: skip
        if self._packed is None or any(map(is_not, self._packed[0], tables)):
            self._packed = tables, pack(*tables)
        return self._packed[1]

    def _drain(self) -> None:
        head = self._state.tracks.head
        if self._work is not None:
            self._state.lost[:] += self._work.counts
            self._work.counts[:] = 0
        count = min(int(head[EVENTS]), len(self._output.events))
        if count:
            self._events.append(self._output.events[:count].copy())
        while not self._output.recording and len(self._events) > MOST_EVENTS:
            self._events.popleft()
            self._events_gone += 1
        if head[POINTS]:
            points = self._output.points
            columns: list[Any] = [column[: head[POINTS]].copy() for column in points]
            self._points.append(Points(*columns))
        head[EVENTS] = head[POINTS] = 0

    # -- out ---------------------------------------------------------------------------------------

    @property
    def sensors(self) -> SensorHealth:
        """What was learnt of the sensors, in the order of the surveillance."""
        return sensor_health(self._state.knowledge.registration)

    @property
    def lost(self) -> Lost:
        """What was taken and could not be used for want of room; all 0 as a rule."""
        bearings = int(self._state.heard.counts[3])
        tracks, pairs = self._state.lost.tolist()
        return Lost(tracks, pairs, bearings, self._crowded_out)

    @property
    def time_s(self) -> float:
        """Until when plots are processed."""
        return self._state.closed_s

    def picture(
        self, time_s: float | None = None, *, least: float = SHOWN, hidden: bool = False
    ) -> Picture:
        """Return the confirmed tracks of at least that existence, predicted to a time.

        ``time_s`` defaults to the time until which plots are processed. Birds and what stands
        still are tracked and not shown, unless ``hidden`` asks for them.
        """
        state = self._state
        if time_s is None:
            time_s = state.closed_s if isfinite(state.closed_s) else 0.0
        tracks, desk = state.tracks, self._desk()
        slots = np.empty(int(tracks.head[HIGH_WATER]), np.int64)
        count = choose_shown(desk, time_s, least, EVERYTHING if hidden else HIDDEN, slots)
        slots = slots[:count]
        slots = slots[tracks.number[slots].argsort(kind="stable")]
        picture = empty_picture(time_s, count, tracks.mean.shape[1])
        _, *columns = picture
        show(desk, time_s, slots, *columns)
        return picture

    def points(self) -> TrackPoints:
        """Return every point recorded of the tracks that were confirmed, by time and number."""
        return _points_of(self._points, len(self._motions.kind))

    def events(self) -> Floats:
        """Return what happened to tracks: time s, serial, number, what, existence; a row each.

        Unless points are recorded, only the last ones are kept.
        `airshield.tracking.happening.happened` puts them into words.
        """
        return np.concatenate([np.zeros((0, 5)), *self._events])


def _ripe(made: Cut, horizon_s: float) -> tuple[int, int]:
    """Return how many windows close by then, and how many rows they hold."""
    if horizon_s == inf:
        return len(made.closes_s), made.plots.size
    ripe = int(made.closes_s.searchsorted(horizon_s, side="right"))
    return ripe, int(made.window.searchsorted(ripe))


def _points_of(parts: list[Points], models: int) -> TrackPoints:
    """Join drained points; a track's points from before its confirmation get its number.

    But for those of a time when another track still had it.
    """
    empty = [column[:0] for column in output_for(1, models, True).points]
    columns: list[Any] = [np.concatenate(column) for column in zip(empty, *parts, strict=True)]
    all_points = Points(*columns)
    number = _numbers(all_points.serial, all_points.number, all_points.time_s)
    order = np.lexsort((number, all_points.time_s))
    order = order[number[order] > 0]
    chosen_columns: list[Any] = [column[order] for column in all_points]
    picked = Points(*chosen_columns)
    return TrackPoints(
        time_s=picked.time_s,
        number=number[order],
        position_m=picked.at[:, :3],
        velocity_m_s=picked.at[:, 3:],
        covariance=picked.spread,
        existence=picked.existence,
        motion=picked.mode,
        class_probability=class_shares(picked.log_class, class_table()),
        identity=picked.identity,
        plot=picked.plot,
    )


def _numbers(
    serial: NDArray[np.int64], number: NDArray[np.int64], time_s: Floats
) -> NDArray[np.int64]:
    """Return for each point the number that its track has or gets next, 0: none.

    A track that takes another's number over has it from the last point of that one on.
    """
    shown = np.flatnonzero(number > 0)
    shown = shown[np.lexsort((time_s[shown], number[shown]))]
    before, after = shown[:-1], shown[1:]
    handed = (number[before] == number[after]) & (serial[before] != serial[after])
    since = np.full(len(number), -inf)
    since[after[handed]] = time_s[before[handed]]
    order = np.lexsort((time_s, serial))
    place = np.where(number[order] > 0, np.arange(len(order)), len(order) - 1)
    coming = np.empty_like(order)
    coming[order] = order[np.minimum.accumulate(place[::-1])[::-1]]
    gets = (serial[coming] == serial) & (time_s > since[coming])
    return np.where(number > 0, number, np.where(gets, number[coming], 0))


def class_shares(log_kinds: Floats, table: ClassTable) -> Floats:
    """Return the probability of each class, (n, classes), from log probabilities of kinds."""
    shares = np.empty((len(log_kinds), len(CLASSES)))
    share_classes(log_kinds, table.kind_class, shares)
    return shares


def frame_of(surveillance: Surveillance) -> LocalFrame | None:
    """Return the local frame, None where every place is given in metres."""
    if surveillance.lat_deg is not None and surveillance.lon_deg is not None:
        return LocalFrame(surveillance.lat_deg, surveillance.lon_deg)
    places = [
        (s.lat_deg, s.lon_deg)
        for s in surveillance.sensors.values()
        if s.lat_deg is not None and s.lon_deg is not None
    ]
    if not places:
        return None
    return LocalFrame(*centre([lat for lat, _ in places], [lon for _, lon in places]))


def track(
    surveillance: Surveillance,
    parts: Plots | Iterable[Plots],
    progress: Callable[[int], None] | None = None,
) -> TrackPoints:
    """Track plots that are all there, given in one table or in parts by growing time.

    Returns every point of every confirmed track. ``progress`` is told how many plots are done.
    """
    tracker = Tracker(surveillance, recording=True, kept_s=0.0)
    done = 0
    for plots in [parts] if isinstance(parts, Plots) else parts:
        tracker.push(plots)
        done += plots.size
        if progress is not None:
            progress(done)
    tracker.finish()
    return tracker.points()


__all__ = ["MOST_AT_ONCE", "Lost", "Taken", "Tracker", "frame_of", "track"]
