#!/usr/bin/python3
"""Writes the golden files of the algorithms: small networks, ten batches, and what ten updates make of them.

Needs Debian's python3-torch; the tests that read the files do not. Run without arguments; equal runs write equal bytes.

The arithmetic is in double precision on single precision inputs, so that the files hold the updates' true values and a learner
in single precision is measured against those, not against another implementation's rounding. The gradients are autograd's, the
optimiser is torch.optim.Adam (betas 0.9 and 0.999, eps 1e-8).

One AWAC update, on (s, a, r, s', terminated) and two sets of standard normals, next_noise and current_noise. Everything before
the steps is computed from the state before the update:
  1. a' = mean(s') + std next_noise                  [clamped to +-1 if clamp_sampled_actions]; no gradient
  2. y  = r + gamma (1 - terminated) min_i Qtarget_i(s', a')      [the mask only if mask_terminals]; no gradient
  3. critic loss_i = mean (Q_i(s, a) - y)^2
     With critic_max the outputs of online and target critics are clamped from above wherever they are used; the gradient is 0
     where the output lies above the bound.
  4. A  = min_i Q_i(s, a) - min_i Q_i(s, a~), a~ = mean(s) + std current_noise [clamped as in 1] or a~ = mean(s); no gradient.
     The critics are those before their step (rlkit) or after it (CORL); the policy is always the one before its step.
  5. w  = batch size * softmax(min(A, advantage_max) / lambda)   or   min(exp(min(A, advantage_max) / lambda), weight_max)
  6. policy loss = -mean (w log pi(a|s)), log pi the diagonal normal's log density, summed over the action's dimensions
  7. Adam on critics and policy; the policy's weight decay adds weight_decay * parameter to the gradient of every parameter
  8. Qtarget_i <- Qtarget_i + tau (Q_i - Qtarget_i), with the critics after their step
  Ablations: weighting whiten is exp of (A - mean A) / (std A + 1e-5) / lambda, std over the batch without correction. With the network behaviour, in the
  policy's form, b_0 and n more actions are mean(s) + std noise.behaviour_actions; behaviour_actions: A and log pi of step 4 on are those of b_0 in place of a;
  partition = n: log mean_k exp((min_i Q_i(s, b_k) - min_i Q_i(s, a~)) / lambda), k from 1 on, is subtracted from A / lambda; no gradient.
  After the policy's step, behaviour loss = -mean log b(a|s); Adam on behaviour
  With choices, of which an action is the index: q_i(s) has a value for each, Q_i(s, a) is that of a, and log pi(a|s) the log softmax of policy(s) at a.
  In 2 and 4 the values of a' and a~ are sum_a pi(a|.) min_i Q_i(., a), with Qtarget_i in 2. IQL and BC with choices differ from those without in Q_i and log pi
  alone; action_error is the share of actions that are not the likeliest

One SAC update:
  1. a' = tanh(u'), u' = mean(s') + std(s') next_noise; log pi(a'|s') = log normal density of u' - sum log(1 - tanh^2 u')
     log(1 - tanh^2 u) = 2 (log 2 - u - softplus(-2 u)); log std = the network's second half, clamped to [min, max]
  2. y = r + gamma (1 - terminated) (min_i Qtarget_i(s', a') - alpha log pi(a'|s')); no gradient
  3. critic loss_i = mean (Q_i(s, a) - y)^2; Adam on the critics
  4. policy loss = mean (alpha log pi(a~|s) - min_i Q_i(s, a~)), a~ from current_noise, with the critics after their step and
     alpha before its step; Adam on the policy
  5. temperature loss = mean(-log_alpha (log pi(a~|s) + target entropy)), log pi of 4 without gradient; Adam on log_alpha
  6. targets as in AWAC

  SAC+BC adds -cloning_weight mean log pi(a|s) of the batch's actions, clamped to +-0.999, to the policy loss; in the first cloning_updates updates,
  the first is number 1, it is all of that loss, and the temperature loss is 0. behaviour_likelihood: mean log pi(a|s) before the policy's step

One IQL update, without noise:
  1. m  = min_i Qtarget_i(s, a); no gradient
  2. value loss = mean |expectile - 1[u < 0]| u^2, u = m - V(s); Adam on V
  3. y = r + gamma (1 - terminated) V(s'), A = m - V(s), with V after its step; no gradient
  4. critic loss_i = mean (Q_i(s, a) - y)^2; Adam on the critics
  5. policy loss = -mean (w log pi(a|s)), w = min(exp(beta A), weight_max), log pi as in AWAC; Adam on the policy
  6. targets as in AWAC

One BC update, without noise:
  1. policy loss = -mean log pi(a|s), log pi as in AWAC; Adam on the policy, with weight decay as in AWAC

One TD3+BC update, the first is number 1:
  1. a' = clamp(tanh(policy_target(s')) + clamp(target_noise next_noise, +-target_noise_clip), +-1); no gradient
  2. y = r + gamma (1 - terminated) min_i Qtarget_i(s', a'); no gradient
  3. critic loss_i = mean (Q_i(s, a) - y)^2; Adam on the critics
  4. in every update that policy_delay divides, with the critics after their step:
     pi = tanh(policy(s)); lambda = alpha / mean |Q_1(s, pi)|, no gradient; cloning loss = mean (pi - a)^2, over batch and dimensions
     policy loss = -lambda mean Q_1(s, pi) + cloning loss; Adam on the policy, whose steps are counted by themselves
     the targets of the critics, and the policy's, move as in AWAC
  Metrics of 4 (policy_loss, q_weight, which is lambda, cloning_loss) are 0 in the other updates and policy_delay times their value in these.

One RLPD or WSRL update, the first is number 1, with q_i's hidden layers normalised before their ReLU (torch's layer_norm, eps 1e-6), and with noise.target_critics,
the numbers from 0 on of the critics whose targets count:
  1. a' and log pi(a'|s') as in SAC
  2. y = r + gamma (1 - terminated) (min over target_critics of Qtarget_i(s', a') - alpha log pi(a'|s')); no gradient
  3. critic loss_i = mean (Q_i(s, a) - y)^2; Adam on the critics; targets as in AWAC
  4. in every update that critic_steps divides: policy loss = mean (alpha log pi(a~|s) - mean_i Q_i(s, a~)), with the critics after their step;
     temperature loss as in SAC; Adam on both, whose steps are counted by themselves
  Metrics of 4 (policy_loss, entropy) are 0 in the other updates and critic_steps times their value in these.

One ReBRAC update, the first is number 1, with q_i's hidden layers normalised as RLPD's, and with batch.next_actions, the actions that the data take
at s', where batch.has_next_action is 1:
  1. a' as in TD3+BC; d = has_next_action * sum (a' - next_actions)^2 over dimensions; no gradient
  2. y = r + gamma (1 - terminated) (min_i Qtarget_i(s', a') - critic_penalty d); no gradient
  3. critic loss_i = mean (Q_i(s, a) - y)^2; Adam on the critics
  4. in every update that policy_delay divides, with the critics after their step: pi = tanh(policy(s)), m = min_i Q_i(s, pi),
     policy loss = policy_penalty mean sum (pi - a)^2 - mean m / mean |m|, the divisor without gradient; Adam on the policy; targets as in TD3+BC
  Metrics of 4 (policy_loss, distance) are 0 in the other updates and policy_delay times their value in these.

One CQL or Cal-QL update, with n rows of numbers per transition in each of noise.uniform_actions, which are uniform on (-1, 1),
and noise.current_actions and next_actions, which are standard normals:
  1. y as in SAC without alpha log pi; with max_backup min_i Qtarget_i is taken at a' of each of next_actions' normals, and the largest of the n counts
  2. a_j: the uniform numbers, of density 1/2 per dimension; n actions of the policy at s; n of the policy at s'; no gradient
     gap_i = mean (log sum exp_j (B(Q_i(s, a_j)) - log density_j)) - mean Q_i(s, a), B(Q) = max(Q, G) for the policy's actions in Cal-QL, else Q;
     G = batch.returns, plus batch.return_discounts * batch.last_rewards / (1 - gamma) where cut_return is last-reward
  3. critic loss_i = mean (Q_i(s, a) - y)^2, to which conservative_weight * gap_i is added for the gradient; Adam on the critics
  4. policy and temperature as in SAC; targets as in AWAC

One AWR update, the first is number 1, with R = batch.returns + batch.return_discounts V(batch.last_observations), no gradient:
  1. A = R - V(s), no gradient; w = min(exp((A - mean A) / (std A + 1e-5) / lambda), weight_max), std over the batch without correction
  2. in every update that value_interval divides: value loss = mean (R - V(s))^2; Adam on V, whose steps are counted by themselves
  3. policy loss = -mean (w log pi(a|s)), log pi as in AWAC; Adam on the policy

One MARWIL update, R and A as AWR's:
  1. value loss = mean (R - V(s))^2; Adam on V
  2. c2 <- c2 + rate (mean A^2 - c2); w = min(exp(beta A / sqrt c2), weight_max)
  3. policy loss as AWR's; Adam on the policy

One CRR update, the first is number 1:
  1. a' = clamp(mean(s') + std next_noise, +-1) of policy_target; y = r + gamma (1 - terminated) q1_target(s', a'); no gradient
  2. A = q1(s, a) - mean_j q1(s, a_j), a_j = clamp(mean(s) + std normal, +-1) with noise.value_actions; no gradient; w = min(exp(A / lambda), weight_max)
     or 1 where A > 0
  3. critic loss = mean (q1(s, a) - y)^2; Adam on the critic; policy loss as AWR's; Adam on the policy
  4. in every update that target_period divides q1_target and policy_target move by tau

One BRAC update, the first is number 1, with n normals per transition in noise.next_actions and current_actions; log b(a|s) is that of the network
behaviour, SAC's form, at a clamped to +-0.999:
  1. l = mean log b(a|s); in the first behaviour_updates updates Adam on behaviour, upwards
  2. D(s) = mean over n of log pi(a_j|s) - log b(a_j|s), a_j the policy's samples; with behaviour after its step
  3. y = r + gamma (1 - terminated) (min_i Qtarget_i(s', a_1) - divergence_weight D(s')), a_1 of s'; no gradient
  4. critic loss_i = mean (Q_i(s, a) - y)^2; Adam on the critics
  5. policy loss = divergence_weight mean D(s), and after the first updates - mean min_i Q_i(s, a_1), with the critics after their step; Adam on the policy;
     targets as in AWAC

One BEAR update, the first is number 1, with m normals per transition in noise.next_actions, n in current_actions, 2 of an action's width, one latent, in
encoder_latents and 2 n in decoder_latents:
  1. (mean, log std) = encoder(s, a), log std clamped to [-4, 15]; z = mean + std normal; behaviour loss = mean (tanh(decoder(s, z)) - a)^2
     + vae_kl_weight mean (mean^2 + std^2 - 2 log std - 1) / 2; Adam on encoder and decoder
  2. y = r + gamma (1 - terminated) max_j (least_share min_i + (1 - least_share) max_i) Qtarget_i(s', a'_j), a'_j = tanh(u) of policy_target; no gradient
  3. critic loss_i = mean (Q_i(s, a) - y)^2; Adam on the critics
  4. x_j = decoder(s, z_j), z_j the latents clamped to +-0.5, no gradient; u_j of the policy with normals clamped to +-0.5; k(x, y) = exp(-|x - y|_1 / (2 sigma))
     mmd = sqrt(mean k(x_j, x_k) + mean k(u_j, u_k) - 2 mean k(x_j, u_k) + 1e-6), for each s
     policy loss = exp(log_multiplier) mean mmd, and after the first mmd_updates - mean min_i mean_j Q_i(s, tanh u_j), with the critics after their step;
     Adam on the policy; targets, the policy's too, as in AWAC
  5. multiplier loss = -exp(log_multiplier) mean (mmd - mmd_threshold); Adam on log_multiplier, which is then clamped

One ABM update, with n normals per transition in noise.next_actions, value_actions, last_actions and prior_actions; log p(a|s) is that of the network prior
in SAC's form, at a clamped to +-0.999; V(s) = mean_j min_i Qtarget_i(s, a_j), a_j = tanh(u) of policy_target:
  1. A = batch.returns + batch.return_discounts V(batch.last_observations) - V(s), of last_actions and value_actions; no gradient
     prior loss = -mean 1[A > 0] log p(a|s); Adam on prior
  2. y = r + gamma (1 - terminated) V(s'), of next_actions; critic loss_i = mean (Q_i(s, a) - y)^2; Adam on the critics, whose targets move as in AWAC
  3. a_j of prior after its step, with prior_actions, q_j = min_i Qtarget_i(s, a_j) with the targets after their move; w = softmax_j(q_j / exp(log_eta));
     no gradient; policy loss = -mean sum_j w_j log pi(a_j|s), a_j clamped as in 1; Adam on the policy, whose target then moves as in AWAC
  4. eta loss = exp(log_eta) (prior_divergence + mean log mean_j exp(q_j / exp(log_eta))); Adam on log_eta; prior_divergence: mean sum_j w_j log(n w_j)

One REINFORCE, A2C or DAPG update is of a whole round, with batch.goes_on, 1 where the next row is the next step of the same episode; batch.fresh [updates] is
the number of rows of the round, behind which are demonstrations; policies are AWAC's with a linear mean and a clamped deviation:
  A_t(lambda) = delta_t + goes_on_t gamma lambda A_{t+1}, delta_t = r_t + gamma (1 - terminated_t) V(s'_t) - V(s_t), from the last row to the first; no gradient
  regression: V on targets y, by steps of Adam down mean (V(s_i) - y_i)^2 over baseline_batch rows i each: floor((u + 1) / 2 rows), u the first number of every
  sample of noise.regression in turn; v_steps counts the steps
  REINFORCE: A = A(1), with V = 0 without a baseline; policy loss = -mean A log pi(a|s); Adam on the policy; then the regression on A + V, V of before
  A2C: A = A(gae_lambda); loss = -mean w log pi(a|s) + value_coefficient mean (A + V - V(s))^2 - entropy_coefficient H, A + V without gradient, w = A, or with
  standardise (A - mean A) / (std A + 1e-8); its gradient over all parameters is clipped to the norm gradient_norm_max (torch's clip_grad_norm_); Adam on both.
  DAPG without fresh rows: policy loss = -mean log pi(a|s); Adam on the policy. With them, k natural_steps, N fresh rows:
  A = A(gae_lambda) less its mean, over its standard deviation + 1e-6; g = grad (sum A log pi over the round + w sum log pi over the demonstrations) / N,
  w = demonstration_weight demonstration_decay^k max A; F = mean over the round of J^T diag(1 / std^2) J, J the Jacobian of mean(s), and 2 on the diagonal of a
  log deviation within its bounds; x: conjugate gradients from 0 for (F + damping) x = g; policy += sqrt(step_length / g x) x; then the regression on A(1) + V

One DQN update, the first is number 1; an action is the index of one of 4 choices, and q(s) has a value for each:
  1. y = r + gamma (1 - terminated) qtarget(s')[b], b = argmax qtarget(s'), or with double_q argmax q(s'); no gradient
     with return_steps > 1: y = batch.returns + batch.return_discounts qtarget(s_n)[b], s_n = batch.last_observations in place of s'
  2. d = q(s)[a] - y; critic loss = mean d^2, or of Huber's loss: d^2 / 2 where |d| < 1, else |d| - 1/2; Adam on q
  3. in every update that target_updates divides qtarget <- q
  epsilon: that of the policy before the update, from 1 to epsilon_end over epsilon_updates, then as it is

Tensors of a file: state0.NAME, state1.NAME and state10.NAME (before, after 1 and after 10 updates; NAME as in TrainingState),
grad.NAME (of the losses in the first update, without weight decay), batch.observations and so on [updates, batch, dimension],
noise.next_action, noise.current_action, metrics.NAME [updates]:
  critic_loss: mean of both critics' losses; q_mean: mean of both critics' Q(s, a) in that loss; advantage_mean: before its bound;
  weight_ess: (sum w)^2 / sum w^2 / batch size; weight_max: the largest w; weight_clipped: share of w at weight_max;
  alpha: before its step; entropy: -mean log pi(a~|s)
"""

