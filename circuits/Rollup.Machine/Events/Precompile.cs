namespace Rollup.Machine.Events;

/// <summary>The functions of the precompile instruction; the numbers are its funct7 and travel on the Precompile bus.</summary>
public enum Precompile
{
    None = 0,

    /// <summary>Keccak-f[1600] of the 25 words at rs1, in place.</summary>
    Keccak = 1,

    /// <summary>Poseidon2 of the 16 elements in the 8 words at rs1, in place.</summary>
    Poseidon16 = 2,

    /// <summary>Poseidon2 of the 24 elements in the 12 words at rs1, in place.</summary>
    Poseidon24 = 3,

    /// <summary>(a, b, m) in the 12 words at rs1 to a·b mod m in the 4 words at rs2; 0 if m = 0.</summary>
    MulMod = 4,

    /// <summary>secp256k1 public key: hash, r, s, parity in the 13 words at rs1 to (1, x, y), or zeros, in the 9 words at rs2.</summary>
    Recover = 5,

    /// <summary>The 8 words at rs2 to those at rs1.</summary>
    Copy = 6,
}
