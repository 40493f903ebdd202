"""What a threat is and how it ends."""

ABSENT, FLYING, WAITING, ENDED = range(4)
"""States of a threat; `ENDED` plus a fate is how it ended."""

KILLED, SUPPRESSED, ARRIVED, ABORTED, RETURNED = range(3, 8)
"""`ENDED` states, in the order of `outcomes.FATES`."""

WEAPON, DECOY, CARRIER = range(3)
"""Roles, in the order of `outcomes.ROLES`."""

NEVER = 1 << 32
"""A tick after every raid."""

LATEST = (1 << 31) - 1
"""The last tick that a table of 32-bit numbers can hold."""
