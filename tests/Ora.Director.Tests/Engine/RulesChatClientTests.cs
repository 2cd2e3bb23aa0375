using Microsoft.Extensions.AI;
using Ora.Core.Queue;
using Ora.Core.Review;
using Ora.Director.Engine;
using Ora.Director.Server;

namespace Ora.Director.Tests.Engine;

public sealed class RulesChatClientTests
{
    private static readonly Briefing TwoGoneAgents = Given.Briefing with
    {
        Agents = [Given.Agent("worker-1") with { Gone = true }, Given.Agent("worker-2") with { Gone = true }],
    };

    [Fact]
    public async Task Conversation_GoesFromActionsToDecisionsToTheSummary()
    {
        var conversation = new Conversation(TwoGoneAgents);

        var actions = await conversation.AskAsync();
        Assert.Equal([ToolNames.UpdateAgent, ToolNames.UpdateAgent], actions.Select(call => call.Name));
        conversation.Answer(actions);

        var decision = Assert.Single(await conversation.AskAsync());
        Assert.Equal(ToolNames.RecordDecision, decision.Name);
        Assert.Contains("- retired `worker-2`", decision.Arguments!["rationale"]!.ToString(), StringComparison.Ordinal);
        conversation.Answer([decision]);

        Assert.Empty(await conversation.AskAsync());
        Assert.Contains("- retired `worker-1`: silent for 5 min.\n- retired `worker-2`", conversation.LastText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Action_ThatWasRefused_IsNeitherDecidedNorReportedAsDone()
    {
        var conversation = new Conversation(TwoGoneAgents);
        var actions = await conversation.AskAsync();
        conversation.Answer([actions[0]], new ToolFailedException("There is no such agent."));
        conversation.Answer([actions[1]]);

        var decision = Assert.Single(await conversation.AskAsync());
        Assert.DoesNotContain("worker-1", decision.Arguments!["rationale"]!.ToString(), StringComparison.Ordinal);
        conversation.Answer([decision]);

        await conversation.AskAsync();
        Assert.DoesNotContain("retired `worker-1`", conversation.LastText, StringComparison.Ordinal);
        Assert.Contains("retired `worker-2`", conversation.LastText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AllActionsRefused_NothingIsDecided()
    {
        var conversation = new Conversation(TwoGoneAgents);
        conversation.Answer(await conversation.AskAsync(), new ToolFailedException("No."));

        Assert.Empty(await conversation.AskAsync());
        Assert.Contains("nothing had to be done", conversation.LastText, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Incident_NeedsNoDecision()
    {
        var conversation = new Conversation(Given.Briefing with { Working = [Given.Working("task-a", stalled: true)] });
        conversation.Answer(await conversation.AskAsync());

        Assert.Empty(await conversation.AskAsync());
        Assert.Contains("opened an incident", conversation.LastText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CalmProject_IsSummarisedAtOnce()
    {
        var conversation = new Conversation(Given.Briefing with { Counts = new QueueCounts(0, 0, 0, 7, 0, 0, 0, 0, 0) });

        Assert.Empty(await conversation.AskAsync());
        Assert.Contains("7 completed", conversation.LastText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Streaming_GivesTheSame()
    {
        using var engine = new RulesChatClient();
        ChatMessage[] conversation = [BriefingMessage.Create(TwoGoneAgents)];

        var streamed = await engine.GetStreamingResponseAsync(conversation, cancellationToken: TestContext.Current.CancellationToken)
            .ToChatResponseAsync(TestContext.Current.CancellationToken);

        Assert.Equal(2, streamed.Messages.SelectMany(message => message.Contents).OfType<FunctionCallContent>().Count());
    }

    /// <summary>Plays the part that function invocation plays.</summary>
    private sealed class Conversation(Briefing briefing)
    {
        private readonly List<ChatMessage> _messages = [BriefingMessage.Create(briefing)];

        public string LastText => _messages[^1].Text;

        public async Task<List<FunctionCallContent>> AskAsync()
        {
            using var engine = new RulesChatClient(); // A new one each time: it must not remember anything.
            var response = await engine.GetResponseAsync(_messages, cancellationToken: TestContext.Current.CancellationToken);
            _messages.AddRange(response.Messages);
            return [.. response.Messages.SelectMany(message => message.Contents).OfType<FunctionCallContent>()];
        }

        public void Answer(IEnumerable<FunctionCallContent> calls, Exception? refusal = null) => _messages.Add(new ChatMessage(
            ChatRole.Tool,
            [.. calls.Select(call => new FunctionResultContent(call.CallId, "answer") { Exception = refusal })]));
    }
}
