using System.Globalization;
using System.Text.Json.Nodes;
using Ora.Invariants;

namespace Ora.Crash.Driving;

/// <summary>What a client of a server does, one call a step. It knows what it was answered, and writes that down.</summary>
internal interface IClient
{
    /// <summary>Makes one call.</summary>
    /// <exception cref="ServerGoneException">The server went away.</exception>
    Task StepAsync(ServerProcess server);
}

/// <summary>What the clients of one project share.</summary>
/// <param name="acknowledged">What they were promised.</param>
/// <param name="name">Begins every text, so that texts are unique.</param>
internal sealed class Fleet(Acknowledged acknowledged, string name)
{
    private int _texts;

    public Acknowledged Acknowledged => acknowledged;

    /// <summary>The tasks that were put and acknowledged.</summary>
    public List<string> Tasks { get; } = [];

    /// <summary>Those that failed or were cancelled.</summary>
    public HashSet<string> Ended { get; } = [];

    /// <summary>Blockers without an answer, each with who raised it.</summary>
    public Dictionary<string, string> Blockers { get; } = [];

    public Lock Gate { get; } = new();

    /// <summary>A text that nobody else has.</summary>
    public string Text(string about) => string.Create(CultureInfo.InvariantCulture, $"{about} {name}-{Interlocked.Increment(ref _texts)}");
}

/// <summary>Short ways to write JSON.</summary>
internal static class Json
{
    public static JsonObject Object(params (string Name, JsonNode? Value)[] properties)
    {
        var json = new JsonObject();
        foreach (var (name, value) in properties)
        {
            if (value is not null) json[name] = value;
        }

        return json;
    }
}
