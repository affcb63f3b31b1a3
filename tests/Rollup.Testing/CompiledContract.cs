using System.Text.Json;
using Rollup.Kernel.Primitives;

namespace Rollup.Testing;

/// <summary>A contract of <c>tests/Rollup.Benchmarks/Contracts</c>, as the Solidity compiler gave it (<c>contracts.json</c> there).</summary>
public sealed class CompiledContract
{
    private readonly Dictionary<string, byte[]> _selectors;

    private CompiledContract(JsonElement contract)
    {
        Creation = Convert.FromHexString(contract.GetProperty("creation").GetString()!);
        Runtime = Convert.FromHexString(contract.GetProperty("runtime").GetString()!);
        _selectors = contract.GetProperty("selectors").EnumerateObject()
            .ToDictionary(entry => entry.Name, entry => Convert.FromHexString(entry.Value.GetString()!), StringComparer.Ordinal);
    }

    /// <summary>The folder of the sources.</summary>
    public static string Folder { get; } = Path.Combine(RepositoryRoot.Path, "tests", "Rollup.Benchmarks", "Contracts");

    /// <summary>The init code, to which the encoded arguments of the constructor are appended.</summary>
    public byte[] Creation { get; }

    /// <summary>The code of the deployed contract.</summary>
    public byte[] Runtime { get; }

    /// <summary>The contract with this name.</summary>
    public static CompiledContract Load(string name)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder, "contracts.json")));
        return new CompiledContract(json.RootElement.GetProperty("contracts").GetProperty(name));
    }

    /// <summary>The calldata of a method, named with its parameter types, all of which take one word.</summary>
    public byte[] Call(string method, params U256[] arguments) => [.. _selectors[method], .. arguments.SelectMany(Word)];

    /// <summary>32 bytes, big endian.</summary>
    public static byte[] Word(U256 value)
    {
        byte[] word = new byte[U256.Size];
        value.WriteBigEndian(word);
        return word;
    }
}
