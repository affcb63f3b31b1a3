namespace Rollup.GuestCompiler.Tests.Programs;

#pragma warning disable CA1822, MA0012, MA0015, CA2211, MA0069, IDE0044, CS0649 // bad code on purpose

/// <summary>Programs that reach what is outside the provable subset, one departure each.</summary>
public static class RefusedPrograms
{
    public interface IShape
    {
        int Sides { get; }
    }

    public static class NewArray
    {
        public static void Run() => _ = Sum(3);

        private static int Sum(int n) => new int[n].Length;
    }

    public static class Throwing
    {
        public static void Run() => Fail();

        private static void Fail() => throw new NotSupportedException();
    }

    public static class FloatingPoint
    {
        public static void Run() => _ = Half(3);

        private static double Half(int n) => n * 0.5;
    }

    public static class Catching
    {
        public static void Run()
        {
            try
            {
                GC.KeepAlive(null);
            }
            finally
            {
                GC.KeepAlive(null);
            }
        }
    }

    public static class MutableStatic
    {
        private static int _counter;

        public static void Run() => Take(_counter);

        private static void Take(int value) => _ = value;
    }

    public static class UnlistedCall
    {
        public static void Run() => _ = int.RotateLeft(5, 3);
    }

    public static class WithoutEntry
    {
        public static void Start()
        {
        }
    }
}
