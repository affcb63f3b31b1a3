using System.Runtime.CompilerServices;

namespace Rollup.Guest.Platform;

/// <summary>
/// The custom instructions of the machine. Each does one bounded operation on memory; addresses are multiples of eight. A program can be compiled without
/// any of them, and then computes the same in software.
/// </summary>
internal static unsafe class Precompiles
{
    private const int KeccakNumber = 1;
    private const int Poseidon2W16Number = 2;
    private const int Poseidon2W24Number = 3;
    private const int MulModNumber = 4;
    private const int RecoverNumber = 5;

    public static extern bool HasKeccakF1600
    {
        [MethodImpl(MethodImplOptions.InternalCall), CustomInstructionEnabled(KeccakNumber)]
        get;
    }

    public static extern bool HasPoseidon2W16
    {
        [MethodImpl(MethodImplOptions.InternalCall), CustomInstructionEnabled(Poseidon2W16Number)]
        get;
    }

    public static extern bool HasPoseidon2W24
    {
        [MethodImpl(MethodImplOptions.InternalCall), CustomInstructionEnabled(Poseidon2W24Number)]
        get;
    }

    public static extern bool HasMulMod
    {
        [MethodImpl(MethodImplOptions.InternalCall), CustomInstructionEnabled(MulModNumber)]
        get;
    }

    public static extern bool HasRecover
    {
        [MethodImpl(MethodImplOptions.InternalCall), CustomInstructionEnabled(RecoverNumber)]
        get;
    }

    /// <summary>Keccak-f[1600] on 25 lanes, in place.</summary>
    [MethodImpl(MethodImplOptions.InternalCall), CustomInstruction(KeccakNumber)]
    public static extern void KeccakF1600(ulong* state);

    /// <summary>Poseidon2 on 16 Montgomery words below p, two to a memory word, in place.</summary>
    [MethodImpl(MethodImplOptions.InternalCall), CustomInstruction(Poseidon2W16Number)]
    public static extern void Poseidon2W16(ulong* state);

    /// <summary>Poseidon2 on 24 Montgomery words below p, two to a memory word, in place.</summary>
    [MethodImpl(MethodImplOptions.InternalCall), CustomInstruction(Poseidon2W24Number)]
    public static extern void Poseidon2W24(ulong* state);

    /// <summary>The product a · b mod m of the twelve limbs of a, b and m, least first, in four limbs; 0 if m is 0.</summary>
    [MethodImpl(MethodImplOptions.InternalCall), CustomInstruction(MulModNumber)]
    public static extern void MulMod(ulong* operands, ulong* product);

    /// <summary>
    /// The key that made a signature over secp256k1: from the message hash as a number, r and s (four limbs each, least first) and the parity, to
    /// 1 and the key's coordinates x and y, or nine zeros if there is none.
    /// </summary>
    [MethodImpl(MethodImplOptions.InternalCall), CustomInstruction(RecoverNumber)]
    public static extern void Recover(ulong* signature, ulong* key);
}