import json
import math
import pathlib

import numpy
import torch
from torch.nn import functional

OBSERVATION, ACTION, BATCH, UPDATES, CHOICES = 5, 3, 9, 10, 4
LEARNING_RATE, GAMMA, TAU = 3e-4, 0.99, 5e-3
TRAINED = ("policy", "q1", "q2", "v", "log_alpha", "q3", "q4", "behaviour", "encoder", "decoder", "log_multiplier", "prior", "log_eta", "q")

COMMON_AWAC = dict(
    algorithm="awac", policy_hidden=[16, 12], critic_hidden=[16, 11], mean="tanh", std="sigmoid", log_std_min=-6.0,
    log_std_max=0.0, critic_max=None, weighting="softmax", lambda_=2.0, advantage_max=None, weight_max=100.0, value="sampled",
    advantage_critics="before", clamp_sampled_actions=False, mask_terminals=True, weight_decay=1e-4)

COMMON_CQL = dict(
    policy_hidden=[16, 12], critic_hidden=[16, 11], log_std_min=-2.0, log_std_max=0.5, mask_terminals=True, weight_decay=0.0,
    target_entropy=-float(ACTION), conservative_weight=5.0, samples=4, policy_scale=4.0, critic_scale=3.0)

COMMON_RETURNS = dict(
    policy_hidden=[16, 12], critic_hidden=[16, 11], mean="tanh", std="clamped", log_std_min=-5.0, log_std_max=2.0, weight_decay=0.0,
    critic_scale=2.0, critics=0, value=True, noises=[], returns=True)

COMMON_ROUND = dict(
    policy_hidden=[16, 12], critic_hidden=[16, 11], mean="linear", std="clamped", log_std_min=-5.0, log_std_max=2.0, weight_decay=0.0, critic_scale=2.0,
    critics=0, value=True, noises=[], fresh=[BATCH] * UPDATES)

COMMON_CRR = dict(
    algorithm="crr", policy_hidden=[16, 12], critic_hidden=[16, 11], mean="tanh", std="clamped", log_std_min=-5.0, log_std_max=2.0,
    weight_decay=0.0, critic_scale=5.0, critics=1, policy_target=True, value_actions=3, lambda_=0.7, weight_max=4.0, target_period=3, tau=0.5,
    noises=["next_action"])

COMMON_CHOICES = dict(
    choices=True, policy_hidden=[16, 12], critic_hidden=[16, 11], weight_decay=0.0, policy_scale=3.0, critic_scale=5.0, mask_terminals=True, noises=[])

COMMON_DQN = dict(
    algorithm="dqn", choices=True, critic_hidden=[16, 11], weight_decay=0.0, critic_scale=3.0, noises=[], target_updates=3, epsilon_end=0.1,
    epsilon_updates=8)

