"""ASTERIX records taken apart into items, by the edition that the sender follows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final, NamedTuple

from airshield.errors import InputError
from airshield.files.recordings.blocks import Block
from airshield.files.recordings.system_tracks_0_17 import EDITION_0_17, records_0_17

Items = dict[str, bytes]
"""Items of one record by name, as they were sent; subitems of compound ones as ``380/ADR``."""
Read = Callable[[bytes], tuple[list[Items], int]]
"""Takes the records of a block apart; how many bytes at the end could not be."""

_TRIED: Final = 200
"""Blocks by which the edition is chosen."""
_DAY_S: Final = 86_400
_SOURCE: Final = "010"
_TIMES: Final = {21: ("071", "073", "030", "077"), 34: ("030",), 48: ("140",), 62: ("070",)}
"""Items that hold a time of day."""
_PARTS: Final = {48: (("120", "CAL"),), 62: (("380", "ADR"), ("500", "APC"), ("500", "ATV"))}
"""Subitems that are wanted from compound items."""


class Edition(NamedTuple):
    """One edition of a category."""

    name: str
    read: Read


def editions(category: int) -> list[Edition]:
    """Return the editions of a category, the newest first.

    Raises
    ------
    InputError
        If the optional package that knows them is not installed.
    """
    try:
        from asterix import base, generated  # noqa: PLC0415 - optional, and two seconds to load
    except ImportError:
        raise InputError(
            ["ASTERIX needs the package libasterix: install airshield with its extra, "
             "airshield[asterix]"]
        ) from None  # fmt: skip
    manifest: Any = generated.manifest
    known = list(reversed(manifest["CATS"][category]))
    found = [
        Edition(".".join(map(str, spec.cv_edition)), _reader(base, spec, _PARTS.get(category, ())))
        for spec in known
    ]
    return [*found, Edition(EDITION_0_17, records_0_17)] if category == 62 else found


def chosen_edition(blocks: Sequence[Block]) -> Edition:
    """Return the newest edition that reads most of the first blocks of one category.

    A block is read if all of it is, every record names its source (which all must), and every
    time of day is one. Bytes of one edition often make records of another, but hardly such.

    Raises
    ------
    InputError
        If the optional package that knows the editions is not installed.
    """
    tried = blocks[:_TRIED]
    best, most = None, -1
    for edition in editions(tried[0].category):
        score = sum(_fits(edition, block) for block in tried)
        if score > most:
            best, most = edition, score
        if score == len(tried):
            break
    assert best is not None
    return best


def _fits(edition: Edition, block: Block) -> bool:
    records, rest = edition.read(block.body)
    return rest == 0 and all(
        _SOURCE in record and timely(record, block.category) for record in records
    )


def timely(record: Items, category: int) -> bool:
    """Return whether every time of day of a record is before midnight."""
    times = (record.get(name) for name in _TIMES[category])
    return all(t is None or int.from_bytes(t, "big") < _DAY_S * 128 for t in times)


def _reader(base: Any, spec: Any, parts: Sequence[tuple[str, str]]) -> Read:
    """Return what takes the blocks of one edition apart."""
    strict, parse = base.ParsingMode.StrictParsing, spec.cv_uap.cv_record.parse

    def read(body: bytes) -> tuple[list[Items], int]:
        found: list[Items] = []
        rest = base.Bits.from_bytes(body)
        while len(rest):
            parsed = parse(strict, rest)
            if isinstance(parsed, ValueError) or len(parsed[1]) >= len(rest):
                break
            found.append(dict(_items(parsed[0], parts)))
            rest = parsed[1]
        return found, len(rest) // 8

    return read


def _items(record: Any, parts: Sequence[tuple[str, str]]) -> Iterator[tuple[str, bytes]]:
    """Yield the items of a record, with the subitems that are wanted."""
    named = list(record.items_regular.items())
    named += [pair for group in record.items_rfs if group for pair in group]
    for name, item in named:
        yield name, item.unparse().to_bytes()
        for outer, inner in parts:
            if outer == name and (part := item.variation.get_item(inner)) is not None:
                yield f"{outer}/{inner}", part.unparse().to_bytes()
