"""YAML and JSON become nodes with places, and nothing in a file can harm the reader."""

import itertools
import json
import os
import time
from pathlib import Path

import pytest

from airshield.errors import InputError
from airshield.files.json_reader import read_json
from airshield.files.nodes import Node, find, locate, locate_key, merged, plain, replaced
from airshield.files.opening import read_source
from airshield.files.places import Place, Source, dotted, printable
from airshield.files.yaml_reader import read_yaml


def source(text: str, name: str = "x.yaml") -> Source:
    return Source(name, text, Path(), Path(name))


def yaml(text: str) -> Node:
    return read_yaml(source(text))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("no", "no"),
        ("yes", "yes"),
        ("on", "on"),
        ("true", True),
        ("False", False),
        ("~", None),
        ("", None),
        ("12", 12),
        ("-012", -12),
        ("0o17", 15),
        ("0x1F", 31),
        ("1e3", 1000.0),
        ("-.5", -0.5),
        ("5.", 5.0),
        ("1_000", "1_000"),
        ("12:30:00", "12:30:00"),
        ("2022-10-10", "2022-10-10"),
        ("'12'", "12"),
        ('"true"', "true"),
    ],
)
def test_plain_words_mean_what_yaml_1_2_says(text: str, value: object) -> None:
    found = plain(yaml(f"key: {text}\n"))["key"]
    assert found == value
    assert type(found) is type(value)


