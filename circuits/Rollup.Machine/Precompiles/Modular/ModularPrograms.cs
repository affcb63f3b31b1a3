namespace Rollup.Machine.Precompiles.Modular;

/// <summary>The microprogram: all programs, one after the other.</summary>
internal static class ModularPrograms
{
    private static readonly List<Microprogram> Programs = [];

    public static Microprogram MulMod { get; } = Place(MulModPrograms.Product);

    public static Microprogram MulModByZero { get; } = Place(MulModPrograms.Zero);

    public static Microprogram Recover { get; } = Place(RecoveryPrograms.Key);

    public static Microprogram RecoverInfinity { get; } = Place(RecoveryPrograms.Infinity);

    public static Microprogram RecoverNoPoint { get; } = Place(RecoveryPrograms.NoPoint);

    public static Microprogram RecoverZeroR { get; } = Place(RecoveryPrograms.ZeroR);

    public static Microprogram RecoverZeroS { get; } = Place(RecoveryPrograms.ZeroS);

    public static Microprogram RecoverLargeR { get; } = Place(RecoveryPrograms.LargeR);

    public static Microprogram RecoverLargeS { get; } = Place(RecoveryPrograms.LargeS);

    public static Microprogram RecoverLargeParity { get; } = Place(RecoveryPrograms.LargeParity);

    public static IReadOnlyList<Microprogram> All => Programs;

    /// <summary>Rows of all programs.</summary>
    public static int Length => Programs.Sum(program => program.Length);

    private static Microprogram Place(Func<int, Microprogram> assemble)
    {
        Microprogram program = assemble(Length);
        Programs.Add(program);
        return program;
    }
}
