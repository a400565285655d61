"""Small pickles in the layouts of DAPG (mjrl) and rlkit, as Python and NumPy write them; started by scripts/make-pickle-fixtures."""
import collections
import os
import pickle
import sys

import numpy as np


def path(first, length):
    """Rows of three observed numbers and two actions."""
    rows = np.arange(first, first + length)
    return {
        "observations": np.stack([rows, rows + 0.25, rows + 0.5], 1),
        "actions": np.asfortranarray(np.stack([rows / 16, -rows / 16], 1).astype(np.float32)),
        "rewards": rows.astype(np.float64),
    }


def dapg():
    """Flat observations, no successors; what else a path holds is not read."""
    paths = [path(0, 3), path(10, 2)]
    for p in paths:
        p["init_state_dict"] = collections.OrderedDict(qpos=np.zeros(4), qvel=np.zeros(4, ">f4"))
    paths[0]["terminated"] = True
    return paths


def rlkit():
    """Observations are dictionaries, numbers arrays of one."""
    def steps(first, length):
        p = path(first, length)
        next_observations = p["observations"] + 1
        return {
            "observations": [{"state_observation": o, "desired_goal": o[:1]} for o in p["observations"]],
            "next_observations": [{"state_observation": o, "desired_goal": o[:1]} for o in next_observations],
            "actions": p["actions"],
            "rewards": p["rewards"].reshape(-1, 1),
            "terminals": [np.array([row + 1 == length and first == 0]) for row in range(length)],
            "agent_infos": [{}] * length,
            "env_infos": [{"goal_achieved": np.bool_(False), "time": np.float64(0.5)}] * length,
        }
    return [steps(0, 3), steps(10, 2)]


class Call:
    """Would run a program when it is read by Python."""
    def __reduce__(self):
        return os.system, ("touch executed",)


def main(folder):
    for protocol in range(1, 6):
        with open(os.path.join(folder, f"pickle-dapg-protocol{protocol}.pickle"), "wb") as file:
            pickle.dump(dapg(), file, protocol)
    np.save(os.path.join(folder, "pickle-rlkit.npy"), np.array(rlkit(), dtype=object), allow_pickle=True)
    refused = {
        "calls": [Call()],
        "numbers": [1, 2, 3],
        "lacks": [{"observations": np.zeros((2, 3)), "rewards": np.zeros(2)}],
        "ragged": [{"observations": [np.zeros(3), np.zeros(2)], "actions": np.zeros((2, 1)), "rewards": np.zeros(2)}],
        "text": [{"observations": np.array([["a"], ["b"]]), "actions": np.zeros((2, 1)), "rewards": np.zeros(2)}],
        "repeats": [path(0, 50)] * 1000,
    }
    for name, value in refused.items():
        with open(os.path.join(folder, f"pickle-refused-{name}.pickle"), "wb") as file:
            pickle.dump(value, file, 4)


main(sys.argv[1])
