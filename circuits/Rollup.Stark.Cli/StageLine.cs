using Rollup.Stark.Proofs;

namespace Rollup.Stark.Cli;

/// <summary>The prover's present stage, in one line of the terminal that is written over again and again; nothing if the writer leads elsewhere.</summary>
internal sealed class StageLine(string subject, TextWriter writer) : IProgress<ProverProgress>
{
    private const int Width = 72;

    private readonly bool _isTerminal = writer == Console.Error && !Console.IsErrorRedirected;

    public void Report(ProverProgress value) => Write($"{subject}: {value.Stage} ({value.Step}/{value.Steps})");

    public void Clear() => Write("");

    private void Write(string text)
    {
        if (_isTerminal)
            writer.Write($"\r{text.PadRight(Width)}\r");
    }
}
