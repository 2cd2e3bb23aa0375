using Ora.Core.Errors;

namespace Ora.Director.CommandLine;

/// <summary>The exit codes of <c>ora-director</c>, the same as those of <c>ora</c>. A script may rely on them.</summary>
internal static class ExitCode
{
    /// <summary>Everything asked for was done, or the program was told to stop.</summary>
    public const int Ok = 0;

    /// <summary>With <c>--once</c>: the cycle failed and its review was not closed.</summary>
    public const int CycleFailed = 1;

    /// <summary>The command line could not be understood.</summary>
    public const int Usage = 2;

    /// <summary>What the help says about them.</summary>
    public const string Help =
        """
        Exit codes: 0 done or stopped; 1 the cycle failed (--once); 2 the command line could not be understood; 3 a value is
        malformed; 4 no such project; 5 another Director works on it; 7 ora cannot be started or the folder cannot be used;
        8 a setting is wrong: no project is named, or ora is not found.
        """;

    /// <summary>The exit code of a refusal.</summary>
    public static int Of(OraErrorCode code) => code switch
    {
        OraErrorCode.InvalidArgument => 3,
        OraErrorCode.NotFound => 4,
        OraErrorCode.Conflict => 5,
        OraErrorCode.Forbidden => 6,
        OraErrorCode.Unavailable => 7,
        OraErrorCode.Configuration => 8,
        _ => CycleFailed,
    };
}
