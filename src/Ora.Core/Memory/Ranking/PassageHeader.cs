using System.Runtime.InteropServices;
using Ora.Core.Messages;

namespace Ora.Core.Memory.Ranking;

/// <summary>
/// What the ranking must know of every passage, found or not, in a form that a store can keep as bytes. Passages are numbered from 0;
/// a passage that is gone leaves a header that <see cref="IsGone"/>.
/// </summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
public record struct PassageHeader
{
    /// <summary>The size of a header, in bytes.</summary>
    public const int Bytes = 28;

    /// <summary>No passage, session or author.</summary>
    public const int None = -1;

    private const byte Gone = byte.MaxValue;

    /// <summary>How many terms the passage has.</summary>
    public ushort Length { get; set; }

    /// <summary>The same with its neighbours within <see cref="RankingWeights.Reach"/>; what is more counts as 65,535.</summary>
    public ushort ContextLength { get; set; }

    private byte _type;
    private byte _flags;

    /// <summary>The number of its session, or <see cref="None"/>.</summary>
    public int Session { get; set; }

    /// <summary>The passage before it in the session, or <see cref="None"/>.</summary>
    public int Previous { get; set; }

    /// <summary>The passage after it in the session, or <see cref="None"/>.</summary>
    public int Next { get; set; }

    /// <summary>The number of its author, or <see cref="None"/>.</summary>
    public int Author { get; set; }

    /// <summary>When it was said, in seconds since 1970, UTC; 0 when that is not known.</summary>
    public uint Seconds { get; set; }

    /// <summary>What it is.</summary>
    public MemoryType Type
    {
        readonly get => (MemoryType)_type;
        set => _type = (byte)value;
    }

    /// <summary>Whether it names a time.</summary>
    public bool NamesTime
    {
        readonly get => (_flags & 1) != 0;
        set => _flags = (byte)(value ? _flags | 1 : _flags & ~1);
    }

    /// <summary>Whether it names a number.</summary>
    public bool NamesNumber
    {
        readonly get => (_flags & 2) != 0;
        set => _flags = (byte)(value ? _flags | 2 : _flags & ~2);
    }

    /// <summary>Whether it was forgotten, or never was.</summary>
    public readonly bool IsGone => _type == Gone;

    /// <summary>Whether it was said in a conversation.</summary>
    public readonly bool IsTurn => !IsGone && Type == MemoryType.Conversation;

    /// <summary>The header of a passage that is gone.</summary>
    public static PassageHeader OfNone { get; } = new()
    {
        _type = Gone,
        Session = None,
        Previous = None,
        Next = None,
        Author = None,
    };

    /// <summary>The seconds of a time for <see cref="Seconds"/>.</summary>
    public static uint SecondsOf(DateTimeOffset? time) =>
        time is { } value ? (uint)Math.Clamp(value.ToUnixTimeSeconds(), 1, uint.MaxValue) : 0;
}
