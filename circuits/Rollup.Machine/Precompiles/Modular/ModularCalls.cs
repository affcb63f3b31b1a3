using System.Numerics;
using System.Runtime.CompilerServices;
using Rollup.Machine.Events;

namespace Rollup.Machine.Precompiles.Modular;

/// <summary>Carries out the calls of mulmod and recover of a segment, once for all tables that show them.</summary>
internal sealed class ModularCalls
{
    private static readonly ConditionalWeakTable<SegmentEvents, ModularCalls> OfSegments = [];

    private readonly Lazy<ModularRun>[] _runs;

    internal ModularCalls(IEnumerable<Lazy<ModularRun>> products, IEnumerable<Lazy<ModularRun>> recoveries)
    {
        _runs = [.. products];
        MulModCount = _runs.Length;
        _runs = [.. _runs, .. recoveries];
    }

    /// <summary>Calls of mulmod, which come first.</summary>
    public int MulModCount { get; }

    public int Count => _runs.Length;

    public ModularRun this[int index] => _runs[index].Value;

    public static ModularCalls Of(SegmentEvents events) => OfSegments.GetValue(events, e => new(
        e.Calls(Precompile.MulMod).Select(call => new Lazy<ModularRun>(() => MulMod(call))), e.Calls(Precompile.Recover).Select(call => new Lazy<ModularRun>(() => TryRecover(call) ?? throw NotProvable()))));

    /// <summary>
    /// A call of recover, carried out for the sake of the answer; null if there is no proof of it. There is one, see <see cref="RecoveryPoints"/>: but the emulator, whose word is taken before a batch is accepted, does not trust
    /// an argument.
    /// </summary>
    internal static ModularRun? TryRecover(ReadOnlySpan<ulong> operands, ReadOnlySpan<ulong> results)
    {
        WordAccess[] first = new WordAccess[operands.Length], second = new WordAccess[results.Length];
        for (int i = 0; i < first.Length; i++)
            first[i] = new(operands[i], operands[i], 0);
        for (int i = 0; i < second.Length; i++)
            second[i] = new(0, results[i], 0);
        return TryRecover(new(Precompile.Recover, 0, 0, 0, first, second));
    }

    /// <summary>Has the tables of a segment show these runs: for tests of what they do not accept.</summary>
    internal static void Replace(SegmentEvents events, ModularCalls calls) => OfSegments.Add(events, calls);

    private static InvalidOperationException NotProvable() => new("A run with a call that no start serves has been traced; the emulator ends such a run.");

    private static ModularRun MulMod(CallEvent call)
    {
        BigInteger modulus = Number(call.First, 8);
        Microprogram program = modulus.IsZero ? ModularPrograms.MulModByZero : ModularPrograms.MulMod;
        BigInteger Operand(ModularHint hint) => hint switch
        {
            ModularHint.Left => Number(call.First, 0),
            ModularHint.Right => Number(call.First, 4),
            ModularHint.Modulus => modulus,
            _ => throw new ArgumentOutOfRangeException(nameof(hint)),
        };

        // Without points there is no exceptional case.
        return ModularRun.TryExecute(call, program, Operand, [], [], start: 0)!;
    }

    /// <summary>Null if no start serves.</summary>
    private static ModularRun? TryRecover(CallEvent call)
    {
        BigInteger hash = Number(call.First, 0), r = Number(call.First, 4), s = Number(call.First, 8);
        ulong parity = call.First[12].Old;
        BigInteger root = 0;
        Microprogram program = r.IsZero ? ModularPrograms.RecoverZeroR
            : s.IsZero ? ModularPrograms.RecoverZeroS
            : r >= Secp256k1Group.Order ? ModularPrograms.RecoverLargeR
            : s >= Secp256k1Group.Order ? ModularPrograms.RecoverLargeS
            : parity > 1 ? ModularPrograms.RecoverLargeParity
            : !TryPoint(r, parity, out root) ? ModularPrograms.RecoverNoPoint
            : call.Second[0].New == 0 ? ModularPrograms.RecoverInfinity
            : ModularPrograms.Recover;
        if (program == ModularPrograms.Recover)
            return RecoverKey(call, hash, r, s, root);
        byte[] window = program == ModularPrograms.RecoverInfinity ? WindowDigits(hash * Secp256k1Group.Inverse(s, Secp256k1Group.Order) % Secp256k1Group.Order) : [];
        return Execute(call, program, hint => RecoverOperand(hint, hash, r, s, parity, root), [], window);
    }

