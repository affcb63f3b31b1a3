using System.Runtime.InteropServices;

namespace Rollup.Machine.Precompiles.Modular;

/// <summary>
/// Assembles a microprogram. Each row has a value, which the equation of the row before computes or which is a hint, and an equation of its own, which may compute the value of the next row.
/// </summary>
internal sealed class MicroprogramBuilder(string name, int position)
{
    /// <summary>Results of the call begin at this address, operands at 0.</summary>
    public const int ResultAddress = 16;

    /// <summary>Entries of the table of sums: x, then y.</summary>
    private const int TableX = 32, TableY = 48;

    private const int FirstFreeAddress = 64;

    private readonly List<MicroinstructionColumns<int>> _rows = [];
    private readonly List<ModularHint> _hints = [];

    /// <summary>The row whose equation is not set yet.</summary>
    private MicroinstructionColumns<int> _row = new() { Position = position, Address = FirstFreeAddress };

    private ModularHint _hint;

    /// <summary>Whether the row has a value that an equation or a hint gives it.</summary>
    private bool _hasValue;

    /// <summary>Whether a number of the call, or a constant.</summary>
    internal readonly record struct Source(int Address, int Owner)
    {
        public bool IsLocal => Owner == 0;
    }

    public enum Modulus
    {
        None,
        Field,
        Order,
        Given,
    }

    /// <summary>The address of the current row's value.</summary>
    public int Current => _row.Address;

    public static Source Local(int address) => new(address, 0);

    public static Source Constant(int address, int owner = ModularConstants.Common) => new(address, owner);

    /// <summary>Makes the current row's value a hint.</summary>
    public int Hint(ModularHint hint)
    {
        if (_hasValue)
            Step(default, computes: false);
        _hint = hint;
        _hasValue = true;
        return Current;
    }

    /// <summary>Makes the current row's value an operand of the call.</summary>
    public int Operand(ModularHint hint, int word, bool isFull = true)
    {
        _ = Hint(hint);
        (_row.IsOperand, _row.IsFull, _row.Address) = (1, isFull ? 1 : 0, word);
        return Current;
    }

    /// <summary>Makes the current row's value a result of the call.</summary>
    public void Result(int word, bool isFull = true)
        => (_row.IsOperand, _row.IsResult, _row.IsFull, _row.Address) = (1, 1, isFull ? 1 : 0, ResultAddress + word);

    /// <summary>Computes product·left·right + addend factor·addend + value factor·(the current value), reduced.</summary>
    public int Compute(Modulus modulus, int product, int left, Source right, int addendFactor = 0, Source? addend = null, int valueFactor = 0)
        => Linear(modulus, product, left, right, addendFactor, addend, valueFactor, nextFactor: -1);

    /// <summary>Demands that product·left·right + addend factor·addend is 0.</summary>
    public void Check(Modulus modulus, int product, int left, Source right, int addendFactor = 0, Source? addend = null)
        => Linear(modulus, product, left, right, addendFactor, addend, valueFactor: 0, nextFactor: 0);

    /// <summary>Copies a number or a constant.</summary>
    public int Load(Source source, bool isIndexed = false, bool keepsOffset = false)
    {
        MicroinstructionColumns<int> code = new() { AddendFactor = 1, NextFactor = -1, IsIndexed = isIndexed ? 1 : 0, KeepsOffset = keepsOffset ? 1 : 0 };
        Read(ref code, 0, source, source);
        return Step(code);
    }

    /// <summary>Computes half of the number at <paramref name="number"/>, rounded down, and demands that the one at <paramref name="parity"/> is what is left over.</summary>
    public void CheckParity(int number, int one, int parity)
        => Linear(Modulus.None, 1, number, Local(one), -1, Local(parity), valueFactor: 0, nextFactor: -2);

    /// <summary>The current value is at most the constant <paramref name="maximum"/>: the difference is a number.</summary>
    public void CheckAtMost(int maximum)
        => Compute(Modulus.None, 0, 0, Constant(ModularConstants.One), 1, Constant(maximum), valueFactor: -1);

    /// <summary>Hands the current value, a y coordinate, and the x at <paramref name="x"/> to the line through this point and the other; the result is the sum, whose y is the current value again.</summary>
    /// <param name="x">Address of the first x.</param>
    /// <param name="otherX">The second x.</param>
    /// <param name="otherY">The second y.</param>
    /// <param name="isOpposite">Whether the second point is subtracted.</param>
    /// <param name="digits">Flags of digits that choose the second point.</param>
    /// <param name="entry">The entry in the table of sums that the sum becomes, or −1.</param>
    public int Add(int x, Source otherX, Source otherY, bool isOpposite = false, MicroinstructionColumns<int> digits = default, int entry = -1)
    {
        int y = Current;
        int slope = Line(x, otherX, otherY, isOpposite, digits);
        _ = ThirdX(x, otherX, otherY, isIndexed: digits.IsIndexed != 0);
        if (entry >= 0)
            StoreInTable(entry, isY: false);
        int sumX = Fall(slope, x, y, Current);
        if (entry >= 0)
            StoreInTable(entry, isY: true);
        return sumX;
    }