CASES = {
    "awac-rlkit-locomotion": COMMON_AWAC | dict(policy_hidden=[16, 12, 9, 14], critic_scale=8.0, seed=11),
    "awac-rlkit-hand": COMMON_AWAC | dict(
        critic_max=0.0, lambda_=0.5, advantage_max=0.5, value="mean", mask_terminals=False, critic_scale=4.0, seed=12),
    "awac-corl": COMMON_AWAC | dict(
        policy_hidden=[16, 12, 14], critic_hidden=[16, 11, 13], mean="linear", std="clamped", log_std_min=-20.0, log_std_max=2.0,
        weighting="exp", lambda_=1.0 / 3.0, advantage_critics="after", clamp_sampled_actions=True, weight_decay=0.0,
        critic_scale=16.0, seed=13),
    "awac-partition": COMMON_AWAC | dict(
        weighting="exp", weight_max=1.8, lambda_=0.3, weight_decay=0.0, partition=3, behaviour_actions=True, critic_scale=16.0, seed=31),
    "awac-whiten": COMMON_AWAC | dict(weighting="whiten", weight_max=3.0, lambda_=0.8, weight_decay=0.0, critic_scale=8.0, seed=32),
    "sac": dict(
        algorithm="sac", policy_hidden=[16, 12], critic_hidden=[16, 11], log_std_min=-2.0, log_std_max=0.5, mask_terminals=True,
        weight_decay=0.0, target_entropy=-float(ACTION), policy_scale=4.0, critic_scale=3.0, seed=14),
    "sac-bc": dict(
        algorithm="sac", policy_hidden=[16, 12], critic_hidden=[16, 11], log_std_min=-2.0, log_std_max=0.5, mask_terminals=True,
        weight_decay=0.0, target_entropy=-float(ACTION), cloning_weight=0.7, cloning_updates=3, policy_scale=4.0, critic_scale=3.0, seed=28),
    "iql": dict(
        algorithm="iql", policy_hidden=[16, 12], critic_hidden=[16, 11], mean="tanh", std="clamped", log_std_min=-5.0,
        log_std_max=2.0, weighting="exp", expectile=0.7, beta=3.0, weight_max=20.0, weight_decay=0.0, critic_scale=5.0, seed=17),
    "bc": dict(
        algorithm="bc", policy_hidden=[16, 12], mean="tanh", std="sigmoid", log_std_min=-6.0, log_std_max=0.0, weight_decay=1e-4,
        noises=[], seed=18),
    "td3-bc": dict(
        algorithm="td3-bc", policy_hidden=[16, 12], critic_hidden=[16, 11], mask_terminals=True, weight_decay=0.0, alpha=2.5,
        policy_delay=2, target_noise=0.2, target_noise_clip=0.5, policy_scale=2.0, critic_scale=3.0, noises=["next_action"], seed=16),
    "rlpd": dict(
        algorithm="rlpd", policy_hidden=[16, 12], critic_hidden=[16, 11], log_std_min=-2.0, log_std_max=0.5, mask_terminals=True,
        weight_decay=0.0, target_entropy=-ACTION / 2.0, critics=3, target_critics=2, critic_steps=2, layer_norm=True, policy_scale=4.0,
        critic_scale=1.0, seed=19),
    "wsrl": dict(
        algorithm="wsrl", policy_hidden=[16, 12], critic_hidden=[16, 11], log_std_min=-2.0, log_std_max=0.5, mask_terminals=True,
        weight_decay=0.0, target_entropy=-float(ACTION), critics=4, target_critics=2, critic_steps=4, entropy_backup=False, layer_norm=True,
        policy_scale=4.0, critic_scale=1.0, seed=33),
    "rebrac": dict(
        algorithm="rebrac", policy_hidden=[16, 12], critic_hidden=[16, 11], mask_terminals=True, weight_decay=0.0, policy_penalty=0.05,
        critic_penalty=0.5, policy_delay=2, target_noise=0.2, target_noise_clip=0.5, layer_norm=True, policy_scale=2.0, critic_scale=1.0,
        noises=["next_action"], next_actions=True, seed=20),
    "awr": COMMON_RETURNS | dict(algorithm="awr", lambda_=0.6, weight_max=3.0, value_interval=2, seed=23),
    "marwil": COMMON_RETURNS | dict(algorithm="marwil", beta=1.5, weight_max=3.0, rate=0.1, seed=24),
    "crr-exp": COMMON_CRR | dict(filter="exp", seed=25),
    "crr-binary": COMMON_CRR | dict(filter="binary", seed=26),
    "brac": dict(
        algorithm="brac", policy_hidden=[16, 12], critic_hidden=[16, 11], log_std_min=-2.0, log_std_max=0.5, mask_terminals=True,
        weight_decay=0.0, divergence_weight=0.1, samples=3, behaviour_updates=4, policy_scale=4.0, critic_scale=3.0, noises=[], seed=27),
    "bear": dict(
        algorithm="bear", policy_hidden=[16, 12], critic_hidden=[16, 11], vae_hidden=[13, 10], log_std_min=-2.0, log_std_max=0.5, mask_terminals=True,
        weight_decay=0.0, next_samples=4, match_samples=3, mmd_threshold=0.3, mmd_sigma=0.6, mmd_updates=4, least_share=0.75, vae_kl_weight=0.5,
        log_multiplier=(-5.0, 0.2015), policy_scale=4.0, critic_scale=3.0, noises=[], seed=29),
    "abm": dict(
        algorithm="abm", policy_hidden=[16, 12], critic_hidden=[16, 11], log_std_min=-2.0, log_std_max=0.5, mask_terminals=True, weight_decay=0.0,
        prior_samples=4, divergence=0.5, policy_scale=4.0, critic_scale=3.0, noises=[], returns=True, seed=30),
    "reinforce": COMMON_ROUND | dict(algorithm="reinforce", value=False, seed=33),
    "reinforce-baseline": COMMON_ROUND | dict(algorithm="reinforce", baseline_epochs=3, baseline_batch=4, seed=34),
    "a2c": COMMON_ROUND | dict(
        algorithm="a2c", gae_lambda=0.9, standardise=False, value_coefficient=0.5, entropy_coefficient=0.01, gradient_norm_max=0.5, seed=35),
    "a2c-standardised": COMMON_ROUND | dict(
        algorithm="a2c", gae_lambda=1.0, standardise=True, value_coefficient=0.5, entropy_coefficient=0.0, gradient_norm_max=100.0, seed=36),
    "dapg": COMMON_ROUND | dict(
        algorithm="dapg", baseline_epochs=2, baseline_batch=4, gae_lambda=0.97, step_length=0.002, iterations=10, damping=0.1, demonstration_weight=0.1,
        demonstration_decay=0.9, fresh=[0, 0, 0] + [6] * 7, log_std_min=-3.0, seed=37),
    "dqn": COMMON_DQN | dict(double_q=False, return_steps=1, loss="squared", seed=33),
    "dqn-double": COMMON_DQN | dict(double_q=True, return_steps=3, returns=True, loss="huber", seed=34),
    "awac-discrete": COMMON_AWAC | COMMON_CHOICES | dict(noises=["next_action", "current_action"], weight_decay=1e-4, seed=41),
    "awac-discrete-exp": COMMON_AWAC | COMMON_CHOICES | dict(
        noises=["next_action", "current_action"], weighting="exp", lambda_=0.5, weight_max=3.0, advantage_max=1.5, advantage_critics="after", seed=42),
    "iql-discrete": COMMON_CHOICES | dict(algorithm="iql", weighting="exp", expectile=0.8, beta=1.0, weight_max=2.0, seed=47),
    "bc-discrete": COMMON_CHOICES | dict(algorithm="bc", weight_decay=1e-4, seed=44),
    "cql": COMMON_CQL | dict(algorithm="cql", max_backup=False, seed=21),
    "cql-ensemble": COMMON_CQL | dict(
        algorithm="cql", max_backup=True, critics=3, target_critics=2, layer_norm=True, critic_scale=1.0, seed=34),
    "cal-ql": COMMON_CQL | dict(algorithm="cal-ql", max_backup=True, returns=True, cut_return="last-reward", seed=22),
}


def main():
    for name, case in CASES.items():
        write(name, *run(case))


def run(case):
    """All tensors of one file, and its metadata."""
    generator = numpy.random.Generator(numpy.random.PCG64(case["seed"]))
    state = initial_state(case, generator)
    data = transitions(case, generator)
    trained = {n: p.requires_grad_() for n, p in state.items() if n.split(".")[0] in TRAINED}
    groups = {group: [p for n, p in trained.items() if n.split(".")[0] == group] for group in TRAINED}
    adams = {
        group: torch.optim.Adam(
            parameters, lr=LEARNING_RATE, betas=(0.9, 0.999), eps=1e-8,
            weight_decay=case["weight_decay"] if group == "policy" else 0.0)
        for group, parameters in groups.items() if parameters}

    tensors = dict(data)
    tensors |= snapshot("state0", state, trained, adams)
    update = {"awac": awac_update, "sac": sac_update, "iql": iql_update, "bc": bc_update, "td3-bc": td3_bc_update, "rlpd": rlpd_update, "wsrl": rlpd_update,
        "rebrac": rebrac_update, "cql": cql_update, "cal-ql": cql_update, "awr": awr_update, "marwil": marwil_update,
        "crr": crr_update, "brac": brac_update, "bear": bear_update, "abm": abm_update, "reinforce": reinforce_update, "a2c": a2c_update,
        "dapg": dapg_update, "dqn": dqn_update}[case["algorithm"]]
    history = []
    for index in range(UPDATES):
        for adam in adams.values():
            adam.zero_grad(set_to_none=True)
        history.append(update(case, state, adams, {n: d[index] for n, d in data.items()} | {"update": index + 1}))
        if index == 0:
            regressed = ("v",) if "baseline_epochs" in case else () # by several steps, of which there is no one gradient
            tensors |= {
                f"grad.{n}": torch.zeros_like(p) if p.grad is None else p.grad.clone() for n, p in trained.items() if n.split(".")[0] not in regressed}
        if index + 1 in (1, UPDATES):
            tensors |= snapshot(f"state{index + 1}", state, trained, adams)
    tensors |= {f"metrics.{n}": torch.tensor([m[n] for m in history], dtype=torch.float64) for n in history[0]}
    check_coverage(case, history)
    choices = {"choices": str(CHOICES)} if case.get("choices") else {}
    return tensors, {"algorithm": case["algorithm"], "metrics": ",".join(history[0])} | choices


