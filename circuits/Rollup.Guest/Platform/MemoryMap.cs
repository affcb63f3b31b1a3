namespace Rollup.Guest.Platform;

/// <summary>Where the machine has what a program works with, in bytes. All but image and input begins as zeros.</summary>
public static class MemoryMap
{
    /// <summary>128 bytes that a finished run leaves behind; the first word tells that it has finished.</summary>
    public const ulong Output = 0x0100_0000;

    /// <summary>What the prover gives: the length of the witness, the number of hint words, the witness padded to a multiple of eight, the hints.</summary>
    public const ulong Input = 0x1000_0000;

    public const ulong InputSize = 0x1000_0000;

    public const ulong Arena = 0x2000_0000;

    public const ulong ArenaSize = 0x2000_0000;

    public const ulong EvmBuffer = 0x4000_0000;

    public const ulong EvmBufferSize = 0x4000_0000;

    /// <summary>The longest witness: what the input has room for behind its two lengths.</summary>
    public const ulong MaxWitnessSize = InputSize - (2 * sizeof(ulong));

    /// <summary>The first word of the output: "ROLLUP01".</summary>
    public const ulong Finished = 0x3130_5055_4c4c_4f52;
}
