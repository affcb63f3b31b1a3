using Rollup.Execution.Blocks;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.State;

namespace Rollup.Execution.Tests.Parallel;

/// <summary>A base state whose store has failed.</summary>
internal sealed class BrokenState : IBaseState
{
    public AccountState GetAccount(in Address address) => throw new IOException("the disk is gone");

    public U256 GetSlot(in Address address, in U256 slot) => throw new IOException("the disk is gone");

    public ReadOnlySpan<byte> GetCode(in Hash256 codeHash) => throw new IOException("the disk is gone");

    public Hash256 GetBlockHash(ulong number) => throw new IOException("the disk is gone");

    public bool HasStorage(in Address address) => throw new IOException("the disk is gone");
}
