using Rollup.Guest;

namespace Rollup.Stark.Cli;

/// <summary>Witnesses of batches, as files.</summary>
internal static class WitnessFile
{
    /// <summary>Reads a witness as the free input of its run; null, with a reason, if it is too long.</summary>
    public static byte[]? ReadInput(string path, out string reason)
    {
        long length = new FileInfo(path).Length;
        reason = $"the witness has {length} bytes; at most {BatchRun.MaxWitnessBytes} are read";
        return length <= BatchRun.MaxWitnessBytes ? BatchRun.InputOf(File.ReadAllBytes(path)) : null;
    }
}
