"""From the paths that were played to the whole answer, and the command that makes it again."""

from __future__ import annotations

import shlex

from airshield.consequence import assemble_grid
from airshield.files.scenario import Loaded
from airshield.planning.calibrated import calibration_use, changes_again
from airshield.planning.campaign.answer import CampaignAnswer, CampaignRun
from airshield.planning.campaign.assumed import campaign_assumptions
from airshield.planning.campaign.findings import Findings
from airshield.planning.campaign.ledger import CampaignLedger
from airshield.planning.campaign.months import Month
from airshield.planning.campaign.recorded import Recorded
from airshield.planning.campaign.walk import Setting
from airshield.planning.findings import assumptions, scenario_assumptions


def answer_of(
    loaded: Loaded,
    setting: Setting,
    ledger: CampaignLedger,
    run: CampaignRun,
    found: Recorded | None,
) -> CampaignAnswer:
    """Return the whole answer; `found` is what was taken from a record, if any."""
    scenario = setting.theatre.scenario
    rows = Findings(ledger, setting, loaded.catalogue)
    everything = (True,) * len(setting.theatre.pledged)
    stage = setting.theatre.staged(everything).stage
    grid = None if scenario.power is None else assemble_grid(scenario.power, scenario.assets)
    return CampaignAnswer(
        run=run,
        months=tuple(str(month) for month in setting.months),
        cases=rows.cases(),
        shortfalls=rows.shortfalls(),
        pledges=rows.pledges(),
        demand_mw=None if grid is None else float(grid.demand_mw.sum()),
        calibration=calibration_use(loaded),
        assumptions=campaign_assumptions(scenario, setting.months, found)
        + assumptions(stage.figures, loaded.catalogue)
        + scenario_assumptions(scenario),
    )


def command_again(
    loaded: Loaded,
    months: tuple[Month, ...],
    paths: int,
    seed: int,
    worlds: int | None,
    found: Recorded | None,
) -> str:
    """Return the command that makes the answer again."""
    command = ["airshield", "timeline", str(loaded.path)]
    command += ["--from", str(months[0]), "--to", str(months[-1])]
    command += ["-n", str(paths), "--seed", str(seed)]
    if worlds is not None:
        command += ["--worlds", str(worlds)]
    if found is not None:
        command += ["--record", found.file, "--zone", found.zone]
    return shlex.join(command + changes_again(loaded))
