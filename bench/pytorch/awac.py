#!/usr/bin/python3
"""AWAC in plain PyTorch: the rival that scripts/bench races, in the form and order of the preset awac-corl.

A server on standard streams, one JSON object per line, so that blocks of both sides' updates can alternate in one run:
  {"build": {"hidden": [256, 256], "batch": 256, ...}}  ->  {}                  a fresh learner and replay
  {"run": 20}                                           ->  {"seconds": 0.13}   that many updates, batches included
It begins with {"torch": version, "blas": library} and ends when its input does. `--threads N` sets PyTorch's threads; those of
OpenBLAS and its kernels come from the environment (OPENBLAS_NUM_THREADS, OPENBLAS_CORETYPE), as it reads them when it is loaded.
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


class Policy(nn.Module):
    """A diagonal normal whose deviation does not depend on the state."""

    def __init__(self, observation, action, hidden, log_std_min, log_std_max):
        super().__init__()
        self.mean = perceptron(observation, hidden, action)
        self.log_std = nn.Parameter(torch.zeros(action))
        self.bounds = (log_std_min, log_std_max)

    def forward(self, observations):
        return self.mean(observations), self.log_std.clamp(*self.bounds)

    @staticmethod
    def sample(mean, log_std):
        return (mean + log_std.exp() * torch.randn_like(mean)).clamp(-1, 1)

    @staticmethod
    def log_density(actions, mean, log_std):
        z = (actions - mean) / log_std.exp()
        return (-0.5 * z.square() - log_std - HALF_LOG_TWO_PI).sum(-1)


class Replay:
    """Transitions as columns; observations are normalised already, as this side can do it once for a fixed dataset."""

    def __init__(self, rows, observation, action):
        self.observations = torch.randn(rows, observation)
        self.actions = torch.rand(rows, action) * 2 - 1
        self.rewards = torch.randn(rows)
        self.next_observations = torch.randn(rows, observation)
        self.terminated = torch.zeros(rows)

    def sample(self, size):
        rows = torch.randint(len(self.rewards), (size,))
        columns = (self.observations, self.actions, self.rewards, self.next_observations, self.terminated)
        return [column.index_select(0, rows) for column in columns]


class Awac:
    def __init__(self, observation, action, hidden, learning_rate, gamma, tau, lambda_, weight_max, log_std_min, log_std_max):
        self.gamma, self.tau, self.lambda_, self.weight_max = gamma, tau, lambda_, weight_max
        self.policy = Policy(observation, action, hidden, log_std_min, log_std_max)
        self.critics = [perceptron(observation + action, hidden, 1) for _ in range(2)]
        self.targets = [perceptron(observation + action, hidden, 1).requires_grad_(False) for _ in range(2)]
        for critic, target in zip(self.critics, self.targets):
            target.load_state_dict(critic.state_dict())
        self.policy_adam = torch.optim.Adam(self.policy.parameters(), lr=learning_rate, foreach=True)
        critic_parameters = [p for critic in self.critics for p in critic.parameters()]
        self.critic_adam = torch.optim.Adam(critic_parameters, lr=learning_rate, foreach=True)

    def update(self, s, a, r, s_next, terminated):
        # Policy evaluation.
        with torch.no_grad():
            next_q = self.smaller(self.targets, s_next, self.policy.sample(*self.policy(s_next)))
            y = r + self.gamma * (1 - terminated) * next_q
        s_a = torch.cat([s, a], 1)
        critic_loss = sum((critic(s_a).squeeze(-1) - y).square().mean() for critic in self.critics)
        self.critic_adam.zero_grad(set_to_none=True)
        critic_loss.backward()
        self.critic_adam.step()

        # Policy improvement, weighted by the advantages under the critics after their step.
        mean, log_std = self.policy(s)
        with torch.no_grad():
            value = self.smaller(self.critics, s, self.policy.sample(mean, log_std))
            advantage = self.smaller(self.critics, s, a) - value
            weights = (advantage / self.lambda_).exp().clamp_max(self.weight_max)
        policy_loss = -(weights * self.policy.log_density(a, mean, log_std)).mean()
        self.policy_adam.zero_grad(set_to_none=True)
        policy_loss.backward()
        self.policy_adam.step()

        with torch.no_grad():
            for critic, target in zip(self.critics, self.targets):
                for source, slow in zip(critic.parameters(), target.parameters()):
                    slow.lerp_(source, self.tau)

    @staticmethod
    def smaller(critics, s, a):
        s_a = torch.cat([s, a], 1)
        return torch.minimum(critics[0](s_a), critics[1](s_a)).squeeze(-1)


def loaded_blas():
    """The BLAS that PyTorch was linked to by the system, which may be the slow reference one."""
    with open("/proc/self/maps", encoding="utf-8") as maps:
        paths = {line.split()[-1] for line in maps if "libblas" in line}
    return ", ".join(sorted(paths)) or "a BLAS of its own"


def main():
    parser = argparse.ArgumentParser(description="serves AWAC updates on standard streams")
    parser.add_argument("--threads", type=int, default=1)
    torch.set_num_threads(parser.parse_args().threads)
    torch.manual_seed(1)
    reply({"torch": torch.__version__, "blas": loaded_blas()})
    for line in sys.stdin:
        request = json.loads(line)
        if "build" in request:
            case = request["build"]
            batch, rows = case.pop("batch"), case.pop("rows")
            learner = Awac(**case)
            replay = Replay(rows, case["observation"], case["action"])
            reply({})
        else:
            start = time.perf_counter()
            for _ in range(request["run"]):
                learner.update(*replay.sample(batch))
            reply({"seconds": time.perf_counter() - start})


def reply(message):
    print(json.dumps(message), flush=True)


if __name__ == "__main__":
    main()
