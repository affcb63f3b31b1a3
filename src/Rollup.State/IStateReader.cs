using Rollup.Kernel.Primitives;
using Rollup.Kernel.State;
using Rollup.State.Codes;

namespace Rollup.State;

/// <summary>The state as of one moment, complete: an entry that is not in the tree reads as <see cref="StateValue.Absent"/>. Safe for concurrent readers.</summary>
public interface IStateReader
{
    /// <summary>The value of an entry; loads it if it is not in memory.</summary>
    StateValue Read(in StateKey key);

    /// <summary>The code with this Keccak hash, that of an account of this state.</summary>
    /// <exception cref="InvalidDataException">It is not stored.</exception>
    ContractCode ReadCode(in Hash256 codeHash);

    /// <summary>
    /// The hash of a block that the ring of <c>ProtocolConstants.BlockHashes</c> may not hold yet, because its batch is not sealed; null if this
    /// state does not know it: if the block is one of the last 256, the ring does.
    /// </summary>
    Hash256? FindBlockHash(ulong number);
}

/// <summary>Reads by kind.</summary>
public static class StateReaderExtensions
{
    /// <summary>The account; <see cref="AccountState.Empty"/> if it is absent.</summary>
    public static AccountState GetAccount(this IStateReader reader, in Address address) =>
        reader.Read(StateKey.Account(in address)).Account;

    /// <summary>The value of a storage slot; 0 if it is absent.</summary>
    public static U256 GetSlot(this IStateReader reader, in Address address, in U256 slot) =>
        reader.Read(StateKey.StorageSlot(in address, in slot)).Word;
}
