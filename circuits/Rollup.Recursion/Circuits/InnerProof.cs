using Rollup.Kernel.Fields;
using Rollup.Recursion.Keys;
using Rollup.Stark.Hashing;
using Rollup.Stark.Keys;

namespace Rollup.Recursion.Circuits;

/// <summary>A proof of an inner circuit, with its key's place among the allowed ones.</summary>
public sealed record InnerProof(int Index, VerifyingKey<Poseidon2Suite> Key, KoalaBear[] PublicValues, Proof Proof)
{
    public AllowedGroup Group => AllowedKeys.GroupOf(Index);
}
