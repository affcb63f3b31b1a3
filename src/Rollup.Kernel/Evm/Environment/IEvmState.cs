using Rollup.Kernel.Primitives;
using Rollup.Kernel.State;

namespace Rollup.Kernel.Evm.Environment;

/// <summary>
/// The state as the EVM sees it: accounts and slots (<see cref="IStateAccess"/>), code and block hashes. As there, false means that
/// this view lacks the entry. The EVM only reads while a transaction runs, and writes once, at its end.
/// </summary>
public interface IEvmState : IStateAccess
{
    /// <summary>The code whose Keccak hash is <paramref name="codeHash"/>; the view stays valid for the transaction.</summary>
    bool TryGetCode(in Hash256 codeHash, out CodeView code);

    /// <summary>Stores new code under its Keccak hash. The bytes must be copied: they live in the transaction's arena.</summary>
    bool TrySetCode(in Hash256 codeHash, ReadOnlySpan<byte> code);

    /// <summary>The hash of block <paramref name="number"/>, one of the 256 before the current one.</summary>
    bool TryGetBlockHash(ulong number, out Hash256 hash);

    /// <summary>Whether the account has code, without making the transaction depend on its balance.</summary>
    bool TryHasCode(in Address address, out bool hasCode);

    /// <summary>
    /// Adds to a balance, without making the transaction depend on what it was: tips and plain transfers. A credit of 0 still touches the account (EIP-161).
    /// </summary>
    bool TryCredit(in Address address, in U256 amount);

    /// <summary>
    /// Whether an account without nonce and code has storage (EIP-7610). Never so on this chain, by invariant: storage implies a nonce
    /// or code. The official tests have such accounts.
    /// </summary>
    bool TryHasStorage(in Address address, out bool hasStorage);
}
