using Rollup.Kernel.Primitives;
using Rollup.Kernel.State;

namespace Rollup.Kernel.Blocks;

/// <summary>Moves wei. Both methods return false only if the state has no answer.</summary>
internal static class Balances
{
    /// <summary>
    /// Adds <paramref name="amount"/>, whatever the balance was: credits to one account commute. Nothing is touched for an
    /// amount of 0. A balance cannot exceed what was ever deposited on L1, far below 2^256; should it, it stays at the maximum.
    /// </summary>
    public static bool TryCredit<TState>(ref TState state, in Address address, in U256 amount)
        where TState : struct, IStateAccess, allows ref struct
    {
        if (amount.IsZero)
            return true;
        if (!state.TryGetAccount(in address, out AccountState account))
            return false;
        account = account.WithBalance(U256.AddOverflows(account.Balance, in amount, out U256 sum) ? U256.MaxValue : sum);
        return state.TrySetAccount(in address, in account);
    }

    /// <summary>Subtracts <paramref name="amount"/>, which the caller has found to be there.</summary>
    public static bool TryDebit<TState>(ref TState state, in Address address, in U256 amount)
        where TState : struct, IStateAccess, allows ref struct
    {
        if (amount.IsZero)
            return true;
        if (!state.TryGetAccount(in address, out AccountState account))
            return false;
        account = account.WithBalance(account.Balance - amount);
        return state.TrySetAccount(in address, in account);
    }
}
