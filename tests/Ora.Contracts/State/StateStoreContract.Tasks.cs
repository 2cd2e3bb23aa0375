using Ora.Core.Ids;
using Ora.Core.Messages;
using Ora.Core.Queue;
using Ora.Core.State;
using Xunit;

namespace Ora.Contracts.State;

// Rows of tasks: what the queue says, and what messages add.
public abstract partial class StateStoreContract
{
    [Fact]
    public async Task Task_Applied_IsReadAsItIs()
    {
        var task = new ProjectedTask(
            new TaskEntry
            {
                Id = TaskId.Parse("task-a"),
                State = TaskState.Working,
                Priority = TaskPriority.Critical,
                AssignedTo = "ann",
                ClaimedBy = "ann",
                Attempt = 2,
                MaxAttempts = 5,
                DependsOn = ["task-z"],
                Requires = ["rust"],
                Paths = ["src/**", "a \"b\" ü.md"],
                ClaimedAt = Noon,
                LeaseExpiresAt = Noon,
            },
            new TaskAssignment
            {
                MessageId = "task-a",
                Timestamp = Noon,
                Task = new TaskBody { Title = "It's a title; --", Description = "Line\nline", Objective = "Done", DueAt = Noon.AddDays(1) },
            });

        await ApplyAsync(task);

        var expected = new TaskRow
        {
            TaskId = "task-a",
            Title = "It's a title; --",
            Description = "Line\nline",
            Objective = "Done",
            State = TaskState.Working,
            Priority = TaskPriority.Critical,
            AssignedTo = "ann",
            ClaimedBy = "ann",
            Attempt = 2,
            MaxAttempts = 5,
            DependsOn = ["task-z"],
            Requires = ["rust"],
            Paths = ["src/**", "a \"b\" ü.md"],
            CreatedAt = Noon,
            DueAt = Noon.AddDays(1),
        };
        Assert.Equivalent(expected, await TaskAsync("task-a"), strict: true);
    }

    [Fact]
    public async Task Task_EveryStateAndPriority_IsAccepted()
    {
        foreach (var state in Enum.GetValues<TaskState>())
        {
            foreach (var priority in Enum.GetValues<TaskPriority>())
            {
                var task = Task("task-a", state);
                await ApplyAsync(task with { Entry = task.Entry with { Priority = priority } });

                var row = await TaskAsync("task-a");
                Assert.Equal((state, priority), (row.State, row.Priority));
            }
        }
    }

    [Fact]
    public async Task Task_AppliedAgain_BecomesWhatIsGiven()
    {
        var task = Task("task-a", TaskState.Working);
        await ApplyAsync(task with { Entry = task.Entry with { ClaimedBy = "ann", Attempt = 1, AssignedTo = "ann", Paths = ["a"] } });
        await ApplyAsync(Result("msg-1"));

        await ApplyAsync(Task("task-a"));

        var row = await TaskAsync("task-a");
        Assert.Equal((TaskState.Waiting, null, 0, ""), (row.State, row.ClaimedBy, row.Attempt, row.AssignedTo));
        Assert.Empty(row.Paths);
        Assert.Equal("Summary of msg-1", row.Summary);
    }

    [Fact]
    public async Task Task_Unknown_IsNull()
    {
        Assert.Null(await Store.TaskAsync("task-none", Cancellation));
    }

    [Fact]
    public async Task Tasks_Filtered_MostRecentFirst()
    {
        var first = Task("task-a");
        var second = Task("task-b", TaskState.Completed);
        var third = Task("task-c", TaskState.Completed);
        await ApplyAsync(
            first with { Entry = first.Entry with { AssignedTo = "ann" }, Message = first.Message with { Timestamp = Noon.AddHours(1) } },
            second with { Entry = second.Entry with { ClaimedBy = "ann" } },
            third with { Entry = third.Entry with { ClaimedBy = "bob", AssignedTo = "bob" }, Message = third.Message with { Timestamp = null } });

        Assert.Equal(["task-a", "task-b", "task-c"], await IdsAsync(new TaskFilter()));
        Assert.Equal(["task-b", "task-c"], await IdsAsync(new TaskFilter(TaskState.Completed)));
        Assert.Equal(["task-a", "task-b"], await IdsAsync(new TaskFilter(AgentId: "ann")));
        Assert.Equal(["task-b"], await IdsAsync(new TaskFilter(TaskState.Completed, "ann")));
        Assert.Equal(["task-a"], await IdsAsync(new TaskFilter(Limit: 1)));

        async Task<IEnumerable<string>> IdsAsync(TaskFilter filter) => (await Store.TasksAsync(filter, Cancellation)).Select(t => t.TaskId);
    }

