"""HalfCheetah-v4 in Python over the libmujoco and the model of the other side, by ctypes. The small C library that wraps libmujoco
there serves here as well: it knows where mjData's arrays lie and runs a step's sub-steps in one call, as MuJoCo's own bindings do."""

import ctypes

import torch

SUBSTEPS = 5
SECONDS_PER_STEP = 0.01 * SUBSTEPS
CONTROL_COST = 0.1
RESET_NOISE = 0.1
TIME_LIMIT = 1000


class HalfCheetah:
    def __init__(self, library, model_file):
        self.mujoco = ctypes.CDLL(library)
        for function in ("awac_model_from_file", "awac_data_new", "awac_data_field"):
            getattr(self.mujoco, function).restype = ctypes.c_void_p
        self.model = ctypes.c_void_p(self.mujoco.awac_model_from_file(model_file.encode()))
        self.data = ctypes.c_void_p(self.mujoco.awac_data_new(self.model))
        self.qpos, self.positions = self.field("qpos")
        _, self.velocities = self.field("qvel")
        self.ctrl, self.controls = self.field("ctrl")
        self.steps = 0

    def field(self, name):
        """An array of mjData, as ctypes see it and as a tensor on the same memory."""
        count, kind = ctypes.c_int(), ctypes.c_int()
        address = self.mujoco.awac_data_field(self.model, self.data, name.encode(), ctypes.byref(count), ctypes.byref(kind))
        array = (ctypes.c_double * count.value).from_address(address)
        return array, torch.frombuffer(array, dtype=torch.float64)

    def reset(self):
        self.mujoco.awac_reset(self.model, self.data)
        self.positions += torch.empty_like(self.positions).uniform_(-RESET_NOISE, RESET_NOISE)
        self.velocities += RESET_NOISE * torch.randn_like(self.velocities)
        return self.begin()

    def start_at(self, positions_and_velocities):
        self.mujoco.awac_reset(self.model, self.data)
        start = torch.tensor(positions_and_velocities, dtype=torch.float64)
        self.positions.copy_(start[:len(self.positions)])
        self.velocities.copy_(start[len(self.positions):])
        return self.begin()

    def begin(self):
        self.mujoco.awac_forward(self.model, self.data)
        self.steps = 0
        return self.observe()

    def step(self, action):
        """Observation, reward, and whether the time limit cuts the episode; it never terminates."""
        self.controls.copy_(action)
        before = self.qpos[0]
        self.mujoco.awac_step(self.model, self.data, SUBSTEPS)
        self.steps += 1
        reward = (self.qpos[0] - before) / SECONDS_PER_STEP - CONTROL_COST * sum(c * c for c in self.ctrl)
        return self.observe(), reward, self.steps == TIME_LIMIT

    def observe(self):
        return torch.cat([self.positions[1:], self.velocities])
