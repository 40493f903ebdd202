"""What people say of a sighting: how many, of what, heading where."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from airshield.files.recordings.line_fields import COURSES
from airshield.tracking.plots import CLASSES

NUMBERS: Final = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "nine": 9, "ten": 10,
}  # fmt: skip
WORDS: Final = {
    "drone": "drone", "uav": "drone",
    "cruise missile": "cruise-missile", "ballistic missile": "ballistic-missile",
    "aircraft": "aircraft", "airplane": "aircraft", "aeroplane": "aircraft", "plane": "aircraft",
    "jet": "aircraft", "helicopter": "helicopter", "bird": "bird",
}  # fmt: skip
"""What is said, and the class it means; a bare "missile" may be of two classes and means none."""
_UNCLASSED: Final = ("missile", "object", "target")
_GOING: Final = "heading|flying|going|moving|coming|headed"
_DIRECTION: Final = "|".join(f"{name[:5]}[ -]?{name[5:]}" if len(name) > 5 else name
                             for name in sorted(COURSES, key=len, reverse=True))  # fmt: skip
_THINGS: Final = "|".join(sorted((*WORDS, *_UNCLASSED), key=len, reverse=True))
_SENTENCE: Final = re.compile(
    rf"(?:(?P<count>{'|'.join(NUMBERS)}|\d{{1,3}}) )?(?:(?P<thing>{_THINGS})s?)?"
    rf"(?: ?(?:{_GOING})?(?: ?(?:to|towards)(?: the)?)? ?(?P<direction>{_DIRECTION}))?"
)


class Sighting(NamedTuple):
    """What was understood; None where it was not said."""

    number: int | None
    word: int | None
    """Index of the class."""
    heading_deg: float | None


def read_sighting(text: str) -> Sighting | None:
    """Return what a text says, or None if it is not written ``[count] [thing] [heading where]``."""
    plain = re.sub(r"[\s.,;!]+", " ", text.lower()).strip()
    found = _SENTENCE.fullmatch(plain)
    if not plain or found is None:
        return None
    count, thing, direction = found["count"], found["thing"], found["direction"]
    number = None if count is None else NUMBERS.get(count) or int(count)
    if number == 0:
        return None
    name = WORDS.get(thing) if thing else None
    return Sighting(
        number,
        None if name is None else CLASSES.index(name),
        None if direction is None else COURSES[re.sub("[ -]", "", direction)],
    )
