using System.Numerics;
using Rollup.Kernel.Fields;
using Rollup.Machine.Events;
using Rollup.Machine.Precompiles.Modular;
using Rollup.Stark.Airs;
using Rollup.Stark.Checking;
using Rollup.Stark.Matrices;
using static Rollup.Machine.Tests.Precompiles.Modular.Signatures;

namespace Rollup.Machine.Tests.Precompiles.Modular;

/// <summary>Everything is filled as well as a forger can; the tables must not accept it.</summary>
public class ModularForgeryTests
{
    private static readonly ulong[] Operands = Valid(new(11));

    private static readonly ulong[] Results = ModularSegment.Execute(Precompile.Recover, Operands);

    private static readonly ulong[] Zeros = new ulong[9];

    [Fact]
    public void A_true_claim_is_accepted() => Forge(Operands, Results, Key).ShouldBeNull();

    [Fact]
    public void Another_key_is_refused()
    {
        CurvePoint key = new(Read(Results, 1), Read(Results, 5));
        CurvePoint neighbour = Secp256k1Group.Add(in key, Secp256k1Group.Generator);
        Forge(Operands, [1, .. Words(key.X), .. Words(Secp256k1Group.FieldModulus - key.Y)], Key).ShouldNotBeNull();
        Forge(Operands, [1, .. Words(neighbour.X), .. Words(neighbour.Y)], Key).ShouldNotBeNull();
        Forge(Operands, [1, .. Words(key.X), .. Words(key.Y + 1)], Key).ShouldNotBeNull();
        Forge(Operands, [1, .. Words(key.X), .. Words(0)], Key).ShouldNotBeNull();
    }

    [Fact]
    public void The_key_of_the_other_parity_is_refused()
    {
        ulong[] other = [.. Operands[..12], Operands[12] ^ 1];
        Forge(Operands, ModularSegment.Execute(Precompile.Recover, other), call => KeyWith(call, other)).ShouldNotBeNull();
    }

    [Fact]
    public void A_parity_that_is_no_bit_has_no_key()
        => Forge([.. Operands[..12], Operands[12] + 2], Results, call => KeyWith(call, Operands)).ShouldNotBeNull();

    [Fact]
    public void Numbers_out_of_range_have_no_key()
    {
        BigInteger hash = Read(Operands, 0), r = Read(Operands, 4), s = Read(Operands, 8);
        Forge(Signatures.Operands(hash, r, 0, Operands[12]), Results, Key).ShouldNotBeNull();
        Forge(Signatures.Operands(hash, 0, s, Operands[12]), Results, Key).ShouldNotBeNull();
        ulong[] small = SmallR();
        Forge([.. small[..4], .. Words(Read(small, 4) + N), .. small[8..]], ModularSegment.Execute(Precompile.Recover, small), call => KeyWith(call, small)).ShouldNotBeNull();
        Forge([.. small[..8], .. Words(Read(small, 8) + N), .. small[12..]], ModularSegment.Execute(Precompile.Recover, small), call => KeyWith(call, small)).ShouldNotBeNull();
    }

    [Fact]
    public void A_valid_signature_does_not_fail()
    {
        Microprogram[] failures =
        [
            ModularPrograms.RecoverZeroR, ModularPrograms.RecoverZeroS, ModularPrograms.RecoverNoPoint,
        ];
        foreach (Microprogram program in failures)
            Forge(Operands, Zeros, call => Fail(call, program)).ShouldNotBeNull(program.Name);
        byte[] digits = new byte[RecoveryPoints.Windows];
        digits[5] = 77;
        Forge(Operands, Zeros, call => Fail(call, ModularPrograms.RecoverInfinity, digits)).ShouldNotBeNull();
    }

    /// <summary>r − n, s − n and the parity less 2 would be negative.</summary>
    [Fact]
    public void Numbers_in_range_are_not_too_large()
    {
        foreach (Microprogram program in new[] { ModularPrograms.RecoverLargeR, ModularPrograms.RecoverLargeS, ModularPrograms.RecoverLargeParity })
            Should.Throw<OverflowException>(() => Forge(Operands, Zeros, call => Fail(call, program)));
    }

    /// <summary>With equal x the slope would be free, and with it the sum. So would it be if one x is written as itself plus p.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(-1)]
    public void A_line_through_points_with_the_same_x_is_refused(int multiple)
    {
        ModularSegment segment = new([(Precompile.Recover, Operands)]);
        Trace trace = segment.Traces[0];
        int row = Enumerable.Range(0, trace.Height).First(i => Columns(trace, i).Code.Slope == KoalaBear.One);
        ref ModularColumns<KoalaBear> columns = ref Columns(trace, row);
        BigInteger x = 12345, y = 678;
        Write(x + (multiple == 1 ? Secp256k1Group.FieldModulus : 0), columns.Left);
        Write(x + (multiple == -1 ? Secp256k1Group.FieldModulus : 0), columns.Right);
        Write(y, columns.Value);
        Write(y, columns.Addend);
        columns.Difference = multiple == 0 ? default : multiple == 1 ? ModularAir.FieldResidue : -ModularAir.FieldResidue;
        columns.DifferenceProduct = columns.Difference * (columns.Difference - ModularAir.FieldResidue);
        columns.DifferenceInverse = KoalaBear.One;
        TraceViolation violation = TraceChecker.FindViolation([ModularSegment.Airs[0]], [RowPair(trace, row)], []).ShouldNotBeNull();
        violation.What.ShouldBe("the two x differ");
    }

