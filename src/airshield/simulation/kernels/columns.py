"""Columns of the tables that the event loop works on.

The loop keeps what belongs together in one table, a row an entity: few arrays make calls cheap,
and a row lies in one or two cache lines.
"""

(STATE, ROLE, ROUTE, ASSET, STARTED, ENDED_AT, TRACKED, STOPPED_BY, HIT, ROUNDS_AT, NEXT_WINDOW) = (
    range(11)
)
"""`Scratch.life`: one row a threat."""

READY, LEFT, BUSY, PHASE, SERVING, FIRST_LISTED, IS_MARKED, SETTLED, SETTLED_UNTIL = range(9)
"""`Scratch.post`: one row a battery.

Up to the tick `SETTLED_UNTIL`, none of its list from the entry `SETTLED` on can be launched at.
"""

(
    LISTED_NEXT,
    LISTED_THREAT,
    LISTED_WINDOW,
    LISTED_CLOSES,
    LISTED_PAIR,
    LISTED_TYPE,
    LISTED_CLASS,
    LISTED_STATION,
) = range(8)
"""`Scratch.listed`: one row a threat and a window of its route; rows form batteries' lists."""

(
    SALVO_THREAT,
    SALVO_BATTERY,
    SALVO_WINDOW,
    SALVO_ROUNDS,
    SALVO_BEFORE,
    SALVO_DECIDED,
    SALVO_MEETS,
    SALVO_KILLED,
) = range(8)
"""`Scratch.salvos`: one row a salvo."""

WINDOW_FIRST, SOFT_FIRST, DURATION, TYPE, SEGMENT_FIRST, SIGHT_FIRST = range(6)
"""`World.route`: one row a route and one more, for the ends of the last."""

OPENS, CLOSES, BATTERY, STATION, SIGHT, SLOT, PIECE_FIRST, PIECE_END = range(8)
"""`World.window`: one row a window."""

(PIECE_FROM_S, PIECE_UNTIL_S, PIECE_BEGIN_S, PIECE_LAUNCH_S, PIECE_GAIN) = range(5)
PIECE_AT, PIECE_VELOCITY, PIECE_SITE_AT = 5, 8, 11
"""`World.piece`: one row a piece of a window, with its segment and site; places take three.

The gain is the square of the rounds' speed less that of the threat's, m²/s².
"""

BEGIN_S, LENGTH_S, AT, VELOCITY = 0, 1, 2, 5
"""`World.segment`: one row a segment; place and velocity take three columns each."""

SITE_RANGE_M, SITE_BATTERY = range(2)
"""`World.site`: one row a site."""

FIRED, IN_FLIGHT = range(2)
"""`Scratch.pair`: one row a threat and a battery that reaches its route (by `SLOT`)."""

(
    CHEAPER_BATTERY,
    CHEAPER_CLOSES,
    CHEAPER_SLOT,
    CHEAPER_MAX_ROUNDS,
    CHEAPER_WITHHELD,
    CHEAPER_FROM_TICK,
    CHEAPER_UNTIL_TICK,
) = range(7)
"""`World.cheaper`: one row a window that a window's battery may leave a threat to."""

QUEUED_KEY, QUEUED_NEXT = range(2)
"""`Scratch.queued`: one row an event."""

SOFT_TICK, SOFT_BATTERY = range(2)
"""`World.soft`: one row a pass through a jamming area."""

STEP_WORD, STEP_TICK = range(2)
"""`World.stair`: one row a step of a staircase."""

PARTS, PART_SHIFT = 64, 26
"""`World.guide`: a column for every 2²⁶ random words, one more for the end."""

LOOK_WORD, LOOK_ROW, LOOK_LOW, LOOK_STEPS, LOOK_THREAT, LOOK_SIGHT = range(6)
"""`Scratch.looks`: one row a track to be looked up."""

(
    CHANNELS,
    LAUNCHER_ROUNDS,
    STOCK,
    RELOAD_TICK,
    HOLD_TICK,
    REACT_TICK,
    SALVO,
    MAX_ROUNDS,
    ASSESS_TICK,
    FROM_TICK,
    UNTIL_TICK,
    ORBIT_TICK,
    NETWORK,
    KEPT,
) = range(14)
"""`World.battery`: one row a battery; `KEPT` is the most that it withholds from any class."""

P_COMMON, P_READY, COST_EUR = range(3)
"""`World.chance`: one row a battery."""

(
    FIRST_CARRIER,
    FIRST,
    MOST,
    LOAD,
    COUNT_START,
    COUNT_LOW,
    TARGET_START,
    VARIANTS,
    FIRST_ROUTE,
    FIRST_CARRIER_ROUTE,
    HITS_MILLI,
) = range(11)
"""`Groups.whole`: one row a group and one more, for the ends of the last."""

FROM_S, UNTIL_S, DECOY_SHARE, CARRIER_VALUE, P_HIT = range(5)
"""`Groups.real`: one row a group."""

GROUP_WHOLE_COLUMNS, GROUP_REAL_COLUMNS = 11, 5
ROUTE_COLUMNS, WINDOW_COLUMNS, PIECE_COLUMNS = 6, 8, 14
SOFT_COLUMNS, GUIDE_COLUMNS, STEP_COLUMNS, LOOK_COLUMNS = 2, 65, 2, 6
BATTERY_COLUMNS, CHANCE_COLUMNS, CHEAPER_COLUMNS, PAIR_COLUMNS = 14, 3, 8, 2
LIFE_COLUMNS, LISTED_COLUMNS, POST_COLUMNS, SALVO_COLUMNS, QUEUED_COLUMNS = 11, 8, 9, 8, 2
