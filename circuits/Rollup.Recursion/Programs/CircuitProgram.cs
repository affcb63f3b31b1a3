namespace Rollup.Recursion.Programs;

/// <summary>A recorded circuit: what runs, and where in memory its words stand.</summary>
public sealed class CircuitProgram
{
    internal CircuitProgram(ProgramOperations operations, string[] parts, MemoryLayout memory, IReadOnlyList<(int Word, Extension Value)> constants, int publicValueCount, int inputLength)
    {
        Operations = operations;
        Parts = parts;
        Memory = memory;
        Constants = constants;
        PublicValueCount = publicValueCount;
        InputLength = inputLength;
        SpongeRows = new int[operations.Sponges.Length];
        int row = 0;
        for (int i = 0; i < SpongeRows.Length; i++)
        {
            SpongeRows[i] = row;
            row += operations.Sponges[i].Blocks.Count;
        }

        SpongeRowCount = row;
    }

    /// <summary>Base elements that a run reads.</summary>
    public int InputLength { get; }

    public int PublicValueCount { get; }

    /// <summary>What the parts of the recorded code are called.</summary>
    public IReadOnlyList<string> Parts { get; }

    /// <summary>The smallest heights that hold the program.</summary>
    public CircuitShape MinimalShape => CircuitShape.For(this);

    internal ProgramOperations Operations { get; }

    internal MemoryLayout Memory { get; }

    internal IReadOnlyList<(int Word, Extension Value)> Constants { get; }

    /// <summary>The first row of every sponge.</summary>
    internal int[] SpongeRows { get; }

    internal int SpongeRowCount { get; }
}
