using TorchSharp.Modules;

namespace TorchSharp.Tests;

[Collection(nameof(LiveTensors))]
public sealed class AdamTests
{
    [Fact]
    public void StepsFollowThePublishedAlgorithmWithTheDecayInTheGradient()
    {
        const double LearningRate = 0.1, Beta1 = 0.8, Beta2 = 0.95, Epsilon = 1e-3, Decay = 0.2;
        using var scope = torch.NewDisposeScope();
        var x = new Parameter(torch.tensor(new double[] { 1.5 }, [1]));
        using var adam = torch.optim.Adam([x], LearningRate, Beta1, Beta2, Epsilon, Decay);

        var (value, m, v) = (1.5, 0.0, 0.0);
        for (var t = 1; t <= 5; t++)
        {
            adam.zero_grad();
            x.pow(3).sum().backward();
            adam.step();

            var gradient = (3 * value * value) + (Decay * value);
            m = (Beta1 * m) + ((1 - Beta1) * gradient);
            v = (Beta2 * v) + ((1 - Beta2) * gradient * gradient);
            value -= LearningRate * m / (1 - Math.Pow(Beta1, t)) / (Math.Sqrt(v / (1 - Math.Pow(Beta2, t))) + Epsilon);
            Assert.Equal(value, x.item<double>(), 1e-12);
        }
    }

    [Fact]
    public void AParameterWithoutAGradientStaysAndItsStepsAreNotCounted()
    {
        using var scope = torch.NewDisposeScope();
        var used = torch.nn.Parameter(torch.ones([1]));
        var unused = torch.nn.Parameter(torch.ones([1]));
        using var adam = torch.optim.Adam([used, unused], 0.1);

        used.square().sum().backward();
        adam.step();

        Assert.NotEqual(1, used.item<float>());
        Assert.Equal(1, unused.item<float>());
        Assert.Equal([1L, 0L], adam.state_dict().State.Select(state => ((Adam.State)state).step));
    }

    [Fact]
    public void StateLoadedFromAnotherOptimiserContinuesItsSteps()
    {
        using var scope = torch.NewDisposeScope();
        var first = torch.nn.Parameter(torch.tensor([2f, -1f]));
        using var original = torch.optim.Adam([first], 0.05);
        Descend(first, original);
        var second = torch.nn.Parameter(first.detach().clone());
        using var copy = torch.optim.Adam([second], 0.05);
        copy.load_state_dict(original.state_dict());

        Descend(first, original);
        Descend(second, copy);

        Assert.Equal(first.data<float>().ToArray(), second.data<float>().ToArray());
        using var other = torch.optim.Adam([first, second]);
        Assert.Throws<ArgumentException>(() => other.load_state_dict(original.state_dict()));
    }

    [Fact]
    public void TheClosuresLossIsReturnedAndRecordedEvenWithoutGradients()
    {
        using var scope = torch.NewDisposeScope();
        using var still = torch.no_grad();
        var x = torch.nn.Parameter(torch.tensor([3f]));
        using var adam = torch.optim.Adam([x], 0.5);

        var loss = adam.step(() =>
        {
            var value = x.square().sum();
            value.backward();
            return value;
        });

        Assert.Equal(9, loss!.item<float>());
        Assert.Equal(2.5f, x.item<float>(), 1e-5f);
    }

    [Theory]
    [InlineData(-1, 0.9, 0.999, 1e-8, 0)]
    [InlineData(0.1, 1, 0.999, 1e-8, 0)]
    [InlineData(0.1, 0.9, -0.1, 1e-8, 0)]
    [InlineData(0.1, 0.9, 0.999, -1, 0)]
    [InlineData(0.1, 0.9, 0.999, 1e-8, -1)]
    public void InvalidValuesAreRefused(double lr, double beta1, double beta2, double eps, double decay)
    {
        using var x = torch.nn.Parameter(torch.ones([1]));
        Assert.Throws<ArgumentException>(() => torch.optim.Adam([x], lr, beta1, beta2, eps, decay));
    }

    [Fact]
    public void TrainingLeavesNoTensorsBehind()
    {
        using var network = torch.nn.Sequential(torch.nn.Linear(3, 8), torch.nn.ReLU(), torch.nn.Linear(8, 1));
        using var adam = torch.optim.Adam(network.parameters());
        Train();
        var before = LiveTensors.Count();
        for (var i = 0; i < 200; i++)
        {
            Train();
        }

        Assert.Equal(before, torch.Tensor.TotalCount);

        void Train()
        {
            using var scope = torch.NewDisposeScope();
            adam.zero_grad();
            network.call(torch.ones([4, 3])).square().mean().backward();
            adam.step();
        }
    }

    private static void Descend(Parameter x, Adam adam)
    {
        for (var i = 0; i < 3; i++)
        {
            adam.zero_grad();
            x.pow(4).sum().backward();
            adam.step();
        }
    }
}
