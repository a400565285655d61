using TorchSharp.Modules;

namespace TorchSharp.Tests;

public sealed class ModuleTests
{
    [Fact]
    public void LinearComputesItsInputTimesTheWeightsTransposedPlusTheBias()
    {
        using var scope = torch.NewDisposeScope();
        using var layer = torch.nn.Linear(2, 3);
        using (torch.no_grad())
        {
            layer.weight.copy_(torch.tensor([1f, 2f, 3f, 4f, 5f, 6f], [3, 2]));
            layer.bias!.copy_(torch.tensor([0.5f, 0f, -0.5f]));
        }

        var y = layer.call(torch.tensor([1f, 10f], [1, 2]));

        Assert.Equal([21.5f, 43f, 64.5f], y.data<float>().ToArray());
        Assert.Equal((2L, 3L), (layer.in_features, layer.out_features));
    }

    [Fact]
    public void LinearStartsWithinTheInverseRootOfItsInputs()
    {
        using var layer = torch.nn.Linear(100, 50);
        var values = layer.parameters().SelectMany(p => p.data<float>()).ToArray();
        Assert.Equal(50 * 101, values.Length);
        Assert.All(values, value => Assert.InRange(value, -0.1f, 0.1f));
        Assert.InRange(values.Max(), 0.09f, 0.1f);
        Assert.InRange(values.Min(), -0.1f, -0.09f);
    }

    [Fact]
    public void SequentialAppliesItsModulesInOrderAndNamesTheirParameters()
    {
        using var scope = torch.NewDisposeScope();
        using var network = torch.nn.Sequential(
            ("first", torch.nn.Linear(3, 4)), ("between", torch.nn.ReLU()), ("last", torch.nn.Linear(4, 1, hasBias: false)));
        Assert.Equal(["first.weight", "first.bias", "last.weight"], network.named_parameters().Select(p => p.name));

        var x = torch.tensor([1f, -2f, 3f], [1, 3]);
        var p = network.parameters().ToArray();
        var expected = torch.nn.functional.linear(torch.nn.functional.linear(x, p[0], p[1]).relu(), p[2]);

        Assert.Equal(expected.item<float>(), network.call(x).item<float>());
        Assert.False(x.IsInvalid);
    }

    [Fact]
    public void AModuleFreesItsParametersWithItself()
    {
        var network = torch.nn.Sequential(torch.nn.Linear(3, 4), torch.nn.ReLU(), torch.nn.Linear(4, 1));
        Parameter[] parameters = [.. network.parameters()];
        Assert.Equal(4, parameters.Length);

        network.Dispose();

        Assert.All(parameters, parameter => Assert.True(parameter.IsInvalid));
    }

    [Fact]
    public void AParameterTakesItsTensorOverAndWantsGradients()
    {
        var data = torch.ones([2]);
        using var parameter = torch.nn.Parameter(data);

        Assert.True(data.IsInvalid);
        Assert.True(parameter.requires_grad);
        Assert.True(parameter.is_leaf);
        Assert.Equal([1f, 1f], parameter.data<float>().ToArray());
    }

    [Fact]
    public void AModuleWithoutParametersRefusesThem()
    {
        using var relu = torch.nn.ReLU(inplace: true);
        using var x = torch.tensor([-1f, 2f]);
        using var parameter = torch.nn.Parameter(torch.ones([1]));

        Assert.Throws<InvalidOperationException>(() => relu.register_parameter("p", parameter));
        relu.call(x).Dispose();
        Assert.Equal([0f, 2f], x.data<float>().ToArray());
    }
}
