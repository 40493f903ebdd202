"""ASTERIX from raw blocks and captures: every record counted, nothing lost, never a crash."""

import math
import struct
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

pytest.importorskip("asterix", reason="needs libasterix, the extra airshield[asterix]")

from airshield.errors import InputError
from airshield.files.recordings.asterix import read_asterix
from airshield.files.recordings.blocks import blocks_of, looks_like_asterix
from airshield.files.recordings.capture import SIGNS, packets_of, single
from airshield.files.recordings.recorded import Recorded
from airshield.files.recordings.tally import Tally
from airshield.tracking.plots import CARTESIAN, LOOK, POLAR
from unit.files.recordings import asterix_bytes as made

NOON = datetime(2026, 1, 2, 12, tzinfo=UTC).timestamp()


def read(folder: Path, raw: bytes) -> Recorded:
    path = folder / "recording.bin"
    path.write_bytes(raw)
    return read_asterix(path)


def told(recorded: Recorded) -> dict[str, int]:
    return {note.what: note.times for note in recorded.notes}


def test_a_radar_plot_keeps_range_bearing_level_address_and_time(tmp_path: Path) -> None:
    found = read(tmp_path, made.block(made.RADAR, made.plot(made.T0, 10.0, 90.0)))
    assert list(found.sensors) == ["radar 12/3"]
    plots = found.plots
    assert plots.kind.tolist() == [POLAR]
    assert plots.value[0, 0] == pytest.approx(18_520.0)
    assert plots.value[0, 1] == pytest.approx(math.pi / 2, abs=1e-4)
    assert plots.value[0, 4] == pytest.approx(3_048.0)
    assert np.isnan(plots.value[0, [2, 3, 5]]).all()
    assert plots.identity.tolist() == [0x3C6660]
    assert plots.time_s.tolist() == [made.T0]
    assert not found.calendar
    assert "height that rests on pressure, taken as height above sea" in told(found)


def test_a_garbled_level_is_no_height(tmp_path: Path) -> None:
    garbled = made.plot(made.T0, 10.0, 90.0, **{"090": (0, 1, ("FL", (100.0, "FL")))})
    found = read(tmp_path, made.block(made.RADAR, garbled))
    assert np.isnan(found.plots.value[0, 4])


def test_the_service_tells_place_turn_and_looks(tmp_path: Path) -> None:
    place = {"120": made.station(45.0, 15.0, 700.0), "041": (5.0, "s")}
    sector = {"010": made.SOURCE, "000": 2, "030": (made.T0 + 1, "s"), "020": (90.0, "°")}
    raw = made.block(made.SERVICE, made.north(made.T0, **place))
    raw += made.block(made.SERVICE, sector) + made.block(made.SERVICE, made.north(made.T0 + 5))
    found = read(tmp_path, raw)
    sensor = found.sensors["radar 12/3"]
    assert (sensor.lat_deg, sensor.lon_deg) == pytest.approx((45.0, 15.0), abs=3e-5)
    assert (sensor.height_m, sensor.period_s) == (700.0, 5.0)
    assert found.plots.kind.tolist() == [LOOK, LOOK]
    assert told(found)["category 034: message other than a north marker; it makes no look"] == 1


def test_the_turn_is_the_time_between_north_markers(tmp_path: Path) -> None:
    raw = b"".join(made.block(made.SERVICE, made.north(made.T0 + 4.0 * i)) for i in range(4))
    assert read(tmp_path, raw).sensors["radar 12/3"].period_s == 4.0


def test_a_cooperative_report_keeps_place_velocity_and_address(tmp_path: Path) -> None:
    items = {
        "010": made.SOURCE,
        "040": [(0, 0, 0, 0, None)],
        "073": (made.T0, "s"),
        "080": 0x4B1234,
        "131": (("LAT", (47.123456, "°")), ("LON", (-8.654321, "°"))),
        "145": (350.0, "FL"),
        "155": (0, ("BVR", (-600.0, "ft/min"))),
        "160": (0, ("GS", (0.125, "NM/s")), ("TA", (270.0, "°"))),
    }
    found = read(tmp_path, made.block(made.COOPERATIVE, items))
    assert list(found.sensors) == ["ads-b 12/3"]
    assert found.geodetic.tolist() == [True]
    assert found.plots.kind.tolist() == [CARTESIAN]
    expected = [47.123456, -8.654321, 10_668.0, -231.5, 0.0, -3.048]
    assert found.plots.value[0] == pytest.approx(expected, abs=1e-3)
    assert found.plots.identity.tolist() == [0x4B1234]


def test_an_older_edition_is_found_by_itself(tmp_path: Path) -> None:
    items = {
        "010": made.SOURCE,
        "040": 0,
        "030": (made.T0, "s"),
        "130": (("LAT", (47.0, "°")), ("LON", (8.0, "°"))),
        "080": 0x4B1234,
        "140": (10_000.0, "ft"),
        "090": 0,
        "210": 0,
    }
    found = read(tmp_path, made.block(made.COOPERATIVE_OLD, items, items | {"080": 2}))
    assert any("edition 0.2" in what for what in told(found))
    assert found.plots.value[0, :3] == pytest.approx([47.0, 8.0, 3_048.0], abs=1e-3)
    assert found.plots.identity.tolist() == [0x4B1234, 2]


