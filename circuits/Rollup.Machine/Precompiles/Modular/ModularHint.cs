namespace Rollup.Machine.Precompiles.Modular;

/// <summary>What a value is that no equation computes: an operand of the call, or something that equations check.</summary>
public enum ModularHint
{
    None,

    /// <summary>Operands of mulmod.</summary>
    Left,
    Right,
    Modulus,

    /// <summary>Operands of recover.</summary>
    MessageHash,
    R,
    S,
    Parity,

    /// <summary>The key.</summary>
    KeyX,
    KeyY,

    /// <summary>y of the point with x = r; where there is none, the root of −(r³ + 7).</summary>
    PointY,

    /// <summary>1 if the scalar is negative.</summary>
    FirstSign,
    SecondSign,
    ThirdSign,
    FourthSign,

    /// <summary>1/s mod n.</summary>
    InverseOfS,

    /// <summary>1/(b₁ + b₂λ) mod n.</summary>
    InverseOfKeyScalar,
}
