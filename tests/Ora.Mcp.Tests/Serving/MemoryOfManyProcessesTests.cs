using System.Globalization;
using ModelContextProtocol.Client;
using Ora.Mcp.Tests.Tools;

namespace Ora.Mcp.Tests.Serving;

/// <summary>Many servers, each a process of its own, that write to one memory at the same time.</summary>
public sealed class MemoryOfManyProcessesTests
{
    private const int Processes = 8;
    private const int PerProcess = 200;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static string Program => Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "ora.exe" : "ora");

    [Fact]
    public async Task Remember_EightProcessesAtOnce_AllIsFoundAfterwards()
    {
        await using var world = new McpWorld();
        await Task.WhenAll(Enumerable.Range(0, Processes).Select(process => WriteAsync(world, process)));

        await using var reader = await ConnectAsync(world, "reader");
        var missing = new List<string>();
        for (var process = 0; process < Processes; process++)
        {
            for (var n = 0; n < PerProcess; n++)
            {
                var word = Word(process, n);
                var answer = await reader.CallToolAsync(
                    "query_memory", new Dictionary<string, object?> { ["query"] = word, ["topK"] = 1 }, cancellationToken: Cancellation);
                var results = answer.StructuredContent!.Value.GetProperty("results");
                if (results.GetArrayLength() == 0 || !results[0].GetProperty("text").GetString()!.Contains(word, StringComparison.Ordinal)) missing.Add(word);
            }
        }

        Assert.Empty(missing);
    }

    private static async Task WriteAsync(McpWorld world, int process)
    {
        await using var client = await ConnectAsync(world, $"w{process}");
        for (var n = 0; n < PerProcess; n++)
        {
            var arguments = new Dictionary<string, object?> { ["text"] = $"Process {process} keeps the word {Word(process, n)}.", ["type"] = "note" };
            var answer = await client.CallToolAsync("remember", arguments, cancellationToken: Cancellation);
            Assert.False(answer.IsError is true);
        }
    }

    private static string Word(int process, int n) => string.Create(CultureInfo.InvariantCulture, $"zebra{process}x{n}");

    private static Task<McpClient> ConnectAsync(McpWorld world, string agent) => McpClient.CreateAsync(
        new StdioClientTransport(new StdioClientTransportOptions
        {
            Command = Program,
            Arguments = ["serve", "--root", world.Root, "--project", McpWorld.Project, "--agent", agent],
        }),
        new McpClientOptions { DiscoverProbeTimeout = Timeout.InfiniteTimeSpan }, // Eight programs start at once.
        cancellationToken: Cancellation);
}
