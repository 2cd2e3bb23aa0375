using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Ora.Core;
using Ora.Core.Decisions;
using Ora.Director.Rules;
using Ora.Director.Server;

namespace Ora.Director.Engine;

/// <summary>
/// The engine that needs no model: it answers the conversation as a model would, with tool calls and at last a text, but by rules.
/// It has no memory: where it stands follows from the results that the conversation holds. First come the actions, then the
/// decisions about those that succeeded, then the summary.
/// </summary>
internal sealed class RulesChatClient : IChatClient
{
    private const string ActionPrefix = "action-";
    private const string DecisionPrefix = "decision-";

    /// <inheritdoc/>
    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var conversation = messages as IReadOnlyList<ChatMessage> ?? [.. messages];
        return Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, Answer(conversation))));
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var response = await GetResponseAsync(messages, options, cancellationToken).ConfigureAwait(false);
        foreach (var update in response.ToChatResponseUpdates()) yield return update;
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private static List<AIContent> Answer(IReadOnlyList<ChatMessage> conversation)
    {
        var briefing = BriefingMessage.Read(conversation);
        var plan = RuleBook.Decide(briefing, briefing.Timestamp);
        var results = Results(conversation);
        var actions = Pending(plan.Actions.Select((action, i) => (ActionPrefix + i, action.Tool, action.Arguments)), results);
        if (actions.Count > 0) return actions;

        var done = plan.Actions
            .Where((_, i) => Succeeded(ActionPrefix + i, results))
            .ToHashSet<PlannedAction>(ReferenceEqualityComparer.Instance);
        var decisions = Pending(Decisions(plan, done), results);
        if (decisions.Count > 0) return decisions;

        var lines = plan.Actions.Where(done.Contains).Select(action => action.Done).ToList();
        return [new TextContent(SummaryWriter.Write(briefing, plan.NeedsHuman, lines, briefing.Timestamp))];
    }

    private static Dictionary<string, FunctionResultContent> Results(IReadOnlyList<ChatMessage> conversation)
    {
        var results = new Dictionary<string, FunctionResultContent>(StringComparer.Ordinal);
        foreach (var result in conversation.SelectMany(message => message.Contents).OfType<FunctionResultContent>())
            results[result.CallId] = result;
        return results;
    }

    private static bool Succeeded(string callId, Dictionary<string, FunctionResultContent> results) =>
        results.TryGetValue(callId, out var result) && result.Exception is null;

    /// <summary>The calls that have no result yet.</summary>
    private static List<AIContent> Pending(
        IEnumerable<(string CallId, string Tool, JsonElement Arguments)> calls, Dictionary<string, FunctionResultContent> results) =>
        [.. calls.Where(call => !results.ContainsKey(call.CallId)).Select(call => Call(call.CallId, call.Tool, call.Arguments))];

    private static FunctionCallContent Call(string callId, string tool, JsonElement arguments) =>
        new(callId, tool, arguments.EnumerateObject().ToDictionary(p => p.Name, p => (object?)p.Value, StringComparer.Ordinal));

    private static IEnumerable<(string CallId, string Tool, JsonElement Arguments)> Decisions(Plan plan, HashSet<PlannedAction> done)
    {
        for (var i = 0; i < plan.Steps.Count; i++)
        {
            var step = plan.Steps[i];
            List<PlannedAction> actions = [.. step.Actions.Where(done.Contains)];
            if (step.Decision is null || actions.Count == 0) continue;
            yield return (DecisionPrefix + i, ToolNames.RecordDecision, Decision(step.Decision, step.Rationale, actions));
        }
    }

    private static JsonElement Decision(string title, string rationale, List<PlannedAction> actions)
    {
        var text = new StringBuilder(rationale).Append('\n');
        foreach (var action in actions) text.Append("\n- ").Append(action.Done);
        var input = new RecordDecisionInput
        {
            Title = title,
            Rationale = text.Length <= Limits.DescriptionLength ? text.ToString() : text.ToString(0, Limits.DescriptionLength),
            Evidence = [.. actions.SelectMany(action => action.Evidence).Distinct(StringComparer.Ordinal).Take(Limits.ListItems)],
        };
        return JsonSerializer.SerializeToElement(input, WireJsonContext.Default.RecordDecisionInput);
    }
}
