using System.Text;
using System.Text.Json;
using Rollup.Ethereum.Hex;
using Rollup.Kernel.Primitives;

namespace Rollup.StateTests;

/// <summary>The official trie tests, on which the state tests' roots rest.</summary>
public class TrieTests
{
    [Theory]
    [InlineData("trieanyorder.json", false)]
    [InlineData("trietest.json", false)]
    [InlineData("trieanyorder_secureTrie.json", true)]
    [InlineData("trietest_secureTrie.json", true)]
    [InlineData("hex_encoded_securetrie_test.json", true)]
    public void The_root_is_the_expected_one(string file, bool isSecure)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Vectors.Folder("ethereum-tests/TrieTests"), file)));
        foreach (JsonProperty test in document.RootElement.EnumerateObject())
        {
            List<KeyValuePair<byte[], byte[]>> entries = Entries(test.Value.GetProperty("in"));
            Hash256 root = isSecure ? MerklePatriciaTrie.SecureRoot(entries) : MerklePatriciaTrie.Root(entries);
            root.ToHex().ShouldBe(test.Value.GetProperty("root").GetString(), $"{file}: {test.Name}");
        }
    }

    /// <summary>What is left after the assignments, in order; null removes.</summary>
    private static List<KeyValuePair<byte[], byte[]>> Entries(JsonElement input)
    {
        IEnumerable<(string Key, string? Value)> assignments = input.ValueKind == JsonValueKind.Array
            ? input.EnumerateArray().Select(pair => (pair[0].GetString()!, pair[1].GetString()))
            : input.EnumerateObject().Select(pair => (pair.Name, pair.Value.GetString()));
        var left = new Dictionary<string, string>();
        foreach ((string key, string? value) in assignments)
        {
            if (value is null)
                left.Remove(key);
            else
                left[key] = value;
        }

        return left.Select(entry => KeyValuePair.Create(Bytes(entry.Key), Bytes(entry.Value))).ToList();
    }

    private static byte[] Bytes(string text) =>
        text.StartsWith("0x", StringComparison.Ordinal) ? Convert.FromHexString(text[2..]) : Encoding.ASCII.GetBytes(text);
}
