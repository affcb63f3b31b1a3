using System.Runtime.InteropServices;
using Rollup.Guest;
using Rollup.Guest.Platform;
using Rollup.Kernel.Crypto;
using Rollup.Kernel.Crypto.Secp256k1;
using Rollup.Kernel.Fields;
using Rollup.Kernel.Hashing;
using Rollup.Kernel.Host;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Rlp;

namespace Rollup.GuestCompiler.Tests.Programs;

/// <summary>
/// The kernel's primitives as one program for the machine: the first word of the input says which ones run, the others are their operands. On the machine the guest's host answers, natively the kernel's own code.
/// </summary>
public static unsafe class PrimitivePrograms
{
    public const int Count = 10;

    public const int InputWords = 64;

    public const int MaxResults = 256;

    /// <summary>The machine's entry. The arena then begins with the number of results, and they follow.</summary>
    public static void Run()
    {
        var input = new ReadOnlySpan<ulong>((ulong*)MemoryMap.Input, 1 + InputWords);
        ulong* output = (ulong*)MemoryMap.Arena;
        var results = new Results(new Span<ulong>(output + 1, MaxResults));
        var host = default(GuestHost);
        Select(ref host, (int)input[0], input[1..], ref results);
        *output = (ulong)results.Count;
    }

    /// <summary>Runs the primitives of a number below <see cref="Count"/>.</summary>
    public static void Select<THost>(ref THost host, int number, ReadOnlySpan<ulong> input, ref Results results)
        where THost : struct, IHost
    {
        switch (number)
        {
            case 0:
                WordArithmetic(input, ref results);
                break;
            case 1:
                WordBits(input, ref results);
                break;
            case 2:
                ModularArithmetic(ref host, input, ref results);
                break;
            case 3:
                Hashes(ref host, input, ref results);
                break;
            case 4:
                Permutations(ref host, input, ref results);
                break;
            case 5:
                FieldElements(input, ref results);
                break;
            case 6:
                Signatures(ref host, input, ref results);
                break;
            case 7:
                ReadRlp(input, ref results);
                break;
            case 8:
                Bn254(ref host, input, ref results);
                break;
            default:
                Bls12(ref host, input, ref results);
                break;
        }
    }

    private static void WordArithmetic(ReadOnlySpan<ulong> input, ref Results results)
    {
        U256 a = Word(input, 0), b = Word(input, 1);
        Add(a + b, ref results);
        Add(a - b, ref results);
        Add(a * b, ref results);
        Add(a / b, ref results);
        Add(a % b, ref results);
        Add(U256.SDiv(in a, in b), ref results);
        Add(U256.SMod(in a, in b), ref results);
        Add(U256.Exp(in a, in b), ref results);
        results.Add(U256.AddOverflows(in a, in b, out U256 sum));
        Add(in sum, ref results);
        results.Add(U256.SubUnderflows(in a, in b, out U256 difference));
        Add(in difference, ref results);
        results.Add(U256.MulOverflows(in a, in b, out U256 product));
        Add(in product, ref results);
        U256.MultiplyFull(in a, in b, out U256 low, out U256 high);
        Add(in low, ref results);
        Add(in high, ref results);
    }

    private static void WordBits(ReadOnlySpan<ulong> input, ref Results results)
    {
        U256 a = Word(input, 0), b = Word(input, 1), count = input[8] % 300;
        Add(a & b, ref results);
        Add(a | b, ref results);
        Add(a ^ b, ref results);
        Add(~a, ref results);
        Add(a << (int)(input[9] % 256), ref results);
        Add(a >> (int)(input[9] % 256), ref results);
        Add(U256.Shl(in count, in a), ref results);
        Add(U256.Shr(in count, in a), ref results);
        Add(U256.Sar(in count, in a), ref results);
        Add(U256.Sar(in b, in a), ref results);
        Add(U256.Byte(input[10] % 34, in a), ref results);
        Add(U256.SignExtend(input[10] % 34, in a), ref results);
        results.Add(a == b);
        results.Add(a < b);
        results.Add(a <= b);
        results.Add(U256.SignedLess(in a, in b));
        results.Add((long)U256.Compare(in a, in b));
        Span<byte> bytes = stackalloc byte[U256.Size];
        a.WriteBigEndian(bytes);
        Add(U256.ReadBigEndian(bytes), ref results);
        Add(U256.ReadBigEndianShort(bytes[..(int)(input[11] % 33)]), ref results);
    }

