"""What does one more battery change?
==================================

Any value of a scenario can be replaced, and a battery added, without a second file. All options
are played with the same random numbers, so that a difference is due to the option, not to luck.
"""

from airshield.planning import assess

OPTIONS = {
    "as it is": [],
    "twice the rounds for IRIS-T": ["batteries.city IRIS-T.stock=48"],
    "a second IRIS-T in the north": [
        "batteries.north IRIS-T="
        "{lat_deg: 30.85, lon_deg: -44.82, system: iris-t-slm, network: island}"
    ],
}

print(f"{'option':30s} {'leakers':>8s} {'95 % interval':>16s} {'rounds, EUR m':>14s}")
for name, overrides in OPTIONS.items():
    answer = assess("first-look", overrides, replications=4_000, seed=1).answer
    leakers, cost = answer.leakers, answer.rounds_cost_eur.mean / 1e6
    interval = f"{leakers.low:.2f} to {leakers.high:.2f}"
    print(f"{name:30s} {leakers.mean:8.2f} {interval:>16s} {cost:14.1f}")
