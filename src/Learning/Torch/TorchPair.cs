using AwacAkka.Numerics.Kernels;
using AwacAkka.Numerics.Threads;
using TorchSharp;
using static TorchSharp.torch;

namespace AwacAkka.Learning.Torch;

/// <summary>
/// Runs computations that do not depend on each other, such as the two critics', two at a time. On the CPU that is two threads, each
/// operation on one of them: networks of this size are too small for libtorch's and BLAS's own threads to pay, and results then do
/// not depend on how many cores there are. On a GPU, which orders its own work, one thread hands out both.
/// </summary>
internal sealed class TorchPair : IDisposable
{
    private readonly Action<int> runHalf;
    private readonly Tensor[][] results = [[], []];
    private Func<int, Tensor[]> work = _ => [];
    private bool gradients;

    public TorchPair(Device device, int threads)
    {
        var cpu = device.type == DeviceType.CPU;
        if (cpu)
        {
            Blas.Initialise(); // one thread per product there, too
            set_num_threads(1);
        }

        Threads = new Lanes(cpu && threads > 1 ? 2 : 1);
        runHalf = RunHalf;
    }

    /// <summary>What runs them; on a GPU one thread.</summary>
    public Lanes Threads { get; }

    /// <summary>
    /// Runs both halves, 0 and 1. What they return becomes the caller's scope's, everything else that they make is disposed. Gradients
    /// are recorded where the caller records them.
    /// </summary>
    public (Tensor[] First, Tensor[] Second) Run(Func<int, Tensor[]> half)
    {
        (work, gradients) = (half, is_grad_enabled());
        Threads.RunPinned(2, runHalf); // who records a graph decides the order in which its gradients are added up
        return (Adopt(results[0]), Adopt(results[1]));
    }

    /// <inheritdoc />
    public void Dispose() => Threads.Dispose();

    private void RunHalf(int half)
    {
        using var scope = NewDisposeScope();
        using var mode = enable_grad(gradients);
        results[half] = work(half);
        foreach (var tensor in results[half])
        {
            tensor.DetachFromDisposeScope();
        }
    }

    /// <summary>Scopes belong to threads, so the other thread's tensors enter the caller's here.</summary>
    private static Tensor[] Adopt(Tensor[] tensors)
    {
        foreach (var tensor in tensors)
        {
            CurrentDisposeScope?.Attach(tensor);
        }

        return tensors;
    }
}
