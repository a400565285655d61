using AwacAkka.Actors.Rollouts;
using AwacAkka.Clustering.Configuration;
using AwacAkka.Clustering.Dispatch;
using AwacAkka.Collecting;
using FsCheck;
using FsCheck.Fluent;

namespace AwacAkka.Clustering.Tests;

/// <summary>Every job is answered once, whatever becomes of the nodes.</summary>
public sealed class JobBookTests
{
    private static readonly Hedging Late = new(2, TimeSpan.FromSeconds(1));

    [Fact]
    public void Every_job_is_answered_exactly_once_whatever_nodes_come_and_go() => Prop.ForAll(
        Gen.Choose(0, int.MaxValue).ListOf(200).ToArbitrary(), choices => Answers(choices).Count == 40)
        .Check(Config.QuickThrowOnFailure.WithReplay(1, 1).WithMaxTest(300));

    [Fact]
    public void Slots_go_before_episodes_and_to_the_emptiest_node()
    {
        var book = new JobBook<string>(Late);
        book.Offered("a", 2);
        book.Offered("b", 4);
        book.Add(Slot(0));
        book.Add(Slot(1));

        Assert.Equal(["a", "b"], book.Assign(0).Select(given => given.Node).Order());
    }

    [Fact]
    public void Jobs_of_a_node_that_is_gone_come_before_those_that_wait()
    {
        var book = new JobBook<string>(Late);
        book.Offered("a", 2);
        RunSlot[] slots = [.. Enumerable.Range(0, 4).Select(Slot)];
        Array.ForEach(slots, slot => book.Add(slot));
        book.Assign(0);
        book.Gone("a");
        book.Offered("b", 4);

        Assert.Equal(slots, book.Assign(0).Select(given => given.Job));
        Assert.Equal(2, book.Returned);
    }

    [Fact]
    public void A_late_job_goes_to_a_second_node_once_and_the_first_result_counts()
    {
        var book = new JobBook<string>(Late);
        book.Offered("fast", 1);
        for (var i = 0; i < 3; i++)
        {
            var number = book.Add(Slot(i));
            book.Assign(i);
            Assert.NotNull(book.Answered("fast", number, i + 0.5, isDone: true));
        }

        var late = book.Add(Slot(3));
        book.Assign(10);
        book.Offered("slow", 1);

        Assert.Empty(book.Assign(10.9)); // not before the least time
        Assert.Equal([("slow", true)], book.Assign(11.1).Select(given => (given.Node, given.IsHedge)));
        Assert.Empty(book.Assign(50)); // and not to a third
        Assert.True(book.IsAt("fast", late) && book.IsAt("slow", late));
        Assert.Equal(["fast"], book.Answered("slow", late, 12, isDone: true)!.Value.InVain);
        Assert.False(book.IsAt("fast", late)); // what still comes from there is of no use
        Assert.Null(book.Answered("fast", late, 13, isDone: true));
    }

    [Fact]
    public void A_node_that_leaves_gets_no_more_and_what_it_gives_back_is_anothers()
    {
        var book = new JobBook<string>(Late);
        book.Offered("a", 2);
        var first = book.Add(Slot(0));
        var second = book.Add(Slot(1));
        book.Assign(0);
        book.Leaves("a");
        book.GivenBack("a", second);
        book.Offered("b", 2);

        Assert.Equal([("b", second)], book.Assign(0).Select(given => (given.Node, given.Number)));
        Assert.NotNull(book.Answered("a", first, 1, isDone: true)); // it finishes what it is at
    }

    /// <summary>Plays a cluster by dice; at the end one node that stays finishes what is left.</summary>
    private static List<WorkerJob> Answers(IList<int> choices)
    {
        var book = new JobBook<string>(Late);
        var answered = new List<WorkerJob>();
        var given = new List<(string Node, long Number)>();
        foreach (var slot in Enumerable.Range(0, 40))
        {
            book.Add(Slot(slot));
        }

        var now = 0.0;
        foreach (var choice in choices)
        {
            now += choice % 7 * 0.3;
            var node = $"{choice / 7 % 4}";
            switch (choice / 28 % 6)
            {
                case 0: book.Offered(node, 1 + choice / 168 % 3); break;
                case 1: book.Gone(node); break;
                case 2: book.Leaves(node); break;
                case 3 when given.Count > 0: book.GivenBack(given[choice / 168 % given.Count].Node, given[choice / 168 % given.Count].Number); break;
                default: Answer(choice / 168); break;
            }

            given.AddRange(book.Assign(now).Select(a => (a.Node, a.Number)));
        }

        book.Offered("last", 100);
        for (var node = 0; node < 4; node++)
        {
            book.Gone($"{node}");
        }

        given.AddRange(book.Assign(now).Select(a => (a.Node, a.Number)));
        while (given.Count > 0)
        {
            Answer(0);
        }

        return answered.Distinct(ReferenceEqualityComparer.Instance).Count() == answered.Count ? answered : [];

        void Answer(int which)
        {
            if (given.Count > 0)
            {
                var (at, number) = given[which % given.Count];
                given.RemoveAt(which % given.Count);
                if (book.Answered(at, number, now, isDone: which % 3 != 0) is { } answer)
                {
                    answered.Add(answer.Job);
                }
            }
        }
    }

    private static RunSlot Slot(int slot) => new(0, 0, SlotState.Start((uint)slot), null, 10);
}
