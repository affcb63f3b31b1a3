using System.Numerics;
using System.Text;
using System.Text.Json;
using Rollup.Kernel.Rlp;

namespace Rollup.Kernel.Tests.Rlp;

/// <summary>The RLPTests of ethereum/tests: strings are UTF-8 bytes, a leading # marks a large integer.</summary>
public class RlpVectorTests
{
    private const string Folder = "ethereum-tests/RLPTests";

    [Fact]
    public void Valid_items_are_written_as_published_and_read_back()
    {
        int count = 0;
        foreach ((string name, JsonElement test) in TestVectors.Cases(Folder))
        {
            JsonElement value = test.GetProperty("in");
            if (IsText(value, "INVALID") || IsText(value, "VALID"))
                continue;
            byte[] expected = TestVectors.Bytes(test.GetProperty("out").GetString()!);
            byte[] buffer = new byte[expected.Length];
            var writer = new RlpWriter(buffer);
            Write(ref writer, value);
            writer.Overflowed.ShouldBeFalse(name);
            writer.Written.ToArray().ShouldBe(expected, name);
            ReadAll(expected).ShouldBe(RlpError.None, name);
            count++;
        }

        count.ShouldBe(28);
    }

    [Fact]
    public void Items_marked_valid_are_read_and_items_marked_invalid_are_refused()
    {
        int valid = 0;
        int invalid = 0;
        foreach ((string name, JsonElement test) in TestVectors.Cases(Folder))
        {
            JsonElement value = test.GetProperty("in");
            byte[] input = TestVectors.Bytes(test.GetProperty("out").GetString()!);
            if (IsText(value, "VALID"))
            {
                ReadAll(input).ShouldBe(RlpError.None, name);
                valid++;
            }
            else if (IsText(value, "INVALID"))
            {
                ReadAll(input).ShouldNotBe(RlpError.None, name);
                invalid++;
            }
        }

        valid.ShouldBe(1);
        invalid.ShouldBe(26);
    }

    /// <summary>Reads one item and everything inside it.</summary>
    internal static RlpError ReadAll(ReadOnlySpan<byte> input)
    {
        var reader = new RlpReader(input);
        RlpError error = ReadItem(ref reader);
        return error == RlpError.None ? reader.ReadEnd() : error;
    }

    private static RlpError ReadItem(ref RlpReader reader)
    {
        if (!reader.IsList)
            return reader.ReadBytes(out _);
        RlpError error = reader.ReadList(out RlpReader items);
        while (error == RlpError.None && !items.IsAtEnd)
            error = ReadItem(ref items);
        return error;
    }

    private static void Write(ref RlpWriter writer, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Array:
                int list = writer.BeginList();
                foreach (JsonElement item in value.EnumerateArray())
                    Write(ref writer, item);
                writer.EndList(list);
                break;
            case JsonValueKind.Number:
                writer.WriteUInt64(value.GetUInt64());
                break;
            default:
                string text = value.GetString()!;
                writer.WriteBytes(text.StartsWith('#')
                    ? BigInteger.Parse(text.AsSpan(1)).ToByteArray(isUnsigned: true, isBigEndian: true)
                    : Encoding.UTF8.GetBytes(text));
                break;
        }
    }

    private static bool IsText(JsonElement value, string text) => value.ValueKind == JsonValueKind.String && value.GetString() == text;
}
