"""How well is a place protected?
==============================

Play the shipped scenario *first-look* 4,000 times: 24 threats of three classes against an island
with five batteries. Every figure of the answer comes with the 95 % interval of its mean.
"""

from airshield.planning import assess

assessment = assess("first-look", replications=4_000, seed=1)
answer = assessment.answer

share = answer.leakage
print(f"of the weapons launched, {share.mean:.1%} arrive ({share.low:.1%} to {share.high:.1%})")
print(f"no weapon arrives in {answer.p_no_leaker.mean:.1%} of the raids")

# %%
# The shield is not equally tight for every class, and not every battery has enough rounds.

for row in answer.classes:
    print(f"{row.name:32s} launched {row.launched.mean:5.1f}  arrived {row.arrived.mean:5.2f}")
for name, often in answer.empty_batteries[:3]:
    print(f"{name} fires its last round in {often:.1%} of the raids")

# %%
# A notebook shows the assessment as a table.

assessment