def test_a_system_track_keeps_number_velocity_and_accuracy(tmp_path: Path) -> None:
    items = {
        "010": made.SOURCE,
        "070": (made.T0, "s"),
        "040": 4711,
        "080": [(0, 0, 0, 0, 0, None)],
        "105": (("LAT", (45.5, "°")), ("LON", (16.5, "°"))),
        "136": (330.0, "FL"),
        "185": (("VX", (-100.0, "m/s")), ("VY", (200.25, "m/s"))),
        "220": (600.0, "ft/min"),
        "500": {"APC": (("X", (40.0, "m")), ("Y", (60.5, "m")))},
    }
    found = read(tmp_path, made.block(made.SYSTEM, items))
    assert list(found.sensors) == ["system 12/3"]
    assert found.sensors["system 12/3"].kind == "system"
    expected = [45.5, 16.5, 10_058.4, -100.0, 200.25, 3.048]
    assert found.plots.value[0] == pytest.approx(expected, abs=1e-3)
    assert found.plots.sigma[0, :2].tolist() == [40.0, 60.5]
    assert found.plots.identity.tolist() == [4711]


def test_edition_0_17_of_system_tracks_is_read(tmp_path: Path) -> None:
    """A record laid out by hand: FSPEC 10111011 00111101 01000010, as the draft numbers items."""
    speed, heading = round(0.1 * 2**14), 2**14
    body = bytes([0b10111011, 0b00111101, 0b01000010, 25, 100])
    body += (36_000 * 128).to_bytes(3, "big") + (77).to_bytes(2, "big")
    body += round(44.5 * 2**23 / 180).to_bytes(3, "big") + round(18.5 * 2**23 / 180).to_bytes(
        3, "big"
    )
    body += bytes([0x0C, 0x3A]) + (340 * 4).to_bytes(2, "big")
    body += struct.pack(">HH", speed, heading) + b"\0" + b"\0\0" + b"\x01\x10"
    body += bytes([0b01000000]) + b"ABC123 "
    raw = struct.pack(">BH", 62, 3 + 2 * len(body)) + body + body.replace(b"\0\x4d", b"\0\x4e")
    found = read(tmp_path, raw)
    assert told(found)["record of category 062, edition 0.17, decoded"] == 2
    assert found.plots.identity.tolist() == [77, 78]
    expected = [44.5, 18.5, 10_363.2, 185.2, 0.0, 0.0]
    assert found.plots.value[0] == pytest.approx(expected, abs=0.05)


def test_times_go_on_over_midnight(tmp_path: Path) -> None:
    times = [86_390.0, 86_395.0, 86_400.0, 86_405.0]
    raw = b"".join(made.block(made.RADAR, made.plot(t, 10.0, t % 360)) for t in times)
    assert read(tmp_path, raw).plots.time_s.tolist() == times


def test_one_wild_time_moves_no_other(tmp_path: Path) -> None:
    times = [50.0, 80_000.0, 60.0, 70.0]
    raw = b"".join(made.block(made.RADAR, made.plot(t, 10.0, t % 360)) for t in times)
    assert read(tmp_path, raw).plots.time_s[[0, 2, 3]].tolist() == [50.0, 60.0, 70.0]


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("nano", [False, True])
@pytest.mark.parametrize("form", ["plain", "vlan", "two vlans", "ipv6", "cooked"])
def test_captures_of_every_form_are_read(tmp_path: Path, order: str, nano: bool, form: str) -> None:
    payload = made.block(made.RADAR, made.plot(NOON, 10.0, 90.0))
    frame = {
        "plain": made.packet(payload),
        "vlan": made.packet(payload, vlans=1),
        "two vlans": made.packet(payload, vlans=2),
        "ipv6": made.packet(payload, version=6),
        "cooked": made.cooked(payload),
    }[form]
    link = 113 if form == "cooked" else 1
    raw = made.capture([(NOON + 0.25, frame)], order=order, link=link, nano=nano)
    found = read(tmp_path, raw)
    assert found.calendar
    assert found.plots.time_s.tolist() == [NOON]
    assert found.plots.arrival_s == pytest.approx([NOON + 0.25])


def test_what_was_sent_twice_counts_once(tmp_path: Path) -> None:
    frame = made.packet(made.block(made.RADAR, made.plot(NOON, 10.0, 90.0)))
    found = read(tmp_path, made.capture([(NOON + 0.1, frame), (NOON + 0.2, frame)]))
    assert found.plots.size == 1
    assert told(found)["repeat of a record: same source, time and measurement"] == 1


