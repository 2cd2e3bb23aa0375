using Ora.Core.Errors;
using Ora.Core.Ids;

namespace Ora.Mcp.Cli.Settings;

/// <summary>Which project a command is about: from the flags, then the environment, then the default.</summary>
internal static class ProjectLocation
{
    /// <summary>The absolute path of the folder of all projects.</summary>
    /// <param name="flag">What <c>--root</c> says, or null.</param>
    /// <param name="host">The process.</param>
    public static string Root(string? flag, CliHost host)
    {
        var root = flag ?? EnvironmentSettings.Find(host.Variables, EnvironmentSettings.Root)
            ?? Path.Combine(host.HomeDirectory, ".ora", "projects");
        // No shell expands a tilde in a client's configuration file or behind "--root=".
        if (root == "~" || root.StartsWith("~/", StringComparison.Ordinal)) root = Path.Join(host.HomeDirectory, root[1..]);
        return Path.GetFullPath(root, host.CurrentDirectory);
    }

    /// <summary>The project's name.</summary>
    /// <param name="flag">What <c>--project</c> says, or null.</param>
    /// <param name="host">The process.</param>
    /// <exception cref="OraException">None is named, or the name is malformed.</exception>
    public static ProjectName Project(string? flag, CliHost host)
    {
        var name = flag ?? EnvironmentSettings.Find(host.Variables, EnvironmentSettings.Project);
        return name is not null ? ProjectName.Parse(name) : throw new OraException(
            OraErrorCode.Configuration,
            "No project is named.",
            $"Give --project NAME or set {EnvironmentSettings.Project}; \"ora init NAME\" makes a new one.",
            "project");
    }
}
