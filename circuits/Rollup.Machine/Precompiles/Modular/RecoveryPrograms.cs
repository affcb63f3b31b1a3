using static Rollup.Machine.Precompiles.Modular.MicroprogramBuilder;

namespace Rollup.Machine.Precompiles.Modular;

/// <summary>
/// Public-key recovery over secp256k1, and a proof for each reason why there is no key. With R the point with x = r and the parity asked for, Q = (s·R − z·G)/r.
/// <para>
/// A key is proven by b·Q + a·R + w·G = 0 for b = ±b₁ ± b₂λ, a = ±a₁ ± a₂λ of short integers (see <see cref="ShortRelation"/>), with b·s + a·r ≡ 0, w·r ≡ b·z, and b and s not 0, all modulo n. If r were 0, b·s would be; so
/// Q = −(a/b)·R − (w/b)·G is the key.
/// </para>
/// Every addition proves that its two points have different x (see <see cref="MicroinstructionColumns{T}.Slope"/>), so none is exceptional; that a proof exists all the same is the matter of <see cref="RecoveryPoints"/>.
/// </summary>
internal static class RecoveryPrograms
{
    /// <summary>After so many of the 65 bits, the accumulators are emptied into the scalars: the lowest carry holds 22 bits.</summary>
    private static ReadOnlySpan<int> ChunkEnds => [22, 44, RecoveryPoints.ScalarBits];

    private static readonly MicroinstructionColumns<int> Bits = new() { TakesBits = 1, IsIndexed = 1 };

    private static readonly MicroinstructionColumns<int> Byte = new() { TakesByte = 1, IsIndexed = 1 };

    public static Microprogram Key(int position)
    {
        MicroprogramBuilder builder = new("recover", position);
        int hash = builder.Operand(ModularHint.MessageHash, 0);
        _ = builder.Load(Constant(ModularConstants.One));
        builder.Result(0, isFull: false);
        int one = builder.Current;
        int seven = builder.Load(Constant(ModularConstants.Seven));
        int lambda = builder.Load(Constant(ModularConstants.EndomorphismScalar));
        int r = builder.Operand(ModularHint.R, 4);
        builder.CheckAtMost(ModularConstants.OrderMaximum);
        int s = builder.Operand(ModularHint.S, 8);
        builder.CheckAtMost(ModularConstants.OrderMaximum);
        int parity = builder.Operand(ModularHint.Parity, 12, isFull: false);
        builder.Check(Modulus.None, 1, parity, Local(parity), -1, Local(parity));
        int inverseOfS = builder.Hint(ModularHint.InverseOfS);
        builder.Check(Modulus.Order, 1, s, Local(inverseOfS), -1, Local(one));

        int pointY = builder.Hint(ModularHint.PointY);
        builder.CheckAtMost(ModularConstants.FieldMaximum);
        builder.CheckParity(pointY, one, parity);
        CheckOnCurve(builder, r, pointY, seven);
        int keyX = builder.Hint(ModularHint.KeyX);
        builder.Result(1);
        keyX = builder.Current;
        builder.CheckAtMost(ModularConstants.FieldMaximum);
        int keyY = builder.Hint(ModularHint.KeyY);
        builder.Result(5);
        keyY = builder.Current;
        builder.CheckAtMost(ModularConstants.FieldMaximum);
        CheckOnCurve(builder, keyX, keyY, seven);

        // ±Q, ±λQ, ±R, ±λR.
        Span<int> signs = stackalloc int[4], x = stackalloc int[4], y = stackalloc int[4];
        for (int i = 0; i < 4; i++)
        {
            signs[i] = builder.Hint(ModularHint.FirstSign + i);
            builder.Check(Modulus.None, 1, signs[i], Local(signs[i]), -1, Local(signs[i]));
        }

        (x[0], x[2]) = (keyX, r);
        x[1] = builder.Compute(Modulus.Field, 1, keyX, Constant(ModularConstants.EndomorphismX));
        x[3] = builder.Compute(Modulus.Field, 1, r, Constant(ModularConstants.EndomorphismX));
        for (int i = 0; i < 4; i++)
        {
            int side = i < 2 ? keyY : pointY;
            y[i] = builder.Compute(Modulus.Field, -2, signs[i], Local(side), 1, Local(side));
        }

        int endX = LoadStart(builder, ModularConstants.EndX);
        int endY = LoadStart(builder, ModularConstants.EndY);
        int firstX = LoadStart(builder, ModularConstants.FirstSumX);
        int firstY = LoadStart(builder, ModularConstants.FirstSumY);
        FillTable(builder, x, y);

        Span<int> scalars = stackalloc int[4];
        int sumX = MultiplyShort(builder, firstX, firstY, scalars);
        (sumX, int sumY, int generatorScalar) = MultiplyGenerator(builder, sumX);
        builder.Check(Modulus.Field, 1, sumX, Local(one), -1, Local(endX));
        builder.Check(Modulus.Field, 1, sumY, Local(one), -1, Local(endY));

        for (int i = 0; i < 4; i++)
            scalars[i] = builder.Compute(Modulus.Order, -2, signs[i], Local(scalars[i]), 1, Local(scalars[i]));
        int keyScalar = builder.Compute(Modulus.Order, 1, scalars[1], Local(lambda), 1, Local(scalars[0]));
        int pointScalar = builder.Compute(Modulus.Order, 1, scalars[3], Local(lambda), 1, Local(scalars[2]));
        int product = builder.Compute(Modulus.Order, 1, keyScalar, Local(s));
        builder.Check(Modulus.Order, 1, pointScalar, Local(r), 1, Local(product));
        product = builder.Compute(Modulus.Order, 1, keyScalar, Local(hash));
        builder.Check(Modulus.Order, 1, generatorScalar, Local(r), -1, Local(product));
        int inverse = builder.Hint(ModularHint.InverseOfKeyScalar);
        builder.Check(Modulus.Order, 1, keyScalar, Local(inverse), -1, Local(one));
        return builder.Build(isMulMod: false);
    }