    private static void ModularArithmetic<THost>(ref THost host, ReadOnlySpan<ulong> input, ref Results results)
        where THost : struct, IHost
    {
        U256 a = Word(input, 0), b = Word(input, 1), m = Word(input, 2), order = Secp256k1Curve.Order;
        Add(host.MulMod(in a, in b, in m), ref results);
        Add(U256.MulMod(in a, in b, in m), ref results);
        Add(U256.AddMod(in a, in b, in m), ref results);
        Add(ModularInverse.Compute(a % order, in order), ref results);

        // base^exponent mod modulus, each of up to 40 bytes.
        ulong baseLength = input[12] % 41, exponentLength = input[13] % 9, modulusLength = input[14] % 41;
        ReadOnlySpan<byte> numbers = MemoryMarshal.AsBytes(input[16..])[..(int)(baseLength + exponentLength + modulusLength)];
        Span<byte> room = stackalloc byte[1024];
        host.ModExp(numbers, baseLength, exponentLength, modulusLength, room[..(int)ModularExponentiation.RoomFor(baseLength, modulusLength)]);
        for (int i = 0; i < (int)modulusLength; i++)
            results.Add((ulong)room[i]);
    }

    private static void Hashes<THost>(ref THost host, ReadOnlySpan<ulong> input, ref Results results)
        where THost : struct, IHost
    {
        // From any byte on: the guest's host copies what is not aligned.
        int length = (int)(input[0] % 480), start = (int)(input[1] % 9);
        ReadOnlySpan<byte> data = MemoryMarshal.AsBytes(input[2..]).Slice(start, length);
        Add(Keccak256.Hash(ref host, data).ToU256(), ref results);
        Span<byte> hash = stackalloc byte[U256.Size];
        host.Sha256(data, hash);
        Add(U256.ReadBigEndian(hash), ref results);
        hash.Clear();
        host.Ripemd160(data, hash[..Ripemd160.Size]);
        Add(U256.ReadBigEndian(hash), ref results);
        Span<ulong> state = stackalloc ulong[8];
        input.Slice(8, 8).CopyTo(state);
        host.Blake2F((uint)(input[2] % 30), state, MemoryMarshal.AsBytes(input.Slice(16, 16)), input[3], input[4], (input[5] & 1) != 0);
        AddAll(state, ref results);
    }

    private static void Permutations<THost>(ref THost host, ReadOnlySpan<ulong> input, ref Results results)
        where THost : struct, IHost
    {
        Span<ulong> state = stackalloc ulong[2 * KeccakF1600.Lanes];
        input[..state.Length].CopyTo(state);
        host.KeccakF1600(state);
        AddAll(state, ref results);
        Span<KoalaBear> elements = stackalloc KoalaBear[48];
        for (int i = 0; i < elements.Length; i++)
            elements[i] = Element(input[i]);
        host.Poseidon2W16(elements[..32]);
        AddAll(MemoryMarshal.Cast<KoalaBear, ulong>(elements), ref results);
        host.Poseidon2W24(elements);
        AddAll(MemoryMarshal.Cast<KoalaBear, ulong>(elements), ref results);
    }

    private static void FieldElements(ReadOnlySpan<ulong> input, ref Results results)
    {
        for (int i = 0; i < 16; i++)
        {
            KoalaBear a = Element(input[2 * i]), b = Element(input[(2 * i) + 1]);
            results.Add((ulong)(a + b).ToCanonical());
            results.Add((ulong)(a - b).ToCanonical());
            results.Add((ulong)(a * b).ToCanonical());
            results.Add((ulong)(-a).MontgomeryWord);
            results.Add((ulong)a.Pow(input[40 + i]).ToCanonical());
            results.Add((ulong)b.Inverse().ToCanonical());
        }
    }

    /// <summary>Half of all r are the x of a point, so that these have a key whatever else they have.</summary>
    private static void Signatures<THost>(ref THost host, ReadOnlySpan<ulong> input, ref Results results)
        where THost : struct, IHost
    {
        for (int i = 0; i < 2; i++)
        {
            bool isFound = host.RecoverAddress(Hash256.FromU256(Word(input, 0)), Word(input, 1 + i), Word(input, 3), (int)(input[16] % 3), out Address signer);
            results.Add(isFound);
            Add(signer.ToU256(), ref results);
        }

        results.Add(host.VerifyP256(Word(input, 5), Word(input, 6), Word(input, 7), Word(input, 8), Word(input, 9)));
    }

