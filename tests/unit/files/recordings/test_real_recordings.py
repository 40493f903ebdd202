"""Recordings that others made: read without a lost record, checked by a slow walk beside it."""

import struct

import numpy as np
import pytest

from airshield.files.recordings.gathering import gather
from airshield.files.recordings.reading import read_recording
from conftest import ROOT

DATA = ROOT.parent / "shared" / "data"
REASON = "the recordings lie beside the project, in ../shared/data"
pytestmark = [pytest.mark.skipif(not DATA.is_dir(), reason=REASON), pytest.mark.slow]


def blocks(name: str) -> list[tuple[int, bytes]]:
    """Return categories and bodies of all blocks, found by nothing but their lengths."""
    raw = (DATA / "asterix" / name).read_bytes()
    payloads, at = [], 24
    while name.endswith("pcap") and at < len(raw):
        (held,) = struct.unpack_from("<I", raw, at + 8)
        frame = raw[at + 16 : at + 16 + held]
        head = 14 + (frame[14] & 15) * 4
        (length,) = struct.unpack_from(">H", frame, head + 4)
        payloads.append(frame[head + 8 : head + length])
        at += 16 + held
    found = []
    for payload in payloads or [raw]:
        at = 0
        while at < len(payload):
            (length,) = struct.unpack_from(">H", payload, at + 1)
            found.append((payload[at], payload[at + 3 : at + length]))
            at += length
        assert at == len(payload)
    return found


@pytest.mark.parametrize(
    ("name", "least"),
    [
        ("asterix.pcap", {62: 100}),
        ("cat_034_048.pcap", {34: 34, 48: 86}),
        ("cat21_re.ast", {21: 2}),
    ],
)
def test_asterix_is_decoded_without_a_lost_record(name: str, least: dict[int, int]) -> None:
    """A record a block or more, and every record a plot, a look, or refused with a reason."""
    pytest.importorskip("asterix", reason="needs libasterix, the extra airshield[asterix]")
    walked = blocks(name)
    found = read_recording(DATA / "asterix" / name)
    notes = {note.what: note.times for note in found.notes}
    assert not [what for what in notes if "broken off" in what or "no ASTERIX" in what]
    decoded = {int(w[19:22]): n for w, n in notes.items() if w.endswith("decoded")}
    for category, number in least.items():
        assert sum(c == category for c, _ in walked) == number
        assert decoded[category] >= number
    sources = {tuple(body[_fspec(body) : _fspec(body) + 2]) for _, body in walked}
    assert {tuple(map(int, n.split()[1].split("/"))) for n in found.sensors} <= sources
    taken = found.plots.size + sum(n.times for n in found.notes if n.refused)
    looks = sum(n for what, n in notes.items() if "it makes no look" in what)
    assert taken + looks == sum(decoded.values())


def _fspec(body: bytes) -> int:
    """Return where the first item begins: behind the octets that announce others."""
    return next(i for i, octet in enumerate(body) if not octet & 1) + 1


def test_system_tracks_of_the_old_edition_fly_over_the_adriatic() -> None:
    pytest.importorskip("asterix", reason="needs libasterix, the extra airshield[asterix]")
    found = read_recording(DATA / "asterix" / "asterix.pcap")
    lat, lon, height, east, north, _ = found.plots.value.T
    assert 38.0 < lat.min() < lat.max() < 50.0
    assert 10.0 < lon.min() < lon.max() < 22.0
    assert (height >= 0).all()
    assert (height < 15_000).all()
    assert (np.hypot(east, north) < 350).all()
    assert (np.abs(found.plots.arrival_s - found.plots.time_s) < 5).all()


@pytest.mark.parametrize("name", ["opensky_20min.csv", "switzerland_2018.parquet"])
def test_aircraft_fly_as_fast_as_they_say(name: str) -> None:
    """Half of all steps from place to place fit the velocity reported, to a few metres a second."""
    found = gather([read_recording(DATA / "adsb" / name)])
    plots = found.plots
    order = np.lexsort((plots.time_s, plots.identity))
    same = np.diff(plots.identity[order]) == 0
    gap = np.diff(plots.time_s[order])
    step = np.diff(plots.value[order, :2], axis=0)
    said = plots.value[order[:-1], 3:5]
    with np.errstate(divide="ignore", invalid="ignore"):
        off = np.hypot(*(step / gap[:, None] - said).T)[same & (gap > 1) & (gap < 30)]
    assert np.nanmedian(off) < 8.0
    assert len(np.unique(plots.identity)) in (84, 422)


@pytest.mark.parametrize("name", ["lin_n10_c10_s1", "rb_n10_c10_s1"])
def test_plots_of_scenes_lie_at_their_targets(name: str) -> None:
    found = read_recording(DATA / "tracking" / f"{name}.npz")
    plots, truth, sensor = found.plots, found.truth, found.sensors["scene"]
    assert truth is not None
    place = plots.value[:, :2].copy()
    if name.startswith("rb"):
        reach, bearing = plots.value[:, 0], plots.value[:, 1]
        place = np.column_stack([reach * np.sin(bearing), reach * np.cos(bearing)])
        place += [sensor.east_m or 0.0, sensor.north_m or 0.0]
    rows = zip(truth.time_s, truth.number, truth.position_m, strict=True)
    at = {(round(time_s, 6), number): place for time_s, number, place in rows}
    real = np.flatnonzero(plots.truth >= 0)
    wanted = np.array([at[round(plots.time_s[i], 6), plots.truth[i]][:2] for i in real])
    assert np.sqrt(np.mean((place[real] - wanted) ** 2)) < 100.0
