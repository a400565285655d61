using Akka.Actor;
using AwacAkka.Actors.Journal;
using AwacAkka.Actors.Records;
using AwacAkka.Collecting;
using AwacAkka.Data.Transitions;
using Microsoft.Extensions.Logging.Abstractions;

namespace AwacAkka.Bench.Runs;

/// <summary><c>journal</c>: transitions per second that are on the disk when they are acknowledged, against a plain file of the same bytes.</summary>
internal static class JournalBench
{
    private const int ObservationDimension = 17;
    private const int ActionDimension = 6;

    /// <summary>The dataset's chunks, which come at once, and a round's, of which the next waits for the last.</summary>
    public static void Run(Race race, FigureWriter figures, TextWriter notes)
    {
        MachineNotes.Write(notes);
        var data = ThrowawayRun.Dataset(1_000, ObservationDimension, ActionDimension).Transitions;
        RunCase("dataset, chunks of 1,000", data, seeding: true);
        RunCase("rounds of 4 chunks of 250", data.Slice(0, 250), seeding: false);

        void RunCase(string name, TransitionChunk chunk, bool seeding)
        {
            var ours = new JournalWrites(chunk, seeding);
            var plain = new PlainFile(ChunkCodec.Encode(new ChunkStored(0, 0, chunk, SlotState.Start(0), [])), chunk.Count);
            figures.Write(Figure.Of(name, "steps/s", ours, [plain], race.Run([ours, plain])));
        }
    }

    /// <summary>The replay actor on the journal of a new run folder.</summary>
    private sealed class JournalWrites(TransitionChunk chunk, bool seeding) : IContender
    {
        public string Setting => "journal";

        public double Run(int count)
        {
            using var run = new ThrowawayRun(new());
            var rounds = Math.Max(1, count / (chunk.Count * (seeding ? 1 : JournalClients.Slots)));
            using var journal = JournalDatabase.Open(run.Folder);
            using var system = ActorSystem.Create("awac-bench", RunSystem.Setup(run.Folder, NullLoggerFactory.Instance));
            var writer = seeding ? Props.Create(() => new Seeder(chunk, rounds)) : Props.Create(() => new Collector(chunk, rounds));
            var seconds = system.ActorOf(writer).Ask<TimeSpan>("go").GetAwaiter().GetResult().TotalSeconds;
            system.Terminate().GetAwaiter().GetResult();
            return seconds * count / (rounds * chunk.Count * (seeding ? 1 : JournalClients.Slots));
        }
    }

    /// <summary>One write and one sync per chunk: what the disk allows a program that forgets everything else.</summary>
    private sealed class PlainFile(byte[] bytes, int transitions) : IContender
    {
        public string Setting => "a plain file, synced after every chunk";

        public double Run(int count)
        {
            var path = Path.GetTempFileName();
            var chunks = Math.Max(1, count / transitions);
            var clock = System.Diagnostics.Stopwatch.StartNew();
            using (var file = new FileStream(path, FileMode.Create))
            {
                for (var i = 0; i < chunks; i++)
                {
                    file.Write(bytes);
                    file.Flush(flushToDisk: true);
                }
            }

            var seconds = clock.Elapsed.TotalSeconds;
            File.Delete(path);
            return seconds * count / (chunks * transitions);
        }
    }
}
