using Rollup.Recursion.Chips.Constants;

namespace Rollup.Recursion.Programs;

/// <summary>
/// The addresses of a program's words: one per class of words that the program claims to be equal, so that such a claim costs nothing. Address 0 holds the constant zero, then come public values, then all
/// others in the order in which they are recorded.
/// </summary>
internal sealed class MemoryLayout
{
    private readonly int[] _extensionAddresses, _digestAddresses;

    private MemoryLayout(int[] extensionAddresses, int[] digestAddresses, IReadOnlyList<(int Address, Extension Value)> constants, int externalAddresses)
    {
        _extensionAddresses = extensionAddresses;
        _digestAddresses = digestAddresses;
        Constants = constants;
        ExternalAddresses = externalAddresses;
        ExtensionAddressCount = extensionAddresses.DefaultIfEmpty(-1).Max() + 1;
        DigestAddressCount = digestAddresses.DefaultIfEmpty(-1).Max() + 1;
    }

    /// <summary>In the order of addresses, zero first.</summary>
    public IReadOnlyList<(int Address, Extension Value)> Constants { get; }

    /// <summary>Below this address stand the words that no operation writes: public values and constants.</summary>
    public int ExternalAddresses { get; }

    public int ExtensionAddressCount { get; }

    public int DigestAddressCount { get; }

    public int WordCount => _extensionAddresses.Length;

    public int DigestCount => _digestAddresses.Length;

    public int ExtensionAddress(int word) => _extensionAddresses[word];

    public int DigestAddress(int word) => _digestAddresses[word];

    public static MemoryLayout Of(ProgramOperations program, IReadOnlyDictionary<Extension, int> constants, int publicValueCount, int words, int digests)
    {
        EqualWords extension = new(words), digest = new(digests);
        foreach (Operation step in program.Steps)
        {
            if (step.Kind == OperationKind.Equal)
                extension.Join(step.First, step.Second);
            else if (step.Kind == OperationKind.DigestsEqual)
                digest.Join(step.First, step.Second);
        }

        int[] addresses = new int[words];
        Array.Fill(addresses, Words.None);
        List<(int, Extension)> constantWords = [];
        int next = ConstantsAir.PublicAddress(publicValueCount);
        for (int i = 0; i < publicValueCount; i++)
            addresses[extension.Representative(ConstantsAir.PublicAddress(i))] = ConstantsAir.PublicAddress(i);
        foreach ((Extension value, int word) in constants.OrderBy(c => c.Value))
        {
            ref int address = ref addresses[extension.Representative(word)];
            if (address != Words.None)
                throw new InvalidCircuitException("The program claims that two different constants are equal.");
            address = word == ConstantsAir.ZeroAddress ? ConstantsAir.ZeroAddress : next++;
            constantWords.Add((address, value));
        }

        int external = next;
        Assign(addresses, extension, next);
        int[] digestAddresses = new int[digests];
        Array.Fill(digestAddresses, Words.None);
        Assign(digestAddresses, digest, 0);
        return new(addresses, digestAddresses, constantWords, external);
    }

    private static void Assign(int[] addresses, EqualWords equal, int next)
    {
        for (int word = 0; word < addresses.Length; word++)
        {
            ref int address = ref addresses[equal.Representative(word)];
            if (address == Words.None)
                address = next++;
            addresses[word] = address;
        }
    }

    /// <summary>Classes of equal words.</summary>
    private sealed class EqualWords(int count)
    {
        private readonly int[] _parents = [.. Enumerable.Range(0, count)];

        public int Representative(int word)
        {
            while (_parents[word] != word)
                word = _parents[word] = _parents[_parents[word]];
            return word;
        }

        public void Join(int left, int right) => _parents[Representative(right)] = Representative(left);
    }
}
