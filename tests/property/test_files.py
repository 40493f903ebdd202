"""Whatever a file holds: it is read, or refused with InputError; nothing else happens."""

import json
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from airshield.errors import InputError
from airshield.files.geojson import read_districts, read_outline
from airshield.files.json_reader import read_json
from airshield.files.nodes import Node, locate, plain
from airshield.files.places import Source
from airshield.files.scenario import read_scenario
from airshield.files.yaml_reader import read_yaml
from unit.files.small import SMALL

NAMES = st.text(
    st.characters(codec="utf-8", exclude_characters="\x85\u2028\u2029\ufeff"), max_size=8
)
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**62), 2**62),
    st.floats(allow_nan=False, allow_infinity=False),
    NAMES,
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(NAMES, inner, max_size=4)),
    max_leaves=20,
)
GARBAGE = st.one_of(
    st.text(max_size=200),
    st.text(alphabet="[]{}:,-&*!|>'\"#%@`\t\n ?~0123456789.eEnul", max_size=200),
)


def outcome(read: Callable[..., Any], *arguments: Any) -> tuple[Any, str]:
    """Return what was read, or with what words it was refused; other errors fail the test."""
    try:
        return read(*arguments), ""
    except InputError as error:
        assert error.problems  # noqa: PT017
        return None, str(error)


def source(text: str, name: str = "x.yaml") -> Source:
    return Source(name, text, Path(), Path(name))


@pytest.mark.slow
@given(VALUES)
def test_json_is_read_as_python_reads_it(value: Any) -> None:
    for text in (json.dumps(value), json.dumps(value, ensure_ascii=False, indent=1)):
        assert plain(read_json(source(text))) == value


PRINTABLE = st.recursive(
    st.one_of(
        SCALARS.filter(lambda value: not isinstance(value, str)), NAMES.filter(str.isprintable)
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(NAMES.filter(str.isprintable), inner, max_size=4),
    ),
    max_leaves=20,
)


@pytest.mark.slow
@given(PRINTABLE)
def test_json_is_yaml(value: Any) -> None:
    for indent in (None, 2):
        text = json.dumps(value, ensure_ascii=False, indent=indent)
        assert plain(read_yaml(source(text))) == plain(read_json(source(text))) == value


@given(VALUES)
def test_what_others_write_as_yaml_is_read_or_refused(value: Any) -> None:
    node, refusal = outcome(read_yaml, source(yaml.dump(value, allow_unicode=True)))
    assert refusal or isinstance(node, Node)


@given(GARBAGE)
@settings(max_examples=300)
def test_garbage_is_read_or_refused(text: str) -> None:
    for read in (read_yaml, read_json):
        node, refusal = outcome(read, source(text))
        assert "x.yaml:" in refusal or locate(node, ()).line >= 1


@given(st.binary(max_size=300))
def test_bytes_are_read_or_refused(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for name in ("x.yaml", "x.json", "x.geojson"):
            path = Path(folder) / name
            path.write_bytes(content)
            for read in (read_scenario, read_districts, read_outline):
                with pytest.raises(InputError):
                    read(path)


LINES = SMALL.splitlines()


@st.composite
def mutated(draw: st.DrawFn) -> str:
    """Draw the small scenario with a few things broken."""
    text = "\n".join(LINES) + "\n"
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(text)))
        until = min(len(text), at + draw(st.integers(0, 12)))
        text = text[:at] + draw(GARBAGE)[:20] + text[until:]
    return text


@given(mutated())
@settings(max_examples=100)
@pytest.mark.slow
def test_a_broken_scenario_is_read_or_refused(text: str) -> None:
    _read_or_refused(text)


@st.composite
def reshaped(draw: st.DrawFn) -> str:
    """Draw the small scenario, well formed, with some of its values exchanged for any others."""
    value = plain(read_yaml(source(SMALL)))
    for _ in range(draw(st.integers(1, 5))):
        _exchange(draw, value)
    return json.dumps(value)


def _exchange(draw: st.DrawFn, value: Any) -> None:
    """Replace, remove or add something somewhere in a mapping."""
    while True:
        if not isinstance(value, dict) or not value:
            return
        key = draw(st.sampled_from(sorted(value)))
        if isinstance(value[key], dict) and value[key] and draw(st.booleans()):
            value = value[key]
            continue
        action = draw(st.sampled_from(["replace", "remove", "rename", "extreme"]))
        if action == "replace":
            value[key] = draw(VALUES)
        elif action == "extreme":
            value[key] = draw(st.sampled_from([0, -1, 1e300, -1e300, 2**62, 1e-300, "", [], {}]))
        else:
            old = value.pop(key)
            if action == "rename":
                value[draw(st.sampled_from([f"{key}s", key[:-1], key.upper()]))] = old
        return


@given(reshaped())
@settings(max_examples=150)
@pytest.mark.slow
def test_a_reshaped_scenario_is_read_or_refused(text: str) -> None:
    _read_or_refused(text)


def _read_or_refused(text: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.yaml"
        path.write_text(text, encoding="utf-8", errors="surrogatepass", newline="")
        loaded, refusal = outcome(read_scenario, path)
        assert refusal.replace("\n", "").isprintable()
        assert refusal or loaded.scenario.assets


PATHS = st.text(alphabet='abcdefr.[]="0123456789 -_{}:,\n\t', max_size=40)
STARTS = st.sampled_from(
    ["", "raid.groups.cruise.", "assets.city.", "catalogue.systems.nasams.", "a="]
)


@given(STARTS, PATHS)
@settings(max_examples=100)
@pytest.mark.slow
def test_any_override_is_applied_or_refused(start: str, rest: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.yaml"
        path.write_text(SMALL)
        loaded, refusal = outcome(read_scenario, path, [start + rest])
        assert loaded or refusal.startswith(("--set ", str(path)))


@given(
    st.recursive(
        SCALARS,
        lambda x: (
            st.lists(x)
            | st.dictionaries(
                st.sampled_from(
                    ["type", "features", "geometry", "coordinates", "properties", "name", "people"]
                ),
                x,
            )
        ),
    )
)
def test_any_geojson_is_read_or_refused(value: Any) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.geojson"
        features = {"type": "FeatureCollection", "features": value}
        for text in (json.dumps(value), json.dumps(features)):
            path.write_text(text)
            for read in (read_districts, read_outline):
                found, refusal = outcome(read, path)
                assert refusal or isinstance(found, dict | tuple)
