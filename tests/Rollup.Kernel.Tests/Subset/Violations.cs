using System.Numerics;
using System.Runtime.CompilerServices;
using Rollup.Kernel.Primitives;

namespace Rollup.Kernel.Tests.Subset;

#pragma warning disable CA1822, CS0414, CS0649, IDE0044, IDE0052, MA0015, MA0012, CA2211 // bad code on purpose

/// <summary>One departure from the provable subset per nested type: what the checker must find.</summary>
internal static class Violations
{
    internal interface IShape
    {
        int Sides { get; }
    }

    internal struct Square : IShape
    {
        public readonly int Sides => 4;
    }

    internal class OrdinaryClass;

    internal sealed record class RecordClass(int Value);

    internal delegate int DelegateType(int value);

    internal struct ReferenceField
    {
        public string? Text;
    }

    internal struct FloatField
    {
        public double Value;
    }

    internal static class MutableStatic
    {
        public static int Counter;

        public static int Read() => Counter;
    }

    internal static class StoredStatic
    {
        private static int counter;

        public static void Set(int value) => counter = value;
    }

    internal static class StaticConstructor
    {
        private static readonly int Value = Environment.ProcessorCount;

        public static int Read() => Value;
    }

    internal static class NewArray
    {
        public static int Run(int length) => new int[length].Length;
    }

    internal static class NewObject
    {
        public static void Run() => _ = new OrdinaryClass();
    }

    internal static class Boxing
    {
        public static object Run(int value) => value;
    }

    internal static class StringLiteral
    {
        public static int Run() => "text".Length;
    }

    internal static class Throwing
    {
        public static int Run(int value) => value > 0 ? value : throw new InvalidOperationException();
    }

    internal static class Catching
    {
        public static int Run(int a, int b)
        {
            try
            {
                return a / b;
            }
            catch (DivideByZeroException)
            {
                return 0;
            }
        }
    }

    internal static class InterfaceCall
    {
        public static int Run(IShape shape) => shape.Sides;
    }

    internal static class OpenTypeParameter
    {
        public static int Run<TShape>(TShape shape)
            where TShape : IShape
            => shape.Sides;
    }

    internal static class FloatArithmetic
    {
        public static int Run(int value) => (int)(value * 1.5);
    }

    internal static class LinqQuery
    {
        public static int Run(IEnumerable<int> values) => values.Count(value => value > 1);
    }

    internal static class Lambda
    {
        public static int Run(int value)
        {
            Func<int, int> twice = x => x + value;
            return twice(value);
        }
    }

    internal static class FunctionPointer
    {
        public static unsafe int Run(int value)
        {
            delegate*<int, int> same = &Same;
            return same(value);
        }

        private static int Same(int value) => value;
    }

    internal static class Asynchronous
    {
        public static async Task Run() => await Task.Yield();
    }

    internal static class BigNumbers
    {
        public static bool Run(int value) => new BigInteger(value).IsEven;
    }

    internal static class Clock
    {
        public static long Run() => Environment.TickCount64;
    }

    internal static class HostOnlyCall
    {
        public static bool Run(U256 a, object b) => a.Equals(b);
    }

    internal static class UnlistedCall
    {
        public static int Run(int value) => int.RotateLeft(value, Unsafe.SizeOf<long>());
    }

    internal static class Allowed
    {
        private static ReadOnlySpan<ulong> Table => [1, 2, 3];

        public static unsafe ulong Run<TShape>(ref TShape shape, Span<byte> room)
            where TShape : struct, IShape
        {
            ulong* buffer = stackalloc ulong[3];
            for (int i = 0; i < 3; i++)
                buffer[i] = Math.BigMul(Table[i], (ulong)shape.Sides, out _);
            room[..8].Clear();
            return buffer[2] + (ulong)BitOperations.LeadingZeroCount(buffer[0]);
        }
    }
}
