"""The JSON Schema says the same as the reader."""

from pathlib import Path
from typing import Any

import jsonschema
import pytest

from airshield.files.nodes import plain
from airshield.files.schema import catalogue_schema, scenario_schema
from airshield.files.shipped import shipped_catalogue, shipped_scenarios
from airshield.files.trees import read_mapping
from unit.files.small import SMALL, changed, write

SCENARIO = jsonschema.Draft202012Validator(scenario_schema())
CATALOGUE = jsonschema.Draft202012Validator(catalogue_schema())


def values(path: Path) -> Any:
    return plain(read_mapping(path))


def test_the_schemas_are_schemas() -> None:
    jsonschema.Draft202012Validator.check_schema(scenario_schema())
    jsonschema.Draft202012Validator.check_schema(catalogue_schema())


@pytest.mark.parametrize("name", shipped_scenarios())
def test_shipped_scenarios_fit(name: str) -> None:
    SCENARIO.validate(values(shipped_scenarios()[name]))


@pytest.mark.parametrize("path", shipped_catalogue(), ids=lambda path: path.name)
def test_the_shipped_catalogue_fits(path: Path) -> None:
    CATALOGUE.validate(values(path))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("kind: city", "kind: citty"),
        ("kind: city", "knd: city"),
        ("airshield: 1", "airshield: 2"),
        ("airshield: 1", "x: 2"),
        ("count: 4", "count: many"),
        ("name: small\n", ""),
        ("lat_deg: 50.2, ", ""),
        ("stock: 12", "stock: 1.5"),
        ("network: north", "network: [north]"),
    ],
)
def test_what_the_reader_refuses_does_not_fit(tmp_path: Path, old: str, new: str) -> None:
    assert SCENARIO.is_valid(values(write(tmp_path, SMALL)))
    assert not SCENARIO.is_valid(values(write(tmp_path, changed((old, new)))))


@pytest.mark.parametrize(
    ("value", "fits"),
    [
        ({"raid": {"groups": {"a": {"count": 3}, "b": None}}}, True),
        ({"assets": {"a": {"value": 3, "repair_h": {"low": 1}}}, "power": None}, True),
        ({"catalogue": ["a.yaml", "b.yaml"], "districts": "d.geojson"}, True),
        ({"raid": {"grups": {}}}, False),
        ({"assets": {"a": {"value": "3"}}}, False),
    ],
)
def test_a_file_that_extends_need_only_say_what_changes(value: dict[str, Any], fits: bool) -> None:
    assert SCENARIO.is_valid({"airshield": 1, "extends": "base.yaml", **value}) is fits


def test_a_users_catalogue_may_change_one_figure() -> None:
    assert CATALOGUE.is_valid({"systems": {"nasams": {"p_ready": {"value": 0.9}}}})
    assert not CATALOGUE.is_valid({"systems": {"nasams": {"p_redy": {"value": 0.9}}}})


def test_every_key_says_what_it_means() -> None:
    schema = scenario_schema()
    for name, record in schema["$defs"].items():
        for key, part in record["properties"].items():
            assert part.get("description") or "$ref" in str(part), f"{name}.{key}"
