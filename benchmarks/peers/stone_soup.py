"""Stone Soup's trackers on a scene, each set up as its documentation does and as well as we can.

What they know is what the scene says of itself: noise, detection probability, clutter density,
the power of the acceleration noise, the spread of speeds, the box. `Peer.run` times each scan,
from its detections to its tracks, in processor time; making the detections is left out.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from peers.scene import Scene
from peers.scoring import Result
from stonesoup.dataassociator.probability import JPDAwithEHM2
from stonesoup.dataassociator.tree import DetectionKDTreeGNN2D, DetectionKDTreeMixIn
from stonesoup.deleter.time import UpdateTimeStepsDeleter
from stonesoup.hypothesiser.distance import DistanceHypothesiser
from stonesoup.hypothesiser.gaussianmixture import (
    GaussianMixtureHypothesiser,
    GaussianMixtureKDTreeHypothesiser,
)
from stonesoup.hypothesiser.probability import PDAHypothesiser
from stonesoup.initiator.simple import MultiMeasurementInitiator
from stonesoup.measures import Mahalanobis
from stonesoup.mixturereducer.gaussianmixture import GaussianMixtureReducer
from stonesoup.models.measurement.linear import LinearGaussian
from stonesoup.models.measurement.nonlinear import CartesianToBearingRange
from stonesoup.models.transition.linear import (
    CombinedLinearGaussianTransitionModel,
    ConstantVelocity,
)
from stonesoup.predictor.kalman import KalmanPredictor
from stonesoup.tracker.pointprocess import PointProcessMultiTargetTracker
from stonesoup.tracker.simple import MultiTargetMixtureTracker, MultiTargetTracker
from stonesoup.types.detection import Detection
from stonesoup.types.state import GaussianState, TaggedWeightedGaussianState
from stonesoup.updater.kalman import ExtendedKalmanUpdater, KalmanUpdater
from stonesoup.updater.pointprocess import PHDUpdater

from airshield.tracking.metrics.states import States

BEGIN = datetime(2026, 1, 1)
MAPPING = (0, 2)


class Settings(NamedTuple):
    """What may be chosen."""

    min_points: int = 3
    """Plots that confirm a track, GNN and JPDA."""
    missed_distance: float = 3.5
    """Gate of GNN: Mahalanobis distance, which is also what a miss costs."""
    reach_m: float = 1_500.0
    """Farthest that the KD-tree looks."""
    held_misses: int = 2
    """Scans without a plot after which a track that is not confirmed ends."""
    misses: int = 4
    """The same for confirmed tracks."""
    p_gate: float = 0.999
    births: float = 1.0
    """Expected births a scan, GM-PHD."""
    p_survive: float = 0.999
    p_extract: float = 0.9
    """Weight from which a component begins a track."""
    p_show: float = 0.005
    """Weight from which a track is shown: through two misses, as with the others."""
    prune: float = 1e-4
    merge: float = 4.0
    tree_scale_per_m: float = 0.1
    """Reach of the KD-tree of GM-PHD over the greatest variance of a predicted plot."""
    cached: bool = False
    """Whether matrices of motion are computed once instead of for each track."""


class CachedMotion(CombinedLinearGaussianTransitionModel):
    """Near-constant velocity whose matrices are computed once for each time step."""

    def matrix(self, time_interval: timedelta, **_: Any) -> NDArray[np.float64]:
        return _kept(self, "matrix", time_interval)

    def covar(self, time_interval: timedelta, **_: Any) -> NDArray[np.float64]:
        return _kept(self, "covar", time_interval)


@lru_cache(maxsize=64)
def _kept(model: CachedMotion, which: str, time_interval: timedelta) -> NDArray[np.float64]:
    method = getattr(super(CachedMotion, model), which)
    return method(time_interval=time_interval)


class KDTreeJPDAwithEHM2(DetectionKDTreeMixIn, JPDAwithEHM2):
    """Joint association by Stone Soup's efficient hypothesis management, gated by a KD-tree."""


class Parts(NamedTuple):
    """What the trackers share."""

    predictor: KalmanPredictor
    updater: KalmanUpdater
    measurement: Any
    prior: GaussianState
    clutter_density: float