    /// <summary>Twice the point (x, current value), plus the other, as (P + Q) + P without the y of P + Q: slope′ = −slope − 2y/(x₃ − x).</summary>
    public int DoubleAndAdd(int x, Source otherX, Source otherY, MicroinstructionColumns<int> digits)
    {
        int y = Current;
        int slope = Line(x, otherX, otherY, isOpposite: false, digits);
        int middle = ThirdX(x, otherX, otherY, isIndexed: true);
        MicroinstructionColumns<int> chord = new() { Chord = 1, IsFieldModulus = 1 };
        Read(ref chord, x, Local(y), Local(slope));
        int secondSlope = Step(chord);
        int sumX = ThirdX(x, Local(middle), Local(middle), isIndexed: false);
        return Fall(secondSlope, x, y, sumX);
    }

    /// <summary>Adds the lowest accumulator to <paramref name="shift"/> times the number at <paramref name="high"/>, if there is one.</summary>
    public int TakeAccumulator(int? high, int shift)
    {
        MicroinstructionColumns<int> code = new() { Product = high is null ? 0 : 1, NextFactor = -1, AddsAccumulator = 1 };
        Read(ref code, high ?? 0, Constant(shift), Constant(shift));
        return Step(code);
    }

    /// <summary>Adds the accumulators, as four bytes, to 2^32 times the number at <paramref name="high"/>, if there is one.</summary>
    public int TakeBytes(int? high)
    {
        MicroinstructionColumns<int> code = new() { Product = high is null ? 0 : 1, NextFactor = -1, AddsBytes = 1 };
        Read(ref code, high ?? 0, Constant(ModularConstants.ShiftBy32), Constant(ModularConstants.ShiftBy32));
        return Step(code);
    }

    /// <summary>Puts the current value where the table of sums has x or y of entry <paramref name="index"/>.</summary>
    public void StoreInTable(int index, bool isY) => _row.Address = (isY ? TableY : TableX) + index;

    public static Source TableEntryX(int index = 0) => Local(TableX + index);

    public static Source TableEntryY(int index = 0) => Local(TableY + index);

    public Microprogram Build(bool isMulMod)
    {
        (_row.Ends, _row.IsLocal) = (1, 1);
        _rows.Add(_row);
        _hints.Add(_hint);
        Span<MicroinstructionColumns<int>> rows = CollectionsMarshal.AsSpan(_rows);
        // Whatever a row need not read, it reads from the first operand.
        (rows[0].StartsMulMod, rows[0].StartsRecover) = isMulMod ? (1, 0) : (0, 1);
        return new(name, [.. rows], [.. _hints]);
    }

    /// <summary>V is y, L is x: the slope to the other point.</summary>
    private int Line(int x, Source otherX, Source otherY, bool isOpposite, MicroinstructionColumns<int> code)
    {
        (code.Slope, code.ValueFactor, code.AddendFactor, code.IsFieldModulus) = (1, -1, isOpposite ? -1 : 1, 1);
        code.KeepsOffset = code.IsIndexed;
        Read(ref code, x, otherX, otherY);
        return Step(code);
    }

    /// <summary>V is a slope.</summary>
    private int ThirdX(int x, Source otherX, Source unread, bool isIndexed)
    {
        MicroinstructionColumns<int> code = new() { Square = 1, NextFactor = -1, IsFieldModulus = 1, IsIndexed = isIndexed ? 1 : 0 };
        Read(ref code, x, otherX, unread);
        return Step(code);
    }

    /// <summary>V is the sum's x. Returns its address; the y is the current value then.</summary>
    private int Fall(int slope, int x, int y, int sumX)
    {
        MicroinstructionColumns<int> code = new() { Fall = 1, AddendFactor = -1, NextFactor = -1, IsFieldModulus = 1 };
        Read(ref code, slope, Local(x), Local(y));
        _ = Step(code);
        return sumX;
    }

    private int Linear(Modulus modulus, int product, int left, Source right, int addendFactor, Source? addend, int valueFactor, int nextFactor)
    {
        MicroinstructionColumns<int> code = new()
        {
            Product = product,
            AddendFactor = addendFactor,
            ValueFactor = valueFactor,
            NextFactor = nextFactor,
            IsFieldModulus = modulus == Modulus.Field ? 1 : 0,
            IsOrderModulus = modulus == Modulus.Order ? 1 : 0,
            IsGivenModulus = modulus == Modulus.Given ? 1 : 0,
        };
        Read(ref code, left, right, addend ?? right);
        return Step(code, nextFactor != 0);
    }

    private static void Read(ref MicroinstructionColumns<int> code, int left, Source right, Source addend)
    {
        if (right.Owner != addend.Owner)
            throw new ArgumentException("A row reads R and A from one owner.", nameof(addend));
        (code.LeftAddress, code.RightAddress, code.AddendAddress, code.IsLocal, code.ConstantOwner) = (left, right.Address, addend.Address, right.IsLocal ? 1 : 0, right.Owner);
    }

    /// <summary>Sets the current row's equation and goes on to the next row. Returns the address of its value.</summary>
    private int Step(MicroinstructionColumns<int> code, bool computes = true)
    {
        if (code.ConstantOwner == 0)
            code.IsLocal = 1;
        (code.Position, code.Address, code.IsOperand, code.IsResult, code.IsFull) = (_row.Position, _row.Address, _row.IsOperand, _row.IsResult, _row.IsFull);
        _rows.Add(code);
        _hints.Add(_hint);
        _row = new() { Position = code.Position + 1, Address = FirstFreeAddress + _rows.Count };
        _hint = ModularHint.None;
        _hasValue = computes;
        return Current;
    }
}
