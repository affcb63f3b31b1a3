using System.Numerics;
using System.Runtime.CompilerServices;
using Rollup.Kernel.Fields;
using Rollup.Machine.Access;
using Rollup.Machine.Events;
using Rollup.Stark.Airs;
using Rollup.Stark.Fields;

namespace Rollup.Machine.Precompiles.Modular;

/// <summary>
/// Calls of mulmod and recover as sequences of equations between 256-bit numbers, one per row, as the microprogram says (see <see cref="MicroinstructionColumns{T}"/>).
/// <para>
/// An equation holds over the integers less q times its modulus. Its digits to the base 2^8 are sums of at most 32 products each; digit 0, then pairs of digits, are 0 with a carry in and out. The largest sum is
/// that of a chord, 255·510·(32 + 256·31) &lt; 1.037·10^9 in magnitude, and q times the digits of the modulus less 2^256 adds less than 14·10^6 for p; a carry below 2^14 in magnitude, times 2^16, is below 1.074·10^9. So both
/// sides of an equation differ by less than p = 2.13·10^9: equal modulo p, they are equal. A product alone is half as large, with room for n's or any modulus's digits.
/// </para>
/// Calls follow their program from its start to its end: a row that is not its start has its predecessor above it, so no number has two senders.
/// </summary>
public sealed class ModularAir : IAir
{
    /// <summary>Bytes of a number.</summary>
    public const int Bytes = ModularRun.Bytes;

    /// <summary>Digits of an equation, the base 2^8.</summary>
    internal const int Digits = (2 * Bytes) + 1;

    /// <summary>Carries are from −2^14 on, and below 2^14.</summary>
    internal const int CarryBits = 15;

    /// <summary>p of secp256k1 modulo KoalaBear.</summary>
    internal static readonly KoalaBear FieldResidue = KoalaBear.FromCanonical((uint)(Secp256k1Group.FieldModulus % KoalaBear.Modulus));

    private static readonly string[] Names = ColumnNames.Of<ModularColumns<byte>>();

    /// <summary>2^256 − p and 2^256 − n, in bytes.</summary>
    internal static readonly byte[] FieldComplement = Complement(Secp256k1Group.FieldModulus), OrderComplement = Complement(Secp256k1Group.Order);

    private static readonly KoalaBear[] Powers = [.. Enumerable.Range(0, Bytes).Select(i => KoalaBear.FromCanonical(256).Pow((ulong)i))];

    public string Name => "Modular";

    public int Width => Unsafe.SizeOf<ModularColumns<byte>>();

    /// <summary>A segment without such calls does without the table.</summary>
    public bool IsOptional => true;

    public string ColumnName(int index) => Names[index];

    public void Evaluate<TBuilder, T>(ref TBuilder builder)
        where TBuilder : struct, IAirBuilder<T>, allows ref struct
        where T : struct, IAlgebra<T>
    {
        ref readonly ModularColumns<T> columns = ref builder.Local.As<ModularColumns<T>, T>();
        ref readonly ModularColumns<T> next = ref builder.Next.As<ModularColumns<T>, T>();
        ConstrainSequence<TBuilder, T>(ref builder, in columns, in next);
        ConstrainDigits<TBuilder, T>(ref builder, in columns, in next);
        ConstrainDifference<TBuilder, T>(ref builder, in columns);
        ConstrainEquation<TBuilder, T>(ref builder, in columns, in next);
        Communicate<TBuilder, T>(ref builder, in columns);
    }

    private static void ConstrainSequence<TBuilder, T>(ref TBuilder builder, ref readonly ModularColumns<T> columns, ref readonly ModularColumns<T> next)
        where TBuilder : struct, IAirBuilder<T>, allows ref struct
        where T : struct, IAlgebra<T>
    {
        ref readonly MicroinstructionColumns<T> code = ref columns.Code;
        T one = T.Constant(KoalaBear.One), isPadding = one - columns.IsReal, continues = columns.IsReal - code.Ends;
        builder.AssertBool("IsReal is a bit", columns.IsReal);
        builder.AssertZero("padding starts no mulmod", isPadding * code.StartsMulMod);
        builder.AssertZero("padding starts no recover", isPadding * code.StartsRecover);
        builder.AssertZero("padding ends nothing", isPadding * code.Ends);
        builder.AssertZero("padding has no operand", isPadding * code.IsOperand);
        builder.AssertZero("padding is not read", isPadding * columns.Reads);
        builder.AssertZero("a call goes on from its start to its end", (next.IsReal * (one - next.Code.StartsMulMod - next.Code.StartsRecover)) - continues);
        builder.AssertZero("rows follow the program", continues * (next.Code.Position - code.Position - one));
        builder.AssertZero("the time carries over", continues * (next.Time - columns.Time));
        builder.AssertZero("the address in rs1 carries over", continues * (next.FirstIndex - columns.FirstIndex));
        builder.AssertZero("the address in rs2 carries over", continues * (next.SecondIndex - columns.SecondIndex));
        builder.AssertZero("the owner of R and A", columns.Owner - (code.IsLocal * columns.Time) - code.ConstantOwner);
    }

