"""What a track's states say of what it is."""

from __future__ import annotations

from math import inf, nan, sqrt

from airshield.kernels.compiled import inlined
from airshield.tracking.kernels.classing import Look, class_update, speed_of
from airshield.tracking.kernels.layout import TURN

CLASS_S = 1.0
"""A track is classed no more often than this, unless a sensor names its class."""


@inlined
def first_class(tracks, slot, time_s, knowledge):
    """Give a new track the class probabilities of anything."""
    for kind in range(tracks.log_class.shape[1]):
        tracks.log_class[slot, kind] = knowledge.table.log_prior[kind]
    tracks.class_s[slot], tracks.word_s[slot] = -inf, -inf
    tracks.answers[slot] = False


@inlined
def classify(tracks, slot, word, rcs_dbsm, motions, knowledge):
    """Move a track's class probabilities by its states, its echo and what was said of it."""
    time_s = tracks.time_s[slot]
    since, since_word = time_s - tracks.class_s[slot], time_s - tracks.word_s[slot]
    if since < CLASS_S and word < 0:
        return
    d, main = motions.dimensions, 0
    for m in range(tracks.mode.shape[1]):
        if tracks.mode[slot, m] > tracks.mode[slot, main]:
            main = m
    mean, cov = tracks.mean[slot, main], tracks.cov[slot, main]
    speed, sigma_speed = speed_of(mean[d], mean[d + 1], cov[d, d], cov[d + 1, d + 1], cov[d, d + 1])
    height, sigma_height, climb, sigma_climb = nan, nan, nan, nan
    if d == 3:
        height, sigma_height = mean[2], sqrt(max(cov[2, 2], 0.0))
        climb, sigma_climb = mean[5], sqrt(max(cov[5, 5], 0.0))
    across, sigma_across = nan, nan
    if motions.kind[main] == TURN:
        across = speed * abs(mean[2 * d])
        sigma_across = speed * sqrt(max(cov[2 * d, 2 * d], 0.0))
    answers = 1 if tracks.answers[slot] else 0
    look = Look(
        speed,
        sigma_speed,
        height,
        sigma_height,
        climb,
        sigma_climb,
        across,
        sigma_across,
        rcs_dbsm,
        word,
        answers,
        max(since, 0.0),
        max(since_word, 0.0),
    )
    class_update(tracks.log_class[slot], knowledge.table, look)
    tracks.class_s[slot] = time_s
    if word >= 0:
        tracks.word_s[slot] = time_s