def initial_state(case, generator):
    """Weights of every network. Targets differ from their critics, biases are not 0, so that no mix-up goes unseen."""
    state = {}
    outputs = 2 * ACTION if case["algorithm"] in ("sac", "rlpd", "wsrl", "cql", "cal-ql", "brac", "bear", "abm") else ACTION
    outputs = CHOICES if case.get("choices") else outputs
    critics = [f"q{i + 1}" for i in range(case.get("critics", 2) if case["algorithm"] != "bc" else 0)]
    inputs, values = (OBSERVATION, CHOICES) if case.get("choices") else (OBSERVATION + ACTION, 1)
    sizes = {
        "policy": [OBSERVATION, *case.get("policy_hidden", []), outputs],
        **{q: [inputs, *case["critic_hidden"], values] for q in (*critics, *(f"{q}_target" for q in critics)) if "critic_hidden" in case}}
    if case["algorithm"] == "iql" or case.get("value") is True:
        sizes["v"] = [OBSERVATION, *case["critic_hidden"], 1]
    if case["algorithm"] in ("td3-bc", "rebrac", "crr", "bear", "abm"):
        sizes["policy_target"] = sizes["policy"]
    if case["algorithm"] == "brac" or "partition" in case:
        sizes["behaviour"] = sizes["policy"]
    if case["algorithm"] == "abm":
        sizes["prior"] = sizes["policy"]
    if case["algorithm"] == "bear":
        sizes["encoder"] = [OBSERVATION + ACTION, *case["vae_hidden"], 4 * ACTION]
        sizes["decoder"] = [OBSERVATION + 2 * ACTION, *case["vae_hidden"], ACTION]
    if case["algorithm"] == "dqn":
        sizes = {q: [OBSERVATION, *case["critic_hidden"], CHOICES] for q in ("q", "q_target")}
    for network, widths in sizes.items():
        for layer, (fan_in, fan_out) in enumerate(zip(widths, widths[1:])):
            bound = 1.5 / math.sqrt(fan_in)
            if layer == len(widths) - 2:
                if network.startswith(("policy", "behaviour", "decoder", "prior")):
                    bound *= case.get("policy_scale", 1.0)
                elif network != "encoder":
                    bound *= case["critic_scale"]
            state[f"{network}.{layer}.weight"] = single(generator.uniform(-bound, bound, (fan_out, fan_in)))
            state[f"{network}.{layer}.bias"] = single(generator.uniform(-0.2, 0.2, fan_out))
            if case.get("layer_norm") and network.startswith("q") and layer < len(widths) - 2:
                state[f"{network}.norm{layer}.weight"] = single(generator.uniform(0.5, 1.5, fan_out))
                state[f"{network}.norm{layer}.bias"] = single(generator.uniform(-0.2, 0.2, fan_out))
    if case.get("choices"):
        pass # no deviation
    elif case["algorithm"] in ("awac", "iql", "bc", "awr", "marwil", "crr", "reinforce", "a2c", "dapg"):
        # With the clamped form the last dimension lies above its bound, where the gradient is 0.
        state["policy.log_std"] = single(numpy.array([-0.4, 0.3, 2.5 if case["std"] == "clamped" else 1.2]))
        if "partition" in case:
            state["behaviour.log_std"] = single(numpy.array([0.4, -0.5, 0.1]))
        if case["algorithm"] == "crr":
            state["policy_target.log_std"] = single(numpy.array([-0.6, 0.2, 2.2]))
        if case["algorithm"] == "marwil":
            state["squared_advantage"] = single(numpy.array([1.7]))
        if "baseline_epochs" in case:
            state["v_steps"] = single(numpy.array([0.0]))
        if case["algorithm"] == "dapg":
            state["natural_steps"] = single(numpy.array([0.0]))
    elif case["algorithm"] in ("sac", "rlpd", "wsrl", "cql", "cal-ql"):
        state["log_alpha"] = single(numpy.array([-0.7]))
    elif case["algorithm"] == "bear":
        state["log_multiplier"] = single(numpy.array([0.2]))
    elif case["algorithm"] == "abm":
        state["log_eta"] = single(numpy.array([-0.6]))
    state["normaliser.mean"] = single(generator.normal(size=OBSERVATION))
    state["normaliser.std"] = single(generator.uniform(0.5, 2.0, OBSERVATION))
    return state


def transitions(case, generator):
    shape = (UPDATES, BATCH)
    hand = case.get("critic_max") is not None
    data = {
        "batch.observations": single(generator.normal(size=(*shape, OBSERVATION))),
        "batch.actions": single(
            generator.integers(0, CHOICES, (*shape, 1)) if case.get("choices") else generator.uniform(-1, 1, (*shape, ACTION))),
        "batch.rewards": single(-generator.integers(0, 2, shape) if hand else generator.normal(size=shape)),
        "batch.next_observations": single(generator.normal(size=(*shape, OBSERVATION))),
        "batch.terminated": single(generator.integers(0, 3, shape) == 0),
    }
    for draw in case.get("noises", ["next_action", "current_action"]):
        data[f"noise.{draw}"] = single(generator.normal(size=(*shape, 1 if case.get("choices") else ACTION)))
    if "partition" in case:
        data["noise.behaviour_actions"] = single(generator.normal(size=(*shape, 1 + case["partition"], ACTION)))
    if "value_actions" in case:
        data["noise.value_actions"] = single(generator.normal(size=(*shape, case["value_actions"], ACTION)))
    several = ("current_actions", "next_actions") if case["algorithm"] == "brac" else ("uniform_actions", "current_actions", "next_actions")
    for draw in several if "samples" in case else ():
        size = (*shape, case["samples"], ACTION)
        data[f"noise.{draw}"] = single(generator.uniform(-1, 1, size) if draw == "uniform_actions" else generator.normal(size=size))
    if case["algorithm"] == "bear":
        for draw, count in (("next_actions", case["next_samples"]), ("current_actions", case["match_samples"]), ("encoder_latents", 2),
                ("decoder_latents", 2 * case["match_samples"])):
            data[f"noise.{draw}"] = single(generator.normal(size=(*shape, count, ACTION)))
    for draw in ("next_actions", "value_actions", "last_actions", "prior_actions") if case["algorithm"] == "abm" else ():
        data[f"noise.{draw}"] = single(generator.normal(size=(*shape, case["prior_samples"], ACTION)))
    if case.get("next_actions"):
        data["batch.next_actions"] = single(generator.uniform(-1, 1, (*shape, ACTION)))
        data["batch.has_next_action"] = single(generator.integers(0, 4, shape) > 0)
    if case.get("returns"):
        data["batch.returns"] = single(generator.normal(size=shape))
        data["batch.return_discounts"] = single(generator.uniform(0, 0.9, shape) * generator.integers(0, 2, shape))
        data["batch.last_rewards"] = single(0.02 * generator.normal(size=shape))
        data["batch.last_observations"] = single(generator.normal(size=(*shape, OBSERVATION)))
    if "fresh" in case:
        data["batch.fresh"] = single(numpy.array(case["fresh"], dtype=numpy.float64))
        data["batch.goes_on"] = single(generator.integers(0, 4, shape) > 0) * (1 - data["batch.terminated"])
        for update, fresh in enumerate(case["fresh"]):
            data["batch.goes_on"][update, max(0, fresh - 1):] = 0
    if "baseline_epochs" in case:
        data["noise.regression"] = single(generator.uniform(-1, 1, (*shape, case["baseline_epochs"], ACTION)))
    if "target_critics" in case:
        chosen = [generator.permutation(case["critics"])[:case["target_critics"]] for _ in range(UPDATES)]
        data["noise.target_critics"] = single(numpy.array(chosen, dtype=numpy.float64))
    return data


def single(values):
    """Double precision values that single precision holds exactly."""
    return torch.from_numpy(values.astype(numpy.float32).astype(numpy.float64))


def network(state, name, x):
    layers = sum(1 for n in state if n.startswith(f"{name}.") and n.endswith(".weight") and ".norm" not in n)
    for layer in range(layers):
        x = functional.linear(x, state[f"{name}.{layer}.weight"], state[f"{name}.{layer}.bias"])
        if layer < layers - 1:
            if f"{name}.norm{layer}.weight" in state:
                x = functional.layer_norm(x, x.shape[-1:], state[f"{name}.norm{layer}.weight"], state[f"{name}.norm{layer}.bias"], 1e-6)
            x = functional.relu(x)
    return x


def critic(case, state, name, s, a):
    if case.get("choices"):
        return network(state, name, s)[torch.arange(BATCH), a[:, 0].long()]
    q = network(state, name, torch.cat([s, a], 1)).squeeze(1)
    return q if case.get("critic_max") is None else torch.clamp(q, max=case["critic_max"])


def min_critic(case, state, suffix, s, a):
    return torch.minimum(critic(case, state, "q1" + suffix, s, a), critic(case, state, "q2" + suffix, s, a))


def move_targets(state, tau=TAU):
    with torch.no_grad():
        for name, target in state.items():
            if "_target." in name:
                target += tau * (state[name.replace("_target", "")] - target)


def awac_policy(case, state, s, name="policy"):
    mean = network(state, name, s)
    if case["mean"] == "tanh":
        mean = torch.tanh(mean)
    raw, low, high = state[f"{name}.log_std"], case["log_std_min"], case["log_std_max"]
    log_std = low + torch.sigmoid(raw) * (high - low) if case["std"] == "sigmoid" else torch.clamp(raw, low, high)
    return mean, log_std


def log_likelihood(case, state, s, a):
    if case.get("choices"):
        return torch.log_softmax(network(state, "policy", s), 1)[torch.arange(BATCH), a[:, 0].long()]
    mean, log_std = awac_policy(case, state, s)
    return torch.distributions.Normal(mean, log_std.exp()).log_prob(a).sum(1)


def expected_value(state, suffix, s):
    """The value of the policy of choices, over all of them."""
    probabilities = torch.softmax(network(state, "policy", s), 1)
    least = torch.minimum(network(state, "q1" + suffix, s), network(state, "q2" + suffix, s))
    assert (probabilities.max(1).values < 0.95).any(), "the policy has made all its choices"
    return sum(probabilities[:, a] * least[:, a] for a in range(CHOICES))


