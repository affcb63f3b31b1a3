using System.Runtime.CompilerServices;

namespace Rollup.Machine.Chips.Gadgets;

/// <summary>The limbs that a word touches at an odd address, lowest first.</summary>
[InlineArray(Length)]
public struct FiveLimbs<T>
{
    public const int Length = 5;

    private T _limb0;
}
