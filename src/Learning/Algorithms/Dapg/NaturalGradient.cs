using AwacAkka.Learning.Torch;
using AwacAkka.Learning.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace AwacAkka.Learning.Algorithms.Dapg;

/// <summary>
/// The natural gradient of one update (Kakade 2001): x = F^-1 g by conjugate gradients, F the Fisher information of the Gaussian policy. All in double
/// precision, as the small directions of F, which decide x, are lost in single precision.
/// </summary>
/// <param name="config">Step length, iterations, damping, and the policy's form.</param>
/// <param name="parameters">The policy's: weight and bias of every layer, the free log deviation last.</param>
internal sealed class NaturalGradient(DapgConfig config, Parameter[] parameters)
{
    private const double Tolerance = 1e-20; // of a squared residual: a gradient of 0 has nothing to solve

    private readonly Tensor[] theta = Array.ConvertAll(parameters, p => p.detach().to(float64).requires_grad_());

    /// <summary>log std, [action], within the form's bounds.</summary>
    public Tensor LogStd => theta[^1].Clamped(config.LogStdMin, config.LogStdMax);

    /// <summary>log pi(a|s), [batch].</summary>
    public Tensor LogDensity(Tensor s, Tensor a) => TorchGaussianPolicy.LogDensity(a, Mean(s), LogStd);

    /// <summary>Moves the policy along the natural gradient of an objective.</summary>
    /// <param name="objective">What is to grow, one number.</param>
    /// <param name="s">The states that the Fisher information is taken over.</param>
    /// <returns>sqrt(delta / g x), by which x is scaled, one number.</returns>
    public Tensor Step(Tensor objective, Tensor s)
    {
        var g = Flat(autograd.grad([objective], theta, retain_graph: true));
        var x = Solve(g, FisherOf(s));
        using var still = no_grad();
        var scale = (zeros_like(g[0]).Plus(config.StepLength) / g.dot(x).abs().Plus(1e-20)).sqrt();
        long start = 0;
        for (var i = 0; i < parameters.Length; i++)
        {
            var part = x.narrow(0, start, theta[i].numel()).reshape(theta[i].shape);
            parameters[i].copy_(theta[i].Plus(part * scale));
            start += theta[i].numel();
        }

        return scale;
    }

    /// <summary>F v + damping v, as the gradient of (grad KL) v: at the policy itself the divergence has no other second derivative than F.</summary>
    private Func<Tensor, Tensor> FisherOf(Tensor s)
    {
        var (mean, logStd) = (Mean(s), LogStd);
        var (oldMean, oldLogStd) = (mean.detach(), logStd.detach());
        var spread = oldLogStd.exp().Squared().Plus((oldMean - mean).Squared());
        var divergence = (logStd - oldLogStd).Plus(spread / logStd.exp().Squared().Times(2)).sum(-1).mean();
        var slope = Flat(autograd.grad([divergence], theta, retain_graph: true, create_graph: true));
        return v => Flat(autograd.grad([slope.dot(v)], theta, retain_graph: true)).Plus(v.Times(config.Damping));
    }

    /// <summary>Conjugate gradients from 0 for F x = b.</summary>
    private Tensor Solve(Tensor b, Func<Tensor, Tensor> fisher)
    {
        var (x, residual, direction) = (zeros_like(b), b, b);
        var squares = residual.dot(residual);
        for (var i = 0; i < config.ConjugateIterations && squares.item<double>() > Tolerance; i++)
        {
            var ahead = fisher(direction).detach();
            var step = squares / direction.dot(ahead);
            x = x.Plus(direction * step);
            residual -= ahead * step;
            var left = residual.dot(residual);
            direction = residual.Plus(direction * (left / squares));
            squares = left;
        }

        return x;
    }

    private Tensor Mean(Tensor s)
    {
        var x = s;
        for (var layer = 0; layer + 1 < theta.Length; layer += 2)
        {
            x = nn.functional.linear(layer == 0 ? x : x.relu(), theta[layer], theta[layer + 1]);
        }

        return x;
    }

    private static Tensor Flat(IEnumerable<Tensor> parts) => cat([.. parts.Select(part => part.reshape(-1))]);
}
