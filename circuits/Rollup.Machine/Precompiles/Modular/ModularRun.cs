using System.Numerics;
using System.Runtime.InteropServices;
using Rollup.Kernel.Fields;
using Rollup.Kernel.Primitives;
using Rollup.Machine.Events;
using FieldElement = Rollup.Kernel.Crypto.Fields.PrimeField256<Rollup.Machine.Precompiles.Modular.Secp256k1Prime>;

namespace Rollup.Machine.Precompiles.Modular;

/// <summary>One call, carried out: the value of every row of its program, and the digits that choose points.</summary>
internal sealed class ModularRun
{
    public const int Bytes = 32;

    private readonly byte[] _values;
    private readonly byte[] _digits;
    private readonly byte[] _offsets;

    private ModularRun(CallEvent call, Microprogram program, int start)
    {
        Call = call;
        Program = program;
        Start = start;
        _values = new byte[program.Length * Bytes];
        _digits = new byte[program.Length];
        _offsets = new byte[program.Length];
    }

    public CallEvent Call { get; }

    public Microprogram Program { get; }

    /// <summary>The start point that its sums have.</summary>
    public int Start { get; }

    /// <summary>The value of row <paramref name="row"/>.</summary>
    public ReadOnlySpan<byte> Value(int row) => _values.AsSpan(row * Bytes, Bytes);

    /// <summary>The value at <paramref name="address"/>.</summary>
    public ReadOnlySpan<byte> Number(int address) => Value(Program.Addresses[address]);

    /// <summary>What row <paramref name="row"/> takes: four bits, or a byte.</summary>
    public byte Digit(int row) => _digits[row];

    /// <summary>What row <paramref name="row"/> adds to addresses.</summary>
    public byte Offset(int row) => _offsets[row];

    /// <summary>R or A of row <paramref name="row"/>, whose address is <paramref name="address"/> before the offset.</summary>
    public ReadOnlySpan<byte> Operand(int row, int address)
    {
        ref readonly MicroinstructionColumns<int> code = ref Program.Rows[row];
        address += Offset(row);
        return code.ConstantOwner == 0 ? Number(address) : ConstantNumbers.Find(code.ConstantOwner, address);
    }

    /// <summary>Carries out a call; null if a sum meets two points with the same x (or nearly, see <see cref="ModularColumns{T}.Difference"/>), for which there is no proof with this start point.</summary>
    public static ModularRun? TryExecute(CallEvent call, Microprogram program, Func<ModularHint, BigInteger> hints, ReadOnlySpan<byte> bits, ReadOnlySpan<byte> bytes, int start)
    {
        ModularRun run = new(call, program, start);
        (int Bits, int Bytes) taken = default;
        for (int row = 0; row < program.Length; row++)
        {
            ref readonly MicroinstructionColumns<int> code = ref program.Rows[row];
            if (program.Hints[row] != ModularHint.None)
                run.Store(row, hints(program.Hints[row]));
            if (code.TakesBits != 0)
                run._digits[row] = bits[taken.Bits++];
            else if (code.TakesByte != 0)
                run._digits[row] = bytes[taken.Bytes++];
            if (code.IsIndexed != 0)
                run._offsets[row] = code.TakesBits + code.TakesByte != 0 ? run._digits[row] : row > 0 && program.Rows[row - 1].KeepsOffset != 0 ? run._offsets[row - 1] : (byte)run.Start;
        }

        Accumulators accumulators = default;
        for (int row = 0; row + 1 < program.Length; row++)
        {
            ref readonly MicroinstructionColumns<int> code = ref program.Rows[row];
            if (!run.TryCompute(row, in accumulators))
                return null;
            accumulators.Step(in code, run._digits[row]);
        }

        return run;
    }

    /// <summary>The equation's left side over the integers.</summary>
    public BigInteger LeftSide(int row, in Accumulators accumulators)
    {
        ref readonly MicroinstructionColumns<int> code = ref Program.Rows[row];
        BigInteger w = row + 1 < Program.Length ? Integer(Value(row + 1)) : 0;
        BigInteger sum = LeftSideWithoutNext(row, in accumulators) + (code.NextFactor * w);
        if (code.Slope != 0)
            sum += w * (Left(row) - Right(row));
        if (code.Chord != 0)
            sum += w * (Integer(Value(row)) - Left(row));
        return sum;
    }

    /// <summary>The modulus of a row's equation; 0 if it holds over the integers.</summary>
    public BigInteger Modulus(int row)
    {
        ref readonly MicroinstructionColumns<int> code = ref Program.Rows[row];
        return code.IsFieldModulus != 0 ? Secp256k1Group.FieldModulus
            : code.IsOrderModulus != 0 ? Secp256k1Group.Order
            : code.IsGivenModulus != 0 ? Addend(row) : 0;
    }

    /// <summary>L − R or V − L if it must not be 0, modulo KoalaBear; else 0.</summary>
    public KoalaBear Difference(int row)
    {
        ref readonly MicroinstructionColumns<int> code = ref Program.Rows[row];
        return code.Slope != 0 ? Residue(LeftBytes(row)) - Residue(RightBytes(row)) : code.Chord != 0 ? Residue(Value(row)) - Residue(LeftBytes(row)) : default;
    }