def awac_update(case, state, adams, data):
    s, a, r, s2 = (data[f"batch.{n}"] for n in ("observations", "actions", "rewards", "next_observations"))
    mask = 1 - data["batch.terminated"] if case["mask_terminals"] else 1.0

    def sample(mean, log_std, noise):
        action = mean + log_std.exp() * noise
        return action.clamp(-1, 1) if case["clamp_sampled_actions"] else action

    def value(suffix, s, probe):
        return expected_value(state, suffix, s) if case.get("choices") else min_critic(case, state, suffix, s, probe())

    with torch.no_grad():
        y = r + GAMMA * mask * value("_target", s2, lambda: sample(*awac_policy(case, state, s2), data["noise.next_action"]))
    q1, q2 = critic(case, state, "q1", s, a), critic(case, state, "q2", s, a)
    loss1, loss2 = ((q1 - y) ** 2).mean(), ((q2 - y) ** 2).mean()

    def probe():
        mean, log_std = awac_policy(case, state, s)
        return mean if case["value"] == "mean" else sample(mean, log_std, data["noise.current_action"])

    with torch.no_grad():
        improved, log_partition = a, 0
        if "partition" in case:
            of_behaviour = [sample(*awac_policy(case, state, s, "behaviour"), data["noise.behaviour_actions"][:, k]) for k in range(1 + case["partition"])]
            improved = of_behaviour[0]
            exponents = [(min_critic(case, state, "", s, b) - value("", s, probe)) / case["lambda_"] for b in of_behaviour[1:]]
            log_partition = torch.logsumexp(torch.stack(exponents, 1), 1) - math.log(case["partition"])
        before = min_critic(case, state, "", s, improved) - value("", s, probe)

    (loss1 + loss2).backward()
    adams["q1"].step()
    adams["q2"].step()

    with torch.no_grad():
        after = min_critic(case, state, "", s, improved) - value("", s, probe)
        advantage = before if case["advantage_critics"] == "before" else after
        bounded = advantage if case["advantage_max"] is None else advantage.clamp(max=case["advantage_max"])
        if case["weighting"] == "softmax":
            w = torch.softmax(bounded / case["lambda_"], 0) * BATCH
            clipped = 0.0
        else:
            if case["weighting"] == "whiten":
                bounded = (bounded - bounded.mean()) / (bounded.std(unbiased=False) + 1e-5)
            raw = torch.exp(bounded / case["lambda_"] - log_partition)
            w = raw.clamp(max=case["weight_max"])
            clipped = (raw >= case["weight_max"]).double().mean().item()

    policy_loss = -(w * log_likelihood(case, state, s, improved)).mean()
    policy_loss.backward()
    adams["policy"].step()
    if "partition" in case:
        mean_b, log_std_b = awac_policy(case, state, s, "behaviour")
        (-torch.distributions.Normal(mean_b, log_std_b.exp()).log_prob(a).sum(1).mean()).backward()
        adams["behaviour"].step()
    move_targets(state)
    return dict(
        critic_loss=(loss1.item() + loss2.item()) / 2, policy_loss=policy_loss.item(), q_mean=(q1.mean() + q2.mean()).item() / 2,
        advantage_mean=advantage.mean().item(), weight_ess=((w.sum() ** 2) / (w ** 2).sum() / BATCH).item(),
        weight_max=w.max().item(), weight_clipped=clipped)


def sac_policy(case, state, s, noise):
    """A squashed action and the logarithm of its density."""
    mean, raw = network(state, "policy", s).chunk(2, 1)
    log_std = torch.clamp(raw, case["log_std_min"], case["log_std_max"])
    u = mean + log_std.exp() * noise
    log_normal = -0.5 * noise ** 2 - log_std - 0.5 * math.log(2 * math.pi)
    log_jacobian = 2 * (math.log(2) - u - functional.softplus(-2 * u))
    return torch.tanh(u), (log_normal - log_jacobian).sum(1)


def squashed_density(case, state, name, s, a):
    """log density of given actions under the network of that name, in SAC's form."""
    mean, raw = network(state, name, s).chunk(2, 1)
    log_std = torch.clamp(raw, case["log_std_min"], case["log_std_max"])
    inside = a.clamp(-0.999, 0.999)
    normal = torch.distributions.Normal(mean, log_std.exp()).log_prob(torch.atanh(inside))
    return (normal - torch.log(1 - inside ** 2)).sum(1)


def sac_update(case, state, adams, data):
    s, a, r, s2 = (data[f"batch.{n}"] for n in ("observations", "actions", "rewards", "next_observations"))
    alpha = state["log_alpha"].detach().exp()

    with torch.no_grad():
        a2, log_pi2 = sac_policy(case, state, s2, data["noise.next_action"])
        y = r + GAMMA * (1 - data["batch.terminated"]) * (min_critic(case, state, "_target", s2, a2) - alpha * log_pi2)
    q1, q2 = critic(case, state, "q1", s, a), critic(case, state, "q2", s, a)
    loss1, loss2 = ((q1 - y) ** 2).mean(), ((q2 - y) ** 2).mean()
    (loss1 + loss2).backward()
    adams["q1"].step()
    adams["q2"].step()

    probe, log_pi = sac_policy(case, state, s, data["noise.current_action"])
    policy_loss = (alpha * log_pi - min_critic(case, state, "", s, probe)).mean()
    cloning = data["update"] <= case.get("cloning_updates", 0)
    added = {}
    if "cloning_weight" in case:
        likelihood_of_data = squashed_density(case, state, "policy", s, a).mean()
        policy_loss = (0 if cloning else policy_loss) - case["cloning_weight"] * likelihood_of_data
        added["behaviour_likelihood"] = likelihood_of_data.item()
    policy = [p for n, p in state.items() if n.startswith("policy.")]
    for parameter, gradient in zip(policy, torch.autograd.grad(policy_loss, policy)):
        parameter.grad = gradient
    adams["policy"].step()

    temperature_loss = (-state["log_alpha"] * (log_pi.detach() + case["target_entropy"])).mean()
    ((0 if cloning else 1) * temperature_loss).backward()
    adams["log_alpha"].step()
    move_targets(state)
    return dict(
        critic_loss=(loss1.item() + loss2.item()) / 2, policy_loss=policy_loss.item(), q_mean=(q1.mean() + q2.mean()).item() / 2,
        alpha=alpha.item(), entropy=-log_pi.mean().item()) | added


def iql_update(case, state, adams, data):
    s, a, r, s2 = (data[f"batch.{n}"] for n in ("observations", "actions", "rewards", "next_observations"))

    def value(s):
        return network(state, "v", s).squeeze(1)

    with torch.no_grad():
        least = min_critic(case, state, "_target", s, a)
    v = value(s)
    u = least - v
    assert (u < 0).any() and (u > 0).any(), "the expectile's two sides are not both there"
    value_loss = (torch.abs(case["expectile"] - (u < 0).double()) * u ** 2).mean()
    value_loss.backward()
    adams["v"].step()

    with torch.no_grad():
        y = r + GAMMA * (1 - data["batch.terminated"]) * value(s2)
        advantage = least - value(s)
        raw = torch.exp(case["beta"] * advantage)
        w = raw.clamp(max=case["weight_max"])
    q1, q2 = critic(case, state, "q1", s, a), critic(case, state, "q2", s, a)
    loss1, loss2 = ((q1 - y) ** 2).mean(), ((q2 - y) ** 2).mean()
    (loss1 + loss2).backward()
    adams["q1"].step()
    adams["q2"].step()

    policy_loss = -(w * log_likelihood(case, state, s, a)).mean()
    policy_loss.backward()
    adams["policy"].step()
    move_targets(state)
    return dict(
        critic_loss=(loss1.item() + loss2.item()) / 2, policy_loss=policy_loss.item(), q_mean=(q1.mean() + q2.mean()).item() / 2,
        value_loss=value_loss.item(), v_mean=v.mean().item(), advantage_mean=advantage.mean().item(),
        weight_ess=((w.sum() ** 2) / (w ** 2).sum() / BATCH).item(), weight_max=w.max().item(),
        weight_clipped=(raw >= case["weight_max"]).double().mean().item())


def bc_update(case, state, adams, data):
    s, a = data["batch.observations"], data["batch.actions"]
    if case.get("choices"):
        error = (network(state, "policy", s).argmax(1) != a[:, 0].long()).double().mean().item()
    else:
        error = ((awac_policy(case, state, s)[0] - a) ** 2).mean().item()
    policy_loss = -log_likelihood(case, state, s, a).mean()
    policy_loss.backward()
    adams["policy"].step()
    return dict(policy_loss=policy_loss.item(), action_error=error)


def td3_bc_update(case, state, adams, data):
    s, a, r, s2 = (data[f"batch.{n}"] for n in ("observations", "actions", "rewards", "next_observations"))

    with torch.no_grad():
        noise = (case["target_noise"] * data["noise.next_action"]).clamp(-case["target_noise_clip"], case["target_noise_clip"])
        a2 = (torch.tanh(network(state, "policy_target", s2)) + noise).clamp(-1, 1)
        y = r + GAMMA * (1 - data["batch.terminated"]) * min_critic(case, state, "_target", s2, a2)
    q1, q2 = critic(case, state, "q1", s, a), critic(case, state, "q2", s, a)
    loss1, loss2 = ((q1 - y) ** 2).mean(), ((q2 - y) ** 2).mean()
    (loss1 + loss2).backward()
    adams["q1"].step()
    adams["q2"].step()
    figures = dict(
        critic_loss=(loss1.item() + loss2.item()) / 2, policy_loss=0.0, q_mean=(q1.mean() + q2.mean()).item() / 2, q_weight=0.0,
        cloning_loss=0.0)
    if data["update"] % case["policy_delay"] != 0:
        return figures

    pi = torch.tanh(network(state, "policy", s))
    q = critic(case, state, "q1", s, pi)
    weight = case["alpha"] / q.abs().mean().detach()
    cloning_loss = functional.mse_loss(pi, a)
    policy_loss = -weight * q.mean() + cloning_loss
    policy = [p for n, p in state.items() if n.startswith("policy.")]
    for parameter, gradient in zip(policy, torch.autograd.grad(policy_loss, policy)):
        parameter.grad = gradient
    adams["policy"].step()
    move_targets(state)
    made = dict(policy_loss=policy_loss, q_weight=weight, cloning_loss=cloning_loss)
    return figures | {n: case["policy_delay"] * figure.item() for n, figure in made.items()}


