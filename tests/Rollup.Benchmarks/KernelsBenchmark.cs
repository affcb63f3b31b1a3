using System.Diagnostics;
using Rollup.Kernel.Fields;
using Rollup.Stark.Fields;
using Rollup.Stark.Hashing;
using Rollup.Stark.Matrices;
using Rollup.Stark.Ntt;

namespace Rollup.Benchmarks;

/// <summary>
/// The prover's inner loops on one core, per second of that core's time (so that a busy machine does not count), and how two threads scale on the wall clock.
/// </summary>
internal static class KernelsBenchmark
{
    private const int Repetitions = 5;

    public static void Run() => PackedField.Dispatch<Kernels, int>(new());

    private readonly struct Kernels : IPackedAction<int>
    {
        public int Run<P>()
            where P : unmanaged, IPackedField<P>
        {
            Console.WriteLine($"{P.Lanes} lanes, one core");
            Multiplications<P>();
            Print("Poseidon2 width 16", "M permutations/s", 1e6, 20_000 * P.Lanes, () => Repeat(20_000, new P[16], PackedPoseidon2.Permute16));
            Print("Poseidon2 width 24", "M permutations/s", 1e6, 20_000 * P.Lanes, () => Repeat(20_000, new P[24], PackedPoseidon2.Permute24));
            if (System.Runtime.Intrinsics.X86.Avx512F.IsSupported)
                Print("Keccak-f, eight at once", "M permutations/s", 1e6, 40_000 * KeccakLanes8.Count, () => Repeat(40_000, new KeccakLanes8[25], PackedKeccak.Permute));
            Extension<P>();
            return 0;
        }

        private static void Multiplications<P>()
            where P : unmanaged, IPackedField<P>
        {
            const int Count = 40_000;
            P[] values = [.. Enumerable.Range(2, 256).Select(i => P.Constant(KoalaBear.FromCanonical((uint)i)))];
            Print("KoalaBear multiplication", "/ns", 1e9, (double)Count * values.Length * P.Lanes, () => Repeat<P>(Count, values, static v =>
            {
                foreach (ref P value in v)
                    value *= value;
            }));
        }

        private static void Extension<P>()
            where P : unmanaged, IPackedField<P>
        {
            const int LogRows = 17, Width = 64;
            using BufferPool pool = new();
            using PackedMatrix<P> input = new(pool, Width, 1 << LogRows);
            input.CopyFrom(new Rollup.Stark.Matrices.Trace(Width, 1 << LogRows), 0, input.PackedRows);
            Print("LDE to twice the size", "M input elements/s", 1e6, (double)(Width << LogRows), () => Extend(1));
            double one = Wall(() => Extend(1)), two = Wall(() => Extend(2));
            Console.WriteLine($"{"LDE, two threads",-28} {one / two,8:F2} times one thread (wall clock)");

            void Extend(int threads)
            {
                using PackedMatrix<P> output = CosetLde.Extend(input, 0, LogRows, KoalaBear.One, 1, pool, new Workers(threads, CancellationToken.None));
            }
        }

        private static void Repeat<T>(int count, T[] state, SpanAction<T> action)
        {
            for (int i = 0; i < count; i++)
                action(state);
        }

        private static void Print(string name, string unit, double scale, double operations, Action action)
        {
            action();
            double best = Enumerable.Range(0, Repetitions).Max(_ => operations / ProcessorTime(action));
            Console.WriteLine($"{name,-28} {best / scale,8:F2} {unit}");
        }

        private static double ProcessorTime(Action action)
        {
            TimeSpan start = Environment.CpuUsage.TotalTime;
            action();
            return (Environment.CpuUsage.TotalTime - start).TotalSeconds;
        }

        private static double Wall(Action action) => Enumerable.Range(0, Repetitions).Min(_ =>
        {
            long start = Stopwatch.GetTimestamp();
            action();
            return Stopwatch.GetElapsedTime(start).TotalSeconds;
        });

        private delegate void SpanAction<T>(Span<T> state);
    }
}
