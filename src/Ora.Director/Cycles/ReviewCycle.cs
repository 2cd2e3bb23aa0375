using Microsoft.Extensions.AI;
using Ora.Core.Review;
using Ora.Director.Engine;
using Ora.Director.Server;

namespace Ora.Director.Cycles;

/// <summary>
/// One cycle: look; if something changed, let the engine decide and act through tools; post its last words as the summary, which
/// marks what was read. A cycle that ends anywhere before that is taken up again by the next one.
/// </summary>
/// <param name="engine">Who decides: a model or the rules.</param>
internal sealed class ReviewCycle(IChatClient engine)
{
    /// <summary>The most calls that an engine may make in one cycle.</summary>
    public const int MaxCalls = 200;

    /// <summary>The most times that an engine is asked in one cycle.</summary>
    private const int MaxIterations = 25;

    // The first review of a cycle that no summary has closed yet. What such a cycle did is no change to the server, but must be in a
    // summary, and its calls keep their keys when it is taken up again.
    private string? _unfinished;

    /// <summary>Runs the cycle, or takes up the one that was broken off before.</summary>
    /// <exception cref="ServerLostException">The server was lost on the way.</exception>
    public async Task<CycleReport> RunAsync(OraSession session, CancellationToken cancellationToken)
    {
        var briefing = await session.ReviewAsync(cancellationToken).ConfigureAwait(false);
        var report = new CycleReport
        {
            Outcome = CycleOutcome.Idle,
            ReviewId = briefing.ReviewId,
            CriticalBlockers = [.. briefing.Blockers.Where(OraSession.IsCritical).Select(blocker => blocker.BlockerId)],
        };
        if (!briefing.Changed && _unfinished is null) return report;

        _unfinished ??= briefing.ReviewId;
        var calls = new List<ToolCall>();
        var text = await AskAsync(session, _unfinished, briefing, calls, cancellationToken).ConfigureAwait(false);
        var summary = SummaryText.Compose(text, calls);
        var posted = await session.PostSummaryAsync(briefing.ReviewId, summary, cancellationToken).ConfigureAwait(false);
        _unfinished = null;
        return report with
        {
            Outcome = CycleOutcome.Done,
            Calls = calls,
            MessagesRead = posted.MessagesRead,
            PostedTo = posted.PostedTo,
        };
    }

    private async Task<string> AskAsync(
        OraSession session, string cycleKey, Briefing briefing, List<ToolCall> calls, CancellationToken cancellationToken)
    {
        var tools = session.Tools.Where(tool => ToolNames.ForEngines.Contains(tool.Name));
        var options = new ChatOptions { Tools = [.. tools.Select(tool => new DirectorTool(tool, session, cycleKey))] };
        List<ChatMessage> conversation =
            [.. await session.PromptAsync(cancellationToken).ConfigureAwait(false), BriefingMessage.Create(briefing)];

        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, session.Lost);
        var client = new FunctionInvokingChatClient(engine) // Not disposed: the engine outlives the cycle.
        {
            MaximumIterationsPerRequest = MaxIterations,
            IncludeDetailedErrors = true, // The engine must see why a tool refused.
            FunctionInvoker = (context, token) => InvokeAsync(context, calls, token),
        };
        try
        {
            var response = await client.GetResponseAsync(conversation, options, linked.Token).ConfigureAwait(false);
            return response.Text;
        }
        catch (OperationCanceledException e) when (session.Lost.IsCancellationRequested)
        {
            throw new ServerLostException("The server was lost while the engine worked.", e);
        }
    }

    private static async ValueTask<object?> InvokeAsync(
        FunctionInvocationContext context, List<ToolCall> calls, CancellationToken cancellationToken)
    {
        var tool = context.Function.Name;
        try
        {
            if (calls.Count >= MaxCalls)
                throw new ToolFailedException($"A cycle makes at most {MaxCalls} calls. Write the summary; go on in the next cycle.");

            var result = await context.Function.InvokeAsync(context.Arguments, cancellationToken).ConfigureAwait(false);
            calls.Add(new ToolCall(tool));
            return result;
        }
        catch (ToolFailedException e)
        {
            calls.Add(new ToolCall(tool, e.Message));
            throw;
        }
    }
}
