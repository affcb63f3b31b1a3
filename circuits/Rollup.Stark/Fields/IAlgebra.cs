using Rollup.Kernel.Fields;

namespace Rollup.Stark.Fields;

/// <summary>
/// A commutative algebra over KoalaBear: what an AIR is written against. Implemented by packed base elements (prover),
/// extension elements (verifier) and symbolic expressions (degrees, recursion).
/// </summary>
public interface IAlgebra<TSelf>
    where TSelf : struct, IAlgebra<TSelf>
{
    static abstract TSelf operator +(TSelf left, TSelf right);

    static abstract TSelf operator -(TSelf left, TSelf right);

    static abstract TSelf operator *(TSelf left, TSelf right);

    static abstract TSelf operator -(TSelf value);

    /// <summary>The image of a base element.</summary>
    static abstract TSelf Constant(KoalaBear value);
}