def make_parts(scene: Scene, settings: Settings) -> Parts:
    """Return models, filter and prior of a scene."""
    meta = scene.meta
    motion = CachedMotion if settings.cached else CombinedLinearGaussianTransitionModel
    predictor = KalmanPredictor(motion([ConstantVelocity(meta["q"]), ConstantVelocity(meta["q"])]))
    models = measuring(scene)
    updater = ExtendedKalmanUpdater(None) if scene.polar else KalmanUpdater(models[0])
    speed = meta["sv"] ** 2
    prior = GaussianState([[0], [0], [0], [0]], np.diag([1.0, speed, 1.0, speed]), timestamp=BEGIN)
    return Parts(predictor, updater, models[0], prior, meta["clutter"] / _measured_area(scene))


def measuring(scene: Scene) -> list[Any]:
    """Return the measurement model of each sensor; they take the scans in turn."""
    meta = scene.meta
    if not scene.polar:
        return [LinearGaussian(4, MAPPING, np.diag([meta["sigma"] ** 2] * 2))]
    noise = np.diag([meta["sig_b"] ** 2, meta["sig_r"] ** 2])
    return [
        CartesianToBearingRange(
            4, MAPPING, noise, translation_offset=np.array(place, dtype=float)[:, None]
        )
        for place in scene.radars_m
    ]


def _measured_area(scene: Scene) -> float:
    """Return the size of what is measured, m² or rad m."""
    if not scene.polar:
        return float(scene.meta["L"] ** 2)
    count = len(scene.radars_m)
    spreads = [np.ptp(scene.plot[scene.scan % count == radar], axis=0) for radar in range(count)]
    return float(np.prod(spreads, axis=1).mean())


def nearest(parts: Parts, settings: Settings) -> DetectionKDTreeGNN2D:
    """Return the global-nearest-neighbour associator."""
    hypothesiser = DistanceHypothesiser(
        parts.predictor, parts.updater, Mahalanobis(), missed_distance=settings.missed_distance
    )
    return DetectionKDTreeGNN2D(
        hypothesiser, parts.predictor, parts.updater, max_distance=settings.reach_m
    )


def joint(parts: Parts, scene: Scene, settings: Settings) -> KDTreeJPDAwithEHM2:
    """Return the joint probabilistic associator."""
    hypothesiser = PDAHypothesiser(
        parts.predictor, parts.updater, parts.clutter_density,
        prob_detect=scene.meta["pd"], prob_gate=settings.p_gate,
    )  # fmt: skip
    return KDTreeJPDAwithEHM2(
        hypothesiser, parts.predictor, parts.updater, max_distance=settings.reach_m
    )


def initiator(parts: Parts, settings: Settings) -> MultiMeasurementInitiator:
    """Return what begins tracks, by nearest neighbour, and releases them when confirmed."""
    return MultiMeasurementInitiator(
        prior_state=parts.prior,
        measurement_model=parts.measurement,
        deleter=UpdateTimeStepsDeleter(settings.held_misses),
        data_associator=nearest(parts, settings),
        updater=parts.updater,
        min_points=settings.min_points,
    )


def gnn(scene: Scene, settings: Settings, detector: Any) -> MultiTargetTracker:
    """Return the tracker by global nearest neighbour."""
    parts = make_parts(scene, settings)
    return MultiTargetTracker(
        initiator(parts, settings), UpdateTimeStepsDeleter(settings.misses), detector,
        nearest(parts, settings), parts.updater,
    )  # fmt: skip


def jpda(scene: Scene, settings: Settings, detector: Any) -> MultiTargetMixtureTracker:
    """Return the tracker by joint probabilistic association."""
    parts = make_parts(scene, settings)
    return MultiTargetMixtureTracker(
        initiator(parts, settings), UpdateTimeStepsDeleter(settings.misses), detector,
        joint(parts, scene, settings), parts.updater,
    )  # fmt: skip


