namespace Rollup.Stark.Hashing;

/// <summary>
/// What a hash is of, so that no input of one use is an input of another. Of Poseidon2 it is a part of the sponge's capacity. Of Keccak it is a byte after the message, which makes the
/// input's length odd, while that of rows and nodes, which have no domain byte, is a multiple of four.
/// </summary>
public enum HashDomain : byte
{
    /// <summary>Rows of matrices, the leaves of Merkle trees. Not used by Keccak.</summary>
    Row = 1,

    /// <summary>The Fiat–Shamir transcript.</summary>
    Transcript = 2,

    /// <summary>A key's digest, over structure and preprocessed columns.</summary>
    Key = 3,

    /// <summary>The structure of a key: parameters, AIRs and shapes.</summary>
    Structure = 4,

    /// <summary>The key of a program of the machine.</summary>
    Program = 5,
}