    internal static ModularRun? RecoverKey(CallEvent call, BigInteger hash, BigInteger r, BigInteger s, BigInteger root)
    {
        BigInteger n = Secp256k1Group.Order, inverse = Secp256k1Group.Inverse(r, n);
        ShortRelation relation = ShortRelation.Find(s * inverse % n);
        BigInteger[] scalars = [relation.B1, relation.B2, relation.A1, relation.A2];
        BigInteger keyScalar = Secp256k1Group.Reduce(relation.B1 + (relation.B2 * Secp256k1Group.EndomorphismScalar), n);
        byte[] bits = new byte[RecoveryPoints.ScalarBits];
        for (int i = 0; i < bits.Length; i++)
        {
            int shift = bits.Length - 1 - i;
            for (int j = 0; j < scalars.Length; j++)
                bits[i] |= (byte)((BigInteger.Abs(scalars[j]) >> shift).IsEven ? 0 : 1 << j);
        }

        return Execute(
            call,
            ModularPrograms.Recover,
            hint => hint switch
            {
                ModularHint.KeyX => New(call.Second, 1),
                ModularHint.KeyY => New(call.Second, 5),
                >= ModularHint.FirstSign and <= ModularHint.FourthSign => scalars[hint - ModularHint.FirstSign].Sign < 0 ? 1 : 0,
                ModularHint.InverseOfS => Secp256k1Group.Inverse(s, n),
                ModularHint.InverseOfKeyScalar => Secp256k1Group.Inverse(keyScalar, n),
                _ => RecoverOperand(hint, hash, r, s, call.First[12].Old, root),
            },
            bits,
            WindowDigits(keyScalar * hash % n * inverse % n));
    }

    private static BigInteger RecoverOperand(ModularHint hint, BigInteger hash, BigInteger r, BigInteger s, BigInteger parity, BigInteger root) => hint switch
    {
        ModularHint.MessageHash => hash,
        ModularHint.R => r,
        ModularHint.S => s,
        ModularHint.Parity => parity,
        ModularHint.PointY => root,
        _ => throw new ArgumentOutOfRangeException(nameof(hint)),
    };

    /// <summary>y of the point with x = r and this parity, or else the root of −(r³ + 7).</summary>
    private static bool TryPoint(BigInteger r, ulong parity, out BigInteger root)
    {
        BigInteger p = Secp256k1Group.FieldModulus, square = ((r * r % p * r) + 7) % p;
        bool isPoint = Secp256k1Group.TryRoot(square, out root);
        if (isPoint && root.IsEven != (parity == 0))
            root = p - root;
        return isPoint;
    }

    /// <summary>Bytes, the highest first.</summary>
    private static byte[] WindowDigits(BigInteger scalar)
    {
        byte[] digits = new byte[RecoveryPoints.Windows];
        _ = scalar.TryWriteBytes(digits, out _, isUnsigned: true);
        digits.AsSpan().Reverse();
        return digits;
    }

    private static ModularRun? Execute(CallEvent call, Microprogram program, Func<ModularHint, BigInteger> hints, byte[] bits, byte[] bytes)
    {
        for (int start = 0; start < RecoveryPoints.StartCount; start++)
        {
            if (ModularRun.TryExecute(call, program, hints, bits, bytes, start) is { } run)
                return run;
        }

        return null;
    }

    private static BigInteger Number(WordAccess[] words, int first) => Integer(words[first].Old, words[first + 1].Old, words[first + 2].Old, words[first + 3].Old);

    private static BigInteger New(WordAccess[] words, int first) => Integer(words[first].New, words[first + 1].New, words[first + 2].New, words[first + 3].New);

    private static BigInteger Integer(ulong l0, ulong l1, ulong l2, ulong l3) => Secp256k1Group.ToInteger(new(l0, l1, l2, l3));
}
