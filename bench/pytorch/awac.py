#!/usr/bin/python3
"""AWAC in plain PyTorch: the rival that scripts/bench races, in the form and order of the preset awac-corl."""

import torch
from torch import nn

from common import HALF_LOG_TWO_PI, critics_with_targets, move_targets, perceptron, serve_updates, smaller


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


class Awac:
    def __init__(self, observation, action, hidden, learning_rate, gamma, tau, lambda_, weight_max, log_std_min, log_std_max):
        self.gamma, self.tau, self.lambda_, self.weight_max = gamma, tau, lambda_, weight_max
        self.policy = Policy(observation, action, hidden, log_std_min, log_std_max)
        self.critics, self.targets = critics_with_targets(observation, action, hidden)
        self.policy_adam = torch.optim.Adam(self.policy.parameters(), lr=learning_rate, foreach=True)
        critic_parameters = [p for critic in self.critics for p in critic.parameters()]
        self.critic_adam = torch.optim.Adam(critic_parameters, lr=learning_rate, foreach=True)

    def update(self, s, a, r, s_next, terminated):
        # Policy evaluation.
        with torch.no_grad():
            next_q = smaller(self.targets, s_next, self.policy.sample(*self.policy(s_next)))
            y = r + self.gamma * (1 - terminated) * next_q
        s_a = torch.cat([s, a], 1)
        critic_loss = sum((critic(s_a).squeeze(-1) - y).square().mean() for critic in self.critics)
        self.critic_adam.zero_grad(set_to_none=True)
        critic_loss.backward()
        self.critic_adam.step()

        # Policy improvement, weighted by the advantages under the critics after their step.
        mean, log_std = self.policy(s)
        with torch.no_grad():
            value = smaller(self.critics, s, self.policy.sample(mean, log_std))
            advantage = smaller(self.critics, s, a) - value
            weights = (advantage / self.lambda_).exp().clamp_max(self.weight_max)
        policy_loss = -(weights * self.policy.log_density(a, mean, log_std)).mean()
        self.policy_adam.zero_grad(set_to_none=True)
        policy_loss.backward()
        self.policy_adam.step()

        move_targets(self.critics, self.targets, self.tau)


if __name__ == "__main__":
    serve_updates(Awac)
