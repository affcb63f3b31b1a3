using System.Runtime.InteropServices;
using Rollup.Kernel.Primitives;

namespace Rollup.Kernel.State;

/// <summary>The value of an entry: an account if its key names one, else the word of a slot, which is held in the place of a balance.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly struct StateValue : IEquatable<StateValue>
{
    private StateValue(in AccountState account) => Account = account;

    /// <summary>The account.</summary>
    public AccountState Account { get; }

    /// <summary>The slot's value.</summary>
    public U256 Word => Account.Balance;

    /// <summary>The value of an account's entry.</summary>
    public static StateValue OfAccount(in AccountState account) => new(in account);

    /// <summary>The value of a slot's entry.</summary>
    public static StateValue OfSlot(in U256 word) => new(new AccountState(0, in word, default, default, 0));

    /// <summary>What an entry of that kind reads as when it is not in the tree.</summary>
    public static StateValue Absent(in StateKey key) => key.IsAccount ? OfAccount(AccountState.Empty) : default;

    /// <summary>Whether an entry of that kind with this value is not in the tree.</summary>
    public bool IsAbsent(in StateKey key) => key.IsAccount ? Account.IsEmpty : Word.IsZero;

    /// <inheritdoc/>
    public bool Equals(StateValue other) => this == other;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is StateValue other && this == other;

    /// <inheritdoc/>
    public override int GetHashCode() => Account.GetHashCode();

    /// <summary>Equality of all fields.</summary>
    public static bool operator ==(in StateValue a, in StateValue b)
    {
        AccountState left = a.Account;
        AccountState right = b.Account;
        return left == right;
    }

    /// <summary>Inequality.</summary>
    public static bool operator !=(in StateValue a, in StateValue b) => !(a == b);
}
