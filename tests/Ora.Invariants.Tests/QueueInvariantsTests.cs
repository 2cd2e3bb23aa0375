namespace Ora.Invariants.Tests;

/// <summary>Each invariant notices what violates it, and nothing else does: a check that cannot fail proves nothing.</summary>
public sealed class QueueInvariantsTests
{
    private const string Passage = """{"messageId":"msg-m","messageType":"MEMORY_ADDED","agentId":"w1","entries":[{"text":"a fact"}]}""";

    private static WrittenQueue Sound => new WrittenQueue()
        .Task("inbox/task-a.json").Task("inbox/task-b.1.json").Task("working/task-c.2.w1.json").Task("processed/task-d.json").Task("failed/task-e.1.json")
        .Add("failed/task-e.1.json.error.json", """{"kind":"failed"}""")
        .Add("failed/task-bad.json").Add("failed/task-bad.json.error.json", """{"kind":"rejected"}""")
        .Result("outbox", "msg-d", "task-d", 1).Result("processed", "msg-e", "task-e", 1, "failed").Result("outbox", "msg-l", "task-b", 1, late: true)
        .Message("outbox/msg-h.json", "HEARTBEAT", "w1", "note", "a note").Message("inbox/msg-q.json", "BLOCKER_RESOLVED", "w1", "answer", "an answer")
        .Message("processed/msg-x.json", "DECISION_RECORDED", "w1", "title", "a decision").Add("processed/msg-m.json", Passage);

    [Fact]
    public void Check_SoundQueue_FindsNothing() => Assert.Empty(Sound.Check(acknowledged =>
    {
        foreach (var task in (string[])["task-a", "task-b", "task-c", "task-d", "task-e"]) acknowledged.Put(task, "t");
        acknowledged.Claimed("task-c", 2, "w1", resumed: false);
        acknowledged.Claimed("task-c", 2, "w1", resumed: true);
        acknowledged.Answered("task-d", 1, "w1", "completed", "s", "completed");
        acknowledged.Answered("task-d", 1, "w1", "completed", "s", "already_recorded");
        acknowledged.Answered("task-e", 1, "w1", "failed", "s", "failed");
        acknowledged.Answered("task-b", 1, "w1", "completed", "s", "late");
        acknowledged.Heartbeat("w1", "a note", ("task-c", 2));
        acknowledged.BlockerAnswer("msg-q", "w1", "an answer");
        acknowledged.Decision("msg-x", "w1", "a decision");
        acknowledged.Memory("msg-m.0", "w1", "a fact");
    }));

    [Theory]
    [InlineData("tmp/task-a.1.msg-y.json", "left behind")]
    [InlineData("working/task-x.json", "no name that the queue knows")]
    [InlineData("failed/task-x.json", "no name that the queue knows")]
    [InlineData("failed/task-x.1.json.error.json", "file that is not there")]
    [InlineData("outbox/msg-y.json", "cannot be read as a message")]
    [InlineData("inbox/task-y.json", "cannot be read as a task")]
    public void Check_FileThatShouldNotBe_IsNamed(string path, string words) => Assert.Contains(words, Assert.Single(Sound.Add(path).Check()), StringComparison.Ordinal);

    [Fact]
    public void Check_TaskInTwoFolders_IsNamed() => AssertFinds("more than one place", Sound.Task("inbox/task-e.1.json"));

    [Fact]
    public void Check_TaskInOneFolderUnderTwoNames_IsNamed() => AssertFinds("more than one place", Sound.Task("inbox/task-a.1.json"));

    [Fact]
    public void Check_MessageInTwoFolders_IsNamed() => AssertFinds("more than one folder", Sound.Message("processed/msg-h.json", "HEARTBEAT", "w1", "note", "a note"));

    [Fact]
    public void Check_FailedTaskWithoutReason_IsNamed() => AssertFinds("no reason", Sound.Task("failed/task-f.1.json"));

    [Fact]
    public void Check_CompletedTaskWithoutResult_IsNamed() => AssertFinds("has 0 applied results", Sound.Task("processed/task-f.json"));

    [Fact]
    public void Check_CompletedTaskWithTwoResults_IsNamed() => AssertFinds("has 2 applied results", Sound.Result("outbox", "msg-d2", "task-d", 2));

    [Fact]
    public void Check_AttemptWithTwoAppliedResults_IsNamed() => AssertFinds("more than one applied result", Sound.Result("outbox", "msg-e2", "task-e", 1, "failed"));

    [Fact]
    public void Check_ResultAppliedToTaskThatIsNotCompleted_IsNamed() => AssertFinds("is in working/", Sound.Result("outbox", "msg-c", "task-c", 1));

    [Fact]
    public void Check_ResultOfNoTask_IsNamed() => AssertFinds("is in no folder", Sound.Result("outbox", "msg-z", "task-z", 1));

    [Fact]
    public void Check_AttemptBehindItsAppliedResult_IsNamed() => AssertFinds("went back", Sound.Result("outbox", "msg-b2", "task-b", 2, "failed"));