    /// <summary>The key would be infinity: R = v·G with v·s ≡ z. Then s·R = z·G.</summary>
    public static Microprogram Infinity(int position)
    {
        MicroprogramBuilder builder = new("recover infinity", position);
        (int hash, int r, int s, int parity) = BeginFailure(builder);
        int one = builder.Load(Constant(ModularConstants.One));
        int seven = builder.Load(Constant(ModularConstants.Seven));
        int pointY = builder.Hint(ModularHint.PointY);
        builder.CheckAtMost(ModularConstants.FieldMaximum);
        builder.CheckParity(pointY, one, parity);
        CheckOnCurve(builder, r, pointY, seven);

        int startX = LoadStart(builder, ModularConstants.StartX), startY = LoadStart(builder, ModularConstants.StartY);
        int offsetX = LoadStart(builder, ModularConstants.OffsetX);
        _ = LoadStart(builder, ModularConstants.OffsetY, isLast: true);
        int expectedX = builder.Add(offsetX, Local(r), Local(pointY));
        int expectedY = builder.Current;
        _ = builder.Load(Local(startY));
        (int sumX, int sumY, int scalar) = MultiplyGenerator(builder, startX);
        builder.Check(Modulus.Field, 1, sumX, Local(one), -1, Local(expectedX));
        builder.Check(Modulus.Field, 1, sumY, Local(one), -1, Local(expectedY));
        builder.Check(Modulus.Order, 1, scalar, Local(s), -1, Local(hash));
        return builder.Build(isMulMod: false);
    }

    /// <summary>There is no point with x = r: −(r³ + 7) is a square. −1 is none, as p ≡ 3 mod 4, and r³ + 7 is not 0, as the group has no point of order 2.</summary>
    public static Microprogram NoPoint(int position)
    {
        MicroprogramBuilder builder = new("recover no point", position);
        (_, int r, _, _) = BeginFailure(builder);
        int seven = builder.Load(Constant(ModularConstants.Seven));
        int root = builder.Hint(ModularHint.PointY);
        int square = builder.Compute(Modulus.Field, 1, r, Local(r));
        int cube = builder.Compute(Modulus.Field, 1, square, Local(r), 1, Local(seven));
        builder.Check(Modulus.Field, 1, root, Local(root), 1, Local(cube));
        return builder.Build(isMulMod: false);
    }

    public static Microprogram ZeroR(int position) => Zero("recover r = 0", position, isR: true);

    public static Microprogram ZeroS(int position) => Zero("recover s = 0", position, isR: false);

    public static Microprogram LargeR(int position) => AtLeast("recover r too large", position, ModularConstants.Order, operand => operand.R);

    public static Microprogram LargeS(int position) => AtLeast("recover s too large", position, ModularConstants.Order, operand => operand.S);

    public static Microprogram LargeParity(int position) => AtLeast("recover parity too large", position, ModularConstants.Two, operand => operand.Parity);

    private static Microprogram Zero(string name, int position, bool isR)
    {
        MicroprogramBuilder builder = new(name, position);
        (_, int r, int s, _) = BeginFailure(builder);
        builder.Check(Modulus.None, 1, isR ? r : s, Constant(ModularConstants.One));
        return builder.Build(isMulMod: false);
    }

