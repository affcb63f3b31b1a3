using Rollup.Kernel.Abi;
using Rollup.Kernel.Evm.Environment;
using Rollup.Kernel.Evm.Journaling;
using Rollup.Kernel.Evm.Rules;
using Rollup.Kernel.Logs;
using Rollup.Kernel.Messages;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Protocol;

namespace Rollup.Kernel.Evm.Messaging;

/// <summary>
/// The messenger's log: <c>event MessageSent(uint256 indexed nonce, address indexed sender, address indexed target, uint256 value,
/// bytes data, bytes32 leaf)</c>. The batch's messages are read from the logs, so that what was reverted sends nothing.
/// </summary>
public static class MessageSent
{
    private const int HeadWords = 3;

    /// <summary>Keccak-256 of the event's signature, the first topic.</summary>
    public static Hash256 Topic => Hash256.FromSpan(
    [
        0x92, 0x20, 0xde, 0xed, 0xa5, 0xba, 0xab, 0xcc, 0x7a, 0xc9, 0x36, 0x67, 0x01, 0x8e, 0x68, 0xd4,
        0xde, 0x72, 0x24, 0xc3, 0x43, 0x7e, 0xea, 0x1d, 0x3c, 0x38, 0x2a, 0x8e, 0x2a, 0xd6, 0x6a, 0xa0,
    ]);

    /// <summary>Adds the log to the journal; false when there is no room.</summary>
    internal static unsafe bool TryLog(
        ref Journal journal, in U256 nonce, in Address sender, in Address target, in U256 value, scoped ReadOnlySpan<byte> data, in Hash256 leaf)
    {
        int dataLength = ((HeadWords + 1) * AbiWriter.WordSize) + AbiWriter.PaddedLength(data.Length);
        byte* memory = journal.Arena.Allocate((nuint)dataLength);
        LogEntry* log = journal.AddLog();
        if (memory == null || log == null)
        {
            journal.Fault = EvmFault.MemoryExhausted;
            return false;
        }

        *log = new LogEntry
        {
            Address = ProtocolConstants.Messenger,
            TopicCount = LogBuffer.MaxTopics,
            Topic0 = Topic,
            Topic1 = Hash256.FromU256(in nonce),
            Topic2 = Hash256.FromU256(sender.ToU256()),
            Topic3 = Hash256.FromU256(target.ToU256()),
            Data = memory,
            DataLength = dataLength,
        };
        var logData = new Span<byte>(memory, dataLength);
        var writer = new AbiWriter(logData);
        writer.Write(value);
        writer.Write((ulong)(HeadWords * AbiWriter.WordSize));
        writer.Write(leaf);
        writer.Write((ulong)data.Length);
        Span<byte> padded = logData[((HeadWords + 1) * AbiWriter.WordSize)..];
        data.CopyTo(padded);
        padded[data.Length..].Clear();
        return true;
    }

    /// <summary>The message that <paramref name="log"/> announces; false if it is not the messenger's.</summary>
    public static bool TryRead(scoped in Log log, out SentMessage message)
    {
        message = default;
        if (log.Address != ProtocolConstants.Messenger
            || log.Topics.Length != LogBuffer.MaxTopics * Hash256.Size || log.Data.Length < (HeadWords + 1) * AbiWriter.WordSize)
            return false;
        message = new SentMessage
        {
            Leaf = Hash256.FromSpan(log.Data[(2 * AbiWriter.WordSize)..]),
            Nonce = U256.ReadBigEndian(log.Topics[Hash256.Size..]),
            Sender = Address.FromSpan(log.Topics[((2 * Hash256.Size) + 12)..]),
            Target = Address.FromSpan(log.Topics[((3 * Hash256.Size) + 12)..]),
            Value = U256.ReadBigEndian(log.Data),
            IsWithdrawal = log.Data.Length == (HeadWords + 1) * AbiWriter.WordSize,
        };
        return true;
    }
}
