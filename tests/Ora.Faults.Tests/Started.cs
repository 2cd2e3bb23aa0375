using System.Diagnostics;
using System.Text.Json.Nodes;
using Ora.Processes;

namespace Ora.Faults.Tests;

internal static class Started
{
    /// <summary>Calls a tool, for as long as an answer can be expected.</summary>
    public static Task<ToolAnswer> CallAsync(this OraServer server, string tool, JsonObject? arguments = null) =>
        server.CallAsync(tool, arguments, TestProject.Patient());

    /// <summary>The same start through another program that runs it: a shell with a limit, another user.</summary>
    public static ProcessStartInfo Wrapped(this ProcessStartInfo start, IReadOnlyList<string> wrapper)
    {
        var wrapped = new ProcessStartInfo(wrapper[0], [.. wrapper.Skip(1), start.FileName, .. start.ArgumentList])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = start.WorkingDirectory,
        };
        wrapped.Environment.Clear();
        foreach (var (name, value) in start.Environment) wrapped.Environment[name] = value;
        return wrapped;
    }
}
