using System.Globalization;
using Ora.Core.Errors;

namespace Ora.Mcp.Cli;

/// <summary>Reads whole numbers from a command line.</summary>
internal static class Number
{
    /// <summary>Reads a number in a range; null when it was not given.</summary>
    /// <exception cref="OraException">It is no whole number, or out of range.</exception>
    public static int? Parse(string? text, string argument, int minimum, int maximum)
    {
        if (text is null) return null;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= minimum && number <= maximum)
            return number;
        throw new OraException(
            OraErrorCode.InvalidArgument, $"{argument} cannot be \"{text}\".", $"Use a whole number from {minimum} to {maximum}.", argument);
    }
}
