using static Rollup.Machine.Precompiles.Modular.MicroprogramBuilder;

namespace Rollup.Machine.Precompiles.Modular;

/// <summary>a·b mod m for any 256-bit a, b, m; 0 if m is 0.</summary>
internal static class MulModPrograms
{
    /// <summary>
    /// a′ ≡ a, then r ≡ a′·b, both modulo m, and r + slack + 1 = m. Each quotient has at most 256 bits if a′ is below m, as the prover has it; r is below m in any case.
    /// </summary>
    public static Microprogram Product(int position)
    {
        MicroprogramBuilder builder = new("mulmod", position);
        int left = builder.Operand(ModularHint.Left, 0);
        int right = builder.Operand(ModularHint.Right, 4);
        int modulus = builder.Operand(ModularHint.Modulus, 8);
        int one = builder.Load(Constant(ModularConstants.One));
        int reduced = builder.Compute(Modulus.Given, 1, left, Local(one), addend: Local(modulus));
        _ = builder.Compute(Modulus.Given, 1, reduced, Local(right), addend: Local(modulus));
        builder.Result(0);
        _ = builder.Compute(Modulus.None, -1, one, Local(one), 1, Local(modulus), valueFactor: -1);
        return builder.Build(isMulMod: true);
    }

    public static Microprogram Zero(int position)
    {
        MicroprogramBuilder builder = new("mulmod by zero", position);
        _ = builder.Operand(ModularHint.Left, 0);
        _ = builder.Operand(ModularHint.Right, 4);
        int modulus = builder.Operand(ModularHint.Modulus, 8);
        builder.Check(Modulus.None, 1, modulus, Constant(ModularConstants.One));
        _ = builder.Load(Constant(ModularConstants.Zero));
        builder.Result(0);
        return builder.Build(isMulMod: true);
    }
}
