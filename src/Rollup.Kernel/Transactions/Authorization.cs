using Rollup.Kernel.Crypto.Secp256k1;
using Rollup.Kernel.Hashing;
using Rollup.Kernel.Host;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Rlp;

namespace Rollup.Kernel.Transactions;

/// <summary>A signed permission to make an account delegate its code (EIP-7702): [chain id, address, nonce, y parity, r, s].</summary>
public readonly ref struct Authorization
{
    /// <summary>The byte in front of what is signed (EIP-7702).</summary>
    private const byte Magic = 0x05;

    /// <summary>The chain on which it is valid; 0 for all.</summary>
    public U256 ChainId { get; init; }

    /// <summary>Whose code is to be run; zero ends the delegation.</summary>
    public Address Target { get; init; }

    /// <summary>The nonce that the authority must have.</summary>
    public ulong Nonce { get; init; }

    /// <summary>The signature's parity; valid ones are 0 and 1.</summary>
    public byte YParity { get; init; }

    /// <summary>The signature's r.</summary>
    public U256 R { get; init; }

    /// <summary>The signature's s.</summary>
    public U256 S { get; init; }

    /// <summary>The encoding of chain id, address and nonce.</summary>
    private ReadOnlySpan<byte> SignedFields { get; init; }

    /// <summary>Reads the next item of <paramref name="entries"/>.</summary>
    public static RlpError Read(scoped ref RlpReader entries, out Authorization authorization)
    {
        authorization = default;
        RlpError error = entries.ReadList(out RlpReader fields);
        if (error != RlpError.None)
            return error;
        ReadOnlySpan<byte> content = fields.Rest;
        error = fields.ReadU256(out U256 chainId);
        Address target = default;
        ulong nonce = 0;
        if (error == RlpError.None)
            error = fields.ReadAddress(out target);
        if (error == RlpError.None)
            error = fields.ReadUInt64(out nonce);
        if (error != RlpError.None)
            return error;
        ReadOnlySpan<byte> signedFields = content[..(content.Length - fields.Rest.Length)];
        error = fields.ReadUInt64(out ulong yParity);
        U256 r = default;
        U256 s = default;
        if (error == RlpError.None && yParity > byte.MaxValue)
            error = RlpError.IntegerTooLarge;
        if (error == RlpError.None)
            error = fields.ReadU256(out r);
        if (error == RlpError.None)
            error = fields.ReadU256(out s);
        if (error == RlpError.None)
            error = fields.ReadEnd();
        authorization = new Authorization
        {
            ChainId = chainId, Target = target, Nonce = nonce, YParity = (byte)yParity, R = r, S = s, SignedFields = signedFields,
        };
        return error;
    }

    /// <summary>The account whose key signed; false when there is none, or s is above n / 2.</summary>
    public bool TryRecoverAuthority<THost>(ref THost host, out Address authority)
        where THost : struct, IHost, allows ref struct
    {
        authority = default;
        U256 r = R;
        U256 s = S;
        if (s > Secp256k1Curve.HalfOrder)
            return false;
        Span<byte> prefixBytes = stackalloc byte[16];
        prefixBytes[0] = Magic;
        var header = new RlpWriter(prefixBytes[1..]);
        header.WriteListHeader(SignedFields.Length);
        var hasher = default(Keccak256Hasher);
        hasher.Update(ref host, prefixBytes[..(1 + header.Length)]);
        hasher.Update(ref host, SignedFields);
        return host.RecoverAddress(hasher.Finish(ref host), in r, in s, YParity, out authority);
    }
}

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
