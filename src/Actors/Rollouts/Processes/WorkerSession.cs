using System.Collections.Concurrent;
using System.Diagnostics;
using AwacAkka.Environments;
using AwacAkka.Learning.Policies;

namespace AwacAkka.Actors.Rollouts.Processes;

/// <summary>A worker process's side of its conversation with the run.</summary>
/// <param name="channel">To the run.</param>
/// <param name="notes">For people.</param>
internal sealed class WorkerSession(FrameChannel channel, TextWriter notes)
{
    /// <summary>Name of the thread that is there once the process is ready.</summary>
    public const string OrdersThread = "orders";

    private const int NotForPeople = 2;
    private const int CannotWork = 1;
    private readonly Heartbeat heartbeat = new();
    private readonly BlockingCollection<Frame> orders = [];
    private int pending;
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
        foreach (var assembly in hello.Assemblies)
        {
            EnvironmentAssembly.Load(assembly);
        }

        var runner = new LocalRunner(hello.Setting, heartbeat);
        try
        {
            channel.Write(FrameKind.Ready, []);
            new Thread(ReadOrders) { IsBackground = true, Name = OrdersThread }.Start();
            using var beat = new Timer(_ => SayAlive(), null, hello.Beat, hello.Beat);
            foreach (var order in orders.GetConsumingEnumerable())
            {
                Frame? answer;
                try
                {
                    answer = Obey(runner, order);
                }
                catch (Exception e)
                {
                    // The run decides what becomes of the slot. This process is sound, so that a new environment will do.
                    runner.Dispose();
                    runner = new LocalRunner(hello.Setting, heartbeat);
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
            runner.Dispose();
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
            // The run is gone. A step that hangs, now or in an order not yet begun, would outlive any gentler end.
            using var self = Process.GetCurrentProcess();
            self.Kill();
        }

        orders.CompleteAdding();
    }

    private void SayAlive()
    {
        try
        {
            if (Volatile.Read(ref pending) > 0)
            {
                channel.Write(FrameKind.Alive, WorkerCodec.Encode(heartbeat.InCall));
            }
        }
        catch (IOException)
        {
            // The run is gone, which the reader of orders notices as well.
        }
    }
}
