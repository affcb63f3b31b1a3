using Rollup.Kernel.Primitives;
using Rollup.Kernel.State;

namespace Rollup.State;

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
