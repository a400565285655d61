#!/usr/bin/python3
"""SAC with automatic temperature in plain PyTorch: the rival that scripts/bench races."""

import math

import torch
from torch import nn
from torch.nn.functional import softplus

from common import HALF_LOG_TWO_PI, critics_with_targets, move_targets, perceptron, serve_updates, smaller


class Policy(nn.Module):
    """tanh of a diagonal normal whose mean and deviation depend on the state."""

    def __init__(self, observation, action, hidden, log_std_min, log_std_max):
        super().__init__()
        self.head = perceptron(observation, hidden, 2 * action)
        self.bounds = (log_std_min, log_std_max)

    def sample(self, observations):
        """Actions and their log densities."""
        mean, log_std = self.head(observations).chunk(2, -1)
        log_std = log_std.clamp(*self.bounds)
        noise = torch.randn_like(mean)
        u = mean + log_std.exp() * noise
        squash = 2 * (math.log(2) - u - softplus(-2 * u))
        return u.tanh(), (-0.5 * noise.square() - log_std - HALF_LOG_TWO_PI - squash).sum(-1)


class Sac:
    def __init__(self, observation, action, hidden, learning_rate, gamma, tau, log_std_min, log_std_max):
        self.gamma, self.tau, self.target_entropy = gamma, tau, -action
        self.policy = Policy(observation, action, hidden, log_std_min, log_std_max)
        self.critics, self.targets = critics_with_targets(observation, action, hidden)
        self.log_alpha = torch.zeros(1, requires_grad=True)
        self.critic_parameters = [p for critic in self.critics for p in critic.parameters()]
        self.policy_adam = torch.optim.Adam(self.policy.parameters(), lr=learning_rate, foreach=True)
        self.critic_adam = torch.optim.Adam(self.critic_parameters, lr=learning_rate, foreach=True)
        self.alpha_adam = torch.optim.Adam([self.log_alpha], lr=learning_rate)

    def update(self, s, a, r, s_next, terminated):
        # Soft policy evaluation.
        with torch.no_grad():
            alpha = self.log_alpha.exp()
            a_next, log_pi_next = self.policy.sample(s_next)
            next_q = smaller(self.targets, s_next, a_next) - alpha * log_pi_next
            y = r + self.gamma * (1 - terminated) * next_q
        s_a = torch.cat([s, a], 1)
        critic_loss = sum((critic(s_a).squeeze(-1) - y).square().mean() for critic in self.critics)
        self.critic_adam.zero_grad(set_to_none=True)
        critic_loss.backward()
        self.critic_adam.step()

        # Soft policy improvement; the critics' own gradients are not wanted here.
        self.want_critic_gradients(False)
        action, log_pi = self.policy.sample(s)
        policy_loss = (alpha * log_pi - smaller(self.critics, s, action)).mean()
        self.want_critic_gradients(True)
        self.policy_adam.zero_grad(set_to_none=True)
        policy_loss.backward()
        self.policy_adam.step()

        # Temperature.
        alpha_loss = -(self.log_alpha * (log_pi.detach() + self.target_entropy)).mean()
        self.alpha_adam.zero_grad(set_to_none=True)
        alpha_loss.backward()
        self.alpha_adam.step()

        move_targets(self.critics, self.targets, self.tau)

    def want_critic_gradients(self, wanted):
        for parameter in self.critic_parameters:
            parameter.requires_grad_(wanted)


if __name__ == "__main__":
    serve_updates(Sac)
