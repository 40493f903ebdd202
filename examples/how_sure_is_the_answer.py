"""How sure is the answer?
=======================

Two things blur it. Raids are a matter of chance, so that few of them make a wide interval. And most
figures of real systems are not published: each has a low, a central and a high value, and is drawn
once per world. Playing more raids helps against the first only.
"""

from airshield.planning import assess

RUNS = {
    "400 raids": {"replications": 400},
    "4,000 raids": {"replications": 4_000},
    "until ± 0.5 points": {"precision": 0.005},
    "every figure fixed": {"replications": 4_000, "fixed": True},
}

print(f"{'':20s} {'raids':>7s} {'leakage':>8s} {'95 % interval':>16s} {'nine raids in ten':>18s}")
for name, options in RUNS.items():
    answer = assess("first-look", seed=1, **options).answer
    share, leakers = answer.leakage, answer.leakers
    interval = f"{share.low:.1%} to {share.high:.1%}"
    spread = f"{leakers.p05:.0f} to {leakers.p95:.0f} leakers"
    raids = answer.run.replications
    print(f"{name:20s} {raids:7,d} {share.mean:8.1%} {interval:>16s} {spread:>18s}")
