using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Rollup.Guest.Platform;
using Rollup.Kernel.Fields;
using Rollup.Kernel.Hashing;
using Rollup.Kernel.Host;
using Rollup.Kernel.Poseidon2;
using Rollup.Kernel.Primitives;

namespace Rollup.Guest;

/// <summary>
/// The host of the proven run: the machine's custom instructions where the program is compiled to use them, the kernel's own code for all else. An
/// instruction wants its operands at multiples of eight, so what lies elsewhere is copied first.
/// </summary>
public readonly unsafe struct GuestHost : IHost
{
    private const int RecoverOperands = 13;
    private const int RecoverResults = 1 + (2 * U256Limbs);
    private const int MulModOperands = 3 * U256Limbs;
    private const int U256Limbs = 4;

    private static SoftwareHost Software => default;

    /// <inheritdoc/>
    public void KeccakF1600(scoped Span<ulong> states)
    {
        if (Precompiles.HasKeccakF1600)
            IStateInstruction.ExecuteAll<KeccakInstruction>((ulong*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(states)), states.Length / Kernel.Hashing.KeccakF1600.Lanes);
        else
            Software.KeccakF1600(states);
    }

    /// <inheritdoc/>
    public void Poseidon2W16(scoped Span<KoalaBear> states)
    {
        if (Precompiles.HasPoseidon2W16)
            IStateInstruction.ExecuteAll<Poseidon2W16Instruction>((ulong*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(states)), states.Length / Poseidon2Width16.Width);
        else
            Software.Poseidon2W16(states);
    }

    /// <inheritdoc/>
    public void Poseidon2W24(scoped Span<KoalaBear> states)
    {
        if (Precompiles.HasPoseidon2W24)
            IStateInstruction.ExecuteAll<Poseidon2W24Instruction>((ulong*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(states)), states.Length / Poseidon2Width24.Width);
        else
            Software.Poseidon2W24(states);
    }

    /// <inheritdoc/>
    public bool RecoverAddress(in Hash256 messageHash, in U256 r, in U256 s, int yParity, out Address signer)
    {
        if (!Precompiles.HasRecover)
            return Software.RecoverAddress(in messageHash, in r, in s, yParity, out signer);

        ulong* operands = stackalloc ulong[RecoverOperands];
        ulong* results = stackalloc ulong[RecoverResults];
        Write(messageHash.ToU256(), operands);
        Write(in r, operands + U256Limbs);
        Write(in s, operands + (2 * U256Limbs));
        operands[3 * U256Limbs] = (uint)yParity;
        Precompiles.Recover(operands, results);
        signer = default;
        if (results[0] == 0)
            return false;

        Span<byte> key = stackalloc byte[2 * U256.Size];
        Read(results + 1).WriteBigEndian(key);
        Read(results + 1 + U256Limbs).WriteBigEndian(key[U256.Size..]);
        GuestHost self = this;
        Hash256 hash = Keccak256.Hash(ref self, key);
        signer = Address.FromSpan(hash.AsSpan()[(Hash256.Size - Address.Size)..]);
        return true;
    }

    /// <inheritdoc/>
    public U256 MulMod(in U256 a, in U256 b, in U256 m)
    {
        if (!Precompiles.HasMulMod)
            return Software.MulMod(in a, in b, in m);

        ulong* operands = stackalloc ulong[MulModOperands];
        ulong* product = stackalloc ulong[U256Limbs];
        Write(in a, operands);
        Write(in b, operands + U256Limbs);
        Write(in m, operands + (2 * U256Limbs));
        Precompiles.MulMod(operands, product);
        return Read(product);
    }

    /// <inheritdoc/>
    public void Sha256(scoped ReadOnlySpan<byte> data, scoped Span<byte> hash) => Software.Sha256(data, hash);

    /// <inheritdoc/>
    public void Ripemd160(scoped ReadOnlySpan<byte> data, scoped Span<byte> hash) => Software.Ripemd160(data, hash);

    /// <inheritdoc/>
    public void Blake2F(uint rounds, scoped Span<ulong> state, scoped ReadOnlySpan<byte> block, ulong offsetLow, ulong offsetHigh, bool isLast) =>
        Software.Blake2F(rounds, state, block, offsetLow, offsetHigh, isLast);

    /// <inheritdoc/>
    public void ModExp(scoped ReadOnlySpan<byte> numbers, ulong baseLength, ulong exponentLength, ulong modulusLength, scoped Span<byte> room) =>
        Software.ModExp(numbers, baseLength, exponentLength, modulusLength, room);

    /// <inheritdoc/>
    public bool Bn254Add(scoped ReadOnlySpan<byte> input, scoped Span<byte> output) => Software.Bn254Add(input, output);

    /// <inheritdoc/>
    public bool Bn254Multiply(scoped ReadOnlySpan<byte> input, scoped Span<byte> output) => Software.Bn254Multiply(input, output);

    /// <inheritdoc/>
    public bool Bn254PairingCheck(scoped ReadOnlySpan<byte> input, out bool isOne) => Software.Bn254PairingCheck(input, out isOne);

    /// <inheritdoc/>
    public bool VerifyKzgProof(scoped ReadOnlySpan<byte> commitment, in U256 z, in U256 y, scoped ReadOnlySpan<byte> proof) =>
        Software.VerifyKzgProof(commitment, in z, in y, proof);

    /// <inheritdoc/>
    public bool Bls12AddG1(scoped ReadOnlySpan<byte> input, scoped Span<byte> output) => Software.Bls12AddG1(input, output);

    /// <inheritdoc/>
    public bool Bls12SumG1(scoped ReadOnlySpan<byte> input, scoped Span<byte> output) => Software.Bls12SumG1(input, output);

    /// <inheritdoc/>
    public bool Bls12AddG2(scoped ReadOnlySpan<byte> input, scoped Span<byte> output) => Software.Bls12AddG2(input, output);

    /// <inheritdoc/>
    public bool Bls12SumG2(scoped ReadOnlySpan<byte> input, scoped Span<byte> output) => Software.Bls12SumG2(input, output);

    /// <inheritdoc/>
    public bool Bls12PairingCheck(scoped ReadOnlySpan<byte> input, out bool isOne) => Software.Bls12PairingCheck(input, out isOne);

    /// <inheritdoc/>
    public bool Bls12MapToG1(scoped ReadOnlySpan<byte> input, scoped Span<byte> output) => Software.Bls12MapToG1(input, output);

    /// <inheritdoc/>
    public bool Bls12MapToG2(scoped ReadOnlySpan<byte> input, scoped Span<byte> output) => Software.Bls12MapToG2(input, output);

    /// <inheritdoc/>
    public bool VerifyP256(in U256 messageHash, in U256 r, in U256 s, in U256 x, in U256 y) => Software.VerifyP256(in messageHash, in r, in s, in x, in y);

    private static void Write(in U256 value, ulong* limbs)
    {
        limbs[0] = value.L0;
        limbs[1] = value.L1;
        limbs[2] = value.L2;
        limbs[3] = value.L3;
    }

    private static U256 Read(ulong* limbs) => new(limbs[0], limbs[1], limbs[2], limbs[3]);

    private readonly struct KeccakInstruction : IStateInstruction
    {
        public static int Words => Kernel.Hashing.KeccakF1600.Lanes;

        public static void Execute(ulong* state) => Precompiles.KeccakF1600(state);
    }

    private readonly struct Poseidon2W16Instruction : IStateInstruction
    {
        public static int Words => Poseidon2Width16.Width * sizeof(uint) / sizeof(ulong);

        public static void Execute(ulong* state) => Precompiles.Poseidon2W16(state);
    }

    private readonly struct Poseidon2W24Instruction : IStateInstruction
    {
        public static int Words => Poseidon2Width24.Width * sizeof(uint) / sizeof(ulong);

        public static void Execute(ulong* state) => Precompiles.Poseidon2W24(state);
    }
}
