using Rollup.Kernel.Fields;

namespace Rollup.Machine.Isa;

/// <summary>
/// A row of the program.
/// </summary>
/// <param name="Pc">Address, a multiple of 4.</param>
/// <param name="Operation">What it does.</param>
/// <param name="Rd">The destination, <see cref="Sink"/> for x0, so that x0 is never written; 0 if the operation has none.</param>
/// <param name="Rs1">The first source, 0 if there is none.</param>
/// <param name="Rs2">The second source, 0 if there is none.</param>
/// <param name="Immediate">
/// The sign-extended immediate or shift amount; of <see cref="Operation.Constant"/> the whole value; of branches and <see cref="Operation.Jump"/> the address of the target.
/// </param>
public readonly record struct DecodedInstruction(uint Pc, Operation Operation, byte Rd, byte Rs1, byte Rs2, long Immediate)
{
    /// <summary>The register that takes what is written to x0. Nothing reads it.</summary>
    public const byte Sink = 32;

    /// <summary>
    /// The elements of the Program bus after (pc/4, operation, rd, rs1, rs2).
    /// <list type="bullet">
    /// <item>Branches: target/4, 0, 0.</item>
    /// <item><see cref="Operation.Jump"/>: target/4, then the two low limbs of pc + 4.</item>
    /// <item><see cref="Operation.JumpRegister"/>: the immediate as a field element (−2048 … 2047), then the two low limbs of pc + 4.</item>
    /// <item>All others: the two low 16-bit limbs of the immediate, then the limb that both upper ones are, 0 or 0xFFFF.</item>
    /// </list>
    /// </summary>
    public (KoalaBear First, KoalaBear Second, KoalaBear Third) ImmediateElements
    {
        get
        {
            uint link = Pc + 4;
            return Operation switch
            {
                >= Operation.BranchEqual and <= Operation.BranchGreaterOrEqualUnsigned => (KoalaBear.FromCanonical((uint)Immediate >> 2), default, default),
                Operation.Jump => (KoalaBear.FromCanonical((uint)Immediate >> 2), Limb(link, 0), Limb(link, 1)),
                Operation.JumpRegister => (Signed((int)Immediate), Limb(link, 0), Limb(link, 1)),
                _ => (Limb((ulong)Immediate, 0), Limb((ulong)Immediate, 1), Limb((ulong)Immediate, 2)),
            };
        }
    }

    private static KoalaBear Limb(ulong value, int index) => KoalaBear.FromCanonical((uint)(value >> (16 * index)) & 0xffff);

    private static KoalaBear Signed(int value) => value < 0 ? -KoalaBear.FromCanonical((uint)-value) : KoalaBear.FromCanonical((uint)value);
}
