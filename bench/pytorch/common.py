"""What the twins share: networks, the replay, and a server on standard streams, one JSON object per line, so that blocks of both
sides' updates can alternate in one run:
  {"build": {"hidden": [256, 256], "batch": 256, ...}}  ->  {}                  a fresh learner and replay
  {"run": 20}                                           ->  {"seconds": 0.13}   that many updates, batches included
It begins with {"torch": version, "blas": library} and ends when its input does. `--device D` says where it computes, `--threads N` sets
PyTorch's threads; those of OpenBLAS and its kernels come from the environment (OPENBLAS_NUM_THREADS, OPENBLAS_CORETYPE), as it reads
them when it is loaded.
"""

import argparse
import json
import math
import sys
import time

import torch
from torch import nn

HALF_LOG_TWO_PI = 0.5 * math.log(2 * math.pi)


def perceptron(inputs, hidden, outputs):
    layers = []
    for width in hidden:
        layers += [nn.Linear(inputs, width), nn.ReLU()]
        inputs = width
    return nn.Sequential(*layers, nn.Linear(inputs, outputs))


def critics_with_targets(observation, action, hidden):
    critics = [perceptron(observation + action, hidden, 1) for _ in range(2)]
    targets = [perceptron(observation + action, hidden, 1).requires_grad_(False) for _ in range(2)]
    for critic, target in zip(critics, targets):
        target.load_state_dict(critic.state_dict())
    return critics, targets


def let_units_decay(network, count):
    """Units of the second hidden layer that are never active, with denormal weights, as weight decay leaves them behind."""
    with torch.no_grad():
        network[2].bias[:count] = -1e6
        network[2].weight[:count] = 1e-40


def smaller(critics, s, a):
    s_a = torch.cat([s, a], 1)
    return torch.minimum(critics[0](s_a), critics[1](s_a)).squeeze(-1)


def move_targets(critics, targets, tau):
    with torch.no_grad():
        for critic, target in zip(critics, targets):
            for source, slow in zip(critic.parameters(), target.parameters()):
                slow.lerp_(source, tau)


class Replay:
    """Transitions as columns; observations are normalised already, as this side can do it once for a fixed dataset."""

    def __init__(self, rows, observation, action):
        self.observations = torch.randn(rows, observation)
        self.actions = torch.rand(rows, action) * 2 - 1
        self.rewards = torch.randn(rows)
        self.next_observations = torch.randn(rows, observation)
        self.terminated = torch.zeros(rows)
        self.count = rows

    def sample(self, size):
        rows = torch.randint(self.count, (size,))
        columns = (self.observations, self.actions, self.rewards, self.next_observations, self.terminated)
        return [column.index_select(0, rows) for column in columns]


def loaded_blas():
    """The BLAS that PyTorch was linked to by the system, which may be the slow reference one."""
    with open("/proc/self/maps", encoding="utf-8") as maps:
        paths = {line.split()[-1] for line in maps if "libblas" in line}
    return ", ".join(sorted(paths)) or "a BLAS of its own"


def requests():
    """Greets and yields the requests."""
    parser = argparse.ArgumentParser(description="a rival of scripts/bench, served on standard streams")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--device", default="cpu")
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    if arguments.device != "cpu":
        torch.set_default_device(arguments.device)  # PyTorch 2
    torch.manual_seed(1)
    reply({"torch": torch.__version__, "blas": loaded_blas()})
    for line in sys.stdin:
        yield json.loads(line)


def reply(message):
    print(json.dumps(message), flush=True)


def serve_updates(make_learner):
    for request in requests():
        if "build" in request:
            case = request["build"]
            batch, rows, idle_units = case.pop("batch"), case.pop("rows"), case.pop("idle_units")
            learner = make_learner(**case)
            if idle_units:
                let_units_decay(learner.policy.mean, idle_units)
            replay = Replay(rows, case["observation"], case["action"])
            reply({})
        else:
            start = time.perf_counter()
            for _ in range(request["run"]):
                learner.update(*replay.sample(batch))
            if torch.cuda.is_initialized():
                torch.cuda.synchronize()
            reply({"seconds": time.perf_counter() - start})
