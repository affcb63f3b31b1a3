using System.Runtime.CompilerServices;
using Rollup.Kernel.Evm.Frames;
using Rollup.Kernel.Evm.Rules;
using Rollup.Kernel.Primitives;

namespace Rollup.Kernel.Evm.Instructions;

/// <summary>
/// Arithmetic that is too long to be inlined into the interpreter's loop. Operands lie below <c>top</c>, the first one highest; the
/// result replaces the lowest.
/// </summary>
internal static unsafe class ArithmeticInstructions
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Multiply(U256* top) => top[-2] = top[-1] * top[-2];

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Divide(U256* top) => top[-2] = top[-1] / top[-2];

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void DivideSigned(U256* top) => top[-2] = U256.SDiv(in top[-1], in top[-2]);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Remainder(U256* top) => top[-2] = top[-1] % top[-2];

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void RemainderSigned(U256* top) => top[-2] = U256.SMod(in top[-1], in top[-2]);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void AddModulo(U256* top) => top[-3] = U256.AddMod(in top[-1], in top[-2], in top[-3]);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void SignExtend(U256* top) => top[-2] = U256.SignExtend(in top[-1], in top[-2]);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Byte(U256* top) => top[-2] = U256.Byte(in top[-1], in top[-2]);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void ShiftLeft(U256* top) => top[-2] = U256.Shl(in top[-1], in top[-2]);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void ShiftRight(U256* top) => top[-2] = U256.Shr(in top[-1], in top[-2]);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void ShiftRightSigned(U256* top) => top[-2] = U256.Sar(in top[-1], in top[-2]);

    /// <summary>EXP: 50 gas per byte of the exponent (EIP-160).</summary>
    public static Step Exponentiate(Frame* frame)
    {
        U256* top = frame->Top--;
        frame->Gas -= GasCost.ExpByte * top[-2].ByteLength;
        if (frame->Gas < 0)
            return Step.OutOfGas;
        top[-2] = U256.Exp(in top[-1], in top[-2]);
        return Step.Continue;
    }

    /// <summary>The immediate of PUSHn, n &gt; 8; the code's padding makes 32 bytes readable wherever the instruction stands.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static U256 ReadImmediate(byte* immediate, int length) =>
        U256.ReadBigEndian(new ReadOnlySpan<byte>(immediate, U256.Size)) >> (8 * (U256.Size - length));
}
