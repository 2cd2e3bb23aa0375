using System.Text.Json.Nodes;

namespace Ora.Benchmarks.Outside;

/// <summary>What must hold of the published program, said as one line per check. Nothing here is timed.</summary>
internal static class PublishedChecks
{
    private const int ToolListBytesMax = 10_000;

    /// <summary>Runs all checks.</summary>
    /// <returns>Whether all hold.</returns>
    public static async Task<bool> RunAsync(OraFolder folder, TextWriter output, TimeProvider time, CancellationToken cancellationToken)
    {
        await folder.CreateAsync("check", cancellationToken);
        var all = true;
        await using (var server = await StdioServer.StartAsync(folder.Server("check", "checker"), cancellationToken))
        {
            all &= await SayAsync(output, true, "initialize is answered over stdio");
            var tools = await server.RequestAsync("tools/list", new JsonObject(), cancellationToken);
            var bytes = System.Text.Encoding.UTF8.GetByteCount(tools.GetRawText());
            all &= await SayAsync(output, bytes <= ToolListBytesMax, $"the tool list of the agent role has {bytes} bytes, at most {ToolListBytesMax}");
        }

        var contention = await ContentionCheck.RunAsync(folder, time, cancellationToken);
        all &= await SayAsync(
            output, contention.Holds,
            $"{ContentionCheck.Agents} processes claimed {ContentionCheck.Tasks} tasks: {contention.Claims} claims of {contention.Tasks} tasks");
        return all;
    }

    private static async Task<bool> SayAsync(TextWriter output, bool holds, string check)
    {
        await output.WriteLineAsync($"{(holds ? "ok" : "FAILED")} {check}");
        return holds;
    }
}
