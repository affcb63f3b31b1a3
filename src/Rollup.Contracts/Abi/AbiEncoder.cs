using System.Buffers.Binary;
using Rollup.Kernel.Primitives;

namespace Rollup.Contracts.Abi;

/// <summary>
/// Solidity's ABI encoding of one tuple (a function's arguments), field by field. Static fields take one 32-byte word in the head;
/// a dynamic field leaves its offset there and its content in the tail.
/// </summary>
public sealed class AbiEncoder
{
    private const int WordSize = 32;

    private readonly List<byte[]> _head = [];
    private readonly List<byte[]?> _tails = [];

    /// <summary>Appends an unsigned integer.</summary>
    public AbiEncoder Word(in U256 value)
    {
        byte[] word = new byte[WordSize];
        value.WriteBigEndian(word);
        return Static(word);
    }

    /// <summary>Appends an unsigned integer.</summary>
    public AbiEncoder Word(ulong value)
    {
        byte[] word = new byte[WordSize];
        BinaryPrimitives.WriteUInt64BigEndian(word.AsSpan(WordSize - sizeof(ulong)), value);
        return Static(word);
    }

    /// <summary>Appends a bytes32.</summary>
    public AbiEncoder Word(in Hash256 value) => Static(value.AsSpan().ToArray());

    /// <summary>Appends an address.</summary>
    public AbiEncoder Word(in Address value)
    {
        byte[] word = new byte[WordSize];
        value.CopyTo(word.AsSpan(WordSize - Address.Size));
        return Static(word);
    }

    /// <summary>Appends a boolean.</summary>
    public AbiEncoder Word(bool value) => Word(value ? 1UL : 0UL);

    /// <summary>Appends words that are encoded already: a static tuple or a fixed array of static fields.</summary>
    public AbiEncoder Words(ReadOnlySpan<byte> words) => Static(words.ToArray());

    /// <summary>Appends dynamic bytes.</summary>
    public AbiEncoder Bytes(ReadOnlySpan<byte> value)
    {
        int padded = (value.Length + WordSize - 1) / WordSize * WordSize;
        byte[] tail = new byte[WordSize + padded];
        BinaryPrimitives.WriteInt32BigEndian(tail.AsSpan(WordSize - sizeof(int)), value.Length);
        value.CopyTo(tail.AsSpan(WordSize));
        _head.Add(new byte[WordSize]);
        _tails.Add(tail);
        return this;
    }

    /// <summary>The encoding, after <paramref name="selector"/> (four bytes for a call, nothing for plain abi.encode).</summary>
    public byte[] ToArray(ReadOnlySpan<byte> selector = default)
    {
        int headLength = _head.Sum(field => field.Length);
        byte[] result = new byte[selector.Length + headLength + _tails.Sum(tail => tail?.Length ?? 0)];
        selector.CopyTo(result);
        Span<byte> body = result.AsSpan(selector.Length);
        int head = 0;
        int tail = headLength;
        for (int i = 0; i < _head.Count; i++)
        {
            _head[i].CopyTo(body[head..]);
            if (_tails[i] is { } content)
            {
                BinaryPrimitives.WriteInt32BigEndian(body[(head + WordSize - sizeof(int))..], tail);
                content.CopyTo(body[tail..]);
                tail += content.Length;
            }

            head += _head[i].Length;
        }

        return result;
    }

    private AbiEncoder Static(byte[] words)
    {
        _head.Add(words);
        _tails.Add(null);
        return this;
    }
}
