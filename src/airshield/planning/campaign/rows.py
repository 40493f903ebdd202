"""The columns of ``timeline.parquet``: a row for each path, case and month."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from airshield.planning.campaign.ground import COUNTS
from airshield.planning.campaign.ledger import CampaignLedger
from airshield.planning.campaign.walk import OF_SYSTEM, Setting


def path_columns(ledger: CampaignLedger, setting: Setting) -> dict[str, NDArray[Any]]:
    """Return a row for each path, case and month, in this order."""
    cases = np.array([case.title for case in setting.cases])
    months = np.array([str(month) for month in setting.months])
    paths = ledger.path.size
    found: dict[str, NDArray[Any]] = {
        "path": np.repeat(ledger.path, cases.size * months.size),
        "cluster": np.repeat(ledger.cluster, cases.size * months.size),
        "case": np.tile(np.repeat(cases, months.size), paths),
        "month": np.tile(months, paths * cases.size),
    }
    for name in COUNTS:
        found[name] = ledger.count(name).ravel()
    for name in ("out_of_action", "shed_mw", "people"):
        found[name] = getattr(ledger, name).ravel()
    for name in OF_SYSTEM:
        values = ledger.of_system(name)
        for index, system in enumerate(setting.systems):
            found[f"{system}_{name}"] = values[..., index].ravel()
    return found
