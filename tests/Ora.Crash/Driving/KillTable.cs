using System.Globalization;
using Ora.Core.Messages;
using Ora.Crash.Serving;

namespace Ora.Crash.Driving;

/// <summary>Counts the kills at each point and says which point needs one most. Safe for many threads.</summary>
internal sealed class KillTable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _kills = FaultPoints.All.ToDictionary(point => point.Name, _ => 0);
    private readonly Dictionary<string, int> _tried = FaultPoints.All.ToDictionary(point => point.Name, _ => 0);
    private int _random;

    /// <summary>All kills.</summary>
    public int Total
    {
        get
        {
            lock (_gate) return _random + _kills.Values.Sum();
        }
    }

    /// <summary>The points that nobody died at.</summary>
    public IReadOnlyList<string> Missed
    {
        get
        {
            lock (_gate) return [.. _kills.Where(pair => pair.Value == 0).Select(pair => pair.Key)];
        }
    }

    /// <summary>
    /// The point to set the next fuse to, for a server of this role: any, or one with the fewest kills; null for a kill at a random
    /// instant. Those are quick to come, so they are held to a quarter of all.
    /// </summary>
    public string? Next(AgentRole role, Random random)
    {
        lock (_gate)
        {
            if (_random * 4 <= _random + _kills.Values.Sum()) return null;
            var open = FaultPoints.All.Where(point => point.By == PassedBy.Anyone || (point.By == PassedBy.Director) == (role == AgentRole.Director)).ToList();
            var next = random.Next(2) == 0
                ? open[random.Next(open.Count)].Name
                : open.MinBy(point => (_kills[point.Name], _tried[point.Name] + random.Next(3)))!.Name;
            _tried[next]++;
            return next;
        }
    }

    /// <summary>A process died at a point.</summary>
    public void Count(string point)
    {
        lock (_gate) _kills[point]++;
    }

    /// <summary>A process was killed at a random instant.</summary>
    public void CountRandom()
    {
        lock (_gate) _random++;
    }

    /// <summary>Writes the kills of every point.</summary>
    public void Write(TextWriter output)
    {
        lock (_gate)
        {
            foreach (var (point, kills) in _kills) output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{kills,7}  {point}"));
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{_random,7}  at a random instant"));
        }
    }
}
