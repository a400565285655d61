using System.Collections.Concurrent;
using System.Diagnostics;
using AwacAkka.Actors.Rollouts;
using AwacAkka.Collecting;
using AwacAkka.Environments;
using AwacAkka.Environments.Registry;
using AwacAkka.Policies;

namespace AwacAkka.Actors.Processes;

/// <summary>A worker process's side of its conversation with the run.</summary>
/// <remarks>
/// Where a job fails, this process repairs itself: it frees the environment, makes another, and then says that the job failed. The
/// worker actor at the other end is restarted as well, only so that supervision sees the failure; its next incarnation takes this same
/// process. The repair belongs to the job that made it necessary: should it hang, the run finds this process in that call and kills it.
/// </remarks>
/// <param name="channel">To the run.</param>
/// <param name="notes">For people.</param>
internal sealed class WorkerSession(FrameChannel channel, TextWriter notes)
{
    /// <summary>Name of the thread that is there once the process is ready.</summary>
    public const string OrdersThread = "orders";

    private const int NotForPeople = 2;
    private const int CannotWork = 1;
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(2);
    private readonly Heartbeat heartbeat = new();
    private readonly BlockingCollection<Frame> orders = [];
    private int pending = 1; // the greeting, until the first environment is made
    private PolicySnapshot? policy;

    /// <summary>Serves until the run closes the channel; returns the exit code.</summary>
    public int Run()
    {
        if (Greeting() is not { } greeting)
        {
            notes.WriteLine("error: this command is started by runs with rollouts.isolation = process, and is of no use by itself");
            return NotForPeople;
        }

        try
        {
            if (WorkerCodec.DecodeBuild(greeting) != WorkerHello.ThisBuild)
            {
                throw new RolloutException("the program was built anew since the run began; resume the run with the new one");
            }

            Serve(WorkerCodec.DecodeHello(greeting));
            return 0;
        }
        catch (Exception e)
        {
            Refuse(e.Message);
            return CannotWork;
        }
    }

    private byte[]? Greeting()
    {
        try
        {
            return channel.Read() is { Kind: FrameKind.Hello } hello && WorkerCodec.DecodeBuild(hello.Payload).Length > 0 ? hello.Payload : null;
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            return null;
        }
    }

    private void Serve(WorkerHello hello)
    {
        // Before the environment is made, so that a construction that hangs is seen, and does not outlive the run.
        var reader = new Thread(ReadOrders) { IsBackground = true };
        reader.Start();
        using var beat = new Timer(_ => SayAlive(), null, hello.Beat, hello.Beat);
        LoadAssemblies(hello.Assemblies);
        var made = 0u;
        LocalRunner? runner = new LocalRunner(hello.Setting, heartbeat, hello.Process, made++);
        try
        {
            reader.Name = OrdersThread;
            channel.Write(FrameKind.Ready, []);
            Interlocked.Decrement(ref pending);
            foreach (var order in orders.GetConsumingEnumerable())
            {
                Frame? answer;
                try
                {
                    answer = Obey(runner!, order);
                }
                catch (Exception e)
                {
                    // The run decides what becomes of the slot. This process is sound, so that a new environment will do.
                    var failed = runner!;
                    runner = null;
                    failed.Dispose();
                    runner = new LocalRunner(hello.Setting, heartbeat, hello.Process, made++);
                    answer = new Frame(FrameKind.Failed, WorkerCodec.Encode(e.Message));
                }

                Interlocked.Decrement(ref pending);
                if (answer is { } frame)
                {
                    channel.Write(frame.Kind, frame.Payload);
                }
            }
        }
        finally
        {
            runner?.Dispose();
        }
    }

    /// <summary>Runs the users' code as well, which lists their environments.</summary>
    private void LoadAssemblies(IReadOnlyList<string> assemblies)
    {
        using var call = heartbeat.During(EnvironmentCall.Construction);
        foreach (var assembly in assemblies)
        {
            EnvironmentAssembly.Load(assembly);
        }
    }

    private Frame? Obey(LocalRunner runner, Frame order)
    {
        switch (order.Kind)
        {
            case FrameKind.Policy:
                policy = WorkerCodec.DecodePolicy(order.Payload);
                return null;
            case FrameKind.RunSlot:
                var slot = WorkerCodec.DecodeSlot(order.Payload, policy);
                return new Frame(FrameKind.SlotDone, WorkerCodec.Encode(slot, runner.Run(slot)));
            case FrameKind.RunEpisode:
                var episode = WorkerCodec.DecodeEpisode(order.Payload, policy!);
                return new Frame(FrameKind.EpisodeDone, WorkerCodec.Encode(runner.Run(episode)));
            default:
                throw new RolloutException($"the worker process was told {order.Kind}");
        }
    }

    private void Refuse(string reason)
    {
        try
        {
            channel.Write(FrameKind.Refused, WorkerCodec.Encode(reason));
        }
        catch (IOException)
        {
            // The run is gone, and nobody is left to be told.
        }
    }

    private void ReadOrders()
    {
        while (channel.Read() is { } order)
        {
            Interlocked.Increment(ref pending);
            orders.Add(order);
        }

        if (Volatile.Read(ref pending) > 0)
        {
            // The run is gone. A call that hangs, now or in an order not yet begun, would outlive any gentler end.
            Kill();
        }

        orders.CompleteAdding();
        Thread.Sleep(Farewell);
        Kill(); // what is still here hangs in the disposal of its environment
    }

    private static void Kill()
    {
        using var self = Process.GetCurrentProcess();
        self.Kill();
    }

    private void SayAlive()
    {
        try
        {
            if (Volatile.Read(ref pending) > 0)
            {
                channel.Write(FrameKind.Alive, WorkerCodec.Encode(heartbeat.UnderWay));
            }
        }
        catch (IOException)
        {
            // The run is gone, which the reader of orders notices as well.
        }
    }
}
