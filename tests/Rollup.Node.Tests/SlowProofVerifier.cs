using System.Globalization;
using System.Numerics;
using System.Text.Json;
using Rollup.Kernel.Fields;
using Rollup.Kernel.Poseidon2;

namespace Rollup.Node.Tests;

/// <summary>
/// Verifies rollup_getProof from its documentation: JSON, big integers and one permutation at a time. Of the kernel it uses the two hash modes only, which have vectors of their own.
/// </summary>
internal static class SlowProofVerifier
{
    private const int PathBits = 248;

    /// <summary>The root that the proof leads to, as hex digits.</summary>
    /// <param name="proof">An accountProof, or an element of storageProof.</param>
    /// <param name="address">The account.</param>
    /// <param name="slot">The slot; null for the account itself.</param>
    /// <param name="isPresent">Whether the leaf at the end is the key's own.</param>
    public static string Root(JsonElement proof, string address, BigInteger? slot, out bool isPresent)
    {
        KoalaBear[] path = Sponge(1, [Element(slot is null ? 0u : 1u), .. Limbs(Number(address), 6), .. Limbs(slot ?? 0, 9)]);
        Hex(proof.GetProperty("path")).ShouldBe(PathNumber(path));
        JsonElement leaf = proof.GetProperty("leaf");
        JsonElement[] siblings = [.. proof.GetProperty("siblings").EnumerateArray()];
        KoalaBear[] digest = new KoalaBear[8];
        isPresent = false;
        if (leaf.ValueKind != JsonValueKind.Null)
        {
            BigInteger leafPath = Hex(leaf.GetProperty("path"));
            (leafPath >> (PathBits - siblings.Length)).ShouldBe(PathNumber(path) >> (PathBits - siblings.Length), "the leaf is not on the path");
            isPresent = leafPath == PathNumber(path);
            digest = LeafDigest(leaf, leafPath);
        }

        for (int i = 0; i < siblings.Length; i++)
        {
            bool isRight = !(PathNumber(path) >> (PathBits - siblings.Length + i)).IsEven;
            KoalaBear[] sibling = Words(Hex(siblings[i]), 32);
            KoalaBear[] parent = new KoalaBear[8];
            Poseidon2Hash.Compress(isRight ? sibling : digest, isRight ? digest : sibling, parent);
            digest = parent;
        }

        return "0x" + string.Concat(digest.Select(element => element.ToCanonical().ToString("x8", CultureInfo.InvariantCulture)));
    }

    private static KoalaBear[] LeafDigest(JsonElement leaf, BigInteger path)
    {
        KoalaBear[] head = [.. Words(path, 31), .. Limbs(Hex(leaf.GetProperty("index")), 2)];
        return leaf.GetProperty("kind").GetString() == "slot"
            ? Sponge(3, [.. head, .. Limbs(Hex(leaf.GetProperty("value")), 9)])
            : Sponge(2,
            [
                .. head, .. Limbs(Hex(leaf.GetProperty("nonce")), 3), .. Limbs(Hex(leaf.GetProperty("balance")), 9), .. Limbs(Hex(leaf.GetProperty("codeHash")), 9),
                .. Words(Hex(leaf.GetProperty("codeCommitment")), 32), .. Limbs(Hex(leaf.GetProperty("codeSize")), 1),
            ]);
    }

    private static KoalaBear[] Sponge(uint domain, KoalaBear[] message)
    {
        KoalaBear[] digest = new KoalaBear[8];
        Poseidon2Hash.Hash(domain, message, digest);
        return digest;
    }

    private static KoalaBear Element(uint value) => KoalaBear.FromMontgomeryWord(value);

    /// <summary>Limbs of 29 bits, the lowest first.</summary>
    private static KoalaBear[] Limbs(BigInteger value, int count)
    {
        (value >> (29 * count)).ShouldBe(BigInteger.Zero);
        return [.. Enumerable.Range(0, count).Select(i => Element((uint)((value >> (29 * i)) & ((1 << 29) - 1))))];
    }

    /// <summary>Eight elements of <paramref name="bits"/> bits, the highest first: Montgomery words in a path (31 bits), canonical ones in a digest (32).</summary>
    private static KoalaBear[] Words(BigInteger value, int bits) =>
    [
        .. Enumerable.Range(0, 8).Select(i => (uint)((value >> (bits * (7 - i))) & ((BigInteger.One << bits) - 1)))
            .Select(word => bits == 31 ? KoalaBear.FromMontgomeryWord(word) : KoalaBear.FromCanonical(word)),
    ];

    private static BigInteger PathNumber(KoalaBear[] elements) => elements.Aggregate(BigInteger.Zero, (sum, element) => (sum << 31) + element.MontgomeryWord);

    private static BigInteger Hex(JsonElement value) => Number(value.GetString()!);

    private static BigInteger Number(string hex) => BigInteger.Parse("0" + hex[2..], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
