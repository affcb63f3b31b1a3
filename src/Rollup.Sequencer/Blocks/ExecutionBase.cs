using Rollup.Execution.Parallel;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.State;
using Rollup.State;

namespace Rollup.Sequencer;

/// <summary>
/// A block's overlay as executors read it: by any number of threads, and without touching anything, because not every transaction that they try is in
/// the block. The overlay must not change meanwhile.
/// </summary>
internal sealed class ExecutionBase(StateOverlay overlay) : IBaseState
{
    /// <inheritdoc/>
    public AccountState GetAccount(in Address address) => overlay.Peek(StateKey.Account(in address)).Account;

    /// <inheritdoc/>
    public U256 GetSlot(in Address address, in U256 slot) => overlay.Peek(StateKey.StorageSlot(in address, in slot)).Word;

    /// <inheritdoc/>
    public ReadOnlySpan<byte> GetCode(in Hash256 codeHash) => overlay.PeekCode(in codeHash).Bytes.Span;

    /// <inheritdoc/>
    public Hash256 GetBlockHash(ulong number) => overlay.PeekBlockHash(number);

    /// <inheritdoc/>
    public bool HasStorage(in Address address) => false;
}
