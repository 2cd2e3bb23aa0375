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
    private static readonly long EpochMilliseconds = new DateTimeOffset(2025, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();
    private readonly Lock _gate = new();
    private long _lastMilliseconds;

    /// <summary>A new task id.</summary>
    public TaskId NewTask() => TaskId.Parse(Next(TaskId.Prefix));

    /// <summary>A new message id.</summary>
    public MessageId NewMessage() => MessageId.Parse(Next(MessageId.Prefix));

    /// <summary>Makes every later id sort after this one. An id that a person made up has no time, and changes nothing.</summary>
    public void GoOnAfter(MessageId id)
    {
        var text = id.Value.AsSpan(MessageId.Prefix.Length);
        if (text.Length != TimeCharacters + RandomCharacters) return;
        var milliseconds = 0L;
        foreach (var digit in text[..TimeCharacters])
        {
            var value = Alphabet.IndexOf(digit, StringComparison.Ordinal);
            if (value < 0) return;
            milliseconds = (milliseconds << 5) | (uint)value;
        }

        lock (_gate) _lastMilliseconds = Math.Max(_lastMilliseconds, milliseconds);
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
