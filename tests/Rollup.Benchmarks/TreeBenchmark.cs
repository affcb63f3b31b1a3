using System.Diagnostics;
using Rollup.Execution.Native;
using Rollup.Kernel.Host;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.State;
using Rollup.State.Tree;

namespace Rollup.Benchmarks;

/// <summary>
/// Batches of random new values for existing slots of a large tree, from key to root: hashing of keys, leaves and inner nodes, in vector
/// lanes and one state at a time. Both have to reach the same root.
/// </summary>
internal static class TreeBenchmark
{
    private const int Entries = 1_000_000;
    private const int BatchSize = 100_000;
    private const int Batches = 3;

    public static void Run()
    {
        Console.WriteLine($"{BatchSize:N0} random keys per batch in a tree of {Entries:N0}, {Environment.ProcessorCount} cores");
        Digest packed = Measure<NativeHost>("vector lanes");
        Digest scalar = Measure<SoftwareHost>("one state at a time");
        if (packed != scalar)
            throw new InvalidOperationException("The roots differ.");
    }

    private static Digest Measure<THost>(string name)
        where THost : struct, IHost
    {
        StateTree<THost> tree = StateTree<THost>.CreateEmpty();
        Random random = new(1);
        long start = Stopwatch.GetTimestamp();
        for (int first = 0; first < Entries; first += BatchSize)
            tree.Update(Writes<THost>([.. Enumerable.Range(first, BatchSize)], random));
        Console.WriteLine($"{name,-20} built in {Stopwatch.GetElapsedTime(start).TotalSeconds:F1} s");

        double best = double.MaxValue;
        for (int batch = 0; batch < Batches; batch++)
        {
            int[] numbers = [.. Enumerable.Range(0, BatchSize).Select(_ => random.Next(Entries)).Distinct()];
            start = Stopwatch.GetTimestamp();
            LeafWrite[] writes = Writes<THost>(numbers, random);
            double prepared = Stopwatch.GetElapsedTime(start).TotalSeconds;
            tree.Update(writes);
            double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            Console.WriteLine($"{name,-20} {numbers.Length,8:N0} keys: keys and leaves {prepared * 1e3,7:F0} ms, tree {(seconds - prepared) * 1e3,7:F0} ms, {numbers.Length / seconds,10:N0} keys/s");
            best = Math.Min(best, seconds / numbers.Length);
        }

        Console.WriteLine($"{name,-20} best {1 / best:N0} keys/s");
        return tree.Root;
    }

    private static LeafWrite[] Writes<THost>(int[] numbers, Random random)
        where THost : struct, IHost
    {
        StateKey[] keys = new StateKey[numbers.Length];
        StateValue[] values = new StateValue[numbers.Length];
        ulong[] indices = new ulong[numbers.Length];
        for (int i = 0; i < numbers.Length; i++)
        {
            keys[i] = StateKey.StorageSlot(Address.FromU256(1), (ulong)numbers[i]);
            values[i] = StateValue.OfSlot((ulong)random.NextInt64(1, long.MaxValue));
            indices[i] = (ulong)numbers[i];
        }

        return LeafWrites.Prepare<THost>(keys, indices, values);
    }
}
