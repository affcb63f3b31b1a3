using System.Numerics;
using Rollup.Kernel.Fields;

namespace Rollup.Recursion.Solidity;

/// <summary>
/// The functions that check the rounds of Poseidon2 for <see cref="PermutationBlock"/>. A state is not reduced where the bounds of its lanes allow it.
/// </summary>
internal static class PermutationFunctions
{
    /// <summary>How many times p is in every lane of that from which a state is subtracted in constraints.</summary>
    public const int Offset = 54;

    private static readonly BigInteger Modulus = KoalaBear.Modulus;

    public static string Write(IEnumerable<int> widths)
    {
        foreach (int width in widths)
        {
            // A row of circ(2·M4, M4, …, M4) adds up to seven for each four of the state, and seven more.
            BigInteger external = 7 * ((width / 4) + 1) * Lanes.MaxProduct;
            Lanes.Check(external <= Offset * Modulus && external + Modulus <= Lanes.MaxSum, "a state after an external layer is more than what it is subtracted from");
            Lanes.Check(InternalBound(width) <= Offset * Modulus, "a state after the internal rounds is more than what it is subtracted from");
        }

        Lanes.Check(Lanes.MaxProduct + Lanes.MaxReduced + (Offset * Modulus) <= Lanes.MaxSum, "a constraint is too large to be reduced");
        return Rounds;
    }

    /// <summary>What the lanes of a state inside the internal rounds are at most: a layer leads from there to there.</summary>
    private static BigInteger InternalBound(int width)
    {
        BigInteger bound = Lanes.MaxReduced, before;
        do
        {
            before = bound;
            Lanes.Check(width * before <= Lanes.MaxSum, "the sum of a state is too large to be reduced");
            bound = BigInteger.Max(before, Lanes.Reduced(width * before) + Lanes.Scaled(before));
        }
        while (before != bound);
        return bound;
    }

    private const string Rounds = """
        // circ(2·M4, M4, …, M4) times the state.
        function externalLayer(width) {
            let end := add(STATE, shl(5, width))
            for { let p := STATE } lt(p, end) { p := add(p, 0x80) } {
                let x0 := mload(p)
                let x1 := mload(add(p, 0x20))
                let x2 := mload(add(p, 0x40))
                let x3 := mload(add(p, 0x60))
                let x01 := add(x0, x1)
                let x23 := add(x2, x3)
                let all := add(x01, x23)
                mstore(p, add(add(all, x1), x01))
                mstore(add(p, 0x20), add(add(all, x1), add(x2, x2)))
                mstore(add(p, 0x40), add(add(all, x3), x23))
                mstore(add(p, 0x60), add(add(all, x3), add(x0, x0)))
            }
            for { let i := STATE } lt(i, add(STATE, 0x80)) { i := add(i, 0x20) } {
                let sum := 0
                for { let p := i } lt(p, end) { p := add(p, 0x80) } { sum := add(sum, mload(p)) }
                for { let p := i } lt(p, end) { p := add(p, 0x80) } { mstore(p, add(mload(p), sum)) }
            }
        }

        // Adds to the batched constraints s that columns are the state.
        function batchState(s, width, column) -> r {
            r := s
            let lambda := mload(LAMBDA)
            for { let p := STATE } lt(p, add(STATE, shl(5, width))) { p := add(p, 0x20) } {
                r := reduce(add(multiply(r, lambda), add(mload(column), sub(LANES_54P, mload(p)))))
                column := add(column, 0x20)
            }
        }

        // Adds the constraints of four external rounds that begin at the words at `source`.
        function externalRounds(s, width, source, column, constants) -> r {
            r := s
            let size := shl(5, width)
            for { let end := add(column, shl(2, size)) } lt(column, end) { column := add(column, size) } {
                for { let p := STATE } lt(p, add(STATE, size)) { p := add(p, 0x20) } {
                    mstore(p, cube(mload(source), shr(224, mload(constants))))
                    source := add(source, 0x20)
                    constants := add(constants, 4)
                }
                externalLayer(width)
                r := batchState(r, width, column)
                source := column
            }
        }

        // Adds the constraints of internal rounds; what is left is the state after them. `diagonal` is that of the internal layer.
        function internalRounds(s, width, rounds, column, diagonal, constants) -> r {
            r := s
            let stateEnd := add(STATE, shl(5, width))
            let lambda := mload(LAMBDA)
            for { let end := add(column, shl(5, rounds)) } lt(column, end) { column := add(column, 0x20) } {
                let value := mload(column)
                r := reduce(add(multiply(r, lambda), add(value, sub(LANES_2P, cube(mload(STATE), shr(224, mload(constants)))))))
                mstore(STATE, value)
                constants := add(constants, 4)
                let sum := value
                for { let p := add(STATE, 0x20) } lt(p, stateEnd) { p := add(p, 0x20) } { sum := add(sum, mload(p)) }
                sum := reduce(sum)
                let factor := diagonal
                for { let p := STATE } lt(p, stateEnd) { p := add(p, 0x20) } {
                    mstore(p, add(sum, scale(mload(p), shr(224, mload(factor)))))
                    factor := add(factor, 4)
                }
            }
        }
        """;
}
