using System.Runtime.InteropServices;
using TorchSharp.Native;

namespace TorchSharp.Tests;

public sealed class TensorTests
{
    [Fact]
    public void NumbersComeBackInRowMajorOrderWhateverTheStrides()
    {
        using var scope = torch.NewDisposeScope();
        var x = torch.tensor([1f, 2f, 3f, 4f, 5f, 6f], [2, 3]);

        Assert.Equal([2L, 3L], x.shape);
        Assert.Equal([1f, 4f, 2f, 5f, 3f, 6f], x.t().data<float>().ToArray());
        Assert.Equal([2f, 3f, 5f, 6f], x.narrow(1, 1, 2).data<float>().ToArray());
    }

    [Fact]
    public void ATensorKeepsACopyOfTheNumbersItWasMadeOf()
    {
        using var scope = torch.NewDisposeScope();
        float[] numbers = [1, 2, 3];
        var whole = torch.tensor(numbers);
        var part = torch.tensor(numbers.AsMemory(1, 2), [2]);

        numbers[1] = 9;

        Assert.Equal([1f, 2f, 3f], whole.data<float>().ToArray());
        Assert.Equal([2f, 3f], part.data<float>().ToArray());
    }

    [Fact]
    public void CopyToHonoursBothOffsets()
    {
        using var x = torch.tensor([1f, 2f, 3f]);
        var whole = new float[5];
        var part = new float[4];

        x.data<float>().CopyTo(whole, 1);
        x.data<float>().CopyTo(part, 1, 1);

        Assert.Equal([0f, 1f, 2f, 3f, 0f], whole);
        Assert.Equal([0f, 2f, 3f, 0f], part);
    }

    [Fact]
    public void OperationsInPlaceChangeTheTensorItself()
    {
        using var scope = torch.NewDisposeScope();
        var x = torch.ones([3]);
        var y = torch.tensor([1f, 2f, 4f]);

        x.add_(y, 0.5f).mul_(2);
        Assert.Equal([3f, 4f, 6f], x.data<float>().ToArray());
        x.addcmul_(y, y, 1).add_(1);
        Assert.Equal([5f, 9f, 23f], x.data<float>().ToArray());
        x.fill_(8).addcdiv_(torch.ones([3]), y, -4);
        Assert.Equal([4f, 6f, 7f], x.data<float>().ToArray());
        x.copy_(y).mul_(y);
        Assert.Equal([1f, 4f, 16f], x.data<float>().ToArray());
        x.zero_();
        Assert.Equal([0f, 0f, 0f], x.data<float>().ToArray());
    }

    [Fact]
    public void AnIntegralNumberLeavesIntegersIntegral()
    {
        using var scope = torch.NewDisposeScope();
        var x = torch.full([2], 3L);

        Assert.Equal(torch.ScalarType.Int64, (x + 1).dtype);
        Assert.Equal([8L, 8L], (x * 2 - (-2)).data<long>().ToArray());
        Assert.Equal(torch.ScalarType.Float32, (x + 0.5f).dtype);
    }

    [Fact]
    public void ComparisonsYieldBooleansThatConvert()
    {
        using var scope = torch.NewDisposeScope();
        var x = torch.tensor([1f, 2f, 3f]);

        Assert.Equal([false, true, true], x.ge(2).data<bool>().ToArray());
        Assert.Equal([0f, 1f, 1f], x.ge(2).to(torch.float32).data<float>().ToArray());
        Assert.Equal([true, true, false], x.le(torch.full([3], 2f)).data<bool>().ToArray());
        Assert.True(x.isfinite().all().item<bool>());
        Assert.False((x / 0).isfinite().all().item<bool>());
    }

    [Fact]
    public void AnAliasSharesItsDataAndACloneDoesNot()
    {
        using var scope = torch.NewDisposeScope();
        var x = torch.zeros([1]);
        var alias = x.alias();
        var clone = x.clone();

        x.add_(1);
        x.Dispose();

        Assert.Equal(1, alias.item<float>());
        Assert.Equal(0, clone.item<float>());
    }

    [Fact]
    public void LibtorchsErrorTextReachesTheCaller()
    {
        using var scope = torch.NewDisposeScope();
        var x = torch.zeros([2, 3]);
        var y = torch.zeros([2, 4]);

        Assert.Contains("must match the size", Assert.Throws<ExternalException>(() => x + y).Message, StringComparison.Ordinal);
        Assert.Contains("cannot be multiplied", Assert.Throws<ExternalException>(() => x.matmul(y)).Message, StringComparison.Ordinal);
        Assert.Contains("does not require grad", Assert.Throws<ExternalException>(x.sum().backward).Message, StringComparison.Ordinal);
        var leaf = torch.ones([2], requires_grad: true);
        Assert.Contains("in-place", Assert.Throws<ExternalException>(() => leaf.add_(1)).Message, StringComparison.Ordinal);
        Assert.Equal([2L, 3L], (x + x).shape);
    }

    [Fact]
    public void ReadingTheWrongTypeOrTooManyElementsIsRefused()
    {
        using var x = torch.zeros([2]);
        Assert.Throws<ArgumentException>(() => x.data<double>());
        Assert.Throws<ArgumentException>(() => x.item<float>());
        Assert.Throws<ArgumentException>(() => torch.tensor([1f, 2f, 3f], [2, 2]));
    }

    [Theory]
    [InlineData("cpu", DeviceType.CPU, -1, "cpu")]
    [InlineData("cuda", DeviceType.CUDA, 0, "cuda:0")]
    [InlineData("cuda:1", DeviceType.CUDA, 1, "cuda:1")]
    public void DevicesAreReadFromTheirNames(string name, DeviceType type, int index, string text)
    {
        var device = torch.device(name);
        Assert.Equal((type, index, text), (device.type, device.index, device.ToString()));
    }

    [Theory]
    [InlineData("gpu")]
    [InlineData("cuda:x")]
    [InlineData("cuda:-1")]
    public void AnUnknownDeviceIsRefusedByName(string name) =>
        Assert.Contains($"'{name}'", Assert.Throws<ArgumentException>(() => torch.device(name)).Message, StringComparison.Ordinal);

    [Fact]
    public void PinnedMemoryIsForAGpu()
    {
        using var x = torch.tensor([1f, 2f]);
        if (!torch.cuda.is_available())
        {
            Assert.Throws<ExternalException>(x.pin_memory);
            return;
        }

        using var there = x.pin_memory().to(torch.CUDA, non_blocking: true);
        Assert.Equal([1f, 2f], there.cpu().data<float>().ToArray());
    }

    [Fact]
    public void AMissingShimIsReportedWithThePackageToInstall()
    {
        var folder = Directory.CreateTempSubdirectory("no-shim-");
        try
        {
            var error = Assert.Throws<DllNotFoundException>(() => ShimLibrary.Load(folder.FullName));
            Assert.Contains("libtorch-dev", error.Message, StringComparison.Ordinal);
            Assert.Contains("scripts/setup", error.Message, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete();
        }
    }
}
