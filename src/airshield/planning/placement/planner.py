"""Makes a plan step by step: the surrogate proposes, the simulation decides."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from airshield import __version__
from airshield.files.scenario import Loaded
from airshield.planning.placement import agreement, answering, following, needs, search, worth
from airshield.planning.placement.answer import (
    Doubt,
    NeedRow,
    NextRow,
    PlanAnswer,
    PlanRun,
    PledgedRow,
    Proof,
    WorthRow,
)
from airshield.planning.placement.asking import (
    PlanOptions,
    command_of,
    raid_and_weight,
    with_raid,
)
from airshield.planning.placement.assembly import joined, surrogate_of
from airshield.planning.placement.doubts import doubts_of
from airshield.planning.placement.greedy import Chosen, choose_greedily
from airshield.planning.placement.judging import Judged, goals_of
from airshield.planning.placement.optimum import Optimum, find_optimum
from airshield.planning.placement.options import (
    Choices,
    choices_of,
    cost_of,
    pledged_options,
    slots_of,
)
from airshield.planning.placement.playing import Level, Player, Slots
from airshield.planning.placement.surrogate import Surrogate

FIRST = Level(8, 192)
"""How thoroughly a first guess is played."""
SECOND = Level(16, 480)
"""How thoroughly the better ones are."""
REPLICATIONS = 1024
WORLDS = 32
TOLERANCE = 0.01
"""Gap at which the surrogate's plan is good enough."""
PROOF_S, QUICK_PROOF_S = 20.0, 2.0
"""The most that the proof may take, and if nothing else is asked."""
WORST_ROUNDS = 4
"""Rounds in which the raid that fares worst gains weight."""

Progress = Callable[[str, int, int], None]
"""Takes what is being done, how much of it is done, and how much there is to do."""


class Made(NamedTuple):
    """A plan with all that it was made from."""

    answer: PlanAnswer
    loaded: Loaded
    choices: Choices
    slots: Slots
    """The plan."""

    @property
    def planned(self) -> Loaded:
        """The scenario with the plan in place."""
        return self.loaded._replace(
            scenario=answering.with_plan(self.loaded, self.choices, self.slots)
        )


