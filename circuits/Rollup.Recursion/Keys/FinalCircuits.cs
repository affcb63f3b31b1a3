using Rollup.Recursion.Circuits;
using Rollup.Recursion.Programs;
using Rollup.Stark.Hashing;
using Rollup.Stark.Parameters;

namespace Rollup.Recursion.Keys;

/// <summary>
/// The two last circuits: shrink, whose proof is cheap to verify, and final, whose proof a contract verifies and which therefore has Keccak trees. Both are laid out in one table with a large blow-up. Neither
/// key is in the set of allowed ones.
/// </summary>
public sealed class FinalCircuits
{
    private FinalCircuits(CircuitKey<Poseidon2Suite> shrink, CircuitKey<KeccakSuite> final)
    {
        Shrink = shrink;
        Final = final;
    }

    public CircuitKey<Poseidon2Suite> Shrink { get; }

    public CircuitKey<KeccakSuite> Final { get; }

    /// <summary><paramref name="pins"/> are those of circuits over these layouts.</summary>
    public static FinalCircuits Create(InnerLayouts layouts, StarkParameters shrinkParameters, StarkParameters finalParameters, CircuitPins? pins = null)
    {
        CircuitProgram shrinkProgram = ShrinkCircuit.Record(layouts);
        CircuitKey<Poseidon2Suite> shrink = CircuitKey<Poseidon2Suite>.Create(shrinkParameters, shrinkProgram, CompactShape.For(shrinkProgram), pins?.ShrinkCap());
        CircuitProgram finalProgram = FinalCircuit.Record(shrink.Verifying);
        return new(shrink, CircuitKey<KeccakSuite>.Create(finalParameters, finalProgram, CompactShape.For(finalProgram), pins?.FinalCap()));
    }
}
