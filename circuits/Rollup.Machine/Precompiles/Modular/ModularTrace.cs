using System.Numerics;
using System.Runtime.CompilerServices;
using Rollup.Kernel.Fields;
using Rollup.Machine.Tables;
using Rollup.Stark.Airs;
using Rollup.Stark.Matrices;

namespace Rollup.Machine.Precompiles.Modular;

/// <summary>Fills <see cref="ModularColumns{T}"/>.</summary>
internal static class ModularTrace
{
    /// <summary>Fills the rows of a call from <paramref name="firstRow"/> on.</summary>
    public static void Fill(Trace trace, int firstRow, ModularRun run, LookupCounts lookups)
    {
        uint[] reads = CountReads(run);
        Accumulators accumulators = default;
        for (int row = 0; row < run.Program.Length; row++)
        {
            ref ModularColumns<KoalaBear> columns = ref trace.Row(firstRow + row).As<ModularColumns<KoalaBear>, KoalaBear>();
            ref readonly MicroinstructionColumns<int> code = ref run.Program.Rows[row];
            columns.IsReal = KoalaBear.One;
            columns.Time = KoalaBear.FromCanonical(run.Call.Time);
            columns.FirstIndex = KoalaBear.FromCanonical(run.Call.FirstIndex);
            columns.SecondIndex = KoalaBear.FromCanonical(run.Call.SecondIndex);
            columns.Code = Signed(in code);
            columns.Reads = KoalaBear.FromCanonical(reads[row]);
            columns.Owner = code.IsLocal != 0 ? columns.Time : KoalaBear.FromCanonical((uint)code.ConstantOwner);
            columns.Offset = KoalaBear.FromCanonical(run.Offset(row));
            for (int i = 0; i < Accumulators.Count; i++)
            {
                columns.Digits[i] = KoalaBear.FromCanonical(code.TakesBits != 0 ? (uint)run.Digit(row) >> i & 1 : i == 0 ? run.Digit(row) : 0u);
                columns.Accumulators[i] = KoalaBear.FromCanonical(accumulators[i]);
            }

            Write(run.Value(row), columns.Value);
            Write(run.Number(code.LeftAddress), columns.Left);
            Write(run.Operand(row, code.RightAddress), columns.Right);
            Write(run.Operand(row, code.AddendAddress), columns.Addend);
            FillDifference(ref columns, run.Difference(row));
            FillEquation(ref columns, run, row, in accumulators);
            Count(in columns, lookups);
            accumulators.Step(in code, run.Digit(row));
        }
    }

    /// <summary>A microinstruction as field elements.</summary>
    public static MicroinstructionColumns<KoalaBear> Signed(ref readonly MicroinstructionColumns<int> code)
    {
        MicroinstructionColumns<KoalaBear> elements = default;
        for (int i = 0; i < MicroinstructionColumns.Count; i++)
        {
            int number = Unsafe.Add(ref Unsafe.As<MicroinstructionColumns<int>, int>(ref Unsafe.AsRef(in code)), i);
            Unsafe.Add(ref Unsafe.As<MicroinstructionColumns<KoalaBear>, KoalaBear>(ref elements), i) =
                number < 0 ? -KoalaBear.FromCanonical((uint)-number) : KoalaBear.FromCanonical((uint)number);
        }

        return elements;
    }

    public static void Write(ReadOnlySpan<byte> bytes, Span<KoalaBear> columns)
    {
        for (int i = 0; i < columns.Length; i++)
            columns[i] = KoalaBear.FromCanonical(bytes[i]);
    }

    /// <summary>How often the value of each row is read.</summary>
    private static uint[] CountReads(ModularRun run)
    {
        uint[] reads = new uint[run.Program.Length];
        for (int row = 0; row < reads.Length; row++)
        {
            ref readonly MicroinstructionColumns<int> code = ref run.Program.Rows[row];
            reads[run.Program.Addresses[code.LeftAddress]]++;
            if (code.ConstantOwner != 0)
                continue;
            reads[run.Program.Addresses[code.RightAddress + run.Offset(row)]]++;
            reads[run.Program.Addresses[code.AddendAddress + run.Offset(row)]]++;
        }

        return reads;
    }

    private static void FillDifference(ref ModularColumns<KoalaBear> columns, KoalaBear difference)
    {
        columns.Difference = difference;
        columns.DifferenceProduct = difference * (difference - ModularAir.FieldResidue);
        columns.DifferenceInverse = (columns.DifferenceProduct * (difference + ModularAir.FieldResidue)).Inverse();
    }

