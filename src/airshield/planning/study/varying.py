"""``--vary`` options: a path as for ``--set``, ``=``, and the values that it takes."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from pathlib import Path
from typing import cast

from airshield.errors import InputError
from airshield.files.overrides import Override, parse_override
from airshield.files.places import capped
from airshield.files.scenario import Loaded, read_scenario
from airshield.files.shapes import arms, type_at
from airshield.model.catalogue import Catalogue
from airshield.model.figure import Figure
from airshield.model.scenario import Scenario
from airshield.planning.study.factor import MOST_LISTED, Factor, Value

_EXPECTED = "expected PATH=low:high, PATH=low:high:log or PATH=a,b,c"
_SPLIT = re.compile(r'((?:"[^"]*"|[^"=])*=)(.*)', re.DOTALL)
_WORDS: dict[str, bool] = {"true": True, "false": False}


def read_factors(base: Loaded, texts: Sequence[str]) -> tuple[Factor, ...]:
    """Return the factors that ``--vary`` options name; each is tried at both of its ends.

    Parameters
    ----------
    base
        The scenario that is varied.
    texts
        Such as ``raid.groups.drones.count=50:500`` or ``doctrine.fire.salvo=1,2,3``.

    Raises
    ------
    InputError
        If any is wrong, with every mistake of all of them.
    """
    problems: list[str] = []
    found: list[Factor] = []
    for text in texts:
        try:
            factor = _factor(text)
            _try_ends(base, factor)
        except InputError as error:
            problems += error.problems
        else:
            found.append(factor)
    problems += _twice(texts)
    if not texts:
        problems.append(f"--vary: at least one is needed; {_EXPECTED}")
    if problems:
        raise InputError(capped(list(dict.fromkeys(problems))))
    return tuple(found)


def _twice(texts: Sequence[str]) -> list[str]:
    """Return what is wrong with paths that come up more than once."""
    paths = [found[1] for text in texts if (found := _SPLIT.match(text))]
    return [
        f"--vary {path[:-1]}: is given more than once"
        for path in dict.fromkeys(paths)
        if paths.count(path) > 1
    ]


def _factor(text: str) -> Factor:
    """Return the factor of one option."""
    split = _SPLIT.match(text)
    if split is None:
        raise InputError([f"--vary {text}: {_EXPECTED}"])
    assignment, given = split[1], split[2].strip()
    try:
        override = parse_override(assignment + "1", Path())
    except InputError as error:
        raise InputError([_renamed(problem) for problem in error.problems]) from error
    kinds = _kinds(override)
    whole = not override.scales and int in kinds and float not in kinds
    factor = Factor(assignment[:-1], assignment, given, whole=whole, figure=Figure in kinds)
    return _with_range(factor) if ":" in given else _with_list(factor)


def _kinds(override: Override) -> tuple[object, ...]:
    """Return the types that the schema allows where an assignment leads."""
    path, kind = override.path, cast(type, Scenario)
    if path[0] == "catalogue" and len(path) > 1:
        path, kind = path[1:], Catalogue
    return arms(type_at(kind, path))


def _with_range(factor: Factor) -> Factor:
    """Return a factor with the range that was given."""
    ends, _, rest = factor.given.partition(":")
    high_text, _, scale = rest.partition(":")
    low, high = _number(ends), _number(high_text)
    problems = []
    if low is None or high is None or scale not in ("", "log"):
        raise _wrong(factor, _EXPECTED)
    if not low < high:
        problems.append(f"the first must be less than the second, got {factor.given}")
    if scale and not low > 0:
        problems.append(f"a logarithmic range must begin above 0, got {factor.given}")
    if factor.whole and not (low.is_integer() and high.is_integer()):
        problems.append(f"expected whole numbers, got {factor.given}")
    if problems:
        raise InputError([f"--vary {factor.assignment}{factor.given}: {p}" for p in problems])
    ranged = factor._replace(low=low, high=high, log=bool(scale))
    if factor.whole and high - low < MOST_LISTED and not scale:
        return ranged._replace(levels=tuple(range(int(low), int(high) + 1)))
    return ranged


def _with_list(factor: Factor) -> Factor:
    """Return a factor with the list that was given."""
    items = [item.strip() for item in factor.given.split(",")]
    levels = tuple(_level(item, whole=factor.whole) for item in items)
    if len(levels) < 2:
        raise _wrong(factor, f"takes one value only; {_EXPECTED}")
    if "" in items:
        raise _wrong(factor, "a value is missing between two commas")
    if len(set(levels)) < len(levels):
        raise _wrong(factor, "a value is given twice")
    if len({isinstance(level, str | bool) for level in levels}) > 1:
        raise _wrong(factor, "numbers and words cannot be mixed")
    return factor._replace(levels=levels)


def _level(text: str, *, whole: bool) -> Value:
    """Return a value of a list: a number where it is one."""
    number = _number(text)
    if number is None:
        return _WORDS.get(text, text)
    return (
        int(number) if number.is_integer() and (whole or re.fullmatch(r"-?\d+", text)) else number
    )


def _number(text: str) -> float | None:
    try:
        found = float(text)
    except ValueError:
        return None
    return found if math.isfinite(found) else None


def _wrong(factor: Factor, message: str) -> InputError:
    return InputError([f"--vary {factor.assignment}{factor.given}: {message}"])


def _try_ends(base: Loaded, factor: Factor) -> None:
    """Read the scenario with a factor at each of its ends or levels."""
    low, high = factor.ends
    values: tuple[Value, ...] = factor.levels or (low, high)
    if factor.whole and not factor.levels:
        values = (int(low), int(high))
    problems: list[str] = []
    for value in values:
        try:
            variant(base, (factor,), (value,))
        except InputError as error:
            problems += [_renamed(problem) for problem in error.problems]
    if problems:
        raise InputError(problems)


def variant(base: Loaded, factors: Sequence[Factor], values: Sequence[Value]) -> Loaded:
    """Return the scenario with the factors at some values.

    Raises
    ------
    InputError
        If the scenario does not hold together with them.
    """
    changes = [factor.spelt(value) for factor, value in zip(factors, values, strict=True)]
    made = read_scenario(base.path, (*base.overrides, *changes))
    return made._replace(calibration=base.calibration)


def _renamed(problem: str) -> str:
    """Name the option that an assignment came from."""
    return problem.replace("--set ", "--vary ", 1) if problem.startswith("--set ") else problem
