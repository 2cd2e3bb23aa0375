using System.Text;
using Ora.Core.Ids;
using Ora.Core.Messages;
using Ora.Core.State;
using Xunit;

namespace Ora.Contracts.State;

// Messages, and the decisions and blockers that they are.
public abstract partial class StateStoreContract
{
    [Fact]
    public async Task Message_Applied_IsReadAsItWas()
    {
        var message = Result("msg-1") with { Summary = "Quotes \" and 'these', tabs\t, ünïcode 🚀", Artifacts = ["a"] };

        await ApplyAsync(message);

        var row = Assert.Single(await Store.MessagesAsync(new MessageFilter(), Cancellation));
        Assert.Equal(("msg-1", MessageTypes.TaskComplete, "ann", "task-a", Noon), (row.MessageId, row.MessageType, row.AgentId, row.TaskId, row.Timestamp));
        var read = new MessageReader(ProjectName.Parse("demo")).Read(Encoding.UTF8.GetBytes(row.Payload), "msg-1");
        Assert.Equivalent(message, read.Message, strict: true);
    }

    [Fact]
    public async Task Message_AppliedAgain_ChangesNothing()
    {
        await ApplyAsync(Alert("msg-1"));

        await ApplyAsync(Alert("msg-1") with { Description = "Another." }, Alert("msg-1"));

        Assert.Single(await Store.MessagesAsync(new MessageFilter(), Cancellation));
        Assert.Equal("Description of msg-1", (await Store.BlockerAsync("msg-1", Cancellation))?.Description);
    }

    [Fact]
    public async Task Messages_EveryType_IsAccepted()
    {
        await ApplyAsync(
            Beat("msg-0", Noon), Result("msg-1"), Alert("msg-2"), Answer("msg-3", "msg-2"), Decision("msg-4"),
            new DirectorSummary { MessageId = "msg-5", AgentId = "director", Timestamp = Noon, Summary = "All well." },
            Update("msg-6", TaskChange.Changed, holder: null), Profile("msg-7"),
            new MemoryAdded { MessageId = "msg-8", AgentId = "ann", Timestamp = Noon, Entries = [] },
            new MemoryForgotten { MessageId = "msg-9", AgentId = "ann", Timestamp = Noon, Ids = ["msg-8.1"] });

        var types = (await Store.MessagesAsync(new MessageFilter(), Cancellation)).Select(m => m.MessageType);

        Assert.Equal(MessageTypes.All.Where(t => t != MessageTypes.NewTaskAssignment).Order(), types.Order());
    }

    [Fact]
    public async Task Messages_Filtered_MostRecentFirst()
    {
        await ApplyAsync(
            Alert("msg-1"), Alert("msg-2") with { AgentId = "bob" }, Result("msg-3"), Result("msg-4", "task-b"), Beat("msg-5", Noon),
            Beat("msg-6", Noon) with { TaskId = null, Attempt = null });

        Assert.Equal(["msg-6", "msg-5", "msg-4", "msg-3", "msg-2", "msg-1"], await IdsAsync(new MessageFilter()));
        Assert.Equal(["msg-6", "msg-5"], await IdsAsync(new MessageFilter(Limit: 2)));
        Assert.Equal(["msg-2", "msg-1"], await IdsAsync(new MessageFilter(MessageTypes.BlockerAlert)));
        Assert.Equal(["msg-2"], await IdsAsync(new MessageFilter(AgentId: "bob")));
        Assert.Equal(["msg-5", "msg-3"], await IdsAsync(new MessageFilter(TaskId: "task-a")));
        Assert.Equal(["msg-6", "msg-5"], await IdsAsync(new MessageFilter(After: "msg-4")));
        Assert.Equal(["msg-3"], await IdsAsync(new MessageFilter(MessageTypes.TaskComplete, "ann", "task-a", "msg-2", 5)));

        async Task<IEnumerable<string>> IdsAsync(MessageFilter filter) => (await Store.MessagesAsync(filter, Cancellation)).Select(m => m.MessageId);
    }

    [Fact]
    public async Task Decision_Recorded_IsReadAsItIs()
    {
        await ApplyAsync(Decision("msg-1"), Decision("msg-2") with { Alternatives = ["wait"], Evidence = ["msg-1", "msg-0.3"] });

        var expected = new DecisionRow
        {
            DecisionId = "msg-2",
            AgentId = "ann",
            DecidedAt = Noon,
            Title = "Title of msg-2",
            Rationale = "Because.",
            Alternatives = ["wait"],
            Evidence = ["msg-1", "msg-0.3"],
        };
        Assert.Equivalent(expected, await Store.DecisionAsync("msg-2", Cancellation), strict: true);
        Assert.Null(await Store.DecisionAsync("msg-3", Cancellation));
        Assert.Equal(["msg-2", "msg-1"], (await Store.DecisionsAsync(10, Cancellation)).Select(d => d.DecisionId));
        Assert.Equal(["msg-2"], (await Store.DecisionsAsync(1, Cancellation)).Select(d => d.DecisionId));
    }