    [Fact]
    public void Check_LostPut_IsNamed() => AssertFinds("in no folder", Sound, a => a.Put("task-z", "t"));

    [Fact]
    public void Check_PutWithOtherContent_IsNamed() => AssertFinds("and reads", Sound, a => a.Put("task-a", "another"));

    [Fact]
    public void Check_ClaimOfTwoAgents_IsNamed() => AssertFinds("more than one agent", Sound, a =>
    {
        a.Claimed("task-c", 2, "w1", resumed: false);
        a.Claimed("task-c", 2, "w2", resumed: true);
    });

    [Fact]
    public void Check_ClaimGivenOutAsNewTwice_IsNamed() => AssertFinds("as new more than once", Sound, a =>
    {
        a.Claimed("task-c", 2, "w1", resumed: false);
        a.Claimed("task-c", 2, "w1", resumed: false);
    });

    [Fact]
    public void Check_ClaimHeldByAnother_IsNamed() => AssertFinds("is held by w1", Sound, a => a.Claimed("task-c", 2, "w2", resumed: false));

    [Fact]
    public void Check_LostClaim_IsNamed() => AssertFinds("went back", Sound, a => a.Claimed("task-a", 1, "w1", resumed: false));

    [Fact]
    public void Check_SpentAttemptForgotten_IsNamed() => AssertFinds("went back", Sound, a => a.Heartbeat("w1", "a note", ("task-b", 2)));

    [Fact]
    public void Check_TaskThatWasFurtherBefore_IsNamed()
    {
        var acknowledged = new Acknowledged();
        Assert.Empty(QueueInvariants.Check(QueueFacts.Read(new WrittenQueue().Task("working/task-a.2.w1.json")), acknowledged));
        Assert.Contains("went back", Assert.Single(QueueInvariants.Check(QueueFacts.Read(new WrittenQueue().Task("inbox/task-a.1.json")), acknowledged)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("completed")]
    [InlineData("failed")]
    [InlineData("requeued")]
    [InlineData("late")]
    [InlineData("already_recorded")]
    public void Check_LostResult_IsNamed(string word) =>
        Assert.Contains(Sound.Check(a => a.Answered("task-b", 1, "w1", "completed", "another", word)), v => v.Contains("is not kept", StringComparison.Ordinal));

    [Fact]
    public void Check_AppliedResultKeptAsLate_IsNamed() =>
        Assert.Contains(Sound.Check(a => a.Answered("task-b", 1, "w1", "completed", "s", "requeued")), v => v.Contains("is not kept", StringComparison.Ordinal));

    [Fact]
    public void Check_CompletedTaskElsewhere_IsNamed() =>
        Assert.Contains(Sound.Check(a => a.Answered("task-c", 2, "w1", "completed", "s", "completed")), v => v.Contains("not in processed/", StringComparison.Ordinal));

    [Fact]
    public void Check_CancelledTaskElsewhere_IsNamedUnlessARetryWasAsked()
    {
        var queue = Sound.Message("outbox/msg-u.json", "TASK_UPDATED", "boss", "reason", "why");
        AssertFinds("nobody asked for a retry", queue, a => a.Updated("task-a", "boss", "why", "cancelled"));
        Assert.DoesNotContain(
            queue.Check(a =>
            {
                a.AsksRetry("task-a");
                a.Updated("task-a", "boss", "why", "cancelled");
            }),
            v => v.Contains("nobody asked for a retry", StringComparison.Ordinal));
    }

    [Fact]
    public void Check_LostHeartbeat_IsNamed() => AssertFinds("is not readable", Sound, a => a.Heartbeat("w1", "another note", null));

    [Fact]
    public void Check_LostDecision_IsNamed() => AssertFinds("is not readable", Sound, a => a.Decision("msg-z", "w1", "a decision"));

    [Fact]
    public void Check_LostPassageOfABatch_IsNamed() => AssertFinds("is not readable", Sound, a => a.Memory("msg-m.1", "w1", "another fact"));

    [Fact]
    public void Check_MessageOfAnotherAgent_IsNamed() => AssertFinds("is not readable", Sound, a => a.BlockerAnswer("msg-q", "w2", "an answer"));

    [Fact]
    public void LosePower_ClaimsAndHeartbeats_AreForgiven_ResultsAreNot()
    {
        void Promise(Acknowledged acknowledged)
        {
            acknowledged.Claimed("task-a", 1, "w1", resumed: false);
            acknowledged.Heartbeat("w1", "another note", ("task-a", 1));
            acknowledged.LosePower();
        }

        Assert.Empty(Sound.Check(Promise));
        Assert.NotEmpty(Sound.Check(acknowledged =>
        {
            acknowledged.Answered("task-a", 1, "w1", "failed", "s", "requeued");
            Promise(acknowledged);
        }));
    }

    private static void AssertFinds(string words, WrittenQueue queue, Action<Acknowledged>? promise = null) =>
        Assert.Contains(queue.Check(promise), violation => violation.Contains(words, StringComparison.Ordinal));
}
