using Ora.Core.Errors;

namespace Ora.Mcp.Cli;

/// <summary>
/// What <c>ora</c> returns to the shell, and the word for it in <c>--json</c>. This is the only list; <c>ora --help</c> prints it,
/// and a script may rely on it.
/// </summary>
internal static class ExitCode
{
    /// <summary>It worked.</summary>
    public const int Ok = 0;

    /// <summary>A fault of Ora itself.</summary>
    public const int Internal = 1;

    /// <summary>The command line could not be understood.</summary>
    public const int Usage = 2;

    /// <summary>Interrupted from the keyboard, as shells count it: 128 and the number of SIGINT.</summary>
    public const int Interrupted = 130;

    /// <summary>The exit code of a refusal.</summary>
    public static int Of(OraErrorCode code) => code switch
    {
        OraErrorCode.InvalidArgument => 3,
        OraErrorCode.NotFound => 4,
        OraErrorCode.Conflict => 5,
        OraErrorCode.Forbidden => 6,
        OraErrorCode.Unavailable => 7,
        OraErrorCode.Configuration => 8,
        _ => Internal,
    };

    /// <summary>The list for <c>--help</c>.</summary>
    public static IReadOnlyList<(int Code, string Word, string Meaning)> All =>
    [
        (Ok, "ok", "it worked"),
        (Internal, "internal", "a fault of Ora itself"),
        (Usage, "usage", "the command line could not be understood"),
        (Of(OraErrorCode.InvalidArgument), "invalid_argument", "a value is missing, malformed or too large"),
        (Of(OraErrorCode.NotFound), "not_found", "no such project, task or agent"),
        (Of(OraErrorCode.Conflict), "conflict", "its state does not allow what was asked"),
        (Of(OraErrorCode.Forbidden), "forbidden", "the role may not do this"),
        (Of(OraErrorCode.Unavailable), "unavailable", "storage does not answer or refuses"),
        (Of(OraErrorCode.Configuration), "configuration", "a setting or the project folder is wrong"),
        (Interrupted, "interrupted", "stopped from the keyboard"),
    ];
}