def rlpd_update(case, state, adams, data):
    s, a, r, s2 = (data[f"batch.{n}"] for n in ("observations", "actions", "rewards", "next_observations"))
    names = [f"q{i + 1}" for i in range(case["critics"])]
    alpha = state["log_alpha"].detach().exp()

    with torch.no_grad():
        a2, log_pi2 = sac_policy(case, state, s2, data["noise.next_action"])
        chosen = [critic(case, state, f"{names[int(i)]}_target", s2, a2) for i in data["noise.target_critics"]]
        entropy = alpha * log_pi2 if case.get("entropy_backup", True) else 0
        y = r + GAMMA * (1 - data["batch.terminated"]) * (torch.stack(chosen).min(0).values - entropy)
    q = [critic(case, state, name, s, a) for name in names]
    losses = [((q_i - y) ** 2).mean() for q_i in q]
    sum(losses).backward()
    for name in names:
        adams[name].step()
    figures = dict(
        critic_loss=sum(loss.item() for loss in losses) / len(names), policy_loss=0.0, q_mean=torch.stack(q).mean().item(),
        alpha=alpha.item(), entropy=0.0)
    if data["update"] % case["critic_steps"] == 0:
        probe, log_pi = sac_policy(case, state, s, data["noise.current_action"])
        of_probe = torch.stack([critic(case, state, name, s, probe) for name in names])
        value = of_probe.min(0).values if case["algorithm"] == "wsrl" else of_probe.mean(0)
        policy_loss = (alpha * log_pi - value).mean()
        policy = [p for n, p in state.items() if n.startswith("policy.")]
        for parameter, gradient in zip(policy, torch.autograd.grad(policy_loss, policy)):
            parameter.grad = gradient
        adams["policy"].step()
        (-state["log_alpha"] * (log_pi.detach() + case["target_entropy"])).mean().backward()
        adams["log_alpha"].step()
        figures |= dict(policy_loss=case["critic_steps"] * policy_loss.item(), entropy=case["critic_steps"] * -log_pi.mean().item())
    move_targets(state)
    return figures


def rebrac_update(case, state, adams, data):
    s, a, r, s2 = (data[f"batch.{n}"] for n in ("observations", "actions", "rewards", "next_observations"))

    with torch.no_grad():
        noise = (case["target_noise"] * data["noise.next_action"]).clamp(-case["target_noise_clip"], case["target_noise_clip"])
        a2 = (torch.tanh(network(state, "policy_target", s2)) + noise).clamp(-1, 1)
        distance2 = data["batch.has_next_action"] * ((a2 - data["batch.next_actions"]) ** 2).sum(1)
        y = r + GAMMA * (1 - data["batch.terminated"]) * (min_critic(case, state, "_target", s2, a2) - case["critic_penalty"] * distance2)
    q1, q2 = critic(case, state, "q1", s, a), critic(case, state, "q2", s, a)
    loss1, loss2 = ((q1 - y) ** 2).mean(), ((q2 - y) ** 2).mean()
    (loss1 + loss2).backward()
    adams["q1"].step()
    adams["q2"].step()
    figures = dict(
        critic_loss=(loss1.item() + loss2.item()) / 2, policy_loss=0.0, q_mean=(q1.mean() + q2.mean()).item() / 2,
        next_distance=distance2.mean().item(), distance=0.0)
    if data["update"] % case["policy_delay"] != 0:
        return figures

    pi = torch.tanh(network(state, "policy", s))
    least = min_critic(case, state, "", s, pi)
    distance = ((pi - a) ** 2).sum(1).mean()
    policy_loss = case["policy_penalty"] * distance - least.mean() / least.abs().mean().detach()
    policy = [p for n, p in state.items() if n.startswith("policy.")]
    for parameter, gradient in zip(policy, torch.autograd.grad(policy_loss, policy)):
        parameter.grad = gradient
    adams["policy"].step()
    move_targets(state)
    made = dict(policy_loss=policy_loss, distance=distance)
    return figures | {n: case["policy_delay"] * figure.item() for n, figure in made.items()}


def cql_update(case, state, adams, data):
    s, a, r, s2 = (data[f"batch.{n}"] for n in ("observations", "actions", "rewards", "next_observations"))
    alpha, n = state["log_alpha"].detach().exp(), case["samples"]
    names = [f"q{i + 1}" for i in range(case.get("critics", 2))]
    chosen = [f"{names[int(i)]}_target" for i in data.get("noise.target_critics", range(len(names)))]

    def sample(states, noise):
        """Actions [batch, n, action] and their log densities [batch, n]."""
        pairs = [sac_policy(case, state, states, noise[:, j]) for j in range(n)]
        return torch.stack([pair[0] for pair in pairs], 1), torch.stack([pair[1] for pair in pairs], 1)

    def values(name, states, actions):
        return torch.stack([critic(case, state, name, states, actions[:, j]) for j in range(actions.shape[1])], 1)

    with torch.no_grad():
        next_actions, next_log = sample(s2, data["noise.next_actions"])
        if case["max_backup"]:
            value = torch.stack([values(name, s2, next_actions) for name in chosen]).min(0).values.max(1).values
        else:
            next_action = sac_policy(case, state, s2, data["noise.next_action"])[0]
            value = torch.stack([critic(case, state, name, s2, next_action) for name in chosen]).min(0).values
        y = r + GAMMA * (1 - data["batch.terminated"]) * value
        uniform = data["noise.uniform_actions"]
        current_actions, current_log = sample(s, data["noise.current_actions"])

    losses, gaps, means = [], [], []
    for name in names:
        q = critic(case, state, name, s, a)
        of_policy = torch.cat([values(name, s, current_actions), values(name, s, next_actions)], 1)
        if case["algorithm"] == "cal-ql":
            bound = data["batch.returns"]
            if case["cut_return"] == "last-reward":
                bound = bound + data["batch.return_discounts"] * data["batch.last_rewards"] / (1 - GAMMA)
            assert ((of_policy < bound[:, None]).any() and (of_policy > bound[:, None]).any()), "the bound holds nowhere, or everywhere"
            of_policy = torch.maximum(of_policy, bound[:, None])
        soft = torch.cat([values(name, s, uniform) + ACTION * math.log(2), of_policy - torch.cat([current_log, next_log], 1)], 1)
        gaps.append(torch.logsumexp(soft, 1).mean() - q.mean())
        losses.append(((q - y) ** 2).mean())
        means.append(q.mean())
    (sum(losses) + case["conservative_weight"] * sum(gaps)).backward()
    for name in names:
        adams[name].step()

    probe, log_pi = sac_policy(case, state, s, data["noise.current_action"])
    policy_loss = (alpha * log_pi - torch.stack([critic(case, state, name, s, probe) for name in names]).min(0).values).mean()
    policy = [p for n, p in state.items() if n.startswith("policy.")]
    for parameter, gradient in zip(policy, torch.autograd.grad(policy_loss, policy)):
        parameter.grad = gradient
    adams["policy"].step()
    (-state["log_alpha"] * (log_pi.detach() + case["target_entropy"])).mean().backward()
    adams["log_alpha"].step()
    move_targets(state)
    return dict(
        critic_loss=sum(loss.item() for loss in losses) / len(names), policy_loss=policy_loss.item(),
        q_mean=sum(mean.item() for mean in means) / len(names), alpha=alpha.item(), entropy=-log_pi.mean().item(),
        conservative_gap=sum(gap.item() for gap in gaps) / len(names))


def likelihood(case, state, adams, s, a, w):
    """The policy's step on the weighted likelihood; its loss."""
    mean, log_std = awac_policy(case, state, s)
    loss = -(w * torch.distributions.Normal(mean, log_std.exp()).log_prob(a).sum(1)).mean()
    loss.backward()
    adams["policy"].step()
    return loss


def fit_returns(case, state, adams, data, steps):
    """V's step on the returns; its loss, V(s) and R - V(s) of before it."""
    with torch.no_grad():
        last = network(state, "v", data["batch.last_observations"]).squeeze(1)
        returns = data["batch.returns"] + data["batch.return_discounts"] * last
    v = network(state, "v", data["batch.observations"]).squeeze(1)
    loss = ((returns - v) ** 2).mean()
    if steps:
        loss.backward()
        adams["v"].step()
    return loss, v, (returns - v).detach()


def weight_figures(w, raw, case):
    assert (raw >= case["weight_max"]).any() or raw.max() > 0.5 * case["weight_max"], "no weight comes near the bound"
    return dict(
        weight_ess=((w.sum() ** 2) / (w ** 2).sum() / BATCH).item(), weight_max=w.max().item(),
        weight_clipped=(raw >= case["weight_max"]).double().mean().item())


def awr_update(case, state, adams, data):
    s, a = data["batch.observations"], data["batch.actions"]
    value_loss, v, advantage = fit_returns(case, state, adams, data, data["update"] % case["value_interval"] == 0)
    scale = advantage.std(unbiased=False)
    raw = torch.exp((advantage - advantage.mean()) / (scale + 1e-5) / case["lambda_"])
    w = raw.clamp(max=case["weight_max"])
    policy_loss = likelihood(case, state, adams, s, a, w)
    return dict(
        value_loss=value_loss.item(), policy_loss=policy_loss.item(), v_mean=v.mean().item(), advantage_mean=advantage.mean().item(),
        advantage_scale=scale.item()) | weight_figures(w, raw, case)


def marwil_update(case, state, adams, data):
    s, a = data["batch.observations"], data["batch.actions"]
    value_loss, v, advantage = fit_returns(case, state, adams, data, True)
    state["squared_advantage"] += case["rate"] * ((advantage ** 2).mean() - state["squared_advantage"])
    scale = state["squared_advantage"].sqrt()
    raw = torch.exp(case["beta"] * advantage / scale)
    w = raw.clamp(max=case["weight_max"])
    policy_loss = likelihood(case, state, adams, s, a, w)
    return dict(
        value_loss=value_loss.item(), policy_loss=policy_loss.item(), v_mean=v.mean().item(), advantage_mean=advantage.mean().item(),
        advantage_scale=scale.item()) | weight_figures(w, raw, case)