    private static void ConstrainDigits<TBuilder, T>(ref TBuilder builder, ref readonly ModularColumns<T> columns, ref readonly ModularColumns<T> next)
        where TBuilder : struct, IAirBuilder<T>, allows ref struct
        where T : struct, IAlgebra<T>
    {
        ref readonly MicroinstructionColumns<T> code = ref columns.Code;
        ReadOnlySpan<T> digits = columns.Digits, accumulators = columns.Accumulators, nextAccumulators = next.Accumulators;
        T one = T.Constant(KoalaBear.One), continues = columns.IsReal - code.Ends, number = digits[3];
        for (int i = digits.Length - 1; i > 0; i--)
            number = number + number + digits[i - 1];
        builder.AssertZero("the offset is the number of the bits", code.TakesBits * (columns.Offset - number));
        builder.AssertZero("the offset is the byte", code.TakesByte * (columns.Offset - digits[0]));
        builder.AssertZero("no offset", (one - code.IsIndexed) * columns.Offset);
        builder.AssertZero("the offset is kept", code.KeepsOffset * (next.Offset - columns.Offset));
        for (int i = 0; i < digits.Length; i++)
        {
            builder.AssertZero("a digit is a bit", code.TakesBits * digits[i] * (digits[i] - one));
            T below = i == 0 ? digits[0] : accumulators[i - 1], above = i == digits.Length - 1 ? default : accumulators[i + 1];
            T change = (code.TakesBits * (accumulators[i] + digits[i])) + (code.TakesByte * (below - accumulators[i])) + (code.AddsAccumulator * (above - accumulators[i]));
            builder.AssertZero("the accumulator takes its digit", continues * (nextAccumulators[i] - accumulators[i] - change));
            builder.AssertZero("accumulators begin at 0", (code.StartsMulMod + code.StartsRecover) * accumulators[i]);
        }
    }

    /// <summary>
    /// Two x that are equal modulo p of secp256k1 differ by 0, p or −p, being below 2^256. So a difference that is none of these modulo KoalaBear is not 0 modulo p. The converse fails for about three pairs in 2^31, which can be
    /// ground; why there is a start that serves all the same is said at <see cref="RecoveryPoints"/>.
    /// </summary>
    private static void ConstrainDifference<TBuilder, T>(ref TBuilder builder, ref readonly ModularColumns<T> columns)
        where TBuilder : struct, IAirBuilder<T>, allows ref struct
        where T : struct, IAlgebra<T>
    {
        ReadOnlySpan<T> value = columns.Value, left = columns.Left, right = columns.Right;
        T slope = default, chord = default, p = T.Constant(FieldResidue);
        for (int i = 0; i < Bytes; i++)
        {
            slope += (left[i] - right[i]) * T.Constant(Powers[i]);
            chord += (value[i] - left[i]) * T.Constant(Powers[i]);
        }

        builder.AssertZero("the difference of x", columns.Difference - (columns.Code.Slope * slope) - (columns.Code.Chord * chord));
        builder.AssertZero("the difference is not p", columns.DifferenceProduct - (columns.Difference * (columns.Difference - p)));
        builder.AssertZero("the two x differ", (columns.DifferenceProduct * (columns.Difference + p) * columns.DifferenceInverse) - columns.Code.Slope - columns.Code.Chord);
    }