def gmphd(scene: Scene, settings: Settings, detector: Any) -> PointProcessMultiTargetTracker:
    """Return the Gaussian-mixture PHD tracker with tags."""
    parts = make_parts(scene, settings)
    base = DistanceHypothesiser(parts.predictor, parts.updater, Mahalanobis(), missed_distance=4.0)
    hypothesiser = GaussianMixtureHypothesiser(base, order_by_detection=True)
    if not scene.polar:
        hypothesiser = GaussianMixtureKDTreeHypothesiser(
            hypothesiser=base, predictor=parts.predictor, updater=parts.updater,
            order_by_detection=True,
            max_distance_covariance_multiplier=settings.tree_scale_per_m,
        )  # fmt: skip
    updater = PHDUpdater(
        parts.updater, clutter_spatial_density=parts.clutter_density,
        prob_detection=scene.meta["pd"], prob_survival=settings.p_survive,
    )  # fmt: skip
    reducer = GaussianMixtureReducer(
        prune_threshold=settings.prune, merge_threshold=settings.merge,
        kdtree_max_distance=1_500.0,
    )  # fmt: skip
    return PointProcessMultiTargetTracker(
        detector, updater, hypothesiser, reducer, settings.p_extract, _birth(scene, settings)
    )


def _birth(scene: Scene, settings: Settings) -> TaggedWeightedGaussianState:
    """Return a birth spread like an even one over the box: the same variance."""
    place = scene.meta["L"] ** 2 / 12
    speed = scene.meta["sv"] ** 2
    return TaggedWeightedGaussianState(
        [[0], [0], [0], [0]], np.diag([place, speed, place, speed]),
        weight=settings.births, tag=TaggedWeightedGaussianState.BIRTH, timestamp=BEGIN,
    )  # fmt: skip


MAKERS: dict[str, Callable[[Scene, Settings, Any], Any]] = {
    "gnn": gnn, "gnn-cached": gnn, "gnn-strict": gnn, "jpda": jpda, "gmphd": gmphd,
}  # fmt: skip
SETTINGS = {
    "gnn": Settings(),
    "gnn-cached": Settings(cached=True),
    "gnn-strict": Settings(cached=True, missed_distance=3.0, misses=3),
    "jpda": Settings(cached=True),
    "gmphd": Settings(cached=True),
}
"""The trackers by name, and how each is set up; ``gnn`` is as shipped.

``gnn`` is best where targets are many and changes track numbers least; ``gnn-strict`` has fewer
false tracks, which decides where targets are few.
"""


def detections(scene: Scene) -> list[tuple[datetime, set[Detection]]]:
    """Return a scene's plots as Stone Soup takes them."""
    models, scans = measuring(scene), []
    for scan, plots in enumerate(scene.by_scan()):
        model = models[scan % len(models)]
        at = BEGIN + timedelta(seconds=scan * scene.period_s)
        found = {Detection(z[:, None], timestamp=at, measurement_model=model) for z in plots}
        scans.append((at, found))
    return scans


def run_peer(peer: str, scene: Scene, settings: Settings | None = None) -> Result:
    """Run one of `MAKERS` over a scene."""
    settings = settings or SETTINGS[peer]
    tracker = MAKERS[peer](scene, settings, detections(scene))
    cpu, wall, rows, numbers = [], [], [], {}
    stream: Iterator[Any] = iter(tracker)
    for scan in range(scene.scans):
        begun = time.thread_time(), time.perf_counter()
        at, tracks = next(stream)
        cpu.append(time.thread_time() - begun[0])
        wall.append(time.perf_counter() - begun[1])
        rows += _shown(scan, at, tracks, numbers, settings)
    return Result(_states(rows), np.array(cpu), np.array(wall))


def _shown(
    scan: int, at: datetime, tracks: Any, numbers: dict[str, int], settings: Settings
) -> list[tuple[float, ...]]:
    """Return a row of each track shown: scan, number, place, velocity."""
    rows = []
    for track in tracks:
        state = track.states[-1]
        if state.timestamp == at and getattr(state, "weight", 1.0) >= settings.p_show:
            x, vx, y, vy = (float(value) for value in state.state_vector)
            rows.append((scan, numbers.setdefault(track.id, len(numbers)), x, y, vx, vy))
    return rows


def _states(rows: list[tuple[float, ...]]) -> States:
    table = np.array(rows, dtype=np.float64).reshape(-1, 6)
    order = np.lexsort((table[:, 1], table[:, 0]))
    table = table[order]
    step, number = table[:, 0].astype(np.int64), table[:, 1].astype(np.int64)
    return States(step, number, table[:, 2:4].copy(), table[:, 4:6].copy())
