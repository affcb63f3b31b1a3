namespace Rollup.GuestCompiler.Tests.Programs;

/// <summary>Where a program leaves what it computes, word after word.</summary>
public ref struct Results(Span<ulong> words)
{
    private readonly Span<ulong> _words = words;

    public int Count { get; private set; }

    public void Add(ulong word) => _words[Count++] = word;

    public void Add(long word) => Add((ulong)word);

    public void Add(bool value) => Add(value ? 1UL : 0UL);
}
