namespace TorchSharp.Tests;

/// <summary>backward() of every differentiable operation against central differences, in double precision.</summary>
public sealed class GradientTests
{
    private const double Step = 1e-6;
    private const double Tolerance = 1e-7;

    private static readonly double[] Left = [0.7, -1.2, 2.1, 0.4, 1.6, -0.3];
    private static readonly double[] Right = [1.3, 0.8, -0.6, 1.9, -1.1, 0.5];

    // Operations of x and y, both [2, 3]; none of the points lies on a kink.
    private static readonly Dictionary<string, Func<torch.Tensor, torch.Tensor, torch.Tensor>> Operations = new()
    {
        ["x + y"] = (x, y) => x + y,
        ["x + 2"] = (x, _) => x + 2,
        ["2 + x"] = (x, _) => 2 + x,
        ["x - y"] = (x, y) => x - y,
        ["x - 2"] = (x, _) => x - 2,
        ["2 - x"] = (x, _) => 2 - x,
        ["-x"] = (x, _) => -x,
        ["x * y"] = (x, y) => x * y,
        ["3 * x"] = (x, _) => 3 * x,
        ["x * 3"] = (x, _) => x * 3,
        ["x / y"] = (x, y) => x / y,
        ["x / 3"] = (x, _) => x / 3,
        ["3 / x"] = (x, _) => 3 / x,
        ["add with alpha"] = (x, y) => x.add(y, 0.25),
        ["pow"] = (x, _) => x.pow(3),
        ["square"] = (x, _) => x.square(),
        ["exp"] = (x, _) => x.exp(),
        ["log"] = (x, _) => x.square().log(),
        ["sqrt"] = (x, _) => x.square().add(1).sqrt(),
        ["abs"] = (x, _) => x.abs(),
        ["tanh"] = (x, _) => x.tanh(),
        ["sigmoid"] = (x, _) => x.sigmoid(),
        ["relu"] = (x, _) => x.relu(),
        ["softplus"] = (x, _) => torch.nn.functional.softplus(x),
        ["clamp"] = (x, _) => x.clamp(-1, 1) * x,
        ["clamp from below"] = (x, _) => x.clamp(min: 0.5) * x,
        ["clamp_max"] = (x, _) => x.clamp_max(0.5) * x,
        ["minimum"] = torch.minimum,
        ["maximum"] = torch.maximum,
        ["sum along"] = (x, y) => x.sum(1) * y.sum(-1),
        ["sum along, kept"] = (x, y) => x.sum(1, keepdim: true) * y,
        ["mean"] = (x, y) => x.mean() * y,
        ["mean along"] = (x, y) => x.mean([0], keepdim: true) * y,
        ["min"] = (x, y) => x.min() * y,
        ["max"] = (x, y) => x.max() * y,
        ["softmax"] = (x, y) => x.softmax(1) * y,
        ["matmul"] = (x, y) => x.matmul(y.t()),
        ["linear"] = (x, y) => torch.nn.functional.linear(x, y, y.sum(1)),
        ["cat"] = (x, y) => torch.cat([x, y, x * y], 1).square(),
        ["stack"] = (x, y) => torch.stack([x, y]).softmax(0),
        ["narrow"] = (x, y) => x.narrow(1, 1, 2) * y.narrow(1, 0, 2),
        ["reshape"] = (x, y) => x.reshape(3, 2).matmul(y),
        ["squeeze and unsqueeze"] = (x, y) => x.unsqueeze(0).square().squeeze(0) * y,
        ["clone"] = (x, y) => x.clone() * y,
    };

    public static TheoryData<string> Names => [.. Operations.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void BackwardAgreesWithFiniteDifferences(string name)
    {
        var operation = Operations[name];
        using var scope = torch.NewDisposeScope();
        var x = torch.tensor(Left, [2, 3], requires_grad: true);
        var y = torch.tensor(Right, [2, 3], requires_grad: true);

        Loss(operation(x, y)).backward();

        Assert.All(Differences(Left, left => operation(Plain(left), Plain(Right))).Zip(Values(x.grad)), AssertClose);
        Assert.All(Differences(Right, right => operation(Plain(Left), Plain(right))).Zip(Values(y.grad)), AssertClose);
    }

    [Fact]
    public void GradientsAddUpUntilTheyAreZeroed()
    {
        using var scope = torch.NewDisposeScope();
        var x = torch.tensor([2f], requires_grad: true);

        x.square().sum().backward();
        x.square().sum().backward();
        Assert.Equal(8, x.grad!.item<float>());

        x.grad!.zero_();
        x.square().sum().backward();
        Assert.Equal(4, x.grad!.item<float>());
    }

    [Fact]
    public void NoGradientFlowsThroughDetachAndClampedElements()
    {
        using var scope = torch.NewDisposeScope();
        var x = torch.tensor([0.5f, 3f], requires_grad: true);

        (x.detach() * x.clamp(-1, 1)).sum().backward();

        Assert.Equal([0.5f, 0f], x.grad!.data<float>().ToArray());
    }

    [Fact]
    public void NoGradIsUndoneByItsDisposalAndHoldsOnItsThreadOnly()
    {
        using var scope = torch.NewDisposeScope();
        var x = torch.tensor([1f], requires_grad: true);
        using (torch.no_grad())
        {
            using (torch.enable_grad())
            {
                Assert.True((x * 2).requires_grad);
            }

            Assert.False((x * 2).requires_grad);
            Assert.False(torch.is_grad_enabled());
            var elsewhere = false;
            var other = new Thread(() =>
            {
                using var y = x * 2;
                elsewhere = y.requires_grad;
            });
            other.Start();
            other.Join();
            Assert.True(elsewhere);
        }

        Assert.True((x * 2).requires_grad);
    }

    // Different weights per element, so that no element's gradient can stand in for another's.
    private static torch.Tensor Loss(torch.Tensor values)
    {
        var weights = Enumerable.Range(0, (int)values.numel()).Select(i => 1 + (0.37 * i)).ToArray();
        return (values * torch.tensor(weights, values.shape)).sum();
    }

    private static double[] Differences(double[] point, Func<double[], torch.Tensor> function)
    {
        double At(int index, double offset)
        {
            var moved = (double[])point.Clone();
            moved[index] += offset;
            return Loss(function(moved)).item<double>();
        }

        return [.. point.Select((_, i) => (At(i, Step) - At(i, -Step)) / (2 * Step))];
    }

    private static torch.Tensor Plain(double[] values) => torch.tensor(values, [2, 3]);

    // An operation that ignores an argument leaves it without a gradient.
    private static double[] Values(torch.Tensor? gradient) => gradient?.data<double>().ToArray() ?? new double[Left.Length];

    private static void AssertClose((double Expected, double Actual) pair) =>
        Assert.True(
            Math.Abs(pair.Expected - pair.Actual) <= Tolerance * Math.Max(1, Math.Abs(pair.Expected)), $"{pair.Expected} and {pair.Actual}");
}
