using Rollup.Kernel.Rlp;

namespace Rollup.Kernel.Transactions;

/// <summary>The authorization list of EIP-7702: well-formed RLP that stays where it is, with its entries counted.</summary>
public readonly ref struct AuthorizationList
{
    private AuthorizationList(ReadOnlySpan<byte> content, int count)
    {
        Content = content;
        Count = count;
    }

    /// <summary>The RLP of the entries, without the list's own prefix.</summary>
    public ReadOnlySpan<byte> Content { get; }

    /// <summary>The number of entries.</summary>
    public int Count { get; }

    /// <summary>Reads and checks the next item of <paramref name="reader"/>.</summary>
    public static RlpError Read(scoped ref RlpReader reader, out AuthorizationList list)
    {
        list = default;
        RlpError error = reader.ReadList(out RlpReader entries);
        if (error != RlpError.None)
            return error;
        ReadOnlySpan<byte> content = entries.Rest;
        int count = 0;
        for (; !entries.IsAtEnd; count++)
        {
            error = Authorization.Read(ref entries, out _);
            if (error != RlpError.None)
                return error;
        }

        list = new AuthorizationList(content, count);
        return RlpError.None;
    }
}
