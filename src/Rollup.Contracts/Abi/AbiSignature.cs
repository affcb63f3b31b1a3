using Rollup.Kernel.Hashing;
using Rollup.Kernel.Primitives;

namespace Rollup.Contracts.Abi;

/// <summary>The hash of a signature such as <c>deposit(address)</c>: an event's first topic; its first four bytes select a function or an error.</summary>
public sealed class AbiSignature
{
    /// <summary>Hashes <paramref name="text"/>: the name and the canonical types, without spaces.</summary>
    public AbiSignature(string text)
    {
        Text = text;
        Topic = Keccak256.Hash(System.Text.Encoding.ASCII.GetBytes(text));
    }

    /// <summary>The signature as given.</summary>
    public string Text { get; }

    /// <summary>The event topic.</summary>
    public Hash256 Topic { get; }

    /// <summary>The four bytes that start a call or an error.</summary>
    public byte[] Selector => Topic.AsSpan()[..4].ToArray();

    /// <summary>Whether <paramref name="data"/> is a call (or an error) of this signature.</summary>
    public bool Selects(ReadOnlySpan<byte> data) => data.Length >= 4 && data[..4].SequenceEqual(Topic.AsSpan()[..4]);
}