    [Fact]
    public async Task Blocker_RaisedAndAnswered_IsReadAsItIs()
    {
        var alert = Alert("msg-1") with { Kind = BlockerKind.Incident, TaskId = "task-a", Attempt = 2, Needs = "A human" };
        await ApplyAsync(alert);
        var open = new BlockerRow
        {
            BlockerId = "msg-1",
            Kind = BlockerKind.Incident,
            AgentId = "ann",
            TaskId = "task-a",
            Attempt = 2,
            Description = "Description of msg-1",
            Severity = BlockerSeverity.High,
            Needs = "A human",
            RaisedAt = Noon,
        };
        Assert.Equal(open, await Store.BlockerAsync("msg-1", Cancellation));

        await ApplyAsync(Answer("msg-2", "msg-1"));

        var answered = open with { ResolvedAt = Noon.AddMinutes(5), Answer = "Answer of msg-2", ResolvedBy = "director" };
        Assert.Equal(answered, await Store.BlockerAsync("msg-1", Cancellation));
    }

    [Fact]
    public async Task Blocker_EverySeverity_IsAccepted()
    {
        var severities = Enum.GetValues<BlockerSeverity>();
        await ApplyAsync([.. severities.Select((severity, n) => Alert($"msg-{n}") with { Severity = severity })]);

        var rows = await Store.BlockersAsync(openOnly: true, 100, Cancellation);

        Assert.Equal(severities.Reverse(), rows.Select(row => row.Severity));
    }

    [Fact]
    public async Task Blocker_AnsweredBeforeItIsSeen_IsAnswered()
    {
        await ApplyAsync(Answer("msg-2", "msg-1"));
        Assert.Null(await Store.BlockerAsync("msg-1", Cancellation));

        await ApplyAsync(Alert("msg-1"));

        Assert.Equal("Answer of msg-2", (await Store.BlockerAsync("msg-1", Cancellation))?.Answer);
    }

    [Fact]
    public async Task Blocker_AnsweredTwice_LatestByIdWins()
    {
        await ApplyAsync(Alert("msg-1"));
        await ApplyAsync(Answer("msg-3", "msg-1"));

        await ApplyAsync(Answer("msg-2", "msg-1"));

        Assert.Equal("Answer of msg-3", (await Store.BlockerAsync("msg-1", Cancellation))?.Answer);
    }

    [Fact]
    public async Task Blockers_OpenOnly_LeavesOutTheAnswered()
    {
        await ApplyAsync(Alert("msg-1"), Alert("msg-2"), Alert("msg-3"), Answer("msg-4", "msg-2"));

        Assert.Equal(["msg-3", "msg-2", "msg-1"], await IdsAsync(openOnly: false, 10));
        Assert.Equal(["msg-3", "msg-1"], await IdsAsync(openOnly: true, 10));
        Assert.Equal(["msg-3"], await IdsAsync(openOnly: true, 1));

        async Task<IEnumerable<string>> IdsAsync(bool openOnly, int limit) =>
            (await Store.BlockersAsync(openOnly, limit, Cancellation)).Select(b => b.BlockerId);
    }

    [Fact]
    public async Task Reset_AfterUse_DropsAllRowsAndAcceptsThemAgain()
    {
        Message[] messages = [Beat("msg-0", Noon), Result("msg-1"), Alert("msg-2"), Decision("msg-4"), Profile("msg-7")];
        await ApplyAsync(Task("task-a"));
        await ApplyAsync(messages);

        await Store.ResetAsync(Cancellation);

        Assert.Empty(await Store.TasksAsync(new TaskFilter(), Cancellation));
        Assert.Empty(await Store.AgentsAsync(Cancellation));
        Assert.Empty(await Store.DecisionsAsync(10, Cancellation));
        Assert.Empty(await Store.BlockersAsync(false, 10, Cancellation));
        Assert.Empty(await Store.MessagesAsync(new MessageFilter(), Cancellation));
        Assert.Empty(await Store.MetricsAsync(10, Cancellation));
        await ApplyAsync(messages);
        Assert.Equal(5, (await Store.MessagesAsync(new MessageFilter(), Cancellation)).Count);
    }
}
