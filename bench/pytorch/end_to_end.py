#!/usr/bin/python3
"""A whole run of AWAC in plain PyTorch: updates on a dataset, then environment steps with an update each, in HalfCheetah-v4.
Besides what common.py says it answers
  {"build": {...}}                                       ->  {}                  simulator, dataset and sizes
  {"replay": {"start": [...], "actions": [[...], ...]}}  ->  {"observations": [[...], ...], "rewards": [...]}
  {"run": {"offline_updates": N, "online_steps": N}}     ->  {"seconds": ...}    a run from fresh networks on
"""

import time

import torch

from awac import Awac
from common import Replay, reply, requests
from halfcheetah import HalfCheetah

ROUND = 1000  # steps, then as many updates, as the authors' code does


class Dataset:
    """Columns of single precision numbers, one after the other in a file."""

    def __init__(self, file, rows, observation, action):
        with open(file, "rb") as source:
            numbers = torch.frombuffer(bytearray(source.read()), dtype=torch.float32)
        widths = (observation, action, 1, observation, 1)
        self.observations, self.actions, rewards, self.next_observations, terminated = (
            column.view(rows, width) for column, width in zip(numbers.split([rows * width for width in widths]), widths))
        self.rewards, self.terminated = rewards.squeeze(1), terminated.squeeze(1)
        self.mean = self.observations.mean(0)
        self.std = self.observations.std(0, unbiased=False) + 1e-3


class Run:
    def __init__(self, environment, dataset, batch, online_steps, config):
        self.environment, self.dataset, self.batch = environment, dataset, batch
        self.learner = Awac(**config)
        self.replay = Replay(len(dataset.rewards) + online_steps, config["observation"], config["action"])
        self.replay.count = rows = len(dataset.rewards)
        self.replay.observations[:rows] = self.normalised(dataset.observations)
        self.replay.next_observations[:rows] = self.normalised(dataset.next_observations)
        self.replay.actions[:rows], self.replay.rewards[:rows] = dataset.actions, dataset.rewards
        self.replay.terminated[:rows] = dataset.terminated

    def normalised(self, observations):
        return (observations - self.dataset.mean) / self.dataset.std

    def train(self, updates):
        for _ in range(updates):
            self.learner.update(*self.replay.sample(self.batch))

    @torch.inference_mode()
    def collect(self, steps, s):
        policy, replay = self.learner.policy, self.replay
        for _ in range(steps):
            action = policy.sample(*policy(s))
            observation, reward, cut = self.environment.step(action)
            s_next = self.normalised(observation.float())
            row = replay.count
            replay.observations[row], replay.actions[row], replay.next_observations[row] = s, action, s_next
            replay.rewards[row], replay.terminated[row] = reward, 0
            replay.count += 1
            s = self.normalised(self.environment.reset().float()) if cut else s_next
        return s

    @torch.inference_mode()
    def evaluate(self):
        s, total, cut = self.environment.reset(), 0, False
        while not cut:
            mean, _ = self.learner.policy(self.normalised(s.float()))
            s, reward, cut = self.environment.step(mean.clamp(-1, 1))
            total += reward
        return total

    def __call__(self, offline_updates, online_steps):
        self.train(offline_updates)
        self.evaluate()
        s = self.normalised(self.environment.reset().float())
        for start in range(0, online_steps, ROUND):
            steps = min(ROUND, online_steps - start)
            s = self.collect(steps, s)
            self.train(steps)
        self.evaluate()


def replayed(environment, start, actions):
    environment.start_at(start)
    steps = [environment.step(torch.tensor(action, dtype=torch.float64)) for action in actions]
    return {"observations": [observation.tolist() for observation, _, _ in steps], "rewards": [reward for _, reward, _ in steps]}


def main():
    for request in requests():
        if "build" in request:
            case = request["build"]
            environment = HalfCheetah(case["library"], case["model"])
            config = case["learner"]
            dataset = Dataset(case["dataset"], case["rows"], config["observation"], config["action"])
            reply({})
        elif "replay" in request:
            reply(replayed(environment, **request["replay"]))
        else:
            start = time.perf_counter()
            Run(environment, dataset, case["batch"], request["run"]["online_steps"], config)(**request["run"])
            reply({"seconds": time.perf_counter() - start})


if __name__ == "__main__":
    main()
