using Ora.Core.Errors;
using Ora.Core.Messages;

namespace Ora.Mcp.Cli;

/// <summary>Reads the wire names of enums from a command line, in any case.</summary>
internal static class WireValue
{
    /// <summary>Reads a name.</summary>
    /// <exception cref="OraException">It is not one; the error lists them.</exception>
    public static T Parse<T>(string text, string argument)
        where T : struct, Enum
    {
        foreach (var name in WireEnum.Names<T>())
        {
            if (string.Equals(name, text, StringComparison.OrdinalIgnoreCase)) return WireEnum.Parse<T>(name);
        }

        throw new OraException(
            OraErrorCode.InvalidArgument, $"{argument} cannot be \"{text}\".", $"Use one of: {string.Join(", ", WireEnum.Names<T>())}.", argument);
    }
}
