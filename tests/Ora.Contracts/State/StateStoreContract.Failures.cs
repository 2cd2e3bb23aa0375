using Ora.Core.Queue;
using Ora.Core.State;
using Xunit;

namespace Ora.Contracts.State;

// What the tables refuse is set aside and does not stop the rest.
public abstract partial class StateStoreContract
{
    [Fact]
    public async Task Apply_ATaskThatCannotBe_IsSetAsideAndTheRestGoesOn()
    {
        var task = Task("task-b", TaskState.Working);
        var bad = task with { Entry = task.Entry with { ClaimedBy = null } };

        await Store.ApplyAsync(new ProjectionBatch([], [Task("task-a"), bad, Task("task-c")], [Alert("msg-1"), Result("msg-2")]), Cancellation);

        Assert.Equal(["task-c", "task-a"], (await Store.TasksAsync(new TaskFilter(), Cancellation)).Select(t => t.TaskId));
        Assert.Equal(["msg-2", "msg-1"], (await Store.MessagesAsync(new MessageFilter(), Cancellation)).Select(m => m.MessageId));
        Assert.Equal("Summary of msg-2", (await TaskAsync("task-a")).Summary);
        var failure = Assert.Single(await Store.FailuresAsync(10, Cancellation));
        Assert.Equal("task-b", failure.Id);
        Assert.Contains("tasks_working_is_held", failure.Error, StringComparison.Ordinal);
        Assert.NotNull(failure.FailedAt);
    }

    [Fact]
    public async Task Apply_AMessageThatCannotBe_IsSetAsideAndCountsForNothing()
    {
        var bad = Profile("msg-2") with { MaxClaims = 0 };

        await ApplyAsync(Profile("msg-1", "bob"), bad, Beat("msg-3", Noon));

        Assert.Equal(["bob"], (await Store.AgentsAsync(Cancellation)).Select(a => a.AgentId));
        Assert.Equal(["msg-3", "msg-1"], (await Store.MessagesAsync(new MessageFilter(), Cancellation)).Select(m => m.MessageId));
        Assert.Equal(1, Assert.Single(await Store.MetricsAsync(10, Cancellation)).Heartbeats);
        Assert.Equal("msg-2", Assert.Single(await Store.FailuresAsync(10, Cancellation)).Id);
    }

    [Fact]
    public async Task Apply_WhatWasSetAside_IsForgottenWhenItFits()
    {
        var task = Task("task-a", TaskState.Working);
        await ApplyAsync(task with { Entry = task.Entry with { ClaimedBy = null } });

        await ApplyAsync(task);

        Assert.Empty(await Store.FailuresAsync(10, Cancellation));
        Assert.Equal(TaskState.Working, (await TaskAsync("task-a")).State);
    }

    [Fact]
    public async Task Reset_AfterAFailure_ForgetsIt()
    {
        await ApplyAsync(Profile("msg-1") with { MaxClaims = 0 });

        await Store.ResetAsync(Cancellation);

        Assert.Empty(await Store.FailuresAsync(10, Cancellation));
    }

    [Fact]
    public async Task Message_WithANulCharacter_IsKept()
    {
        await ApplyAsync(Task("task-a"));

        await ApplyAsync(Result("msg-1") with { Summary = "before\0after \\u0000", Artifacts = ["a\0"] });

        Assert.Empty(await Store.FailuresAsync(10, Cancellation));
        Assert.StartsWith("before", (await TaskAsync("task-a")).Summary, StringComparison.Ordinal);
        Assert.EndsWith("after \\u0000", (await TaskAsync("task-a")).Summary, StringComparison.Ordinal);
    }
}
