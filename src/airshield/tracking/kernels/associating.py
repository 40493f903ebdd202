from airshield.kernels.compiled import inlined


@inlined
def weigh_all(rows, count, work):
    """Belief propagation."""
    for j in range(count):
        work.unclaimed[j] = 1.0
    pairs = work.start[rows]
    for k in range(pairs):
        work.message[k] = 1.0
    for _ in range(50):
        worst = 0.0
        for j in range(count):
            work.unclaimed[j] = 0.0
        # row to column
        for row in range(rows):
            total = work.missed[row]
            for k in range(work.start[row], work.start[row + 1]):
                total += work.weight[k] * work.message[k]
            for k in range(work.start[row], work.start[row + 1]):
                out = work.weight[k] / (total - work.weight[k] * work.message[k])
                work.share[k] = out
                work.unclaimed[work.plot[k]] += out
        for k in range(pairs):
            new = 1.0 / (1.0 + max(work.unclaimed[work.plot[k]] - work.share[k], 0.0))
            worst = max(worst, abs(new - work.message[k]))
            work.message[k] = new
        if worst < 1e-6:
            break
    for j in range(count):
        work.unclaimed[j] = 1.0 / (1.0 + work.unclaimed[j])
    for row in range(rows):
        total = work.missed[row]
        for k in range(work.start[row], work.start[row + 1]):
            total += work.weight[k] * work.message[k]
        work.share_missed[row] = work.missed[row] / total
        for k in range(work.start[row], work.start[row + 1]):
            work.share[k] = work.weight[k] * work.message[k] / total