def crr_update(case, state, adams, data):
    s, a, r, s2 = (data[f"batch.{n}"] for n in ("observations", "actions", "rewards", "next_observations"))

    def policy(name, states):
        mean = torch.tanh(network(state, name, states))
        return mean, torch.clamp(state[f"{name}.log_std"], case["log_std_min"], case["log_std_max"]).exp()

    with torch.no_grad():
        mean2, std2 = policy("policy_target", s2)
        a2 = (mean2 + std2 * data["noise.next_action"]).clamp(-1, 1)
        y = r + GAMMA * (1 - data["batch.terminated"]) * critic(case, state, "q1_target", s2, a2)
        mean, std = policy("policy", s)
        values = [
            critic(case, state, "q1", s, (mean + std * data["noise.value_actions"][:, j]).clamp(-1, 1)) for j in range(case["value_actions"])]
        advantage = critic(case, state, "q1", s, a) - torch.stack(values).mean(0)
        exponential = torch.exp(advantage / case["lambda_"]).clamp(max=case["weight_max"])
        w = exponential if case["filter"] == "exp" else (advantage > 0).double()
        assert (advantage > 0).any() and (advantage < 0).any(), "the filter's two sides are not both there"
    q = critic(case, state, "q1", s, a)
    critic_loss = ((q - y) ** 2).mean()
    critic_loss.backward()
    adams["q1"].step()
    policy_loss = likelihood(case, state, adams, s, a, w)
    if data["update"] % case["target_period"] == 0:
        move_targets(state, case["tau"])
    return dict(
        critic_loss=critic_loss.item(), policy_loss=policy_loss.item(), q_mean=q.mean().item(), advantage_mean=advantage.mean().item(),
        weight_mean=w.mean().item(), weight_ess=((w.sum() ** 2) / (w ** 2).sum() / BATCH).item(), weight_max=w.max().item())


def brac_update(case, state, adams, data):
    s, a, r, s2 = (data[f"batch.{n}"] for n in ("observations", "actions", "rewards", "next_observations"))
    n, warm_up = case["samples"], data["update"] <= case["behaviour_updates"]

    def behaviour(states, actions):
        return squashed_density(case, state, "behaviour", states, actions)

    def divergence(states, noise):
        pairs = [sac_policy(case, state, states, noise[:, j]) for j in range(n)]
        return pairs[0][0], torch.stack([log_pi - behaviour(states, action) for action, log_pi in pairs]).mean(0)

    likelihood_of_data = behaviour(s, a).mean()
    if warm_up:
        (-likelihood_of_data).backward()
        adams["behaviour"].step()

    with torch.no_grad():
        a2, d2 = divergence(s2, data["noise.next_actions"])
        y = r + GAMMA * (1 - data["batch.terminated"]) * (min_critic(case, state, "_target", s2, a2) - case["divergence_weight"] * d2)
    q1, q2 = critic(case, state, "q1", s, a), critic(case, state, "q2", s, a)
    loss1, loss2 = ((q1 - y) ** 2).mean(), ((q2 - y) ** 2).mean()
    (loss1 + loss2).backward()
    adams["q1"].step()
    adams["q2"].step()

    probe, d = divergence(s, data["noise.current_actions"])
    policy_loss = case["divergence_weight"] * d.mean()
    if not warm_up:
        policy_loss = policy_loss - min_critic(case, state, "", s, probe).mean()
    policy = [p for n, p in state.items() if n.startswith("policy.")]
    for parameter, gradient in zip(policy, torch.autograd.grad(policy_loss, policy)):
        parameter.grad = gradient
    adams["policy"].step()
    move_targets(state)
    return dict(
        critic_loss=(loss1.item() + loss2.item()) / 2, policy_loss=policy_loss.item(), q_mean=(q1.mean() + q2.mean()).item() / 2,
        divergence=d.mean().item(), behaviour_likelihood=likelihood_of_data.item())


def bear_update(case, state, adams, data):
    s, a, r, s2 = (data[f"batch.{n}"] for n in ("observations", "actions", "rewards", "next_observations"))

    mean, raw = network(state, "encoder", torch.cat([s, a], 1)).chunk(2, 1)
    log_std = raw.clamp(-4, 15)
    z = mean + log_std.exp() * data["noise.encoder_latents"].reshape(BATCH, -1)
    rebuilt = torch.tanh(network(state, "decoder", torch.cat([s, z], 1)))
    divergence = 0.5 * (mean ** 2 + (2 * log_std).exp() - 2 * log_std - 1).mean()
    behaviour_loss = ((rebuilt - a) ** 2).mean() + case["vae_kl_weight"] * divergence
    behaviour_loss.backward()
    adams["encoder"].step()
    adams["decoder"].step()

    def raw_actions(name, states, noise):
        """Actions before their tanh, [batch, samples, action]."""
        centre, spread = network(state, name, states).chunk(2, 1)
        spread = torch.clamp(spread, case["log_std_min"], case["log_std_max"]).exp()
        return centre[:, None] + spread[:, None] * noise

    def values(name, states, actions):
        return torch.stack([critic(case, state, name, states, actions[:, j]) for j in range(actions.shape[1])], 1)

    with torch.no_grad():
        a2 = torch.tanh(raw_actions("policy_target", s2, data["noise.next_actions"]))
        first, second = values("q1_target", s2, a2), values("q2_target", s2, a2)
        mixed = case["least_share"] * torch.minimum(first, second) + (1 - case["least_share"]) * torch.maximum(first, second)
        y = r + GAMMA * (1 - data["batch.terminated"]) * mixed.max(1).values
    q1, q2 = critic(case, state, "q1", s, a), critic(case, state, "q2", s, a)
    loss1, loss2 = ((q1 - y) ** 2).mean(), ((q2 - y) ** 2).mean()
    (loss1 + loss2).backward()
    adams["q1"].step()
    adams["q2"].step()

    with torch.no_grad():
        latents = data["noise.decoder_latents"].reshape(BATCH, case["match_samples"], 2 * ACTION).clamp(-0.5, 0.5)
        x = torch.stack([network(state, "decoder", torch.cat([s, latents[:, j]], 1)) for j in range(case["match_samples"])], 1)
    u = raw_actions("policy", s, data["noise.current_actions"].clamp(-0.5, 0.5))

    def kernel(first, second):
        return torch.exp(-(first[:, :, None] - second[:, None]).abs().sum(3) / (2 * case["mmd_sigma"])).mean((1, 2))

    mmd = (kernel(x, x) + kernel(u, u) - 2 * kernel(x, u) + 1e-6).sqrt()
    multiplier = state["log_multiplier"].detach().exp()
    policy_loss = (multiplier * mmd).mean()
    if data["update"] > case["mmd_updates"]:
        actions = torch.tanh(u)
        policy_loss = policy_loss - torch.minimum(values("q1", s, actions).mean(1), values("q2", s, actions).mean(1)).mean()
    policy = [p for n, p in state.items() if n.startswith("policy.")]
    for parameter, gradient in zip(policy, torch.autograd.grad(policy_loss, policy)):
        parameter.grad = gradient
    adams["policy"].step()
    (-state["log_multiplier"].exp() * (mmd.detach() - case["mmd_threshold"])).mean().backward()
    adams["log_multiplier"].step()
    with torch.no_grad():
        state["log_multiplier"].clamp_(*case["log_multiplier"])
    move_targets(state)
    return dict(
        critic_loss=(loss1.item() + loss2.item()) / 2, policy_loss=policy_loss.item(), q_mean=(q1.mean() + q2.mean()).item() / 2,
        mmd=mmd.mean().item(), multiplier=multiplier.item(), behaviour_loss=behaviour_loss.item())


def abm_update(case, state, adams, data):
    s, a, r, s2 = (data[f"batch.{n}"] for n in ("observations", "actions", "rewards", "next_observations"))

    def sample(name, states, noise):
        mean, raw = network(state, name, states).chunk(2, 1)
        return torch.tanh(mean[:, None] + torch.clamp(raw, case["log_std_min"], case["log_std_max"]).exp()[:, None] * noise)

    def values(states, actions):
        return torch.stack([min_critic(case, state, "_target", states, actions[:, j]) for j in range(actions.shape[1])], 1)

    def value(states, noise):
        return values(states, sample("policy_target", states, noise)).mean(1)

    with torch.no_grad():
        last = value(data["batch.last_observations"], data["noise.last_actions"])
        advantage = data["batch.returns"] + data["batch.return_discounts"] * last - value(s, data["noise.value_actions"])
        better = (advantage > 0).double()
        y = r + GAMMA * (1 - data["batch.terminated"]) * value(s2, data["noise.next_actions"])
    prior_loss = -(better * squashed_density(case, state, "prior", s, a)).mean()
    prior_loss.backward()
    adams["prior"].step()

    q1, q2 = critic(case, state, "q1", s, a), critic(case, state, "q2", s, a)
    loss1, loss2 = ((q1 - y) ** 2).mean(), ((q2 - y) ** 2).mean()
    (loss1 + loss2).backward()
    adams["q1"].step()
    adams["q2"].step()
    with torch.no_grad():
        for name in ("q1", "q2"):
            for target in (n for n in state if n.startswith(f"{name}_target.")):
                state[target] += TAU * (state[target.replace("_target", "")] - state[target])
        actions = sample("prior", s, data["noise.prior_actions"])
        q = values(s, actions)
        eta = state["log_eta"].detach().exp()
        w = torch.softmax(q / eta, 1)

    densities = torch.stack([squashed_density(case, state, "policy", s, actions[:, j]) for j in range(actions.shape[1])], 1)
    policy_loss = -(w * densities).sum(1).mean()
    policy_loss.backward()
    adams["policy"].step()
    with torch.no_grad():
        for target in (n for n in state if n.startswith("policy_target.")):
            state[target] += TAU * (state[target.replace("_target", "")] - state[target])
    trained = state["log_eta"].exp()
    partition = (torch.logsumexp(q / trained, 1) - math.log(case["prior_samples"])).mean()
    (trained * (case["divergence"] + partition)).sum().backward()
    adams["log_eta"].step()
    return dict(
        critic_loss=(loss1.item() + loss2.item()) / 2, policy_loss=policy_loss.item(), q_mean=(q1.mean() + q2.mean()).item() / 2,
        prior_loss=prior_loss.item(), advantage_share=better.mean().item(), eta=eta.item(),
        prior_divergence=(w * torch.log(case["prior_samples"] * w)).sum(1).mean().item())


def log_normal(a, mean, log_std):
    return torch.distributions.Normal(mean, log_std.exp()).log_prob(a).sum(1)


