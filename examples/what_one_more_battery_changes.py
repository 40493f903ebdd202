"""What does one more battery change?
==================================

Any value of a scenario can be replaced, and a battery added, without a second file. All options
meet the same raids with the same random numbers, so that a difference is due to the option, not to
luck: its interval is far narrower than that of either mean.
"""

from airshield.planning.comparison.compare import compare

OPTIONS = {
    "twice the rounds for IRIS-T": ["batteries.city IRIS-T.stock=48"],
    "a second IRIS-T in the north": [
        "batteries.north IRIS-T="
        "{lat_deg: 30.85, lon_deg: -44.82, system: iris-t-slm, network: island}"
    ],
}

found = compare("first-look", OPTIONS, replications=4_000, seed=1, by="leakers", early=False)

print(f"{'option':29s} {'leakers':>8s} {'less as it is':>14s} {'95 % interval':>16s} {'best':>5s}")
for name in found.ranking:
    variant = found.variant(name)
    leakers, less = variant.values["leakers"], variant.differences["leakers"]
    interval = f"{less.low:.2f} to {less.high:.2f}"
    best = variant.p_best["leakers"]
    print(f"{name:29s} {leakers.mean:8.2f} {less.mean:14.2f} {interval:>16s} {best:5.0%}")
