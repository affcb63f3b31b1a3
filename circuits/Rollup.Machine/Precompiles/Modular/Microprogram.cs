namespace Rollup.Machine.Precompiles.Modular;

/// <summary>One way through the microprogram, from the start of a call to its end.</summary>
public sealed class Microprogram
{
    private readonly MicroinstructionColumns<int>[] _rows;
    private readonly ModularHint[] _hints;

    internal Microprogram(string name, MicroinstructionColumns<int>[] rows, ModularHint[] hints)
    {
        Name = name;
        _rows = rows;
        _hints = hints;
        for (int row = 0; row < rows.Length; row++)
            Addresses.Add(rows[row].Address, row);
    }

    public string Name { get; }

    public int Length => _rows.Length;

    public ReadOnlySpan<MicroinstructionColumns<int>> Rows => _rows;

    /// <summary>What the value of each row is if no equation computes it.</summary>
    public ReadOnlySpan<ModularHint> Hints => _hints;

    /// <summary>The row whose value is at an address.</summary>
    public Dictionary<int, int> Addresses { get; } = [];
}
