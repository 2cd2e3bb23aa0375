using System.Buffers.Binary;

namespace Ora.Sqlite.Memory;

/// <summary>
/// Where a term is among the passages of one block, as bytes: the last passage (2 bytes), then for each passage in ascending order how
/// far it is from the one before (1 byte, or 2 with the top bit set) and how often it has the term (1 byte).
/// </summary>
internal static class PostingBlock
{
    /// <summary>How many passages a block has.</summary>
    public const int Passages = 4096;

    private const int HeaderBytes = 2;
    private const int LongStep = 0x80;
    private const int BlockBits = 20;

    /// <summary>The key of a term's row for a block.</summary>
    public static long KeyOf(long term, long block) => (term << BlockBits) | block;

    /// <summary>The block of a row.</summary>
    public static int BlockOf(long key) => (int)(key & ((1L << BlockBits) - 1));

    /// <summary>Adds what the bytes say to a list.</summary>
    /// <exception cref="InvalidOperationException">The bytes were not written here.</exception>
    public static void Read(ReadOnlySpan<byte> data, int block, List<(int Passage, byte Count)> postings)
    {
        var passage = (block * Passages) - 1;
        for (var at = HeaderBytes; at < data.Length;)
        {
            int step = data[at++];
            if (at >= data.Length) throw Damaged();
            if ((step & LongStep) != 0) step = ((step & ~LongStep) << 8) | data[at++];
            passage += step;
            if (at >= data.Length || passage >= (block + 1) * Passages) throw Damaged();
            postings.Add((passage, data[at++]));
        }
    }

    /// <summary>The bytes with more postings, all behind the ones that are there.</summary>
    public static byte[] Append(ReadOnlySpan<byte> data, int block, IReadOnlyList<(int Passage, byte Count)> postings)
    {
        var result = new List<byte>(data.Length + HeaderBytes + (3 * postings.Count));
        if (data.Length >= HeaderBytes) result.AddRange(data);
        else result.AddRange([0, 0]);
        var first = block * Passages;
        var last = data.Length > HeaderBytes ? first + BinaryPrimitives.ReadUInt16LittleEndian(data) : first - 1;
        foreach (var (passage, count) in postings)
        {
            var step = passage - last;
            if (step >= LongStep) result.Add((byte)(LongStep | (step >> 8)));
            result.Add((byte)step);
            result.Add(count);
            last = passage;
        }

        var bytes = result.ToArray();
        if (postings.Count > 0) BinaryPrimitives.WriteUInt16LittleEndian(bytes, (ushort)(last - first));
        return bytes;
    }

    /// <summary>The bytes without one passage; empty when none is left.</summary>
    public static byte[] Without(ReadOnlySpan<byte> data, int block, int passage)
    {
        var postings = new List<(int Passage, byte Count)>();
        Read(data, block, postings);
        postings.RemoveAll(posting => posting.Passage == passage);
        return postings.Count == 0 ? [] : Append([], block, postings);
    }

    private static InvalidOperationException Damaged() => new("A posting leaves its block.");
}
