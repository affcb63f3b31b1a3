namespace Rollup.Recursion.Solidity;

/// <summary>The contract's memory, laid out when it is generated: every area has a name, which is a constant of the contract, and an address.</summary>
internal sealed class ContractMemory
{
    public const int WordBytes = 32;

    private readonly List<(string Name, int Address, string Meaning)> _areas = [];

    /// <summary>The first byte behind all areas.</summary>
    public int End { get; private set; }

    public IReadOnlyList<(string Name, int Address, string Meaning)> Areas => _areas;

    public int AddressOf(string name) => _areas.Single(area => area.Name == name).Address;

    /// <summary>An area of <paramref name="words"/> words.</summary>
    public int Allocate(string name, int words, string meaning)
    {
        int address = End;
        _areas.Add((name, address, meaning));
        End += words * WordBytes;
        return address;
    }
}