    private static Microprogram AtLeast(string name, int position, int bound, Func<(int Hash, int R, int S, int Parity), int> operand)
    {
        MicroprogramBuilder builder = new(name, position);
        int number = operand(BeginFailure(builder));
        _ = builder.Compute(Modulus.None, 1, number, Constant(ModularConstants.One), -1, Constant(bound));
        return builder.Build(isMulMod: false);
    }

    /// <summary>Takes the operands and leaves zeros.</summary>
    private static (int Hash, int R, int S, int Parity) BeginFailure(MicroprogramBuilder builder)
    {
        int hash = builder.Operand(ModularHint.MessageHash, 0), r = builder.Operand(ModularHint.R, 4), s = builder.Operand(ModularHint.S, 8);
        int parity = builder.Operand(ModularHint.Parity, 12, isFull: false);
        _ = builder.Load(Constant(ModularConstants.Zero));
        builder.Result(0, isFull: false);
        _ = builder.Load(Constant(ModularConstants.Zero));
        builder.Result(1);
        _ = builder.Load(Constant(ModularConstants.Zero));
        builder.Result(5);
        return (hash, r, s, parity);
    }

    /// <summary>y² = x³ + 7.</summary>
    private static void CheckOnCurve(MicroprogramBuilder builder, int x, int y, int seven)
    {
        int square = builder.Compute(Modulus.Field, 1, x, Local(x));
        int cube = builder.Compute(Modulus.Field, 1, square, Local(x), 1, Local(seven));
        builder.Check(Modulus.Field, 1, y, Local(y), -1, Local(cube));
    }

    /// <summary>A coordinate that belongs to the start point of the prover's choice.</summary>
    private static int LoadStart(MicroprogramBuilder builder, int owner, bool isLast = false) => builder.Load(Constant(0, owner), isIndexed: true, keepsOffset: !isLast);

    /// <summary>Entry e of the table is S + Σ Pᵢ over the bits i of e, in the order of Gray's code, each from the one before by one addition or subtraction.</summary>
    private static void FillTable(MicroprogramBuilder builder, ReadOnlySpan<int> x, ReadOnlySpan<int> y)
    {
        _ = LoadStart(builder, ModularConstants.StartX);
        builder.StoreInTable(0, isY: false);
        int entryX = builder.Current;
        _ = LoadStart(builder, ModularConstants.StartY, isLast: true);
        builder.StoreInTable(0, isY: true);
        for (int i = 1; i < 1 << x.Length; i++)
        {
            int entry = i ^ (i >> 1), changed = int.TrailingZeroCount(i);
            entryX = builder.Add(entryX, Local(x[changed]), Local(y[changed]), isOpposite: (entry >> changed & 1) == 0, entry: entry);
        }
    }

    /// <summary>Σᵢ scalarᵢ·Pᵢ on top of 2^64·T + (2^65 − 1)·S, by the table. Without T, the first two steps could meet the same entry twice. The scalars are what the bits say.</summary>
    private static int MultiplyShort(MicroprogramBuilder builder, int firstX, int firstY, Span<int> scalars)
    {
        _ = builder.Load(Local(firstY));
        int sumX = builder.Add(firstX, TableEntryX(), TableEntryY(), digits: Bits);
        for (int bit = 1, chunk = 0; chunk < ChunkEnds.Length; chunk++)
        {
            for (; bit < ChunkEnds[chunk]; bit++)
                sumX = builder.DoubleAndAdd(sumX, TableEntryX(), TableEntryY(), Bits);
            int sumY = builder.Current;
            for (int i = 0; i < scalars.Length; i++)
                scalars[i] = builder.TakeAccumulator(chunk == 0 ? null : scalars[i], chunk == 2 ? ModularConstants.ShiftBy21 : ModularConstants.ShiftBy22);
            _ = builder.Load(Local(sumY));
        }

        return sumX;
    }

    /// <summary>The sum with a multiple of the generator and 32·U, and the scalar as the bytes say; the current value is y before.</summary>
    private static (int X, int Y, int Scalar) MultiplyGenerator(MicroprogramBuilder builder, int sumX)
    {
        int? scalar = null;
        for (int window = RecoveryPoints.Windows - 1; ; window--)
        {
            int owner = ModularConstants.FirstWindow + window;
            sumX = builder.Add(sumX, Constant(0, owner), Constant(RecoveryPoints.WindowSize, owner), digits: Byte);
            if (window % 4 != 0)
                continue;
            int sumY = builder.Current;
            scalar = builder.TakeBytes(scalar);
            if (window == 0)
                return (sumX, sumY, scalar.Value);
            _ = builder.Load(Local(sumY));
        }
    }
}
