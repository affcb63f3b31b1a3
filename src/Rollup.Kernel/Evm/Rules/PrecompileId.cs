namespace Rollup.Kernel.Evm.Rules;

/// <summary>The precompiled contracts; the value is the address.</summary>
public enum PrecompileId : ushort
{
    /// <summary>secp256k1 public-key recovery.</summary>
    EcRecover = 0x01,

    Sha256 = 0x02,

    Ripemd160 = 0x03,

    Identity = 0x04,

    /// <summary>EIP-198, EIP-2565; from Osaka EIP-7823 and EIP-7883.</summary>
    ModExp = 0x05,

    /// <summary>EIP-196, EIP-1108.</summary>
    Bn254Add = 0x06,

    /// <summary>EIP-196, EIP-1108.</summary>
    Bn254Mul = 0x07,

    /// <summary>EIP-197, EIP-1108.</summary>
    Bn254Pairing = 0x08,

    /// <summary>EIP-152.</summary>
    Blake2F = 0x09,

    /// <summary>KZG point evaluation (EIP-4844).</summary>
    PointEvaluation = 0x0a,

    /// <summary>EIP-2537, as are all up to <see cref="Bls12MapFp2ToG2"/>.</summary>
    Bls12G1Add = 0x0b,
    Bls12G1Msm = 0x0c,
    Bls12G2Add = 0x0d,
    Bls12G2Msm = 0x0e,
    Bls12PairingCheck = 0x0f,
    Bls12MapFpToG1 = 0x10,
    Bls12MapFp2ToG2 = 0x11,

    /// <summary>EIP-7951.</summary>
    P256Verify = 0x100,
}