    private static void ConstrainEquation<TBuilder, T>(ref TBuilder builder, ref readonly ModularColumns<T> columns, ref readonly ModularColumns<T> next)
        where TBuilder : struct, IAirBuilder<T>, allows ref struct
        where T : struct, IAlgebra<T>
    {
        ref readonly MicroinstructionColumns<T> code = ref columns.Code;
        ReadOnlySpan<T> value = columns.Value, left = columns.Left, right = columns.Right, addend = columns.Addend, quotient = columns.Quotient, following = next.Value;
        ReadOnlySpan<T> accumulators = columns.Accumulators, carries = columns.Carries;
        T[] digits = new T[Digits], besideNext = new T[Bytes], besideValue = new T[Bytes], besideAddend = new T[Bytes], besideLeft = new T[Bytes], modulus = new T[Bytes + 1];
        for (int i = 0; i < Bytes; i++)
        {
            besideAddend[i] = code.Chord * (value[i] - left[i]);
            besideNext[i] = (code.Slope * (left[i] - right[i])) + besideAddend[i];
            besideValue[i] = code.Square * value[i];
            besideLeft[i] = (code.Fall * (right[i] - value[i])) + (code.Product * right[i]);
            modulus[i] = (code.IsGivenModulus * addend[i]) - (code.IsFieldModulus * AirBuilderExtensions.Number<T>(FieldComplement[i])) - (code.IsOrderModulus * AirBuilderExtensions.Number<T>(OrderComplement[i]));
            digits[i] = (code.ValueFactor * value[i]) + (code.AddendFactor * addend[i]) + (code.NextFactor * following[i])
                + (code.Chord * (right[i] + right[i])) - (code.Square * (left[i] + right[i]));
        }

        modulus[Bytes] = code.IsFieldModulus + code.IsOrderModulus;
        digits[0] += (code.AddsAccumulator + code.AddsBytes) * accumulators[0];
        for (int i = 1; i < accumulators.Length; i++)
            digits[i] += code.AddsBytes * accumulators[i];
        T top = columns.QuotientTop - columns.QuotientSign - columns.QuotientSign;
        for (int i = 0; i < Bytes; i++)
        {
            for (int j = 0; j < Bytes; j++)
                digits[i + j] += (following[i] * besideNext[j]) + (value[i] * besideValue[j]) + (addend[i] * besideAddend[j]) + (left[i] * besideLeft[j]) - (quotient[i] * modulus[j]);
            digits[i + Bytes] -= quotient[i] * modulus[Bytes];
        }

        for (int j = 0; j <= Bytes; j++)
            digits[Bytes + j] -= top * modulus[j];

        builder.AssertBool("QuotientTop is a bit", columns.QuotientTop);
        builder.AssertBool("QuotientSign is a bit", columns.QuotientSign);
        T radix = AirBuilderExtensions.Number<T>(1 << 8);
        builder.AssertZero("digit 0 of the equation", digits[0] - (carries[0] * radix));
        for (int pair = 0; pair < Bytes; pair++)
        {
            T sum = carries[pair] + digits[(2 * pair) + 1] + (digits[(2 * pair) + 2] * radix);
            T carry = pair == Bytes - 1 ? default : carries[pair + 1] * AirBuilderExtensions.Number<T>(1 << 16);
            builder.AssertZero("a pair of digits of the equation", sum - carry);
        }
    }

    private static void Communicate<TBuilder, T>(ref TBuilder builder, ref readonly ModularColumns<T> columns)
        where TBuilder : struct, IAirBuilder<T>, allows ref struct
        where T : struct, IAlgebra<T>
    {
        ref readonly MicroinstructionColumns<T> code = ref columns.Code;
        ReadOnlySpan<T> value = columns.Value, left = columns.Left, right = columns.Right, addend = columns.Addend, quotient = columns.Quotient, carries = columns.Carries;
        T isReal = columns.IsReal, offset = AirBuilderExtensions.Number<T>(1 << (CarryBits - 1));
        for (int i = 0; i < Bytes; i += 2)
        {
            MemoryAccess.CheckBytes(ref builder, value[i], value[i + 1], isReal);
            MemoryAccess.CheckBytes(ref builder, quotient[i], quotient[i + 1], isReal);
        }

        for (int i = 0; i < carries.Length; i++)
            MemoryAccess.CheckRange(ref builder, carries[i] + offset, CarryBits, isReal);

        builder.Send(ModularBuses.Number, [columns.Time, code.Address, .. value], columns.Reads, Bus.Unbounded);
        builder.Receive(ModularBuses.Number, [columns.Time, code.LeftAddress, .. left], isReal, maxMultiplicity: 1);
        builder.Receive(ModularBuses.Number, [columns.Owner, code.RightAddress + columns.Offset, .. right], isReal, maxMultiplicity: 1);
        builder.Receive(ModularBuses.Number, [columns.Owner, code.AddendAddress + columns.Offset, .. addend], isReal, maxMultiplicity: 1);

        T[] microinstruction = [.. System.Runtime.InteropServices.MemoryMarshal.CreateReadOnlySpan(in Unsafe.As<MicroinstructionColumns<T>, T>(ref Unsafe.AsRef(in code)), MicroinstructionColumns.Count)];
        builder.Send(ModularBuses.Microprogram, microinstruction, isReal, maxMultiplicity: 1);
        builder.Send(ModularBuses.Operand, [columns.Time, columns.FirstIndex, columns.SecondIndex, code.IsResult, code.IsFull, code.Address, .. value], code.IsOperand, maxMultiplicity: 1);
        T function = (code.StartsMulMod * AirBuilderExtensions.Number<T>((uint)Precompile.MulMod)) + (code.StartsRecover * AirBuilderExtensions.Number<T>((uint)Precompile.Recover));
        builder.Receive(Buses.Precompile, [function, columns.Time, columns.FirstIndex, columns.SecondIndex], code.StartsMulMod + code.StartsRecover, maxMultiplicity: 1);
    }

    private static byte[] Complement(BigInteger modulus)
    {
        byte[] bytes = new byte[Bytes];
        _ = ((BigInteger.One << 256) - modulus).TryWriteBytes(bytes, out _, isUnsigned: true);
        return bytes;
    }
}
