using Rollup.Kernel.Evm.Environment;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.State;

namespace Rollup.Execution.Blocks;

/// <summary>
/// The state before a block, by full keys. It does not change while the block executes, and any number of threads read it at once.
/// It answers every question; a broken store is an exception, which ends the block's execution.
/// </summary>
public interface IBaseState
{
    /// <summary>The account; <see cref="AccountState.Empty"/> if it is absent.</summary>
    AccountState GetAccount(in Address address);

    /// <summary>The value of a storage slot; 0 if it is absent.</summary>
    U256 GetSlot(in Address address, in U256 slot);

    /// <summary>The code whose Keccak hash is <paramref name="codeHash"/>, that of an account here.</summary>
    ReadOnlySpan<byte> GetCode(in Hash256 codeHash);

    /// <summary>The hash of block <paramref name="number"/>, one of the 256 before the one that executes.</summary>
    Hash256 GetBlockHash(ulong number);

    /// <summary>See <see cref="IEvmState.TryHasStorage"/>; false on this chain.</summary>
    bool HasStorage(in Address address);
}
