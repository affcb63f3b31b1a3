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
/// <param name="Immediate">The sign-extended immediate or shift amount; of <see cref="Operation.Constant"/> the whole value; 0 for branches and <see cref="Operation.Jump"/>.</param>
/// <param name="Next">The address of the next instruction; of branches that of the target. Of <see cref="Operation.JumpRegister"/>, which finds its target elsewhere, the one behind it.</param>
public readonly record struct DecodedInstruction(uint Pc, Operation Operation, byte Rd, byte Rs1, byte Rs2, long Immediate, uint Next)
{
    /// <summary>The register that takes what is written to x0. Nothing reads it.</summary>
    public const byte Sink = 32;

    /// <summary>
    /// The elements of the Program bus between (pc/4, operation, rd, rs1, rs2) and next pc/4.
    /// <list type="bullet">
    /// <item>Loads and stores: the displacement as a field element (−2048 … 2047), 0, 0.</item>
    /// <item><see cref="Operation.JumpRegister"/>: the displacement as a field element, then the two low limbs of pc + 4.</item>
    /// <item><see cref="Operation.ShiftLeftImmediate"/> and <see cref="Operation.ShiftLeftUnsignedWordImmediate"/> by s = 16·l + b, b below 16: 16 − b, 2^b, l. A limb is split into 16 − b low bits and b high ones.</item>
    /// <item><see cref="Operation.ShiftRightImmediate"/> and <see cref="Operation.ShiftRightArithmeticImmediate"/> by 16·l + b: b, 2^(16 − b), l.</item>
    /// <item>All others: the two low 16-bit limbs of the immediate, then the limb that both upper ones are, 0 or 0xFFFF.</item>
    /// </list>
    /// </summary>
    public (KoalaBear First, KoalaBear Second, KoalaBear Third) ImmediateElements
    {
        get
        {
            uint link = Pc + 4, limbs = (uint)Immediate >> 4;
            int bits = (int)Immediate & 15;
            return Operation switch
            {
                >= Operation.LoadByte and <= Operation.StoreDouble => (Signed((int)Immediate), default, default),
                Operation.JumpRegister => (Signed((int)Immediate), Limb(link, 0), Limb(link, 1)),
                Operation.ShiftLeftImmediate or Operation.ShiftLeftUnsignedWordImmediate => (KoalaBear.FromCanonical(16u - (uint)bits), KoalaBear.FromCanonical(1u << bits), KoalaBear.FromCanonical(limbs)),
                Operation.ShiftRightImmediate or Operation.ShiftRightArithmeticImmediate
                    => (KoalaBear.FromCanonical((uint)bits), KoalaBear.FromCanonical(1u << (16 - bits)), KoalaBear.FromCanonical(limbs)),
                _ => (Limb((ulong)Immediate, 0), Limb((ulong)Immediate, 1), Limb((ulong)Immediate, 2)),
            };
        }
    }

    private static KoalaBear Limb(ulong value, int index) => KoalaBear.FromCanonical((uint)(value >> (16 * index)) & 0xffff);

    private static KoalaBear Signed(int value) => value < 0 ? -KoalaBear.FromCanonical((uint)-value) : KoalaBear.FromCanonical((uint)value);
}
