using Rollup.Stark.Fields;

namespace Rollup.Stark.Quotients;

/// <summary>
/// Over a trace domain of n points with Z(x) = xⁿ − 1 and last point ω⁻¹: First = Z/(x − 1) and Last = Z/(x − ω⁻¹) vanish on all other rows, Transition = x − ω⁻¹ on the last.
/// </summary>
public readonly record struct RowSelectors<T>(T First, T Last, T Transition)
    where T : struct, IAlgebra<T>;
