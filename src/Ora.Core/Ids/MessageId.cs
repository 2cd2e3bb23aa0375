using Ora.Core.Errors;

namespace Ora.Core.Ids;

/// <summary>The id of a message that is not a task, <c>msg-…</c>; it names the message's file. Ids made by Ora sort by time.</summary>
public readonly record struct MessageId
{
    /// <summary>What every message id starts with.</summary>
    public const string Prefix = "msg-";

    private MessageId(string value) => Value = value;

    /// <summary>The id.</summary>
    public string Value { get; }

    /// <summary>Reads a message id.</summary>
    /// <exception cref="OraException">It is not one; <paramref name="argument"/> is named.</exception>
    public static MessageId Parse(string? value, string argument = "messageId") =>
        new(IdRules.Require(value, argument, "the message id", Prefix));

    /// <summary>Reads a message id without throwing.</summary>
    public static bool TryParse(string? value, out MessageId id)
    {
        var valid = IdRules.Problem(value, Prefix) is null;
        id = valid ? new MessageId(value!) : default;
        return valid;
    }

    /// <inheritdoc/>
    public override string ToString() => Value;
}
