"""Moving things, flashes and sites as CZML, to be played on a globe by Cesium.

The format is that of the CZML guide (AnalyticalGraphicsInc/czml-writer); the optional package
``czml3`` writes it.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from html import escape
from types import ModuleType
from typing import Any, NamedTuple

from airshield.errors import OutputError

FLASH_S = 20.0
"""How long a flash is shown."""
SPEED_UP = 60
"""Seconds of the scene in one second of watching."""
Colour = tuple[int, int, int]
"""Red, green and blue, 0 … 255."""
FAINT, SOLID = 150, 255


class Track(NamedTuple):
    """Something that moves."""

    key: str
    """Identifier, unique in the scene."""
    name: str
    """What it is called."""
    text: str
    """What is told of it."""
    colour: Colour
    samples: tuple[tuple[float, float, float, float], ...]
    """(seconds, longitude, latitude, height in metres), at least one, in order of time."""


class Flash(NamedTuple):
    """Something that happens at a place."""

    key: str
    """Identifier, unique in the scene."""
    name: str
    """What it is called."""
    colour: Colour
    time_s: float
    """When, seconds."""
    place: tuple[float, float, float]
    """Longitude, latitude, height in metres."""
    size_px: int
    """How large it is shown, pixels."""


class Site(NamedTuple):
    """Something that stands, with a ring around it."""

    key: str
    """Identifier, unique in the scene."""
    name: str
    """What it is called."""
    text: str
    """What is told of it."""
    colour: Colour
    place: tuple[float, float]
    """Longitude, latitude."""
    ring_m: float
    """Radius of the ring, metres."""


class Scene(NamedTuple):
    """All that is played."""

    name: str
    """What it is called."""
    text: str
    """What is told of it."""
    zero: datetime
    """Calendar time of second 0, with a zone."""
    tracks: tuple[Track, ...]
    """What moves."""
    flashes: tuple[Flash, ...]
    """What happens."""
    sites: tuple[Site, ...]
    """What stands."""


def czml_text(scene: Scene) -> str:
    """Return a scene as a CZML document.

    Raises
    ------
    OutputError
        If the optional package ``czml3`` is not installed.
    """
    czml3, properties = _czml3()
    writer = _Writer(czml3, properties, scene.zero)
    packets = [
        writer.opening(scene),
        *(writer.site(site) for site in scene.sites),
        *(writer.track(track) for track in scene.tracks),
        *(writer.flash(flash) for flash in scene.flashes),
    ]
    return str(czml3.Document(packets=packets).model_dump_json(exclude_none=True))


class _Writer:
    """Makes the packets of one document."""

    def __init__(self, czml3: ModuleType, properties: ModuleType, zero: datetime) -> None:
        self._czml3, self._properties, self._zero = czml3, properties, zero

    def opening(self, scene: Scene) -> Any:
        """Return the first packet, with the clock."""
        start_s, end_s = _span(scene)
        clock = self._properties.Clock(
            currentTime=self._moment(start_s), multiplier=SPEED_UP, range="LOOP_STOP"
        )
        return self._czml3.Packet(
            id="document",
            version="1.0",
            name=scene.name,
            description=escape(scene.text),
            clock=self._czml3.IntervalValue(
                start=self._moment(start_s), end=self._moment(end_s), value=clock
            ),
        )

    def track(self, track: Track) -> Any:
        """Return a dot that moves and leaves a trail."""
        flat = [number for sample in track.samples for number in sample]
        solid = self._czml3.SolidColorMaterial(color=self._colour(track.colour, FAINT))
        trail = self._czml3.PolylineMaterial(solidColor=solid)
        return self._czml3.Packet(
            id=track.key,
            name=track.name,
            description=_paragraph(track.text),
            availability=self._interval(track.samples[0][0], track.samples[-1][0]),
            position=self._properties.Position(epoch=self._moment(0.0), cartographicDegrees=flat),
            point=self._dot(track.colour, 7),
            path=self._properties.Path(width=2, leadTime=0, trailTime=1e6, material=trail),
        )

    def flash(self, flash: Flash) -> Any:
        """Return a dot that is there for a moment."""
        return self._czml3.Packet(
            id=flash.key,
            name=flash.name,
            availability=self._interval(flash.time_s, flash.time_s + FLASH_S),
            position=self._properties.Position(cartographicDegrees=list(flash.place)),
            point=self._dot(flash.colour, flash.size_px),
        )

    def site(self, site: Site) -> Any:
        """Return a dot with a ring."""
        ring = self._properties.Ellipse(
            semiMajorAxis=site.ring_m,
            semiMinorAxis=site.ring_m,
            height=0.0,
            fill=False,
            outline=True,
            outlineColor=self._colour(site.colour, FAINT),
        )
        return self._czml3.Packet(
            id=site.key,
            name=site.name,
            description=_paragraph(site.text),
            position=self._properties.Position(cartographicDegrees=[*site.place, 0.0]),
            point=self._dot(site.colour, 6),
            ellipse=ring,
        )

    def _dot(self, colour: Colour, size_px: int) -> Any:
        """Return a dot."""
        return self._properties.Point(pixelSize=size_px, color=self._colour(colour, SOLID))

    def _colour(self, colour: Colour, alpha: int) -> Any:
        """Return a colour."""
        return self._properties.Color(rgba=[*colour, alpha])

    def _interval(self, start_s: float, end_s: float) -> Any:
        """Return a span of time."""
        return self._czml3.TimeInterval(start=self._moment(start_s), end=self._moment(end_s))

    def _moment(self, time_s: float) -> datetime:
        """Return a calendar time in UTC."""
        return (self._zero + timedelta(seconds=time_s)).astimezone(UTC)


def _span(scene: Scene) -> tuple[float, float]:
    """Return the first and the last second of a scene."""
    times = [sample[0] for track in scene.tracks for sample in track.samples]
    times += [flash.time_s + after for flash in scene.flashes for after in (0.0, FLASH_S)]
    return min(times, default=0.0), max(times, default=1.0)


def _paragraph(text: str) -> str:
    """Return text for a description, which Cesium shows as HTML."""
    return f"<p>{escape(text)}</p>"


def _czml3() -> tuple[ModuleType, ModuleType]:
    """Return the optional package and its properties, or say how to get them.

    Raises
    ------
    OutputError
        If it is not installed.
    """
    try:
        import czml3  # noqa: PLC0415 - optional
        from czml3 import properties  # noqa: PLC0415 - optional
    except ImportError as error:
        raise OutputError(
            "CZML needs the package czml3: install airshield with its extra, airshield[cesium]"
        ) from error
    return czml3, properties
