namespace Ora.Core.Ids;

/// <summary>
/// Makes ids that are short, sort by time and rarely clash: eight characters of milliseconds since 2025, then three at random, in
/// an alphabet without look-alikes (Crockford's base 32). One source never repeats itself or goes backwards, also when the clock
/// does; between processes the queue checks for a clash before it accepts an id.
/// </summary>
/// <param name="timeProvider">The clock.</param>
/// <param name="random">The source of the last three characters; seeded in tests.</param>
public sealed class IdSource(TimeProvider timeProvider, Random random)
{
    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
    private const int TimeCharacters = 8;
    private const int RandomCharacters = 3;
    private const long AheadMillisecondsMax = 60_000;
    private static readonly long EpochMilliseconds = new DateTimeOffset(2025, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();
    private readonly Lock _gate = new();
    private long _lastMilliseconds;

    /// <summary>A new task id.</summary>
    public TaskId NewTask() => TaskId.Parse(Next(TaskId.Prefix));

    /// <summary>A new message id.</summary>
    public MessageId NewMessage() => MessageId.Parse(Next(MessageId.Prefix));

    /// <summary>
    /// When an id was made under a clock that was ahead of this one by more than a minute, makes every later id sort after it. An id that
    /// a person made up has no time.
    /// </summary>
    /// <returns>Whether it was.</returns>
    public bool CatchUpWith(MessageId id)
    {
        var text = id.Value.AsSpan(MessageId.Prefix.Length);
        if (text.Length != TimeCharacters + RandomCharacters) return false;
        var milliseconds = 0L;
        foreach (var digit in text[..TimeCharacters])
        {
            var value = Alphabet.IndexOf(digit, StringComparison.Ordinal);
            if (value < 0) return false;
            milliseconds = (milliseconds << 5) | (uint)value;
        }

        if (milliseconds <= timeProvider.GetUtcNow().ToUnixTimeMilliseconds() - EpochMilliseconds + AheadMillisecondsMax) return false;
        lock (_gate) _lastMilliseconds = Math.Max(_lastMilliseconds, milliseconds);
        return true;
    }

    private string Next(string prefix)
    {
        long milliseconds;
        int noise;
        lock (_gate)
        {
            var now = Math.Max(0, timeProvider.GetUtcNow().ToUnixTimeMilliseconds() - EpochMilliseconds);
            milliseconds = _lastMilliseconds = Math.Max(now, _lastMilliseconds + 1);
            noise = random.Next(1 << (5 * RandomCharacters));
        }

        return string.Create(prefix.Length + TimeCharacters + RandomCharacters, (prefix, milliseconds, noise), static (span, state) =>
        {
            state.prefix.CopyTo(span);
            var digits = span[state.prefix.Length..];
            Write(digits[..TimeCharacters], state.milliseconds);
            Write(digits[TimeCharacters..], state.noise);
        });
    }

    private static void Write(Span<char> target, long value)
    {
        for (var i = target.Length - 1; i >= 0; i--)
        {
            target[i] = Alphabet[(int)(value & 31)];
            value >>= 5;
        }
    }
}