    [Fact]
    public void Operands_cannot_be_moved_elsewhere()
    {
        foreach (int row in new[] { 0, 3, 4, 5 })
        {
            ModularSegment segment = new([(Precompile.Recover, Operands)]);
            ref OperandColumns<KoalaBear> columns = ref segment.Traces[1].Row(row).As<OperandColumns<KoalaBear>, KoalaBear>();
            columns.Index += KoalaBear.One;
            segment.FindViolation().ShouldNotBeNull();
            columns.FirstIndex += KoalaBear.One;
            columns.SecondIndex += KoalaBear.One;
            segment.FindViolation().ShouldNotBeNull();
        }
    }

    /// <summary>7·9 mod 5 is 3, not 8: the result is below the modulus.</summary>
    [Fact]
    public void A_product_that_is_not_reduced_is_refused()
    {
        ModularSegment segment = new([(Precompile.MulMod, [.. Words(7), .. Words(9), .. Words(5)])]);
        Trace trace = segment.Traces[0];
        const int Result = 5;
        Columns(trace, Result).Value[0].ShouldBe(KoalaBear.FromCanonical(3));
        Columns(trace, Result).Value[0] = KoalaBear.FromCanonical(8);
        Columns(trace, Result - 1).Quotient[0] -= KoalaBear.One;
        segment.FindViolation().ShouldNotBeNull().Row.ShouldBe(Result);
    }

    /// <summary>Zeros as the modulus and another result; or the program for a modulus of 0 where it is not.</summary>
    [Fact]
    public void A_product_modulo_zero_is_zero_and_no_other_is()
    {
        ModularSegment zero = new([(Precompile.MulMod, [.. Words(7), .. Words(9), .. Words(0)])]);
        Columns(zero.Traces[0], 4).Value[0] = KoalaBear.One;
        zero.FindViolation().ShouldNotBeNull();
        ModularSegment other = new([(Precompile.MulMod, [.. Words(7), .. Words(9), .. Words(0)])]);
        Columns(other.Traces[0], 2).Value[0] = KoalaBear.One;
        other.FindViolation().ShouldNotBeNull();
    }

    private static TraceViolation? Forge(ulong[] operands, ulong[] claimed, Func<CallEvent, ModularRun?> forge) => new ModularSegment(operands, claimed, forge).FindViolation();

    private static ModularRun? Key(CallEvent call) => KeyWith(call, [.. call.First.Select(word => word.Old)]);

    /// <summary>The proof of a key with other operands than the call has, as far as the tables let the forger choose: a point of the other parity, numbers reduced.</summary>
    private static ModularRun? KeyWith(CallEvent call, ulong[] operands)
    {
        BigInteger r = Read(operands, 4), square = ((r * r * r) + 7) % Secp256k1Group.FieldModulus;
        _ = Secp256k1Group.TryRoot(square, out BigInteger root);
        if (root.IsEven != (operands[12] == 0))
            root = Secp256k1Group.FieldModulus - root;
        return ModularCalls.RecoverKey(call, Read(operands, 0), r, Read(operands, 8), root);
    }

    private static ModularRun? Fail(CallEvent call, Microprogram program, byte[]? digits = null)
    {
        ulong[] operands = [.. call.First.Select(word => word.Old)];
        BigInteger root = BigInteger.ModPow(Read(operands, 4), (Secp256k1Group.FieldModulus + 1) / 4, Secp256k1Group.FieldModulus);
        return ModularRun.TryExecute(
            call,
            program,
            hint => hint switch
            {
                ModularHint.MessageHash => Read(operands, 0),
                ModularHint.R => Read(operands, 4),
                ModularHint.S => Read(operands, 8),
                ModularHint.Parity => operands[12],
                _ => root,
            },
            [],
            digits,
            start: 0);
    }

    /// <summary>A signature whose r and s plus n are below 2^256.</summary>
    private static ulong[] SmallR()
    {
        for (BigInteger r = 1; ; r++)
        {
            ulong[] operands = Signatures.Operands(5, r, 9, 0);
            if (ModularSegment.Execute(Precompile.Recover, operands)[0] == 1)
                return operands;
        }
    }

    private static ref ModularColumns<KoalaBear> Columns(Trace trace, int row) => ref trace.Row(row).As<ModularColumns<KoalaBear>, KoalaBear>();

    /// <summary>A row and its successor, whose equations are the last ones.</summary>
    private static Trace RowPair(Trace trace, int row)
    {
        Trace pair = new(trace.Width, 2);
        trace.Row(row).CopyTo(pair.Row(0));
        trace.Row(row + 1).CopyTo(pair.Row(1));
        return pair;
    }

    private static void Write(BigInteger value, Span<KoalaBear> columns)
    {
        byte[] bytes = new byte[32];
        value.TryWriteBytes(bytes, out _, isUnsigned: true).ShouldBeTrue();
        ModularTrace.Write(bytes, columns);
    }

    private static BigInteger Read(ulong[] words, int first) => Enumerable.Range(0, 4).Aggregate(BigInteger.Zero, (sum, i) => sum + ((BigInteger)words[first + i] << (64 * i)));
}
