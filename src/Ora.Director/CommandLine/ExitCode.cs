namespace Ora.Director.CommandLine;

/// <summary>The exit codes of <c>ora-director</c>. They are part of the command line's contract.</summary>
internal static class ExitCode
{
    /// <summary>Everything asked for was done, or the program was told to stop.</summary>
    public const int Ok = 0;

    /// <summary>With <c>--once</c>: the cycle failed and its review was not closed.</summary>
    public const int CycleFailed = 1;

    /// <summary>The command line is wrong.</summary>
    public const int Usage = 2;

    /// <summary>There is no such project, or its folder cannot be used.</summary>
    public const int Project = 3;

    /// <summary><c>ora</c> was not found, could not be started or was lost too often.</summary>
    public const int Server = 4;

    /// <summary>Another Director already works on the project.</summary>
    public const int AlreadyRunning = 5;
}