    private BigInteger LeftSideWithoutNext(int row, in Accumulators accumulators)
    {
        ref readonly MicroinstructionColumns<int> code = ref Program.Rows[row];
        BigInteger v = Integer(Value(row)), sum = accumulators.Sum(in code);
        if (code.Square != 0)
            sum += (v * v) - Left(row) - Right(row);
        if (code.Chord != 0)
            sum += (Addend(row) * (v - Left(row))) + (2 * Right(row));
        if (code.Fall != 0)
            sum += Left(row) * (Right(row) - v);
        if (code.Product != 0)
            sum += code.Product * Left(row) * Right(row);
        if (code.ValueFactor != 0)
            sum += code.ValueFactor * v;
        if (code.AddendFactor != 0)
            sum += code.AddendFactor * Addend(row);
        return sum;
    }

    /// <summary>Computes the next row's value, if this row does.</summary>
    private bool TryCompute(int row, in Accumulators accumulators)
    {
        ref readonly MicroinstructionColumns<int> code = ref Program.Rows[row];
        if (code.IsFieldModulus != 0)
            return TryComputeInField(row, in code);
        if (code.NextFactor != 0)
        {
            BigInteger sum = LeftSideWithoutNext(row, in accumulators), modulus = Modulus(row);
            Store(row + 1, modulus.IsZero ? BigInteger.Divide(sum, -code.NextFactor) : Secp256k1Group.Reduce(sum, modulus));
        }

        return true;
    }

    /// <summary>The same for an equation modulo p, which nearly all of a recovery's are. None of these has accumulators, and w is 0 or −1.</summary>
    private bool TryComputeInField(int row, ref readonly MicroinstructionColumns<int> code)
    {
        if (code.Slope + code.Chord != 0)
        {
            KoalaBear difference = Difference(row);
            if (difference.IsZero || difference == ModularAir.FieldResidue || difference == -ModularAir.FieldResidue)
                return false;
        }
        else if (code.NextFactor == 0)
        {
            return true;
        }

        FieldElement v = Element(Value(row)), left = Element(LeftBytes(row)), right = Element(RightBytes(row)), addend = Element(AddendBytes(row));
        FieldElement next = code.Slope != 0 ? (Times(code.ValueFactor, in v) + Times(code.AddendFactor, in addend)) * (right - left).Inverse()
            : code.Chord != 0 ? ((right + right) * (left - v).Inverse()) - addend
            : code.Square != 0 ? v.Square() - left - right
            : code.Fall != 0 ? (left * (right - v)) + Times(code.AddendFactor, in addend)
            : (Times(code.Product, in left) * right) + Times(code.ValueFactor, in v) + Times(code.AddendFactor, in addend);
        Store(row + 1, next.ToU256());
        return true;
    }

    private static FieldElement Times(int factor, in FieldElement element) => factor switch
    {
        0 => default,
        1 => element,
        -1 => -element,
        -2 => -(element + element),
        _ => throw new ArgumentOutOfRangeException(nameof(factor)),
    };

    private void Store(int row, in U256 value)
    {
        Span<ulong> limbs = MemoryMarshal.Cast<byte, ulong>(_values.AsSpan(row * Bytes, Bytes));
        (limbs[0], limbs[1], limbs[2], limbs[3]) = (value.L0, value.L1, value.L2, value.L3);
    }

    private void Store(int row, BigInteger value)
    {
        if (!value.TryWriteBytes(_values.AsSpan(row * Bytes, Bytes), out _, isUnsigned: true))
            throw new ArgumentOutOfRangeException(nameof(value), $"Row {row} of {Program.Name} does not hold {value}.");
    }

    private ReadOnlySpan<byte> LeftBytes(int row) => Number(Program.Rows[row].LeftAddress);

    private ReadOnlySpan<byte> RightBytes(int row) => Operand(row, Program.Rows[row].RightAddress);

    private ReadOnlySpan<byte> AddendBytes(int row) => Operand(row, Program.Rows[row].AddendAddress);

    private BigInteger Left(int row) => Integer(LeftBytes(row));

    private BigInteger Right(int row) => Integer(RightBytes(row));

    private BigInteger Addend(int row) => Integer(AddendBytes(row));

    private static BigInteger Integer(ReadOnlySpan<byte> bytes) => new(bytes, isUnsigned: true);

    private static FieldElement Element(ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<ulong> limbs = MemoryMarshal.Cast<byte, ulong>(bytes);
        U256 value = new(limbs[0], limbs[1], limbs[2], limbs[3]);
        // A number need not be reduced, but it is below 2p.
        if (!FieldElement.TryFrom(in value, out FieldElement element))
            _ = FieldElement.TryFrom(value - Secp256k1Prime.Modulus, out element);
        return element;
    }

    private static KoalaBear Residue(ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<uint> words = MemoryMarshal.Cast<byte, uint>(bytes);
        ulong residue = 0;
        for (int i = words.Length - 1; i >= 0; i--)
            residue = ((residue << 32) | words[i]) % KoalaBear.Modulus;
        return KoalaBear.FromCanonical((uint)residue);
    }
}
