using Rollup.Kernel.Evm.Rules;
using Rollup.Kernel.Blocks;
using Rollup.Kernel.Evm;
using Rollup.Kernel.Host;
using Rollup.Kernel.Logs;
using Rollup.Kernel.Messages;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Protocol;
using Rollup.Kernel.State;

namespace Rollup.Kernel.Batches;

/// <summary>
/// Reads the L1 data of a batch in the order in which it was written (see <see cref="BatchData"/> for the bytes): first <see cref="TryOpen"/>,
/// then <see cref="TryReadMessage"/> <see cref="MessageCount"/> times, then <see cref="TryReadCode"/> up to the empty one, then <see cref="TryReadUpdate"/> <see cref="UpdateCount"/> times, then
/// <see cref="TryReadCreation"/> <see cref="CreationCount"/> times, then <see cref="IsAtEnd"/> has to hold. Anything but the one encoding of its content
/// is refused, except that the order of the created leaves is for their paths to tell, whether two codes are one is for their hashes, and whether an index
/// exists is for the state.
/// </summary>
public ref struct BatchDataReader
{
    private CompactReader _reader;
    private RecentOwners _owners;
    private U256 _nextNonce;
    private ulong _messagesLeft;
    private ulong _nextIndex;
    private ulong _updatesLeft;
    private uint _codeCount;
    private uint _codesUsed;
    private bool _areCodesRead;

    /// <summary>The last block's timestamp in seconds since 1970.</summary>
    public ulong Timestamp { get; private set; }

    /// <summary>The last block's gas used.</summary>
    public ulong GasUsed { get; private set; }

    /// <summary>What the blocks of the last block's second used.</summary>
    public SecondUsage SecondUsage { get; private set; }

    /// <summary>The last block's logs bloom.</summary>
    public LogsBloom LogsBloom { get; private set; }

    /// <summary>The last block's base fee in wei per gas.</summary>
    public U256 BaseFee { get; private set; }

    /// <summary>The last block's transactions root.</summary>
    public Hash256 TransactionsRoot { get; private set; }

    /// <summary>The last block's receipts root.</summary>
    public Hash256 ReceiptsRoot { get; private set; }

    /// <summary>The hashes of up to 255 blocks before the last one, ascending, 32 bytes each.</summary>
    public ReadOnlySpan<byte> BlockHashes { get; private set; }

    /// <summary>The number of messages to L1.</summary>
    public ulong MessageCount { get; private set; }

    /// <summary>The number of updated or deleted leaves; known once all codes have been read.</summary>
    public ulong UpdateCount { get; private set; }

    /// <summary>The number of created leaves; known once all updates have been read.</summary>
    public ulong CreationCount { get; private set; }

    /// <summary>Whether everything has been read.</summary>
    public readonly bool IsAtEnd => _areCodesRead && _updatesLeft == 0 && _codesUsed == _codeCount && _reader.IsAtEnd;

    /// <summary>Reads everything in front of the messages; false if it is malformed.</summary>
    public static bool TryOpen(ReadOnlySpan<byte> data, out BatchDataReader reader)
    {
        reader = default;
        var source = new CompactReader(data);
        bool ok = source.TryReadByte(out byte version) && version == BatchData.Version;
        ok &= source.TryReadVarint(out ulong timestamp);
        ok &= source.TryReadVarint(out ulong gasUsed);
        ok &= source.TryReadVarint(out ulong secondGas);
        ok &= source.TryReadVarint(out ulong secondProvingCost);
        ok &= source.TryReadU256(out U256 baseFee);
        ok &= source.TryReadHash256(out Hash256 transactionsRoot);
        ok &= source.TryReadHash256(out Hash256 receiptsRoot);
        ok &= source.TryReadBloom(out LogsBloom logsBloom);
        ok &= source.TryReadHashes(out ReadOnlySpan<byte> blockHashes);
        ok &= source.TryReadVarint(out ulong messageCount);
        U256 firstNonce = default;
        ok &= messageCount == 0 || source.TryReadU256(out firstNonce);
        if (!ok)
            return false;

        reader._reader = source;
        reader.Timestamp = timestamp;
        reader.GasUsed = gasUsed;
        reader.BaseFee = baseFee;
        reader.TransactionsRoot = transactionsRoot;
        reader.ReceiptsRoot = receiptsRoot;
        reader.BlockHashes = blockHashes;
        reader.SecondUsage = new SecondUsage { Gas = secondGas, ProvingCost = secondProvingCost };
        reader.LogsBloom = logsBloom;
        reader.MessageCount = messageCount;
        reader._messagesLeft = messageCount;
        reader._nextNonce = firstNonce;
        return true;
    }

    /// <summary>Reads the next message; the leaf of a withdrawal is computed. False if it is malformed or all have been read.</summary>
    public bool TryReadMessage<THost>(ref THost host, in ChainConfig config, out SentMessage message)
        where THost : struct, IHost, allows ref struct
    {
        message = default;
        if (_messagesLeft == 0 || !_reader.TryReadByte(out byte tag))
            return false;
        U256 nonce = _nextNonce;
        _nextNonce = nonce + U256.One;
        _messagesLeft--;
        if (tag == BatchData.LeafTag)
        {
            bool isRead = _reader.TryReadHash256(out Hash256 leaf);
            message = new SentMessage { Leaf = leaf, Nonce = nonce };
            return isRead;
        }

        if (tag != BatchData.WithdrawalTag
            || !_reader.TryReadAddress(out Address sender) || !_reader.TryReadAddress(out Address target) || !_reader.TryReadU256(out U256 value))
            return false;
        message = SentMessage.Withdrawal(ref host, config.L2ChainId, config.Bridge, in nonce, in sender, in target, in value);
        return true;
    }

    /// <summary>Reads the next code; an empty one ends them. False if it is malformed or they have ended.</summary>
    public bool TryReadCode(out ReadOnlySpan<byte> code)
    {
        code = default;
        if (_messagesLeft != 0 || _areCodesRead || !_reader.TryReadVarint(out ulong length) || length > EvmLimits.CodeSize || !_reader.TryReadBytes((int)length, out code))
            return false;
        if (length != 0)
        {
            _codeCount++;
            return true;
        }

        _areCodesRead = true;
        bool ok = _reader.TryReadVarint(out ulong updateCount);
        UpdateCount = updateCount;
        _updatesLeft = updateCount;
        return ok && (updateCount != 0 || TryReadCreationCount());
    }

    /// <summary>Reads the next update; false if it is malformed or all have been read.</summary>
    public bool TryReadUpdate(out LeafUpdate update)
    {
        update = default;
        if (_updatesLeft == 0 || !_reader.TryReadVarint(out ulong head))
            return false;

        ulong nonceIncrement = 0;
        U256 value = default;
        bool hasNonce = (head & LeafUpdate.NonceFlag) != 0;
        bool hasValue = (head & LeafUpdate.ValueFlag) != 0;
        bool hasCode = (head & LeafUpdate.CodeFlag) != 0;
        uint code = 0;
        if (hasNonce && !(_reader.TryReadVarint(out nonceIncrement) && nonceIncrement != 0))
            return false;
        if (hasValue && !_reader.TryReadU256(out value))
            return false;
        if (hasCode && !TryReadCodeNumber(out code))
            return false;

        ulong index = _nextIndex + (head >> LeafUpdate.FlagBits);
        if (index < _nextIndex || index == ulong.MaxValue)
            return false;
        _nextIndex = index + 1;
        _updatesLeft--;
        update = new LeafUpdate { Index = index, NonceIncrement = nonceIncrement, HasValue = hasValue, Value = value, HasCode = hasCode, Code = code };
        return _updatesLeft != 0 || TryReadCreationCount();
    }

    /// <summary>Reads the next creation; false if it is malformed.</summary>
    public bool TryReadCreation(out LeafCreation creation)
    {
        creation = default;
        if (!_areCodesRead || _updatesLeft != 0 || !_reader.TryReadByte(out byte tag) || !TryReadOwner(tag, out Address address))
            return false;

        if (tag is LeafCreation.AccountTag or LeafCreation.ContractTag)
            return TryReadAccount(in address, tag == LeafCreation.ContractTag, out creation);

        if (!_reader.TryReadU256(out U256 slot) || !_reader.TryReadU256(out U256 word))
            return false;
        creation = new LeafCreation { Key = StateKey.StorageSlot(in address, in slot), Value = StateValue.OfSlot(in word) };
        return !word.IsZero && !BatchData.IsDerived(creation.Key);
    }

    private bool TryReadAccount(in Address address, bool hasCode, out LeafCreation creation)
    {
        creation = default;
        uint code = 0;
        if (!_reader.TryReadVarint(out ulong nonce) || !_reader.TryReadU256(out U256 balance) || (hasCode && !(TryReadCodeNumber(out code) && code != 0)))
            return false;
        var account = new AccountState(nonce, in balance);
        creation = new LeafCreation { Key = StateKey.Account(in address), Value = StateValue.OfAccount(in account), Code = code };
        return hasCode || !account.IsEmpty;
    }

    /// <summary>Reads the place of a code: 0, one that has been referred to, or the next.</summary>
    private bool TryReadCodeNumber(out uint number)
    {
        number = 0;
        if (!_reader.TryReadVarint(out ulong read) || read > _codesUsed + 1UL || read > _codeCount)
            return false;
        number = (uint)read;
        _codesUsed = Math.Max(_codesUsed, number);
        return true;
    }

    private bool TryReadOwner(byte tag, out Address address)
    {
        if (tag >= LeafCreation.RecentSlotTag)
            return _owners.TryGet(tag - LeafCreation.RecentSlotTag, out address) && _owners.AgeOf(in address) == tag - LeafCreation.RecentSlotTag;
        if (!_reader.TryReadAddress(out address) || (tag == LeafCreation.SlotTag && _owners.AgeOf(in address) >= 0))
            return false;
        _owners.Add(in address);
        return true;
    }

    private bool TryReadCreationCount()
    {
        bool ok = _reader.TryReadVarint(out ulong count);
        CreationCount = count;
        return ok;
    }
}
