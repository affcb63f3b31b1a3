using System.Text;
using Rollup.Kernel.Hashing;
using Rollup.Kernel.Host;
using Rollup.Kernel.Primitives;

namespace Rollup.Kernel.Tests.Hashing;

public class Keccak256Tests
{
    [Theory]
    [InlineData("", "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470")]
    [InlineData("abc", "4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45")]
    [InlineData("The quick brown fox jumps over the lazy dog", "4d741b6f1eb29cb2a9b9911c82f56fa8d73b04959d3d9d222895df6c0b28aa15")]
    public void Published_vectors_hold(string message, string expected) =>
        Convert.ToHexStringLower(Keccak256.Hash(Encoding.ASCII.GetBytes(message)).AsSpan()).ShouldBe(expected);

    [Fact]
    public void Every_length_across_two_block_edges_agrees_with_the_plain_definition()
    {
        byte[] data = Enumerable.Range(0, 300).Select(i => (byte)((i * 7) + 3)).ToArray();
        for (int length = 0; length <= data.Length; length++)
            Keccak256.Hash(data.AsSpan(0, length)).AsSpan().ToArray().ShouldBe(PlainKeccak.Hash256(data.AsSpan(0, length)), $"length {length}");
    }

    [Fact]
    public void Any_way_of_cutting_the_message_gives_the_same_hash()
    {
        byte[] data = Enumerable.Range(0, 500).Select(i => (byte)((i * 11) + 5)).ToArray();
        Hash256 expected = Keccak256.Hash(data);
        var host = default(SoftwareHost);
        for (int piece = 1; piece <= 300; piece++)
        {
            var hasher = default(Keccak256Hasher);
            for (int i = 0; i < data.Length; i += piece)
                hasher.Update(ref host, data.AsSpan(i, Math.Min(piece, data.Length - i)));
            hasher.Finish(ref host).ShouldBe(expected, $"pieces of {piece}");
        }
    }

    [Fact]
    public void A_batch_of_states_is_permuted_one_by_one()
    {
        ulong[] states = Enumerable.Range(0, 75).Select(i => (ulong)i * 0x9E3779B97F4A7C15).ToArray();
        ulong[] expected = [.. states];
        for (int i = 0; i < 3; i++)
            PlainKeccak.Permute(expected.AsSpan(25 * i, 25));
        default(SoftwareHost).KeccakF1600(states);
        states.ShouldBe(expected);
    }
}
