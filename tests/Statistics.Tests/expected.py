#!/usr/bin/env python3
"""The expected values of Statistics.Tests, worked out with numpy by other means: bootstraps are enumerated, not drawn. Run with Debian's python3-numpy."""
import itertools

import numpy as np


def iqm(values):
    ordered = np.sort(np.concatenate([np.asarray(v, float).ravel() for v in values]))
    cut = int(0.25 * len(ordered))  # scipy.stats.trim_mean(values, 0.25), which rliable takes
    return ordered[cut:len(ordered) - cut].mean()


def improvement(xs, ys):
    return np.mean([np.mean((np.asarray(x)[:, None] > np.asarray(y)) + 0.5 * (np.asarray(x)[:, None] == np.asarray(y))) for x, y in zip(xs, ys)])


def resamples(tasks):
    """Every resample of every task; all are equally likely."""
    return itertools.product(*[itertools.product(task, repeat=len(task)) for task in tasks])


def interval(figures):
    return np.percentile(np.array(list(figures)), [2.5, 97.5])


a = [[3.0, 7.5, 1.25, 9.0], [-2.0, 0.5, 4.0, 4.0]]
b = [[2.0, 7.5, 3.0, 3.0], [-2.0, 5.0, 4.0, -1.0]]
print("mean", np.mean(a), "iqm", iqm(a), "iqm of 3", iqm([[5, 1, 9]]), "iqm of 4", iqm([[5, 1, 9, 100]]), "iqm of 10", iqm([np.arange(10) ** 2]))
print("improvement", improvement(a, b), "back", improvement(b, a))
print("difference", np.mean(np.array(a) - np.array(b)))
one = [[1.0, 2.0, 4.0, 8.0, 16.0, 32.0]]
print("mean of one, interval", interval(np.mean(r[0]) for r in resamples(one)), "iqm", interval(iqm(r) for r in resamples(one)))
print("mean of a, interval", interval(np.mean(r) for r in resamples(a)), "iqm", interval(iqm(r) for r in resamples(a)))
d = (np.array(a) - np.array(b)).tolist()
print("difference, interval", interval(np.mean(r) for r in resamples(d)))
x, y = [[1.0, 2.0, 3.0, 4.0]], [[0.0, 2.5, 3.0, 1.0]]
print("improvement", improvement(x, y), "interval", interval(improvement(r, s) for r in resamples(x) for s in resamples(y)))
