"""What pydantic says of a value that does not fit, in our words and at its place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from pydantic import ValidationError

from airshield.files.nodes import Node, find, locate, locate_key, plain
from airshield.files.places import PathOfKeys, Place
from airshield.files.shapes import arms, child, expected, keys_of, type_at, words_of
from airshield.files.wording import advice, nearest, shown, suggestion

_SURPLUS = ("unexpected_keyword_argument", "extra_forbidden")


class Misfit(NamedTuple):
    """A key that is unknown or missing, or a value of the wrong type."""

    place: Place
    path: PathOfKeys
    message: str
    surplus: bool = False
    """Whether it is a key too many."""
    instead: Any = None
    """The key (of a surplus one) or value that was probably meant."""


def misfits(kind: type, root: Node, error: ValidationError) -> list[Misfit]:
    """Return one misfit for each mistake that pydantic found."""
    found: dict[PathOfKeys, Misfit] = {}
    for detail in _chosen(kind, root, error):
        misfit = _misfit(kind, root, detail)
        found.setdefault(misfit.path, misfit)
    renamed = {(*m.path[:-1], m.instead) for m in found.values() if m.surplus}
    return [misfit for path, misfit in found.items() if misfit.surplus or path not in renamed]


class _Detail(NamedTuple):
    code: str
    path: PathOfKeys


def _chosen(kind: type, root: Node, error: ValidationError) -> Iterator[_Detail]:
    """Yield the details with plain paths; of a union's alternatives only the nearest one's."""
    unions: dict[PathOfKeys, dict[str, list[_Detail]]] = {}
    for item in error.errors(include_url=False, include_input=False, include_context=False):
        path, union, tag = _untagged(kind, item["loc"])
        detail = _Detail(item["type"], path)
        if union is None:
            yield detail
        else:
            unions.setdefault(union, {}).setdefault(tag, []).append(detail)
    for union, by_tag in unions.items():
        yield from _nearest_arm(root, union, by_tag.values())


def _untagged(kind: Any, loc: Iterable[str | int]) -> tuple[PathOfKeys, PathOfKeys | None, str]:
    """Return a location without union tags, the path of the union in it, and the tag."""
    path: PathOfKeys = ()
    union, tag = None, ""
    tagged = False
    for key in loc:
        choices = arms(kind)
        if len(choices) > 1 and not tagged:
            union, tag, tagged = path, str(key), True
            kind = next((arm for arm in choices if getattr(arm, "__name__", "") == key), kind)
            continue
        tagged = False
        path = (*path, key)
        kind = child(kind, key) if kind is not None else None
    return path, union, tag


def _nearest_arm(
    root: Node, union: PathOfKeys, alternatives: Iterable[list[_Detail]]
) -> list[_Detail]:
    """Return the fewest details that lie inside the union, or one about the whole of it."""
    inside = [details for details in alternatives if all(d.path != union for d in details)]
    node = find(root, union)
    if not inside or node is None or not node.entries():
        return [_Detail("union", union)]
    return min(inside, key=lambda details: (_strangers(details), len(details)))


def _strangers(details: list[_Detail]) -> int:
    return sum(detail.code in _SURPLUS for detail in details)


def _misfit(kind: type, root: Node, detail: _Detail) -> Misfit:
    path = detail.path
    if detail.code in _SURPLUS:
        return _surplus(kind, root, path)
    node = find(root, path)
    if node is None or detail.code == "missing":
        message = f"is missing; it must be {expected(type_at(kind, path))}"
        return Misfit(locate(root, path[:-1]), path, message)
    return _wrong_value(kind, path, node, locate(root, path))


def _surplus(kind: type, root: Node, path: PathOfKeys) -> Misfit:
    parent = find(root, path[:-1])
    key = str(path[-1])
    known = keys_of(type_at(kind, path[:-1]))
    near = nearest(key, known)
    free = near is not None and parent is not None and near not in parent.entries()
    message = "this key is unknown" + suggestion(key, known)
    return Misfit(locate_key(root, path), path, message, True, near if free else None)


def _wrong_value(kind: type, path: PathOfKeys, node: Node, place: Place) -> Misfit:
    value = plain(node)
    wanted = type_at(kind, path)
    words = words_of(wanted)
    if words and isinstance(value, str):
        message = f'"{value}" is not known here' + suggestion(value, words)
        return Misfit(place, path, message, instead=nearest(value, words))
    number = any(arm in (int, float) for arm in arms(wanted))
    message = f"must be {expected(wanted)}, got {shown(value)}{advice(value, number)}"
    if path[-1:] == ("network",) and isinstance(value, list):
        message = f"must be one name: a battery belongs to one network, got {shown(value)}"
    return Misfit(place, path, message)
