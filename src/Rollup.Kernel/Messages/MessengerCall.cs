using System.Buffers.Binary;
using Rollup.Kernel.Abi;
using Rollup.Kernel.Primitives;

namespace Rollup.Kernel.Messages;

/// <summary>
/// A decoded call of the messenger: <c>withdraw(address target)</c>, or <c>sendMessage(address target, bytes data)</c>. Only the
/// one canonical ABI encoding of each is accepted.
/// </summary>
public readonly ref struct MessengerCall
{
    /// <summary>The first four bytes of keccak("withdraw(address)").</summary>
    public const uint WithdrawSelector = 0x51cff8d9;

    /// <summary>The first four bytes of keccak("sendMessage(address,bytes)").</summary>
    public const uint SendMessageSelector = 0xbb5ddb0f;

    /// <summary>The most bytes of a message's data.</summary>
    public const int MaxDataLength = 24_576;

    private const int SelectorSize = 4;

    /// <summary>The receiver on L1.</summary>
    public Address Target { get; init; }

    /// <summary>The call data for the receiver; empty for a withdrawal.</summary>
    public ReadOnlySpan<byte> Data { get; init; }

    /// <summary>Decodes all of <paramref name="calldata"/>; false if it is anything else.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> calldata, out MessengerCall call)
    {
        call = default;
        if (calldata.Length < SelectorSize)
            return false;
        var reader = new AbiReader(calldata[SelectorSize..]);
        if (!reader.TryRead(out Address target))
            return false;

        ReadOnlySpan<byte> data = default;
        bool valid = BinaryPrimitives.ReadUInt32BigEndian(calldata) switch
        {
            WithdrawSelector => reader.Rest.IsEmpty,
            SendMessageSelector => TryReadData(ref reader, out data),
            _ => false,
        };
        if (valid)
            call = new MessengerCall { Target = target, Data = data };
        return valid;
    }

    private static bool TryReadData(scoped ref AbiReader reader, out ReadOnlySpan<byte> data)
    {
        data = default;
        if (!reader.TryRead(out ulong offset) || offset != 2 * AbiWriter.WordSize
            || !reader.TryRead(out ulong length) || length > MaxDataLength)
            return false;
        ReadOnlySpan<byte> padded = reader.Rest;
        if (padded.Length != AbiWriter.PaddedLength((int)length) || padded[(int)length..].IndexOfAnyExcept((byte)0) >= 0)
            return false;
        data = padded[..(int)length];
        return true;
    }
}
