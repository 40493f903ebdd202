"""Line flows of the DC power flow against pandapower's ``rundcpp`` on the IEEE cases."""

from __future__ import annotations

import warnings

import numpy as np
import pytest

from airshield.consequence import dc_flow

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    pandapower = pytest.importorskip("pandapower", reason="pandapower is not installed")
    from pandapower import networks
    from pandapower.pypower import idx_brch as branch_column
    from pandapower.pypower import idx_bus as bus_column
    from pandapower.pypower import idx_gen as generator_column


def solved(net):
    """Run pandapower's DC power flow; return its internal tables of buses, generators, branches."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        pandapower.rundcpp(net)
    tables = net._ppc["internal"]
    return tables["bus"].real, tables["gen"].real, tables["branch"].real


def injections_pu(bus, generator, base_mva):
    """Return generation less demand and shunts at each bus; the slack takes what is left over."""
    injection = -(bus[:, bus_column.PD] + bus[:, bus_column.GS]) / base_mva
    slack = int(np.flatnonzero(bus[:, bus_column.BUS_TYPE] == bus_column.REF)[0])
    at = generator[:, generator_column.GEN_BUS].astype(int)
    planned = np.where(at == slack, 0.0, generator[:, generator_column.PG])
    np.add.at(injection, at, planned / base_mva)
    injection[slack] -= injection.sum()
    return injection


def ours(net, bus, generator, branch):
    taps = branch[:, branch_column.TAP]
    angle_rad, flow_pu = dc_flow(
        branch[:, branch_column.F_BUS].astype(int),
        branch[:, branch_column.T_BUS].astype(int),
        branch[:, branch_column.BR_X],
        injections_pu(bus, generator, net.sn_mva),
        tap=np.where(taps == 0.0, 1.0, taps),
        shift_rad=np.radians(branch[:, branch_column.SHIFT]),
    )
    return angle_rad, flow_pu * net.sn_mva


def agrees(net):
    bus, generator, branch = solved(net)
    angle_rad, flow_mw = ours(net, bus, generator, branch)
    theirs_mw = branch[:, branch_column.PF]
    assert np.abs(theirs_mw).max() > 1.0
    np.testing.assert_allclose(flow_mw, theirs_mw, rtol=1e-9, atol=1e-7)
    theirs_rad = np.radians(bus[:, bus_column.VA])
    np.testing.assert_allclose(angle_rad - angle_rad[0], theirs_rad - theirs_rad[0], atol=1e-9)


@pytest.mark.slow
@pytest.mark.parametrize(("case", "branches"), [("case14", 20), ("case39", 46), ("case118", 186)])
def test_ieee_case(case, branches):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        net = getattr(networks, case)()
    assert len(net.line) + len(net.trafo) >= branches
    agrees(net)


@pytest.mark.slow
def test_phase_shifter_in_a_ring():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        net = networks.case14()
        net.trafo["shift_degree"] = net.trafo["shift_degree"].astype(float)
        net.trafo.loc[0, "shift_degree"] = 12.0
    agrees(net)
    _, _, branch = solved(net)
    assert np.any(branch[:, branch_column.SHIFT] != 0.0)
