using Rollup.Kernel.Fields;
using Rollup.Stark.Hashing;

namespace Rollup.Recursion.Keys;

/// <summary>The key P of a program: image, entry, machine and allowed keys. L1 knows it, and it changes with the kernel.</summary>
public static class ProgramKey
{
    /// <summary><paramref name="image"/> is the image's node in the memory tree, <paramref name="entryPc"/> the entry's address.</summary>
    public static Digest Digest(Kernel.State.Digest image, uint entryPc, Digest machineKey, Digest allowedKeys)
    {
        HashMessage<Poseidon2Suite> message = new();
        Digest node = default;
        for (int i = 0; i < Stark.Hashing.Digest.Length; i++)
            node[i] = image.AsSpan()[i].MontgomeryWord;
        message.Add(node);
        message.Add(machineKey);
        message.Add(allowedKeys);
        message.Add(KoalaBear.FromCanonical(entryPc / 4));
        return Poseidon2Suite.HashWords(HashDomain.Program, message.Words);
    }
}
