using System.Diagnostics;
using System.Runtime.Intrinsics.X86;
using System.Text.Json;
using Rollup.Kernel.Fields;
using Rollup.Stark.Fields;
using Rollup.Stark.Hashing;
using Rollup.Stark.Matrices;
using Rollup.Stark.Ntt;

namespace Rollup.Benchmarks;

/// <summary>
/// The prover's inner loops: per second of one core's processor time (so that a busy machine does not count), and how many times as fast all cores are on the wall clock.
/// <c>--json</c> prints the last line only.
/// </summary>
internal static class KernelsBenchmark
{
    private const int Repetitions = 5;

    public static void Run(bool jsonOnly) => PackedField.Dispatch<Kernels, int>(new(jsonOnly));

    private sealed record Result(string Kernel, string Unit, double PerCoreSecond, double Scaling);

    private readonly struct Kernels(bool jsonOnly) : IPackedAction<int>
    {
        private readonly List<Result> _results = [];

        public int Run<P>()
            where P : unmanaged, IPackedField<P>
        {
            Multiplications<P>();
            Measure("Poseidon2 width 16", "permutations", 20_000 * P.Lanes, () => Repeat(20_000, new P[16], PackedPoseidon2.Permute16));
            Measure("Poseidon2 width 24", "permutations", 20_000 * P.Lanes, () => Repeat(20_000, new P[24], PackedPoseidon2.Permute24));
            if (Avx512F.IsSupported)
                Measure("Keccak-f", "permutations", 40_000 * KeccakLanes8.Count, () => Repeat(40_000, new KeccakLanes8[PackedKeccak.LaneCount], PackedKeccak.Permute));
            RowHashes<Poseidon2Suite, P>();
            RowHashes<KeccakSuite, P>();
            Extension<P>(10);
            Extension<P>(17);
            Console.WriteLine(JsonSerializer.Serialize(new { cores = Environment.ProcessorCount, lanes = P.Lanes, results = _results }, JsonSerializerOptions.Web));
            return 0;
        }

        private void Multiplications<P>()
            where P : unmanaged, IPackedField<P>
        {
            const int Count = 40_000;
            P[] initial = [.. Enumerable.Range(2, 256).Select(i => P.Constant(KoalaBear.FromCanonical((uint)i)))];
            Measure("KoalaBear multiplication", "products", (double)Count * initial.Length * P.Lanes, () => Repeat<P>(Count, [.. initial], static v =>
            {
                foreach (ref P value in v)
                    value *= value;
            }));
        }

        private void RowHashes<THash, P>()
            where THash : struct, IHashSuite<THash>
            where P : unmanaged, IPackedField<P>
        {
            const int Count = 4000, Width = 164;
            Measure($"{THash.Kind} row hashing", "elements", (double)Count * Width * P.Lanes, () =>
            {
                Digest[] digests = new Digest[P.Lanes];
                Repeat<P>(Count, new P[Width], row => THash.HashRows<P>(row, ofExtensions: false, digests));
            });
        }

        private void Extension<P>(int logRows)
            where P : unmanaged, IPackedField<P>
        {
            const int Elements = 1 << 23;
            int width = Elements >> logRows;
            using BufferPool pool = new();
            using PackedMatrix<P> input = new(pool, width, 1 << logRows);
            input.CopyFrom(new Rollup.Stark.Matrices.Trace(width, 1 << logRows), 0, input.PackedRows);
            Measure($"LDE to twice the size, 2^{logRows} rows", "input elements", Elements, () => Extend(1), () => Extend(Environment.ProcessorCount), copies: 1);

            void Extend(int threads)
            {
                using PackedMatrix<P> output = CosetLde.Extend(input, 0, logRows, KoalaBear.One, 1, pool, new Workers(threads, CancellationToken.None));
            }
        }

        private static void Repeat<T>(int count, T[] state, SpanAction<T> action)
        {
            for (int i = 0; i < count; i++)
                action(state);
        }

        private void Measure(string kernel, string unit, double operations, Action action)
            => Measure(kernel, unit, operations, action, () => Parallel.For(0, Environment.ProcessorCount, _ => action()), copies: Environment.ProcessorCount);

        /// <summary><paramref name="onAllCores"/> does the work of <paramref name="action"/> <paramref name="copies"/> times.</summary>
        private void Measure(string kernel, string unit, double operations, Action action, Action onAllCores, int copies)
        {
            action();
            onAllCores();
            double perSecond = Enumerable.Range(0, Repetitions).Max(_ => operations / ProcessorTime(action));
            double scaling = copies * Wall(action) / Wall(onAllCores);
            _results.Add(new(kernel, unit, Math.Round(perSecond), Math.Round(scaling, 2)));
            if (!jsonOnly)
                Console.WriteLine($"{kernel,-36} {perSecond / 1e6,8:F2} M {unit} per second of one core, {scaling:F2} times that on all");
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
