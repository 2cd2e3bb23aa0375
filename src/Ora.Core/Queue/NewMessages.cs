using Ora.Core.Errors;
using Ora.Core.Messages;

namespace Ora.Core.Queue;

/// <summary>
/// Puts new messages and tasks into a queue. Ids are made without asking anybody, so two processes may make the same one in the same
/// millisecond; the queue refuses the second, which then takes another.
/// </summary>
internal static class NewMessages
{
    private const int Tries = 4;

    /// <summary>Publishes a message and returns it as it was published.</summary>
    public static async ValueTask<T> PublishNewAsync<T>(
        this ITaskQueue queue, MessageFactory messages, T message, MessagePlace place, CancellationToken cancellationToken)
        where T : Message
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await queue.PublishAsync(message, place, cancellationToken);
                return message;
            }
            catch (OraException e) when (e.Code == OraErrorCode.Conflict && attempt < Tries)
            {
                message = messages.WithNewId(message);
            }
        }
    }

    /// <summary>Puts a task whose id was made here.</summary>
    public static async ValueTask<PutResult> PutNewAsync(
        this ITaskQueue queue, MessageFactory messages, TaskAssignment task, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await queue.PutAsync(task, cancellationToken);
            }
            catch (OraException e) when (e.Code == OraErrorCode.Conflict && attempt < Tries)
            {
                task = messages.WithNewId(task);
            }
        }
    }
}
