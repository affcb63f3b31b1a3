using System.Collections.Concurrent;
using Rollup.Ethereum.Signing;
using Rollup.Kernel.Hashing;
using Rollup.Kernel.Primitives;
using Rollup.Secp256k1;
using Rollup.Kernel.Rlp;

namespace Rollup.Execution.Tests.Parallel;

/// <summary>A permission to make one of a few accounts delegate its code (EIP-7702), truly signed, as the EVM recovers who signed it.</summary>
internal sealed record TestAuthorization(int Authority, ulong ChainId, Address Target, ulong Nonce)
{
    private static readonly PrivateKey[] Keys = [.. Enumerable.Range(1, 3).Select(number => new PrivateKey([.. new byte[31], (byte)number]))];
    private static readonly ConcurrentDictionary<TestAuthorization, byte[]> Encoded = new();

    /// <summary>The accounts that can sign.</summary>
    public static IReadOnlyList<Address> Authorities { get; } = [.. Keys.Select(key => key.Address)];

    /// <summary>The entry of an authorization list; signing takes a while, so that it is done once.</summary>
    public byte[] Encode() => Encoded.GetOrAdd(this, authorization => authorization.Sign());

    private byte[] Sign()
    {
        byte[] buffer = new byte[256];
        buffer[0] = 0x05;
        var signed = new RlpWriter(buffer.AsSpan(1));
        int list = signed.BeginList();
        WriteFields(ref signed);
        signed.EndList(list);
        Signature signature = Keys[Authority].Sign(Keccak256.Hash(buffer.AsSpan(0, 1 + signed.Length)));

        var writer = new RlpWriter(buffer);
        list = writer.BeginList();
        WriteFields(ref writer);
        writer.WriteUInt64((ulong)signature.YParity);
        writer.WriteU256(signature.R);
        writer.WriteU256(signature.S);
        writer.EndList(list);
        return buffer[..writer.Length];
    }

    private void WriteFields(ref RlpWriter writer)
    {
        writer.WriteU256(ChainId);
        writer.WriteAddress(Target);
        writer.WriteUInt64(Nonce);
    }
}
