using System.Text.Json;
using Ora.Processes;

namespace Ora.Contention;

/// <summary>A claim as its agent saw it.</summary>
/// <param name="Agent">The agent's place in the fleet.</param>
/// <param name="TaskId">The task.</param>
/// <param name="Claim">The claim.</param>
/// <param name="Took">How long <c>get_task</c> took.</param>
/// <param name="HeldFrom">When the answer was there.</param>
/// <param name="HeldUntil">When the completion was sent. In between the agent held the task beyond doubt.</param>
/// <param name="Counts">Whether it was answered while all agents were at work.</param>
internal sealed record SeenClaim(int Agent, string TaskId, string Claim, TimeSpan Took, long HeldFrom, long HeldUntil, bool Counts);

/// <summary>Each agent claims, works for a while or not at all, and completes, as fast as it is answered: a closed loop.</summary>
internal static class ClosedLoop
{
    /// <summary>Runs for a time, or until nothing waits any more.</summary>
    /// <returns>The claims; and whether nothing waited any more before the time was over.</returns>
    public static async Task<(List<SeenClaim> Claims, bool RanOut)> RunAsync(
        Fleet fleet, TimeSpan duration, TimeSpan work, TimeProvider time, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        var ranOut = false;
        var perAgent = await Task.WhenAll(fleet.Servers.Select((server, agent) => Task.Run(() => WorkAsync(server, agent), cancellationToken)));
        return ([.. perAgent.SelectMany(claims => claims)], ranOut);

        async Task<List<SeenClaim>> WorkAsync(OraServer server, int agent)
        {
            var claims = new List<SeenClaim>();
            while (time.GetElapsedTime(start) < duration)
            {
                var asked = time.GetTimestamp();
                var got = await server.MustCallAsync("get_task", [], cancellationToken);
                var answered = time.GetTimestamp();
                if (got.Result.GetProperty("task") is not { ValueKind: JsonValueKind.Object } task)
                {
                    ranOut = true;
                    return claims;
                }

                var counts = time.GetElapsedTime(start, answered) <= duration;
                var claim = got["claim"]!;
                if (work > TimeSpan.Zero) await Task.Delay(work, time, cancellationToken);
                var completing = time.GetTimestamp();
                claims.Add(new SeenClaim(agent, task.GetProperty("taskId").GetString()!, claim, time.GetElapsedTime(asked, answered), answered, completing, counts));
                var done = await server.MustCallAsync("complete_task", new() { ["claim"] = claim, ["outcome"] = "completed", ["summary"] = $"Done by {agent}." }, cancellationToken);
                if (done["result"] != "completed") throw new ServerBrokenException($"The result of {claim} was {done.Text}");
            }

            return claims;
        }
    }
}