def test_every_value_and_key_has_its_place() -> None:
    root = yaml("a:\n  b: [1, {c: 2}]\n")
    assert locate(root, ("a", "b", 1, "c"))[1:] == (2, 14)
    assert locate_key(root, ("a", "b"))[1:] == (2, 3)
    assert locate(root, ("a", "missing"))[1:] == (1, 1)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "x.yaml:1:1: the file is empty"),
        ("# only a comment\n", "x.yaml:1:1: the file is empty"),
        ("a: 1\nb: 2\na: 3\n", 'x.yaml:3:1: the key "a" is given twice (first in line 1)'),
        ("a: 1e999\n", "x.yaml:1:4: 1e999 is too large a number"),
        (f"a: {'9' * 5000}\n", "x.yaml:1:4: 99999999999999999999… (5,000 digits) is too large"),
        ("a: .nan\n", "x.yaml:1:4: .nan is no number that can be used here"),
        ("a: -.inf\n", "x.yaml:1:4: -.inf is no number that can be used here"),
        ("a:\n\tb: 1\n", "x.yaml:2:1: not YAML: found character that cannot start any token"),
        ("a: b: c\n", "x.yaml:1:5: not YAML: mapping values are not allowed"),
        ("a: \x01\n", "x.yaml:1:4: not YAML: unacceptable character"),
        ("a: 1\n---\nb: 2\n", "x.yaml:2:1: a second document begins"),
        ("a: !!python/object:os.system 1\n", "x.yaml:1:4: the tag"),
        ("? [1]\n: 2\n", "x.yaml:1:3: a key must be a plain name"),
        ("a: &x [*x]\n", "x.yaml:1:8: *x is not defined before this"),
        ("a: *x\n", "x.yaml:1:4: *x is not defined before this"),
        ("[" * 100_000, "nested more than 40 levels deep"),
        ("- " * 100_000, "nested more than 40 levels deep"),
        ("a: [1\n", "x.yaml:2:1: not YAML: did not find expected ',' or ']'"),
    ],
)
def test_bad_yaml_is_refused_at_its_place(text: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        yaml(text)
    assert message in str(caught.value)


def test_aliases_cannot_multiply() -> None:
    letters = "abcdefghij"
    lines = ["a: &a [x, x, x, x, x, x, x, x, x, x]"]
    lines += [
        f"{new}: &{new} [{', '.join([f'*{old}'] * 10)}]" for old, new in itertools.pairwise(letters)
    ]
    start = time.perf_counter()
    with pytest.raises(InputError, match="aliases add more than 100,000 values"):
        yaml("\n".join(lines))
    assert time.perf_counter() - start < 2


def test_an_alias_repeats_what_it_names() -> None:
    assert plain(yaml("a: &x {b: 1}\nc: *x\n")) == {"a": {"b": 1}, "c": {"b": 1}}


def test_json_keeps_places() -> None:
    root = read_json(source('{"a": [1,\n  {"b": "x\\ud83d\\ude00"}]}', "x.json"))
    assert plain(root) == {"a": [1, {"b": "x😀"}]}
    assert locate(root, ("a", 1, "b"))[1:] == (2, 9)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "x.json:1:1: the file is empty"),
        ('{"a": 1,}', "x.json:1:9: a key in double quotes is expected"),
        ("[1 2]", 'x.json:1:4: a "," or "]" is expected'),
        ('{"a": NaN}', "x.json:1:7: NaN is not a JSON value"),
        ('{"a": Infinity}', "x.json:1:7: Infinity is not a JSON value"),
        ('{"a": 1e999}', "x.json:1:7: 1e999 is too large a number"),
        ('{"a": ' + "9" * 5000 + "}", "(5,000 digits) is too large a number"),
        ('{"a": "\\ud800"}', "half of a Unicode pair"),
        ('{"a": 1, "a": 2}', 'x.json:1:10: the key "a" is given twice'),
        ('{"a" 1}', 'x.json:1:6: a ":" is expected'),
        ('"abc', "x.json:1:1: not JSON: Unterminated string"),
        ("{}x", "x.json:1:3: something follows the end"),
        ("[" * 100_000, "nested more than 40 levels deep"),
        ('{"a":', "x.json:1:6: the text ends"),
    ],
)
def test_bad_json_is_refused_at_its_place(text: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        read_json(source(text, "x.json"))
    assert message in str(caught.value)


def test_the_two_readers_agree() -> None:
    value = {"a": [1, 2.5, None, True, "no", {"b": {}}], "c d": []}
    text = json.dumps(value)
    assert plain(read_json(source(text))) == plain(read_yaml(source(text))) == value


def test_merging_keeps_order_and_null_removes() -> None:
    base, over = yaml("{a: {x: 1, y: 2}, b: [1, 2], c: 3}"), yaml("{c: null, b: [9], a: {y: 5}}")
    together = plain(merged(base, over))
    assert together == {"a": {"x": 1, "y": 5}, "b": [9]}
    assert list(together) == ["a", "b"]


def test_replacing_leaves_the_old_tree_alone() -> None:
    root = yaml("{a: [1, {b: 2}]}")
    assert plain(replaced(root, ("a", 1), None)) == {"a": [1]}
    assert plain(replaced(root, ("a", 7), None)) == plain(root)
    assert find(root, ("a", 1, "b")).value == 2  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda path: None, "there is no such file"),
        (lambda path: path.mkdir(), "is a folder"),
        (lambda path: path.write_bytes(b"a: \xff\xfe\n"), "1: not UTF-8 text (byte 3)"),
        (lambda path: path.symlink_to(path), "cannot be read"),
    ],
)
def test_files_that_cannot_be_read(tmp_path: Path, make, message: str) -> None:
    path = tmp_path / "x.yaml"
    make(path)
    with pytest.raises(InputError) as caught:
        read_source(path)
    assert message in str(caught.value)


@pytest.mark.parametrize("device", ["/dev/zero", "/dev/null"])
def test_devices_are_refused_at_once(device: str) -> None:
    with pytest.raises(InputError, match="not a regular file"):
        read_source(Path(device))


def test_a_pipe_does_not_block(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(InputError, match="not a regular file"):
        read_source(tmp_path / "pipe")


def test_no_permission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("airshield.files.opening.os.open", refuse)
    with pytest.raises(InputError, match="no permission to read it"):
        read_source(tmp_path / "x.yaml")


def test_a_name_with_a_null_character() -> None:
    with pytest.raises(InputError, match="cannot be read"):
        read_source(Path("a\0b"))


def test_files_larger_than_the_limit(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    with path.open("wb") as file:
        file.truncate(33 * 2**20)
    with pytest.raises(InputError, match="larger than 32 MiB"):
        read_source(path)


def test_control_characters_are_spelt_out() -> None:
    assert printable("a\x1b[31m") == "a\\x1b[31m"
    place = Place(Source("x", "key: \x1b[31m", Path(), Path("x")), 1, 6)
    assert "\x1b" not in place.excerpt()


def test_paths_are_shown_as_they_are_typed() -> None:
    assert dotted(("a", "b c", 3, "d.e", "f")) == 'a.b c[3]."d.e".f'
