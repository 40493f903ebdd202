"""Plots on a grid, so that each track looks only at those near it."""

from __future__ import annotations

from math import sqrt

from airshield.kernels.compiled import inlined

FEW = 6
"""So many plots need no grid."""


@inlined
def sort_plots(place, count, work, grid):
    """Put plots into square cells, about one a cell; fills ``grid``: origin, cell, columns, rows.

    A counting sort: the cells' plots keep the order of the plots. The cells follow from the plots
    alone, never from how much room there is: the order of pairs, and so the bits, hang on them.
    """
    west, south, east, north = place[0, 0], place[0, 1], place[0, 0], place[0, 1]
    for j in range(1, count):
        west, east = min(west, place[j, 0]), max(east, place[j, 0])
        south, north = min(south, place[j, 1]), max(north, place[j, 1])
    most, cells = 2 * count + 6, max(count, 1)
    side = max(sqrt((east - west + 1.0) * (north - south + 1.0) / cells), 1.0)
    columns = int((east - west) / side) + 1
    rows = int((north - south) / side) + 1
    while columns * rows > most:
        side *= 1.5
        columns = int((east - west) / side) + 1
        rows = int((north - south) / side) + 1
    grid[0], grid[1], grid[2], grid[3], grid[4] = west, south, side, columns, rows
    for c in range(columns * rows + 1):
        work.cell_start[c] = 0
    for j in range(count):
        cell = int((place[j, 1] - south) / side) * columns + int((place[j, 0] - west) / side)
        work.cell_of[j] = cell
        work.cell_start[cell + 1] += 1
    for c in range(columns * rows):
        work.cell_start[c + 1] += work.cell_start[c]
    for j in range(count):
        cell = work.cell_of[j]
        work.cell_plot[work.cell_start[cell]] = j
        work.cell_start[cell] += 1
    for c in range(columns * rows, 0, -1):
        work.cell_start[c] = work.cell_start[c - 1]
    work.cell_start[0] = 0


@inlined
def plots_near(east, north, reach, count, placed, work, grid):
    """Write the plots within ``reach`` of a point to ``work.coarse``; return how many."""
    found = 0
    if not placed:
        for j in range(count):
            work.coarse[j] = j
        return count
    if count <= FEW:
        for j in range(count):
            if (work.place[j, 0] - east) ** 2 + (work.place[j, 1] - north) ** 2 <= reach * reach:
                work.coarse[found] = j
                found += 1
        return found
    west, south, side, columns, rows = grid[0], grid[1], grid[2], int(grid[3]), int(grid[4])
    if east + reach < west or north + reach < south:
        return 0
    x0, x1 = (
        max(int((east - reach - west) / side), 0),
        min(int((east + reach - west) / side), columns - 1),
    )
    y0, y1 = (
        max(int((north - reach - south) / side), 0),
        min(int((north + reach - south) / side), rows - 1),
    )
    for row in range(y0, y1 + 1):
        first, last = row * columns + x0, row * columns + x1 + 1
        if x1 < x0:
            continue
        for p in range(work.cell_start[first], work.cell_start[last]):
            j = work.cell_plot[p]
            if (work.place[j, 0] - east) ** 2 + (work.place[j, 1] - north) ** 2 <= reach * reach:
                work.coarse[found] = j
                found += 1
    return found
