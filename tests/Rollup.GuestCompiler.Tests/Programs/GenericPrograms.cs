namespace Rollup.GuestCompiler.Tests.Programs;

/// <summary>Type parameters that stand for structs, and the members that they are called through.</summary>
internal static class GenericPrograms
{
    private interface INumber<TSelf>
        where TSelf : struct, INumber<TSelf>
    {
        static abstract TSelf Zero { get; }

        static abstract TSelf operator +(TSelf a, TSelf b);

        static abstract TSelf From(ulong value);

        ulong Value { get; }
    }

    private interface IVisitor
    {
        void Visit(in Quad quad, int weight);

        bool Accepts(ulong value);
    }

    private interface ICounter
    {
        int Next();
    }

    public static void StaticAbstractMembers(ReadOnlySpan<ulong> input, ref Results results)
    {
        results.Add(Total<Plain>(input));
        results.Add(Total<Modular>(input));
        results.Add(new Holder<Plain>(Plain.From(input[0]), 3).Scaled());
        results.Add(new Holder<Modular>(Modular.From(input[0]), 3).Scaled());
    }

    public static void InterfaceMembers(ReadOnlySpan<ulong> input, ref Results results)
    {
        var summing = default(Summing);
        var largest = default(Largest);
        for (int i = 0; i + 4 <= input.Length; i++)
        {
            Quad quad = new(input[i], input[i + 1], input[i + 2], input[i + 3]);
            Show(ref summing, in quad, i);
            Show(ref largest, in quad, i);
        }

        results.Add(summing.Sum);
        results.Add(largest.Value);
        var counter = default(Explicit);
        results.Add(Count(ref counter) + Count(ref counter));
        results.Add(AreEqual(Plain.From(input[0]), Plain.From(input[1])));
        results.Add(AreEqual(Plain.From(input[0]), Plain.From(input[0])));
    }

    private static ulong Total<TNumber>(ReadOnlySpan<ulong> values)
        where TNumber : struct, INumber<TNumber>
    {
        TNumber sum = TNumber.Zero;
        for (int i = 0; i < values.Length; i++)
            sum += TNumber.From(values[i]);
        return sum.Value;
    }

    private static void Show<TVisitor>(ref TVisitor visitor, in Quad quad, int weight)
        where TVisitor : struct, IVisitor
    {
        if (visitor.Accepts(quad.A))
            visitor.Visit(in quad, weight);
    }

    private static int Count<TCounter>(ref TCounter counter)
        where TCounter : struct, ICounter => (10 * counter.Next()) + counter.Next();

    private static bool AreEqual<T>(T a, T b)
        where T : struct, IEquatable<T> => a.Equals(b);

    private readonly struct Plain(ulong value) : INumber<Plain>, IEquatable<Plain>
    {
        public static Plain Zero => default;

        public ulong Value => value;

        public static Plain operator +(Plain a, Plain b) => new(a.Value + b.Value);

        public static Plain From(ulong value) => new(value);

        public bool Equals(Plain other) => value == other.Value;

        public override bool Equals(object? obj) => obj is Plain other && Equals(other);

        public override int GetHashCode() => (int)value;
    }

    private readonly struct Modular(ulong value) : INumber<Modular>
    {
        private const ulong Modulus = 1_000_003;

        public static Modular Zero => default;

        public ulong Value => value;

        public static Modular operator +(Modular a, Modular b) => new((a.Value + b.Value) % Modulus);

        public static Modular From(ulong value) => new(value % Modulus);
    }

    private readonly struct Holder<T>(T item, byte times)
        where T : struct, INumber<T>
    {
        private readonly T _item = item;
        private readonly byte _times = times;

        public ulong Scaled()
        {
            T sum = _item;
            for (int i = 1; i < _times; i++)
                sum += _item;
            return sum.Value;
        }
    }

    private struct Summing : IVisitor
    {
        public ulong Sum;

        public void Visit(in Quad quad, int weight) => Sum += quad.Mix() * (ulong)weight;

        public readonly bool Accepts(ulong value) => (value & 1) == 0;
    }

    private struct Largest : IVisitor
    {
        public ulong Value;

        public void Visit(in Quad quad, int weight) => Value = Math.Max(Value, quad.Mix() + (ulong)weight);

        public readonly bool Accepts(ulong value) => value > Value;
    }

    private struct Explicit : ICounter
    {
        private int _count;

        int ICounter.Next() => ++_count;
    }
}
