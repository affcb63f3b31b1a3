using System.Runtime.CompilerServices;
using Rollup.Kernel.Hashing;
using Rollup.Kernel.Primitives;

namespace Rollup.Benchmarks;

/// <summary>The kernel's words and hashes, one core; each operation depends on the one before.</summary>
internal static class PrimitivesBenchmark
{
    private const int Count = 100_000;

    public static async Task RunAsync()
    {
        var a = new U256(0x0123456789ABCDEF, 0xFEDCBA9876543210, 0x0F1E2D3C4B5A6978, 0x8796A5B4C3D2E1F0);
        U256 wide = a >> 1;
        U256 middle = a >> 120;
        U256 narrow = 0xFFFF_FFFF_0000_0001;
        await ChainAsync("U256 add", a, x => x + wide);
        await ChainAsync("U256 mul", a, x => x * wide);
        await ChainAsync("U256 div by 64 bits", a, x => (x / narrow) ^ a);
        await ChainAsync("U256 div by 136 bits", a, x => (x / middle) ^ a);
        await ChainAsync("U256 mod by 255 bits", a, x => (x % wide) ^ a);
        await ChainAsync("U256 mulmod", a, x => U256.MulMod(x, a, wide));
        await ChainAsync("U256 exp, 256 bits", a, x => U256.Exp(x, a), Count / 100);
        byte[] data = new byte[1_088];
        await KeccakAsync("Keccak-256 of 64 bytes", data.AsMemory(0, 64));
        await KeccakAsync("Keccak-256 of 1088 bytes", data);
    }

    private static async Task ChainAsync(string name, U256 start, Func<U256, U256> step, int count = Count) =>
        Timing.Print(name, await Timing.MedianPerOperationAsync(count, () =>
        {
            U256 value = start;
            for (int i = 0; i < count; i++)
                value = step(value);
            Consume(in value);
        }));

    private static async Task KeccakAsync(string name, ReadOnlyMemory<byte> data) =>
        Timing.Print(name, await Timing.MedianPerOperationAsync(Count / 10, () =>
        {
            for (int i = 0; i < Count / 10; i++)
                Consume(Keccak256.Hash(data.Span).ToU256());
        }));

    /// <summary>Keeps the compiler from dropping a result that nobody reads.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Consume(in U256 value)
    {
    }
}
