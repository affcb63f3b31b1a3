using Rollup.Machine.Proving;

namespace Rollup.Stark.Cli;

/// <summary>The folder of a proven run: <c>run.bin</c>, and <c>segment-0000.bin</c> and on. See <see cref="RunCodec"/>.</summary>
internal sealed class RunFolder(string path)
{
    /// <summary>Far above any valid segment; nothing larger is read.</summary>
    private const long MaxSegmentBytes = 64 << 20;

    /// <summary>More segments than any run has.</summary>
    private const int MaxSegments = 1 << 16;

    private string RunFile => Path.Combine(path, "run.bin");

    public string SegmentFile(int index) => Path.Combine(path, $"segment-{index:d4}.bin");

    /// <summary>Creates the folder, and removes what another run has left in it: a folder holds one run or, until <see cref="Write(RunProof)"/>, a part of one that nobody takes for whole.</summary>
    public void Create()
    {
        _ = Directory.CreateDirectory(path);
        File.Delete(RunFile);
        foreach (string segment in Directory.EnumerateFiles(path, "segment-*.bin"))
            File.Delete(segment);
    }

    public void Write(RunProof run) => File.WriteAllBytes(RunFile, RunCodec.Encode(run));

    public void Write(int index, SegmentProof segment) => File.WriteAllBytes(SegmentFile(index), RunCodec.Encode(segment));

    /// <summary>Null if there is no valid run.</summary>
    public RunProof? ReadRun()
    {
        FileInfo file = new(RunFile);
        return file.Exists && file.Length == RunCodec.RunBytes && RunCodec.DecodeRun(File.ReadAllBytes(file.FullName)) is { SegmentCount: <= MaxSegments } run ? run : null;
    }

    /// <summary>The segments one after another, up to the first that is missing or no segment.</summary>
    public IEnumerable<SegmentProof> ReadSegments(int count)
    {
        for (int i = 0; i < count; i++)
        {
            FileInfo file = new(SegmentFile(i));
            if (!file.Exists || file.Length > MaxSegmentBytes || RunCodec.DecodeSegment(File.ReadAllBytes(file.FullName)) is not { } segment)
                yield break;
            yield return segment;
        }
    }
}
