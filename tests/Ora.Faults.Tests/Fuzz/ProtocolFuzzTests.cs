using System.Text;
using Ora.Processes;

namespace Ora.Faults.Tests.Fuzz;

/// <summary>
/// Mutants of a valid session on standard input. The server answers every valid request in between, writes nothing but protocol, ends
/// with its input, and keeps what it acknowledged.
/// </summary>
public sealed class ProtocolFuzzTests
{
    private const int Lines = 150;
    private const int LinesPerCheck = 10;

    public static TheoryData<int> Seeds => FuzzProfile.Seeds;

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Serve_MutatedRequests_ServesOnAndEndsWithItsInput(int seed)
    {
        var random = new Random(seed);
        await using var project = await TestProject.CreateAsync();
        var (agent, role) = random.Next(2) == 0 ? ("w1", "agent") : ("boss", "director");
        var server = await project.StartAsync(agent, role);
        var mutation = new Mutation(random);
        for (var n = 1; n <= Lines; n++)
        {
            await server.WriteAsync(Line(random, mutation), TestProject.Cancellation);
            if (n % LinesPerCheck != 0) continue;

            // A line of its own, whatever the mutant before it left open.
            await server.WriteAsync("\n", TestProject.Cancellation);
            try
            {
                Assert.Null(await project.RememberAsync(server, agent));
            }
            catch (ServerBrokenException e)
            {
                Assert.Fail($"Seed {seed}, line {n}: {e.Message}");
            }
        }

        using var patience = new CancellationTokenSource(TestProject.Patience);
        Assert.Equal(0, await server.EndAsync(patience.Token));
        Assert.DoesNotContain("Unhandled", server.StandardError, StringComparison.Ordinal);
        await project.CheckInvariantsAsync();
    }

    private static byte[] Line(Random random, Mutation mutation)
    {
        var request = HostileCorpus.Requests[random.Next(HostileCorpus.Requests.Count)];
        byte[] content = random.Next(20) switch
        {
            0 => Encoding.UTF8.GetBytes(request), // Twice the same id, sooner or later.
            1 => [.. Encoding.UTF8.GetBytes("{\"jsonrpc\":\"2.0\",\"id\":99,\"method\":\"ping\",\"params\":{\"x\":\""), .. Enumerable.Repeat((byte)'x', 2_000_000), .. "\"}}"u8],
            2 => [],
            3 => Encoding.UTF8.GetBytes($"[{request},{request}]"),
            _ => mutation.Of(request),
        };

        // Without its end a line swallows the next one, which is then no request either.
        return random.Next(15) == 0 ? content : [.. content, (byte)'\n'];
    }
}