class Planner:
    """Makes a plan step by step; what is done so far can be answered at any time."""

    def __init__(self, loaded: Loaded, options: PlanOptions, progress: Progress) -> None:
        self._begun = time.perf_counter()
        self._options = options
        self._progress = progress
        self._loaded = loaded
        settings = loaded.scenario.simulation
        self._seed = settings.seed if options.seed is None else options.seed
        asked = options.replications or REPLICATIONS
        self._last = Level(min(WORLDS, asked), asked)
        self._goals = goals_of(loaded)
        others = [raid_and_weight(text) for text in options.raids]
        self._raids = (loaded, *(with_raid(loaded, name) for name, _ in others))
        self._names = (loaded.scenario.name, *(name for name, _ in others))
        self._weights = [1.0, *(weight for _, weight in others)]
        self._choices = choices_of(loaded, options.pieces, options.budget_eur)
        # After what may be chosen: no plan takes them.
        self._pledged = pledged_options(loaded.scenario)
        self._player = Player(
            self._raids,
            (*self._choices.options, *self._pledged),
            self._goals,
            seed=self._seed,
            weights=None if options.worst_case else self._weights,
            threads=options.threads,
            tick=self._tick,
        )
        self._played = 0
        self._judged: tuple[tuple[Judged, ...], ...] = ()
        self._best: Slots = ()
        self._interrupted = False
        self._proof: Proof | None = None
        self._greedy: Slots = ()
        self._runner_up: Slots = ()
        self._finished = False
        self._needs: list[NeedRow] = []
        self._worth: list[WorthRow] = []
        self._promised: list[PledgedRow] = []
        self._following: list[NextRow] = []
        self._doubts: tuple[Doubt, ...] = ()
        self._pieces_worth: list[Any] = []

    def make(self) -> Made:
        """Plan, and answer."""
        self._progress("the surrogate", 0, 1)
        self._parts = [
            surrogate_of(raid, self._choices, self._goals, self._seed) for raid in self._raids
        ]
        self._judged = tuple(
            answering.judged_goals(self._goals, raid, part)
            for raid, part in zip(self._raids, self._parts, strict=True)
        )
        self._surrogate = self._one()
        greedy = self._preview()
        try:
            self._steps(greedy)
        except KeyboardInterrupt:
            self._interrupted = True
        return Made(self._answer(), self._loaded, self._choices, self._best)

    def _one(self, weights: Sequence[float] | None = None) -> Surrogate:
        """Return the surrogate of all raids."""
        parts = [part.surrogate for part in self._parts]
        return joined(parts, weights or self._weights) if len(parts) > 1 else parts[0]

    def _preview(self) -> Chosen:
        """Place pieces greedily: a plan at once, whatever comes after."""
        greedy = choose_greedily(self._surrogate, self._choices.limits)
        self._best = self._greedy = self._runner_up = slots_of(greedy.counts)
        self._proof = self._proven(greedy.harm, None, greedy)
        return greedy

    def _steps(self, greedy: Chosen) -> None:
        limits = self._choices.limits
        self._progress("proving the surrogate's plan", 0, 1)
        room = QUICK_PROOF_S if self._options.quick else PROOF_S
        optimum = find_optimum(
            self._surrogate, limits, tolerance=TOLERANCE, time_s=self._options.time_s or room
        )
        self._proof = self._proven(optimum.harm, optimum, greedy)
        proposed = slots_of(optimum.counts)
        self._best = proposed
        if self._options.quick:
            self._following = following.expected(self._loaded, self._choices, self._surrogate)
            return
        best = [proposed, self._greedy, *self._against_the_worst()]
        self._search(best)
        self._value()

    def _against_the_worst(self) -> list[Slots]:
        """Return plans for raids weighted more and more towards the one that fares worst."""
        if not self._options.worst_case or len(self._parts) < 2:
            return []
        weights = np.ones(len(self._parts))
        found = []
        for _ in range(WORST_ROUNDS):
            plan = choose_greedily(self._one(list(weights)), self._choices.limits)
            found.append(slots_of(plan.counts))
            harm = np.array([part.surrogate.harm(plan.counts) for part in self._parts])
            weights = weights * np.exp(2.0 * harm / harm.max())
        return found

    def _search(self, best: Sequence[Slots]) -> None:
        """Play the best few, move their pieces, and take the better of that and greedy's."""
        player, limits = self._player, self._choices.limits
        plans = search.starting_plans(self._surrogate, limits, best, self._seed)
        winner = search.halve(player, plans, [FIRST, SECOND])
        self._best = winner
        moved = search.move_pieces(player, self._surrogate, limits, winner, FIRST)
        rivals = list(dict.fromkeys([moved, winner, self._greedy, best[0]]))
        rivals.sort(key=lambda slots: player.score(slots, SECOND))
        # The two best and greedy's, played to the end: never worse than greedy's.
        last = list(dict.fromkeys([*rivals[:2], self._greedy]))
        last.sort(key=lambda slots: player.score(slots, self._last))
        self._best = last[0]
        self._runner_up = next((s for s in last[1:] if s != self._best), plans[-1])
        self._finished = True

    def _value(self) -> None:
        """Find what closes the gap, what each battery is worth, and what comes next."""
        player, fixed = self._player, len(self._loaded.scenario.batteries)
        self._pieces_worth = worth.worth_alone(
            player, self._best, SECOND, range(fixed, fixed + len(self._best))
        )
        self._needs = needs.Needs(
            player, self._surrogate, self._choices, self._judged, SECOND, self._best
        ).rows()
        self._following = following.played(
            self._loaded, self._choices, self._surrogate, player, SECOND
        )
        self._worth = worth.battery_rows(
            player,
            self._loaded.scenario.batteries,
            self._shapley_by(),
            self._surrogate,
            np.hstack([part.fixed for part in self._parts]),
            (FIRST, SECOND),
            self._seed,
        )
        self._promised = self._pledged_worth()
        self._doubts = doubts_of(player, self._best, self._runner_up, self._last)
        plans = agreement.random_plans(self._choices.limits, agreement.PLANS, self._seed)
        tau = agreement.tau_of(player, self._surrogate, plans, FIRST)
        assert self._proof is not None
        self._proof = dataclasses.replace(self._proof, tau=tau, tau_plans=len(plans))

    def _pledged_worth(self) -> list[PledgedRow]:
        """Return what each pledged battery would take off, were it the only one to arrive."""
        first = len(self._choices.options)
        return [
            PledgedRow(
                name=option.site,
                system=option.system,
                gain=self._player.gain((first + number,), (), SECOND),
            )
            for number, option in enumerate(self._pledged)
        ]

    def _shapley_by(self) -> str:
        few = len(self._loaded.scenario.batteries) <= worth.MOST_PLAYED
        return "simulation" if few and not self._options.quick else "surrogate"

    def _tick(self) -> None:
        self._played += 1
        self._progress("playing plans", self._played, max(self._played + 1, 80))

    def _proven(self, harm: float, optimum: Optimum | None, greedy: Chosen) -> Proof:
        return Proof(
            harm=harm,
            bound=0.0 if optimum is None else optimum.bound,
            gap=1.0 if optimum is None else optimum.gap,
            greedy=greedy.harm,
            elapsed_s=0.0 if optimum is None else optimum.elapsed_s,
            options=len(self._choices.options),
            points=int(self._surrogate.weight.size),
        )

    def _answer(self) -> PlanAnswer:
        assert self._proof is not None
        player, played = self._player, None
        if self._finished:
            played = (player.play((), self._last), player.play(self._best, self._last))
        return PlanAnswer(
            run=self._run(),
            goals=answering.goal_rows(self._loaded, self._names, self._judged, played),
            harm=player.harm(self._best, self._last) if self._finished else None,
            over_greedy=(
                player.gain(self._best, self._greedy, self._last) if self._finished else None
            ),
            classes=answering.class_rows(self._loaded, played),
            regions=answering.region_rows(self._loaded, self._parts[0], played),
            pieces=answering.piece_rows(
                self._loaded, self._choices, self._best, self._pieces_worth
            ),
            cost_eur=cost_of(self._choices.options, self._best),
            needs=tuple(self._needs),
            worth=tuple(self._worth),
            pledged=tuple(self._promised),
            shapley_by=self._shapley_by(),
            following=tuple(self._following),
            proof=self._proof,
            doubts=self._doubts,
            notes=(
                *answering.notes(self._loaded, self._choices, self._options.quick),
                *answering.hurried(self._proof, TOLERANCE),
            ),
        )

    def _run(self) -> PlanRun:
        return PlanRun(
            scenario_name=self._loaded.scenario.name,
            scenario_file=str(self._loaded.path),
            scenario_digest=self._loaded.digest,
            version=__version__,
            seed=self._seed,
            replications=self._last.replications if self._finished else 0,
            worlds=self._last.worlds if self._finished else 0,
            raids=self._names,
            worst_case=self._options.worst_case,
            interrupted=self._interrupted,
            quick=self._options.quick,
            overrides=self._loaded.overrides,
            command=command_of(self._loaded, self._options, self._seed, self._last.replications),
            elapsed_s=time.perf_counter() - self._begun,
        )
