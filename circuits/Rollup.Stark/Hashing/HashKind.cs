namespace Rollup.Stark.Hashing;

/// <summary>The hash of a proof's trees and transcript.</summary>
public enum HashKind : byte
{
    /// <summary>Cheap inside a proof: all proofs that are verified recursively.</summary>
    Poseidon2 = 0,

    /// <summary>Cheap in a contract: the final proof.</summary>
    Keccak = 1,
}
