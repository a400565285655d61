"""Small HDF5 files in the layouts of D4RL and Minari, written by h5py; started by scripts/make-hdf5-fixtures."""
import json
import os
import sys

import h5py
import numpy as np

ROWS = 7
TERMINAL, TIMEOUT = 2, 4


def columns():
    """Seven rows, three observed numbers, two actions: a terminal episode of 3, a timed-out one of 2, a cut one of 2."""
    flags = np.zeros((2, ROWS), bool)
    flags[0, TERMINAL] = flags[1, TIMEOUT] = True
    return {
        "observations": np.arange(3 * ROWS, dtype=np.float32).reshape(ROWS, 3) / 4,
        "actions": np.arange(2 * ROWS).reshape(ROWS, 2) / 16 - 0.5,
        "rewards": np.arange(ROWS, dtype=np.float32),
        "terminals": flags[0],
        "timeouts": flags[1],
    }


def d4rl(path):
    """Chunked, compressed, of several types, with the groups that D4RL adds."""
    arrays = columns()
    with h5py.File(path, "w") as file:
        file.create_dataset("observations", data=arrays["observations"], chunks=(2, 2), compression="gzip", shuffle=True)
        file.create_dataset("actions", data=arrays["actions"], chunks=(3, 2), compression="gzip")
        file.create_dataset("rewards", data=arrays["rewards"].astype(">f8"))
        file.create_dataset("terminals", data=arrays["terminals"])
        file.create_dataset("timeouts", data=arrays["timeouts"].astype(np.uint8), maxshape=(None,), chunks=(4,))
        file.create_dataset("infos/qpos", data=np.zeros((ROWS, 9)))
        file.create_dataset("metadata/algorithm", data="SAC")


def minari(folder):
    """The episodes of the same rows, resizable and with attributes as Minari's storage leaves them; the last one is cut."""
    os.makedirs(os.path.join(folder, "data"), exist_ok=True)
    arrays = columns()
    lengths = [3, 2, 2]
    with h5py.File(os.path.join(folder, "data", "main_data.hdf5"), "w", track_order=True) as file:
        start = 0
        for number, length in enumerate(lengths):
            group = file.create_group(f"episode_{number}")
            group.attrs["id"] = number
            group.attrs["seed"] = 100 + number
            group.attrs["total_steps"] = length
            rows = slice(start, start + length)
            observations = np.concatenate([arrays["observations"][rows], np.full((1, 3), 50 + number, np.float32)])
            for key, data in {
                "observations": observations.astype(np.float64),
                "actions": arrays["actions"][rows],
                "rewards": arrays["rewards"][rows].astype(np.float64),
                "terminations": arrays["terminals"][rows],
                "truncations": arrays["timeouts"][rows],
            }.items():
                group.create_dataset(key, data=data, chunks=True, maxshape=(None, *data.shape[1:]))
            group.create_group("infos").create_dataset("success", data=np.zeros(length + 1, bool))
            start += length
    metadata = {"dataset_id": "rig/made-v0", "total_episodes": len(lengths), "total_steps": ROWS, "data_format": "hdf5"}
    with open(os.path.join(folder, "data", "metadata.json"), "w") as file:
        json.dump(metadata, file)


def goals(path):
    """Two episodes whose observations are a dictionary, as Minari stores those of mazes."""
    with h5py.File(path, "w", track_order=True) as file:
        for number, length in enumerate([2, 1]):
            steps = np.arange(length + 1, dtype=np.float64)[:, None] + 10 * number
            group = file.create_group(f"episode_{number}")
            observations = group.create_group("observations")
            observations.create_dataset("achieved_goal", data=steps + [0.25, 0.5])
            observations.create_dataset("desired_goal", data=np.zeros((length + 1, 2)) - 1 - number)
            observations.create_dataset("observation", data=steps + [0.75])
            group.create_dataset("actions", data=np.zeros((length, 2), np.float32))
            group.create_dataset("rewards", data=np.zeros(length))
            group.create_dataset("terminations", data=np.zeros(length, bool))
            group.create_dataset("truncations", data=np.arange(length) == length - 1)


def refused(path):
    """Logs that cannot be used, a file each."""
    arrays = columns()
    wrong = {
        "dictionary": ("observations", None),
        "text": ("rewards", np.array(["a"] * ROWS, dtype="S1")),
        "short": ("actions", arrays["actions"][:3]),
        "flat": ("observations", arrays["observations"][:, 0]),
    }
    for name, (key, data) in wrong.items():
        with h5py.File(f"{path}-{name}.hdf5", "w") as file:
            for other, good in arrays.items():
                if other != key:
                    file.create_dataset(other, data=good)
            if data is None:
                file.create_dataset(f"{key}/image", data=arrays["observations"])
            else:
                file.create_dataset(key, data=data)
    with h5py.File(f"{path}-foreign.hdf5", "w") as file:
        file.create_dataset("weights", data=np.zeros(3))


def stored(path, **options):
    """The same numbers in every type and layout that is read; as many names in a group as have an index of their own."""
    numbers = np.array([[0, 1, 2], [3, 4, 5], [6, 7, 8], [9, 10, 11], [12, 13, 100]])
    with h5py.File(path, "w", **options) as file:
        types = file.create_group("types", track_order=True)
        for kind in ["f2", "f4", "f8", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8"]:
            for order in "<>":
                signed = numbers if kind[0] == "u" else -numbers
                types.create_dataset(f"{order}{kind}", data=signed.astype(f"{order}{kind}"))
        layouts = file.create_group("layouts")
        for name, how in {
            "one chunk": {"chunks": (5, 3)},
            "columns": {"chunks": (2, 1), "compression": "gzip"},
            "shuffled": {"chunks": (3, 2), "compression": "gzip", "shuffle": True},
            "checked": {"chunks": (2, 3), "fletcher32": True},
            "all filters": {"chunks": (2, 2), "compression": 9, "shuffle": True, "fletcher32": True},
        }.items():
            layouts.create_dataset(name, data=-numbers.astype(np.float32), **how)
        small = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
        small.set_layout(h5py.h5d.COMPACT)
        compact = h5py.h5d.create(layouts.id, b"compact", h5py.h5t.IEEE_F32LE, h5py.h5s.create_simple((5, 3)), small)
        compact.write(h5py.h5s.ALL, h5py.h5s.ALL, -numbers.astype(np.float32))


def links(path):
    """A symbolic link that leads to itself."""
    for name, tracked in {"old": False, "new": True}.items():
        with h5py.File(f"{path}-{name}.hdf5", "w", track_order=tracked) as file:
            file["observations"] = h5py.SoftLink("observations")


if __name__ == "__main__":
    out = sys.argv[1]
    d4rl(os.path.join(out, "h5py-d4rl.hdf5"))
    minari(os.path.join(out, "h5py-minari"))
    goals(os.path.join(out, "h5py-goals.hdf5"))
    refused(os.path.join(out, "h5py-refused"))
    stored(os.path.join(out, "h5py-stored.hdf5"))
    stored(os.path.join(out, "h5py-stored-latest.hdf5"), libver="latest")
    links(os.path.join(out, "h5py-refused-link"))
