using Rollup.Kernel.Primitives;
using Rollup.Kernel.Rlp;

namespace Rollup.Kernel.Transactions;

/// <summary>The versioned hashes of a blob transaction (EIP-4844): well-formed RLP that stays where it is, with its entries counted.</summary>
public readonly ref struct BlobHashes
{
    private readonly ReadOnlySpan<byte> _content;

    private BlobHashes(ReadOnlySpan<byte> content, int count)
    {
        _content = content;
        Count = count;
    }

    /// <summary>The number of hashes.</summary>
    public int Count { get; }

    /// <summary>Reads and checks the next item of <paramref name="reader"/>.</summary>
    public static RlpError Read(scoped ref RlpReader reader, out BlobHashes hashes)
    {
        hashes = default;
        RlpError error = reader.ReadList(out RlpReader entries);
        ReadOnlySpan<byte> content = entries.Rest;
        int count = 0;
        for (; error == RlpError.None && !entries.IsAtEnd; count++)
            error = entries.ReadHash256(out _);
        if (error == RlpError.None)
            hashes = new BlobHashes(content, count);
        return error;
    }

    /// <summary>Writes all hashes to the start of <paramref name="destination"/>.</summary>
    public void CopyTo(scoped Span<Hash256> destination)
    {
        var entries = new RlpReader(_content);
        for (int i = 0; i < Count; i++)
            _ = entries.ReadHash256(out destination[i]);
    }

    /// <summary>Whether every hash begins with <paramref name="version"/>.</summary>
    public bool HaveVersion(byte version)
    {
        var entries = new RlpReader(_content);
        for (int i = 0; i < Count; i++)
        {
            _ = entries.ReadHash256(out Hash256 hash);
            if (hash.AsSpan()[0] != version)
                return false;
        }

        return true;
    }
}