    private static void ReadRlp(ReadOnlySpan<ulong> input, ref Results results)
    {
        var reader = new RlpReader(MemoryMarshal.AsBytes(input));
        for (int i = 0; i < 40 && !reader.IsAtEnd; i++)
        {
            RlpError error;
            ReadOnlySpan<byte> bytes = default;
            switch (input[63 - (i % 8)] % 4)
            {
                case 0:
                    error = reader.ReadBytes(out bytes);
                    break;
                case 1:
                    error = reader.ReadList(out RlpReader items);
                    bytes = items.Rest;
                    break;
                case 2:
                    error = reader.ReadU256(out U256 word);
                    Add(in word, ref results);
                    break;
                default:
                    error = reader.ReadRaw(out bytes);
                    break;
            }

            results.Add((ulong)error);
            results.Add((ulong)bytes.Length);
            results.Add((ulong)reader.Rest.Length);
            if (error != RlpError.None)
                return;
        }
    }

    private static void Bn254<THost>(ref THost host, ReadOnlySpan<ulong> input, ref Results results)
        where THost : struct, IHost
    {
        // (1, 2) times two scalars, and the sum; then a sum of what may be no points.
        Span<byte> operand = stackalloc byte[96], points = stackalloc byte[128], sum = stackalloc byte[64];
        operand.Clear();
        (operand[31], operand[63]) = (1, 2);
        for (int i = 0; i < 2; i++)
        {
            Word(input, i).WriteBigEndian(operand[64..]);
            results.Add(host.Bn254Multiply(operand, points[(64 * i)..]));
        }

        results.Add(host.Bn254Add(points, sum));
        AddAll(MemoryMarshal.Cast<byte, ulong>(sum), ref results);
        points[(int)(input[8] % 128)] ^= (byte)input[9];
        results.Add(host.Bn254Add(points, sum));
        AddAll(MemoryMarshal.Cast<byte, ulong>(sum), ref results);
        results.Add(host.Bn254PairingCheck(MemoryMarshal.AsBytes(input)[..192], out bool isOne));
        results.Add(isOne);
    }

    private static void Bls12<THost>(ref THost host, ReadOnlySpan<ulong> input, ref Results results)
        where THost : struct, IHost
    {
        // Two field elements become points; their sum, and a multiple of it.
        Span<byte> element = stackalloc byte[64], points = stackalloc byte[256], multiple = stackalloc byte[160], sum = stackalloc byte[128];
        for (int i = 0; i < 2; i++)
        {
            element.Clear();
            MemoryMarshal.AsBytes(input.Slice(8 * i, 6))[..47].CopyTo(element[17..]);
            results.Add(host.Bls12MapToG1(element, points[(128 * i)..]));
        }

        results.Add(host.Bls12AddG1(points, sum));
        AddAll(MemoryMarshal.Cast<byte, ulong>(sum), ref results);
        sum.CopyTo(multiple);
        Word(input, 5).WriteBigEndian(multiple[128..]);
        results.Add(host.Bls12SumG1(multiple, sum));
        AddAll(MemoryMarshal.Cast<byte, ulong>(sum), ref results);
        points[(int)(input[24] % 256)] ^= (byte)input[25];
        results.Add(host.Bls12AddG1(points, sum));
        AddAll(MemoryMarshal.Cast<byte, ulong>(sum), ref results);
    }

    private static U256 Word(ReadOnlySpan<ulong> input, int index) => new(input[4 * index], input[(4 * index) + 1], input[(4 * index) + 2], input[(4 * index) + 3]);

    private static KoalaBear Element(ulong value) => KoalaBear.FromCanonical((uint)(value % KoalaBear.Modulus));

    private static void Add(in U256 word, ref Results results)
    {
        results.Add(word.L0);
        results.Add(word.L1);
        results.Add(word.L2);
        results.Add(word.L3);
    }

    private static void AddAll(scoped ReadOnlySpan<ulong> words, ref Results results)
    {
        foreach (ulong word in words)
            results.Add(word);
    }
}