    [Fact]
    public async Task Result_Applied_FillsTheTask()
    {
        await ApplyAsync(Task("task-a"));

        await ApplyAsync(Result("msg-1") with { ClaimedAt = Noon.AddMinutes(-9), Artifacts = ["a.md", "b.md"] });

        var row = await TaskAsync("task-a");
        Assert.Equal((Noon, Noon.AddMinutes(-9), "Summary of msg-1"), (row.FinishedAt, row.ClaimedAt, row.Summary));
        Assert.Equal(["a.md", "b.md"], row.Artifacts);
    }

    [Fact]
    public async Task Result_BeforeItsTask_FillsTheTask()
    {
        await ApplyAsync(Result("msg-1"));

        await ApplyAsync(Task("task-a"));

        Assert.Equal("Summary of msg-1", (await TaskAsync("task-a")).Summary);
    }

    [Fact]
    public async Task Result_Late_IsNotApplied()
    {
        await ApplyAsync(Task("task-a"));

        await ApplyAsync(Result("msg-1"), Result("msg-2", attempt: 2) with { Late = true });

        Assert.Equal("Summary of msg-1", (await TaskAsync("task-a")).Summary);
    }

    [Fact]
    public async Task Result_SeveralAttempts_LatestByIdWins()
    {
        await ApplyAsync(Task("task-a"));
        await ApplyAsync(Result("msg-2", attempt: 2) with { Artifacts = ["two"] });

        await ApplyAsync(Result("msg-1") with { Artifacts = ["one"], ClaimedAt = Noon });

        var row = await TaskAsync("task-a");
        Assert.Equal(("Summary of msg-2", null), (row.Summary, row.ClaimedAt));
        Assert.Equal(["two"], row.Artifacts);
    }

    [Fact]
    public async Task Heartbeats_OfAnAttempt_TellWhenItLastGotAnywhere()
    {
        await ApplyAsync(Task("task-a"));
        await ApplyAsync(Beat("msg-1", Noon, new Progress(1, 2, 3)));
        await ApplyAsync(Beat("msg-2", Noon.AddMinutes(1), new Progress(1, 3, 2)));
        await ApplyAsync(Beat("msg-3", Noon.AddMinutes(2), new Progress(1, 3, 2)));
        await ApplyAsync(Beat("msg-4", Noon.AddMinutes(3)));

        var row = await TaskAsync("task-a");

        Assert.Equal(Noon.AddMinutes(3), row.LastHeartbeatAt);
        Assert.Equal(new Progress(1, 3, 2), row.Progress);
        Assert.Equal(Noon.AddMinutes(1), row.ProgressAt);
        Assert.Equal(1, row.HeartbeatAttempt);
    }

    [Fact]
    public async Task Heartbeats_OfANewAttempt_StartOver()
    {
        await ApplyAsync(Task("task-a"));
        await ApplyAsync(Beat("msg-1", Noon, new Progress(1)));

        await ApplyAsync(Beat("msg-2", Noon.AddMinutes(1), attempt: 2));
        await ApplyAsync(Beat("msg-3", Noon.AddMinutes(2), new Progress(9)));

        var row = await TaskAsync("task-a");
        Assert.Equal((2, Noon.AddMinutes(1), null, null), (row.HeartbeatAttempt, row.LastHeartbeatAt, row.Progress, row.ProgressAt));
    }

    [Fact]
    public async Task Heartbeat_BeforeItsTask_IsKept()
    {
        await ApplyAsync(Beat("msg-1", Noon, new Progress(1)));

        await ApplyAsync(Task("task-a", TaskState.Working));
        await ApplyAsync(Task("task-a"));

        var row = await TaskAsync("task-a");
        Assert.Equal((Noon, Noon, new Progress(1)), (row.LastHeartbeatAt, row.ProgressAt, row.Progress));
    }
}
