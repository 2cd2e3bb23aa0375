using Ora.Core.Agents;
using Ora.Core.Errors;
using Ora.Core.Ids;
using Ora.Core.Messages;
using Ora.Core.Queue;

namespace Ora.Core.Memory;

/// <summary>
/// Forgets passages: no tier recalls them any more, also after a rebuild. The messages that brought them stay in the log, which is
/// never rewritten.
/// </summary>
public sealed class ForgetMemory(ITaskQueue queue, MessageFactory messages)
{
    /// <summary>Forgets.</summary>
    /// <param name="caller">Who forgets: the Director, or the person at the keyboard.</param>
    /// <param name="ids">Ids of passages or messages.</param>
    /// <param name="sources">Sources of which all passages are forgotten.</param>
    /// <param name="reason">Why, or null.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    /// <returns>The id of the message that says so.</returns>
    /// <exception cref="OraException">The role may not do it, nothing is named, or an id is malformed.</exception>
    public async ValueTask<string> ExecuteAsync(
        Caller caller, IReadOnlyList<string> ids, IReadOnlyList<string> sources, string? reason, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(ids);
        ArgumentNullException.ThrowIfNull(sources);
        caller.Require("forget what is in memory", AgentRole.Director);
        if (ids.Count + sources.Count == 0) throw Refused("There is nothing to forget", "Name the ids of passages, or a source.", "ids");
        foreach (var id in ids.Where(id => !MessageId.TryParse(MemoryExtraction.MessageOf(id), out _)))
            throw Refused($"\"{TextCut.At(id, 80)}\" is not the id of a passage", "Give ids exactly as query_memory returned them.", "ids");
        var message = messages.From(caller, new MemoryForgotten
        {
            Ids = ids.Count > 0 ? ids : null,
            Sources = sources.Count > 0 ? sources : null,
            Reason = reason,
        });
        return (await queue.PublishNewAsync(messages, message, MessagePlace.Processed, cancellationToken)).MessageId;
    }

    private static OraException Refused(string problem, string remedy, string argument) =>
        new(OraErrorCode.InvalidArgument, $"{problem}.", remedy, argument);
}