def test_other_traffic_and_other_categories_are_counted(tmp_path: Path) -> None:
    payload = bytes([65, 0, 4, 0]) + made.block(made.RADAR, made.plot(NOON, 10.0, 90.0))
    frames = [(NOON, made.packet(payload)), (NOON, b"\0" * 12 + b"\x08\x06" + b"\0" * 30)]
    found = told(read(tmp_path, made.capture(frames)))
    assert found["block of category 065 (tracking system status), not read"] == 1
    assert found["packet that is not IP, not read"] == 1


@pytest.mark.parametrize(
    ("descriptor", "why"),
    [
        ((0, 0, 0, 0, 0, None), "no detection in this turn"),
        ((5, 1, 0, 0, 0, None), "simulated target"),
        ((5, 0, 0, 0, 1, None), "field monitor, a fixed transponder"),
    ],
)
def test_what_is_no_aircraft_is_refused_by_reason(
    tmp_path: Path, descriptor: tuple[int | None, ...], why: str
) -> None:
    odd = made.plot(made.T0, 10.0, 90.0, **{"020": [descriptor]})
    found = read(tmp_path, made.block(made.RADAR, odd, made.plot(made.T0, 11.0, 90.0)))
    assert found.plots.size == 1
    assert told(found)[f"category 048: {why}"] == 1


def test_a_block_broken_off_loses_only_its_end(tmp_path: Path) -> None:
    whole = made.block(made.RADAR, made.plot(1.0, 10.0, 1.0), made.plot(2.0, 10.0, 2.0))
    cut = bytearray(whole[:-3])
    cut[1:3] = len(cut).to_bytes(2, "big")
    found = read(tmp_path, whole + bytes(cut))
    assert told(found)["record of category 048, edition 1.32, decoded"] == 3
    assert told(found)["category 048: block broken off, its last bytes not read"] == 1


def test_reading_goes_on_after_garbage(tmp_path: Path) -> None:
    raw = made.block(made.RADAR, made.plot(1.0, 10.0, 1.0))
    found = read(
        tmp_path, raw + b"\xff\x00\x00garbage" + made.block(made.RADAR, made.plot(2, 9, 2))
    )
    assert found.plots.size == 2
    assert told(found)["bytes that are no ASTERIX block"] == 10


@pytest.mark.parametrize(
    "raw", [b"", b"\0\0\0", b"\x41\x00\x04\x00", b"\x0a\x0d\x0d\x0a" + b"\0" * 40]
)
def test_what_is_no_asterix_is_refused(tmp_path: Path, raw: bytes) -> None:
    with pytest.raises(InputError, match=r"no ASTERIX block|pcapng is not read"):
        read(tmp_path, raw)


@pytest.mark.slow
@given(st.binary(max_size=400))
def test_no_bytes_break_the_walk_over_blocks(raw: bytes) -> None:
    tally = Tally()
    blocks = list(blocks_of(single(raw), tally))
    lost = sum(n.times for n in tally.notes() if n.refused)
    other = [n for n in tally.notes() if not n.refused]
    assert sum(len(b.body) + 3 for b in blocks) + lost <= len(raw)
    assert other or sum(len(b.body) + 3 for b in blocks) + lost == len(raw)
    looks_like_asterix(raw)


@given(
    st.sampled_from(sorted(SIGNS)), st.sampled_from([1, 101, 113, 276, 5]), st.binary(max_size=300)
)
def test_no_bytes_break_the_walk_over_packets(sign: bytes, link: int, raw: bytes) -> None:
    order = SIGNS[sign][0]
    head = sign + b"\0" * 16 + struct.pack(order + "I", link)
    framed = struct.pack(order + "IIII", 0, 0, len(raw), len(raw)) + raw
    for whole in (head + raw, head + framed, (head + framed)[: 4 + len(raw)], sign + raw):
        assert all(len(p.payload) <= len(whole) for p in packets_of(whole, Tally()))


@pytest.mark.slow
@given(st.sampled_from([21, 34, 48, 62]), st.binary(min_size=1, max_size=120))
def test_no_records_break_the_reader(
    tmp_path_factory: pytest.TempPathFactory, category: int, body: bytes
) -> None:
    path = tmp_path_factory.mktemp("fuzz") / "raw.ast"
    path.write_bytes(struct.pack(">BH", category, 3 + len(body)) + body)
    try:
        found = read_asterix(path)
    except InputError:
        return
    assert np.isfinite(found.plots.time_s).all()


@pytest.mark.slow
@given(st.data())
def test_a_damaged_capture_never_breaks_the_reader(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    frame = made.packet(made.block(made.RADAR, made.plot(NOON, 10.0, 90.0)))
    raw = bytearray(made.capture([(NOON, frame)] * 2))
    for _ in range(data.draw(st.integers(1, 6))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    path = tmp_path_factory.mktemp("fuzz") / "damaged.pcap"
    path.write_bytes(raw)
    try:
        found = read_asterix(path)
    except InputError:
        return
    assert np.isfinite(found.plots.time_s).all()
