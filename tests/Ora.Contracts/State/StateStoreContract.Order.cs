using CsCheck;
using Ora.Core.Ids;
using Ora.Core.Messages;
using Ora.Core.Queue;
using Ora.Core.State;
using Xunit;

namespace Ora.Contracts.State;

// A rebuild comes out equal: the rows depend on which messages and tasks there are, not on how they arrived.
public abstract partial class StateStoreContract
{
    private const int Everything = 1_000;

    private static readonly string[] TaskIds = ["task-a", "task-b", "task-c"];
    private static readonly Gen<string> GenAgent = Gen.OneOf("ann", "bob");
    private static readonly Gen<string> GenTaskId = Gen.OneOf(TaskIds);
    private static readonly Gen<int> GenAttempt = Gen.Int[1, 2];

    // Clocks of several processes: times do not follow the ids.
    private static readonly Gen<DateTimeOffset> GenTime = Gen.Int[0, 100_000].Select(seconds => Noon.AddSeconds(seconds).AddMilliseconds(seconds % 7));
    private static readonly Gen<Progress?> GenProgress =
        Gen.OneOf(null, new Progress(1), new Progress(2), new Progress(TasksCompleted: 1), new Progress());

    private static readonly Gen<Message> GenHeartbeat = Gen.Select(
        GenTaskId, GenAttempt, GenProgress, Gen.OneOf("in_progress", "idle"), GenAgent, GenTime,
        Message (task, attempt, progress, status, agent, at) =>
            Beat("", at, progress, attempt) with { TaskId = task, AgentId = agent, Status = status });

    private static readonly Gen<Message> GenResult = Gen.Select(
        GenTaskId, GenAttempt, Gen.Bool, Gen.Enum<TaskOutcome>(), Gen.Bool, GenTime,
        Message (task, attempt, late, outcome, claimKnown, at) => Result("", task, attempt) with
        {
            Late = late,
            Outcome = outcome,
            Timestamp = at,
            ClaimedAt = claimKnown ? at.AddMilliseconds(-1_234) : null,
            Artifacts = late ? null : [$"{at:O}"],
            Summary = $"{at:O}",
        });

    private static readonly Gen<Message> GenProfile = Gen.Select(
        GenAgent, Gen.Enum<AgentRole>(), Gen.Enum<AgentStatus>(), Gen.Int[1, 3], GenTime,
        Message (agent, role, status, claims, at) => Profile("", agent) with { Role = role, Status = status, MaxClaims = claims, Timestamp = at });

    private static readonly Gen<Message> GenUpdate = Gen.Select(
        Gen.Enum<TaskChange>(), Gen.OneOf(null, "ann", "bob"), GenTime,
        Message (change, holder, at) => Update("", change, holder) with { Timestamp = at });

    private static readonly Gen<Message> GenOther = Gen.Select(
        GenAgent, Gen.Int[0, 3], Gen.Int[0, 30], GenTime,
        Message (agent, kind, other, at) => kind switch
        {
            0 => Alert("") with { AgentId = agent, Timestamp = at },
            1 => Answer("", IdOf(other)) with { ResolvedBy = agent, Timestamp = at },
            _ => Decision("") with { AgentId = agent, Timestamp = at, Evidence = [IdOf(other)] },
        });

    private static readonly Gen<Message[]> GenMessages = Gen
        .Frequency((3, GenHeartbeat), (2, GenResult), (1, GenProfile), (1, GenUpdate), (3, GenOther))
        .Array[1, 24]
        .Select(messages => messages.Select((message, n) => message with { MessageId = IdOf(n) }).ToArray());

    /// <summary>How many random histories are tried.</summary>
    protected virtual int Histories => 30;

    [Fact]
    public async Task Apply_AnyOrderAndRepeats_GivesTheSameRowsAsARebuild()
    {
        await Gen.Select(GenMessages, Gen.Int[0, int.MaxValue]).SampleAsync(
            async (messages, seed) =>
            {
                var finalTasks = TaskIds.Select(id => Task(id, TaskState.Completed)).ToList();
                await Store.ResetAsync(Cancellation);
                foreach (var batch in LiveBatches(messages, finalTasks, new Random(seed))) await Store.ApplyAsync(batch, Cancellation);
                var live = await DumpAsync();

                await Store.ResetAsync(Cancellation);
                await Store.ApplyAsync(new ProjectionBatch([], finalTasks, []), Cancellation);
                foreach (var chunk in messages.Chunk(7)) await Store.ApplyAsync(new ProjectionBatch([], [], chunk), Cancellation);

                Assert.Equivalent(live, await DumpAsync(), strict: true);
            },
            iter: Histories, threads: 1);
    }

    // What a live project sees: messages in any order and some of them twice, tasks as they change, between them.
    private static IEnumerable<ProjectionBatch> LiveBatches(Message[] messages, List<ProjectedTask> finalTasks, Random random)
    {
        var arriving = messages.Concat(messages.Where(_ => random.Next(4) == 0)).ToArray();
        random.Shuffle(arriving);
        var early = TaskIds.Select(id => Task(id, TaskState.Working)).Where(_ => random.Next(2) == 0);
        foreach (var task in early) yield return new ProjectionBatch([], [task], []);
        var whenTasksEnd = random.Next(arriving.Length + 1);
        for (var next = 0; next < arriving.Length;)
        {
            var size = random.Next(1, 6);
            var ending = next <= whenTasksEnd && whenTasksEnd < next + size ? finalTasks : [];
            var batch = arriving.Skip(next).Take(size).OrderBy(m => m.MessageId, StringComparer.Ordinal).ToList();
            yield return new ProjectionBatch([], ending, batch);
            next += size;
        }

        yield return new ProjectionBatch([], finalTasks, []);
    }

    private async Task<object> DumpAsync() => new
    {
        Tasks = await Store.TasksAsync(new TaskFilter(Limit: Everything), Cancellation),
        Agents = await Store.AgentsAsync(Cancellation),
        Decisions = await Store.DecisionsAsync(Everything, Cancellation),
        Blockers = await Store.BlockersAsync(openOnly: false, Everything, Cancellation),
        Messages = await Store.MessagesAsync(new MessageFilter(Limit: Everything), Cancellation),
        Metrics = await Store.MetricsAsync(Everything, Cancellation),
    };

    private static string IdOf(int n) => MessageId.Parse($"msg-{n:000}").Value;
}
