using Rollup.Kernel.Hashing;
using Rollup.Kernel.Host;
using Rollup.Kernel.Primitives;

namespace Rollup.Kernel.Logs;

/// <summary>The 2048-bit filter over a receipt's log addresses and topics (Yellow Paper, section 4.4.1): three bits for each.</summary>
public static class Bloom
{
    /// <summary>The number of bytes.</summary>
    public const int Size = 256;

    /// <summary>Adds the addresses and topics of the <paramref name="logs"/> in a <see cref="LogBuffer"/>'s form to <paramref name="bloom"/>.</summary>
    public static void AddLogs<THost>(ref THost host, scoped ReadOnlySpan<byte> logs, scoped Span<byte> bloom)
        where THost : struct, IHost, allows ref struct
    {
        var reader = new LogReader(logs);
        while (reader.TryRead(out Log log))
        {
            Add(ref host, log.Address.AsSpan(), bloom);
            for (ReadOnlySpan<byte> topics = log.Topics; !topics.IsEmpty; topics = topics[Hash256.Size..])
                Add(ref host, topics[..Hash256.Size], bloom);
        }
    }

    /// <summary>Sets the bits of <paramref name="value"/>.</summary>
    public static void Add<THost>(ref THost host, scoped ReadOnlySpan<byte> value, scoped Span<byte> bloom)
        where THost : struct, IHost, allows ref struct
    {
        Hash256 hash = Keccak256.Hash(ref host, value);
        ReadOnlySpan<byte> bytes = hash.AsSpan();
        for (int i = 0; i < 6; i += 2)
        {
            int bit = ((bytes[i] << 8) | bytes[i + 1]) & ((8 * Size) - 1);
            bloom[Size - 1 - (bit >> 3)] |= (byte)(1 << (bit & 7));
        }
    }
}
