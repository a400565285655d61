using System.Diagnostics;
using System.Text.Json.Nodes;

namespace AwacAkka.Bench.EndToEnd;

/// <summary>
/// Two long runs that have the machine in turns of some seconds, one halted while the other works: what the host does in these minutes
/// falls on both alike.
/// </summary>
internal static class Turns
{
    private const double OwnTurn = 2;

    /// <summary>Seconds that each run took of its own turns.</summary>
    /// <param name="own">Ours.</param>
    /// <param name="twin">The rival, halted when this returns.</param>
    /// <param name="size">Of both runs.</param>
    /// <param name="twinTurn">Length of the rival's turn for each second of ours, so that both last about as long.</param>
    public static (double Ours, double Theirs) Measure(AnsweringProcess own, AnsweringProcess twin, RunSize size, double twinTurn)
    {
        var (ours, theirs) = (new Side(own, size, OwnTurn), new Side(twin, size, OwnTurn * twinTurn));
        while (!ours.Done || !theirs.Done)
        {
            ours.Go();
            theirs.Go();
        }

        return (ours.Seconds, theirs.Seconds);
    }

    private sealed class Side
    {
        private readonly AnsweringProcess process;
        private readonly TimeSpan turn;
        private readonly Task<JsonNode> answer;

        public Side(AnsweringProcess process, RunSize size, double turn)
        {
            (this.process, this.turn) = (process, TimeSpan.FromSeconds(turn));
            process.Halt();
            answer = process.Begin("run", size.ToJson());
        }

        public double Seconds { get; private set; }

        public bool Done { get; private set; }

        public void Go()
        {
            if (Done)
            {
                return;
            }

            var clock = Stopwatch.StartNew();
            process.GoOn();
            Done = Task.WaitAny([answer], turn) == 0;
            process.Halt();
            Seconds += clock.Elapsed.TotalSeconds;
            if (Done)
            {
                answer.GetAwaiter().GetResult(); // or its failure
            }
        }
    }
}
