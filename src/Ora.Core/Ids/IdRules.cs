using Ora.Core.Errors;

namespace Ora.Core.Ids;

/// <summary>
/// The form of every id, which is also the form of a file name: <c>[a-z0-9][a-z0-9_-]{0,62}</c>, and no name that Windows reserves
/// for a device. Ids are compared by their exact characters, so two that differ only in case cannot both exist.
/// </summary>
internal static class IdRules
{
    private static readonly HashSet<string> ReservedNames = new(StringComparer.Ordinal)
    {
        "con", "prn", "aux", "nul",
        "com0", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9",
        "lpt0", "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9",
    };

    /// <summary>Says why <paramref name="value"/> is no id, or null when it is one.</summary>
    public static string? Problem(string? value, string prefix = "")
    {
        if (string.IsNullOrEmpty(value)) return "is empty";
        if (value.Length > Limits.IdLength) return $"has {value.Length} characters; the limit is {Limits.IdLength}";
        if (!value.StartsWith(prefix, StringComparison.Ordinal) || value.Length == prefix.Length)
            return $"must start with \"{prefix}\" and go on after it";
        if (value[0] is '-' or '_') return "must start with a letter or a digit";
        foreach (var c in value)
        {
            if (!(char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_'))
                return "may hold only lower-case letters a-z, digits, '-' and '_'";
        }

        return ReservedNames.Contains(value) ? "is a name that some operating systems reserve" : null;
    }

    /// <summary>Returns <paramref name="value"/> when it is an id; refuses it otherwise.</summary>
    public static string Require(string? value, string argument, string kind, string prefix = "", string? nextStep = null)
    {
        var problem = Problem(value, prefix);
        if (problem is null) return value!;
        throw new OraException(
            OraErrorCode.InvalidArgument,
            $"{argument} {problem}.",
            nextStep ?? $"Give {kind} exactly as Ora returned it.",
            argument);
    }
}