def advantages(data, values, next_values, gae_lambda):
    """Of the fresh rows, by the recursion in plain numbers."""
    following, result = 0.0, []
    for t in reversed(range(len(values))):
        going, terminated = data["batch.goes_on"][t].item(), data["batch.terminated"][t].item()
        delta = data["batch.rewards"][t].item() + GAMMA * (1 - terminated) * next_values[t].item() - values[t].item()
        following = delta + going * GAMMA * gae_lambda * following
        result.insert(0, following)
    return torch.tensor(result, dtype=torch.float64)


def regress(case, state, adams, data, s, y):
    count, batch = len(y), case["baseline_batch"]
    numbers = data["noise.regression"][..., 0].reshape(-1)[:count * case["baseline_epochs"]]
    rows = torch.clamp(torch.floor((numbers + 1) / 2 * count), 0, count - 1).long()
    for some in rows.split(batch):
        adams["v"].zero_grad(set_to_none=True)
        ((network(state, "v", s[some]).squeeze(1) - y[some]) ** 2).mean().backward()
        adams["v"].step()
        state["v_steps"] += 1


def bound_deviation(case, state):
    """A parameter beyond its bounds would have no gradient: it is brought back after the step."""
    with torch.no_grad():
        state["policy.log_std"].clamp_(case["log_std_min"], case["log_std_max"])


def reinforce_update(case, state, adams, data):
    s, a, s2 = (data[f"batch.{n}"] for n in ("observations", "actions", "next_observations"))
    with torch.no_grad():
        v, v2 = (network(state, "v", x).squeeze(1) if case["value"] else torch.zeros(BATCH, dtype=torch.float64) for x in (s, s2))
    advantage = advantages(data, v, v2, 1.0)
    mean, log_std = awac_policy(case, state, s)
    policy_loss = -(advantage * log_normal(a, mean, log_std)).mean()
    policy_loss.backward()
    adams["policy"].step()
    bound_deviation(case, state)
    figures = dict(
        policy_loss=policy_loss.item(), return_mean=(advantage + v).mean().item(), advantage_scale=(advantage ** 2).mean().sqrt().item(),
        log_std=log_std.mean().item())
    if case["value"]:
        regress(case, state, adams, data, s, advantage + v)
        figures |= dict(value_loss=(advantage ** 2).mean().item(), v_mean=v.mean().item())
    return figures


def a2c_update(case, state, adams, data):
    s, a, s2 = (data[f"batch.{n}"] for n in ("observations", "actions", "next_observations"))
    v = network(state, "v", s).squeeze(1)
    with torch.no_grad():
        v2 = network(state, "v", s2).squeeze(1)
        advantage = advantages(data, v, v2, case["gae_lambda"])
        target = advantage + v
        w = (advantage - advantage.mean()) / (advantage.std(unbiased=False) + 1e-8) if case["standardise"] else advantage
    mean, log_std = awac_policy(case, state, s)
    policy_loss = -(w * log_normal(a, mean, log_std)).mean()
    value_loss = ((target - v) ** 2).mean()
    entropy = torch.distributions.Normal(mean, log_std.exp().expand_as(mean)).entropy().sum(1).mean()
    (policy_loss + case["value_coefficient"] * value_loss - case["entropy_coefficient"] * entropy).backward()
    norm = torch.nn.utils.clip_grad_norm_([p for n, p in state.items() if n.split(".")[0] in ("policy", "v")], case["gradient_norm_max"])
    adams["policy"].step()
    adams["v"].step()
    bound_deviation(case, state)
    return dict(
        policy_loss=policy_loss.item(), value_loss=value_loss.item(), entropy=entropy.item(), v_mean=v.mean().item(), advantage_mean=advantage.mean().item(),
        advantage_scale=(advantage ** 2).mean().sqrt().item(), gradient_norm=norm.item())


def dapg_update(case, state, adams, data):
    s, a, s2, fresh = *(data[f"batch.{n}"] for n in ("observations", "actions", "next_observations")), int(data["batch.fresh"].item())
    mean, log_std = awac_policy(case, state, s)
    density = log_normal(a, mean, log_std)
    figures = dict.fromkeys(
        ("cloning_loss", "policy_loss", "value_loss", "v_mean", "demonstration_weight", "demonstration_likelihood", "natural_scale"), 0.0)
    if fresh == 0:
        loss = -density.mean()
        loss.backward()
        adams["policy"].step()
        bound_deviation(case, state)
        return figures | dict(cloning_loss=loss.item(), log_std=log_std.mean().item())

    with torch.no_grad():
        v, v2 = network(state, "v", s[:fresh]).squeeze(1), network(state, "v", s2[:fresh]).squeeze(1)
    advantage = advantages(data, v, v2, case["gae_lambda"])
    advantage = (advantage - advantage.mean()) / (advantage.std(unbiased=False) + 1e-6)
    weight = case["demonstration_weight"] * case["demonstration_decay"] ** state["natural_steps"].item() * advantage.max().item()
    objective = ((advantage * density[:fresh]).sum() + weight * density[fresh:].sum()) / fresh
    policy = {n: p for n, p in state.items() if n.startswith("policy.")}
    g = torch.cat([x.reshape(-1) for x in torch.autograd.grad(objective, list(policy.values()), retain_graph=True)])

    # F in full, from the Jacobian row by row: nothing of the learner's double backward.
    fisher = torch.zeros(len(g), len(g), dtype=torch.float64)
    for row in range(fresh):
        for dimension in range(ACTION):
            pieces = torch.autograd.grad(mean[row, dimension], list(policy.values()), retain_graph=True, allow_unused=True)
            j = torch.cat([(torch.zeros_like(p) if x is None else x).reshape(-1) for x, p in zip(pieces, policy.values())])
            fisher += torch.outer(j, j) / log_std[dimension].detach().exp() ** 2 / fresh
    within = (state["policy.log_std"] >= case["log_std_min"]) & (state["policy.log_std"] <= case["log_std_max"])
    places = torch.arange(len(g) - ACTION, len(g)) if list(policy)[-1] == "policy.log_std" else None
    fisher[places, places] += 2.0 * within
    matrix = fisher + case["damping"] * torch.eye(len(g), dtype=torch.float64)

    x, residual = torch.zeros_like(g), g.clone()
    direction = residual.clone()
    for _ in range(case["iterations"]):
        ahead = matrix @ direction
        step = residual @ residual / (direction @ ahead)
        x, left = x + step * direction, residual - step * ahead
        direction = left + (left @ left) / (residual @ residual) * direction
        residual = left
    scale = math.sqrt(case["step_length"] / abs((g @ x).item()))
    with torch.no_grad():
        start = 0
        for parameter in policy.values():
            parameter += scale * x[start:start + parameter.numel()].reshape(parameter.shape)
            start += parameter.numel()
    bound_deviation(case, state)
    to_go = advantages(data, v, v2, 1.0)
    regress(case, state, adams, data, s[:fresh], to_go + v)
    state["natural_steps"] += 1
    return figures | dict(
        policy_loss=-objective.item(), value_loss=(to_go ** 2).mean().item(), v_mean=v.mean().item(), demonstration_weight=weight,
        demonstration_likelihood=density[fresh:].mean().item(), natural_scale=scale, log_std=log_std.mean().item())


def dqn_update(case, state, adams, data):
    s, a, r, s2 = (data[f"batch.{n}"] for n in ("observations", "actions", "rewards", "next_observations"))
    rows = torch.arange(BATCH)

    with torch.no_grad():
        several = case["return_steps"] > 1
        after = data["batch.last_observations"] if several else s2
        values = network(state, "q_target", after)
        best = (network(state, "q", after) if case["double_q"] else values).argmax(1)
        assert not case["double_q"] or data["update"] > 1 or (best != values.argmax(1)).any(), "both networks take the same choices"
        value = values[rows, best]
        y = data["batch.returns"] + data["batch.return_discounts"] * value if several else r + GAMMA * (1 - data["batch.terminated"]) * value
    q = network(state, "q", s)[rows, a[:, 0].long()]
    d = q - y
    assert (d.abs() < 1).any() and (d.abs() > 1).any(), "the two sides of Huber's loss are not both there"
    loss = (d ** 2).mean() if case["loss"] == "squared" else functional.smooth_l1_loss(q, y)
    loss.backward()
    adams["q"].step()
    if data["update"] % case["target_updates"] == 0:
        move_targets(state, 1.0)
    share = min(1.0, (data["update"] - 1) / case["epsilon_updates"])
    return dict(
        critic_loss=loss.item(), q_mean=q.mean().item(), target_mean=y.mean().item(), epsilon=1.0 + (case["epsilon_end"] - 1.0) * share)


def snapshot(prefix, state, trained, adams):
    """A copy of the whole state, Adam's moments included (0 before the first step)."""
    tensors = {f"{prefix}.{n}": p.detach().clone() for n, p in state.items()}
    for name, parameter in trained.items():
        moments = adams[name.split(".")[0]].state.get(parameter, {})
        for short, long in (("m", "exp_avg"), ("v", "exp_avg_sq")):
            tensors[f"{prefix}.adam.{short}.{name}"] = moments[long].clone() if moments else torch.zeros_like(parameter)
    return tensors


def check_coverage(case, history):
    """The files must exercise what distinguishes the presets."""
    if case.get("weighting") in ("exp", "whiten"):
        assert any(0 < m["weight_clipped"] < 1 for m in history), "no weight is clipped, or all are"
    if case.get("weighting") == "softmax":
        assert all(0.1 < m["weight_ess"] < 0.99 for m in history), "the weights are all but equal, or one stands alone"


def write(name, tensors, metadata):
    """The safetensors format in canonical order: names sorted, data in the same order."""
    header, blobs, offset = {"__metadata__": dict(sorted(metadata.items()))}, [], 0
    for key in sorted(tensors):
        data = tensors[key].detach().numpy().astype("<f4").tobytes()
        header[key] = {"dtype": "F32", "shape": list(tensors[key].shape), "data_offsets": [offset, offset + len(data)]}
        offset += len(data)
        blobs.append(data)
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    pathlib.Path(__file__).with_name(f"{name}.safetensors").write_bytes(len(text).to_bytes(8, "little") + text + b"".join(blobs))


if __name__ == "__main__":
    main()
