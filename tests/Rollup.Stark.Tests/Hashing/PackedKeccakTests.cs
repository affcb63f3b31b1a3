using System.Runtime.InteropServices;
using Rollup.Stark.Hashing;

namespace Rollup.Stark.Tests.Hashing;

public sealed class PackedKeccakTests
{
    /// <summary>Keccak-f[1600] of the all-zero state, from the Keccak team's KeccakF-1600-IntermediateValues.txt.</summary>
    private static readonly ulong[] PermutedZeros =
    [
        0xf1258f7940e1dde7, 0x84d5ccf933c0478a, 0xd598261ea65aa9ee, 0xbd1547306f80494d, 0x8b284e056253d057,
        0xff97a42d7f8e6fd4, 0x90fee5a0a44647c4, 0x8c5bda0cd6192e76, 0xad30a6f71b19059c, 0x30935ab7d08ffc64,
        0xeb5aa93f2317d635, 0xa9a6e6260d712103, 0x81a57c16dbcf555f, 0x43b831cd0347c826, 0x01f22f1a11a5569f,
        0x05e5635a21d9ae61, 0x64befef28cc970f2, 0x613670957bc46611, 0xb87c5a554fd00ecb, 0x8c3ee88a1ccf32c8,
        0x940c7922ae3a2614, 0x1841f924a2c509e4, 0x16f53526e70465c2, 0x75f644e97f30a13b, 0xeaf1ff7b5ceca249,
    ];

    [Fact]
    public void The_zero_state_becomes_the_published_state()
    {
        ulong[] state = new ulong[25];
        PackedKeccak.Permute<KeccakLanes1>(MemoryMarshal.Cast<ulong, KeccakLanes1>(state.AsSpan()));
        state.ShouldBe(PermutedZeros);
    }

    [Fact]
    public void Four_and_eight_states_at_once_are_four_and_eight_single_permutations()
    {
        ShouldPermuteLikeSingleStates<KeccakLanes4>();
        ShouldPermuteLikeSingleStates<KeccakLanes8>();
    }

    private static void ShouldPermuteLikeSingleStates<T>()
        where T : unmanaged, IKeccakLanes<T>
    {
        ulong[] words = [.. Enumerable.Range(1, 25 * T.Count).Select(i => (ulong)i * 0x9e37_79b9_7f4a_7c15)];
        ulong[][] singles = StatesOf(words, T.Count);
        foreach (ulong[] single in singles)
            PackedKeccak.Permute<KeccakLanes1>(MemoryMarshal.Cast<ulong, KeccakLanes1>(single.AsSpan()));

        PackedKeccak.Permute<T>(MemoryMarshal.Cast<ulong, T>(words.AsSpan()));

        StatesOf(words, T.Count).ShouldBe(singles);
    }

    private static ulong[][] StatesOf(ulong[] words, int count)
        => [.. Enumerable.Range(0, count).Select(state => Enumerable.Range(0, 25).Select(lane => words[(lane * count) + state]).ToArray())];
}