    private static void FillEquation(ref ModularColumns<KoalaBear> columns, ModularRun run, int row, in Accumulators accumulators)
    {
        const int Bytes = ModularAir.Bytes;
        BigInteger leftSide = run.LeftSide(row, in accumulators), modulus = run.Modulus(row);
        // An equation that does not hold leaves a remainder, which its last digits show.
        BigInteger quotient = modulus.IsZero ? 0 : BigInteger.Divide(leftSide, modulus);
        int top = (int)(quotient >> 256);
        Span<byte> quotientBytes = stackalloc byte[Bytes];
        if (top is < -2 or > 1 || !(quotient - ((BigInteger)top << 256)).TryWriteBytes(quotientBytes, out _, isUnsigned: true))
            throw new InvalidOperationException($"The quotient in row {row} of {run.Program.Name} is too large.");
        Write(quotientBytes, columns.Quotient);
        columns.QuotientTop = KoalaBear.FromCanonical((uint)top & 1);
        columns.QuotientSign = top < 0 ? KoalaBear.One : default;

        Span<int> digits = stackalloc int[ModularAir.Digits];
        digits.Clear();
        AddLeftSide(digits, run, row, in accumulators);
        SubtractMultiple(digits, run, row, quotientBytes, top);
        int carry = digits[0] >> 8;
        columns.Carries[0] = Signed(carry);
        for (int pair = 0; pair < Bytes - 1; pair++)
        {
            carry = (carry + digits[(2 * pair) + 1] + (digits[(2 * pair) + 2] << 8)) >> 16;
            columns.Carries[pair + 1] = Signed(carry);
        }
    }

    private static void AddLeftSide(Span<int> digits, ModularRun run, int row, in Accumulators accumulators)
    {
        ref readonly MicroinstructionColumns<int> code = ref run.Program.Rows[row];
        ReadOnlySpan<byte> value = run.Value(row), left = run.Number(code.LeftAddress), right = run.Operand(row, code.RightAddress), addend = run.Operand(row, code.AddendAddress);
        ReadOnlySpan<byte> next = row + 1 < run.Program.Length ? run.Value(row + 1) : new byte[ModularAir.Bytes];
        Span<int> first = stackalloc int[ModularAir.Bytes], second = stackalloc int[ModularAir.Bytes];
        for (int i = 0; i < ModularAir.Bytes; i++)
        {
            digits[i] = (code.ValueFactor * value[i]) + (code.AddendFactor * addend[i]) + (code.NextFactor * next[i]) + (code.Chord * 2 * right[i]) - (code.Square * (left[i] + right[i]));
            first[i] = code.Slope != 0 ? next[i] : code.Chord != 0 ? next[i] + addend[i] : code.Square != 0 ? value[i] : left[i];
            second[i] = code.Slope != 0 ? left[i] - right[i]
                : code.Chord != 0 ? value[i] - left[i]
                : code.Square != 0 ? value[i]
                : (code.Fall * (right[i] - value[i])) + (code.Product * right[i]);
        }

        if (code.Slope + code.Chord + code.Square + code.Fall != 0 || code.Product != 0)
        {
            for (int i = 0; i < ModularAir.Bytes; i++)
            {
                for (int j = 0; j < ModularAir.Bytes; j++)
                    digits[i + j] += first[i] * second[j];
            }
        }

        for (int i = 0; i < Accumulators.Count; i++)
            digits[i] += (int)accumulators[i] * (code.AddsBytes + (i == 0 ? code.AddsAccumulator : 0));
    }

    private static void SubtractMultiple(Span<int> digits, ModularRun run, int row, ReadOnlySpan<byte> quotient, int top)
    {
        ref readonly MicroinstructionColumns<int> code = ref run.Program.Rows[row];
        if (code.IsGivenModulus != 0)
        {
            ReadOnlySpan<byte> modulus = run.Operand(row, code.AddendAddress);
            for (int i = 0; i < quotient.Length; i++)
            {
                for (int j = 0; j < modulus.Length; j++)
                    digits[i + j] -= quotient[i] * modulus[j];
            }
        }
        else if (code.IsFieldModulus + code.IsOrderModulus != 0)
        {
            ReadOnlySpan<byte> complement = code.IsFieldModulus != 0 ? ModularAir.FieldComplement : ModularAir.OrderComplement;
            complement = complement[..(complement.LastIndexOfAnyExcept((byte)0) + 1)];
            for (int i = 0; i <= quotient.Length; i++)
            {
                int digit = i < quotient.Length ? quotient[i] : top;
                for (int j = 0; j < complement.Length; j++)
                    digits[i + j] += digit * complement[j];
                digits[i + ModularAir.Bytes] -= digit;
            }
        }
    }

    private static void Count(ref readonly ModularColumns<KoalaBear> columns, LookupCounts lookups)
    {
        ReadOnlySpan<KoalaBear> value = columns.Value, quotient = columns.Quotient;
        for (int i = 0; i < ModularAir.Bytes; i += 2)
        {
            lookups.BytePair((byte)value[i].ToCanonical(), (byte)value[i + 1].ToCanonical());
            lookups.BytePair((byte)quotient[i].ToCanonical(), (byte)quotient[i + 1].ToCanonical());
        }

        KoalaBear offset = KoalaBear.FromCanonical(1 << (ModularAir.CarryBits - 1));
        foreach (KoalaBear carry in columns.Carries)
            lookups.Range((carry + offset).ToCanonical(), ModularAir.CarryBits);
    }

    private static KoalaBear Signed(int number) => number < 0 ? -KoalaBear.FromCanonical((uint)-number) : KoalaBear.FromCanonical((uint)number);
}
