using Rollup.Kernel.Evm;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.State;

namespace Rollup.Kernel.Batches;

/// <summary>A code of <see cref="WitnessCodes"/>.</summary>
internal struct WitnessCode
{
    /// <summary>Its Keccak hash.</summary>
    public Hash256 Hash;

    /// <summary>The code, ready to run.</summary>
    public CodeView View;

    /// <summary>Its Poseidon2 commitment; of the witness's codes only.</summary>
    public Digest Commitment;

    /// <summary>Its place among the codes of the L1 data, from 1; 0 before it has one.</summary>
    public uint Number;

    /// <summary>The next code of the same hash bucket, plus one; 0 ends the list.</summary>
    public uint NextInBucket;
}
