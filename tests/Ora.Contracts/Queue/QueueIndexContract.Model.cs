using CsCheck;
using Ora.Core.Ids;
using Ora.Core.Messages;
using Ora.Core.Queue;
using Xunit;

namespace Ora.Contracts.Queue;

// Compares an index with the plainest one that can be right: a dictionary that is searched whole for every answer.
public abstract partial class QueueIndexContract
{
    private static readonly string[] Capabilities = ["a", "b", "c"];
    private static readonly string[] TaskIds = ["task-1", "task-2", "task-3", "task-4", "task-5", "task-6"];

    private static readonly Gen<IReadOnlyList<string>> GenCapabilities = Subset(Capabilities);

    private static readonly Gen<TaskState> GenState = Gen.Frequency((2, Gen.Const(TaskState.Waiting)), (1, Gen.Enum<TaskState>()));

    private static readonly Gen<TaskEntry> GenTask = Gen.Select(
        Gen.OneOf(TaskIds), GenState, Gen.Enum<TaskPriority>(), Gen.OneOf("", "ann", "bob"), Few(TaskIds), Few(Capabilities),
        (id, state, priority, assignedTo, dependsOn, requires) => new TaskEntry
        {
            Id = TaskId.Parse(id),
            State = state,
            Priority = priority,
            AssignedTo = assignedTo,
            DependsOn = dependsOn,
            Requires = requires,
            ClaimedBy = state == TaskState.Waiting ? null : "ann",
        });

    // A change is a task to write, or the id of one to remove, and whether the transaction it is made in is kept.
    private static readonly Gen<(TaskEntry Task, bool Remove, bool Keep)[]> GenChanges =
        Gen.Select(GenTask, Gen.Frequency((1, Gen.Const(true)), (5, Gen.Const(false))), Gen.Frequency((5, Gen.Const(true)), (1, Gen.Const(false))))
            .Array[1, 25];

    [Fact]
    public void Index_AfterAnyChanges_AnswersAsTheModel()
    {
        var index = Empty();
        Gen.Select(GenChanges, GenCapabilities).Sample(
            (changes, capabilities) =>
            {
                index.Reset("model");
                var model = new Dictionary<string, TaskEntry>(StringComparer.Ordinal);
                foreach (var (task, remove, keep) in changes)
                {
                    using var transaction = index.Begin();
                    if (remove) index.Remove(task.Id);
                    else index.Upsert(task);
                    if (!keep) continue;
                    transaction.Commit();
                    if (remove) model.Remove(task.Id.Value);
                    else model[task.Id.Value] = task;
                }

                Compare(model, index, capabilities);
            },
            iter: 100, threads: 1);
    }

    private static void Compare(Dictionary<string, TaskEntry> model, IQueueIndex index, IReadOnlyList<string> capabilities)
    {
        var waiting = model.Values.Where(t => t.State == TaskState.Waiting).ToList();
        foreach (var agent in (AgentId[])[Ann, Bob])
        {
            var offers = waiting
                .Where(t => Unmet(model, t) == 0 && !IsForOthers(t, agent) && t.Requires.All(capabilities.Contains))
                .OrderByDescending(t => t.Priority)
                .ThenBy(t => t.Id.Value, StringComparer.Ordinal);
            Assert.Equal(offers.Select(t => t.Id), index.Offers(agent, capabilities).Select(t => t.Id));

            var mine = waiting.Where(t => !IsForOthers(t, agent)).ToList();
            var ready = mine.Where(t => Unmet(model, t) == 0).ToList();
            var summary = new WaitingSummary(
                waiting.Count, waiting.Count - mine.Count, mine.Count - ready.Count, ready.Count(t => !t.Requires.All(capabilities.Contains)));
            Assert.Equal(summary, index.Explain(agent, capabilities));
        }

        foreach (var id in TaskIds)
        {
            var expected = model.TryGetValue(id, out var task) ? task with { UnmetDependencies = Unmet(model, task) } : null;
            Assert.Equivalent(expected, index.Find(TaskId.Parse(id)), strict: true);
        }

        Assert.Equal(CountsOf(model), index.Counts());
    }

    private static QueueCounts CountsOf(Dictionary<string, TaskEntry> model)
    {
        return new QueueCounts(
            In(TaskState.Waiting), model.Values.Count(t => t.State == TaskState.Waiting && Unmet(model, t) > 0), In(TaskState.Working),
            In(TaskState.Completed), In(TaskState.Failed), In(TaskState.Cancelled), 0, 0, 0);

        long In(TaskState state) => model.Values.Count(t => t.State == state);
    }

    private static int Unmet(Dictionary<string, TaskEntry> model, TaskEntry task) =>
        task.DependsOn.Distinct().Count(id => !model.TryGetValue(id, out var other) || other.State != TaskState.Completed);

    private static bool IsForOthers(TaskEntry task, AgentId agent) => task.AssignedTo.Length > 0 && task.AssignedTo != agent.Value;

    // Mostly none, so that several tasks are on offer at a time.
    private static Gen<IReadOnlyList<string>> Few(string[] of) =>
        Gen.Frequency((2, Gen.Const<IReadOnlyList<string>>([])), (1, Subset(of).Select(IReadOnlyList<string> (some) => [.. some.Take(2)])));

    private static Gen<IReadOnlyList<string>> Subset(string[] of) =>
        Gen.OneOf(of).Array[0, of.Length].Select(IReadOnlyList<string> (picked) => [.. picked.Distinct()]);
}
