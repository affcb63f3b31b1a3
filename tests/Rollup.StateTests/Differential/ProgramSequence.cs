namespace Rollup.StateTests.Differential;

/// <summary>Random calls of random programs, with creations, transfers and delegations in between.</summary>
public static class ProgramSequence
{
    private const int Contracts = 4;

    /// <summary>The sequence of a seed.</summary>
    public static CallSequence Generate(int seed)
    {
        var random = new Random(seed);
        var programs = new ProgramGenerator(random, Contracts);
        byte[][] codes = [.. Enumerable.Range(0, Contracts).Select(_ => programs.Next(random.Next(5, 40)))];
        SequenceCall[][] blocks = [.. Enumerable.Range(0, random.Next(2, 6)).Select(_ => Enumerable.Range(0, random.Next(1, 7)).Select(_ => Call(random, programs)).ToArray())];
        return new CallSequence($"programs of seed {seed}", codes, blocks);
    }

    private static SequenceCall Call(Random random, ProgramGenerator programs)
    {
        int sender = random.Next(SequenceAccounts.Count);
        ulong value = (ulong)random.Next(3);
        ulong gas = (ulong)random.Next(60_000, 1_500_000);
        byte[] contract = DifferentialCase.Placeholder(random.Next(Contracts));
        return random.Next(12) switch
        {
            0 => new SequenceCall(sender, [], programs.Next(random.Next(1, 20)), value, gas + 100_000, []),
            1 => new SequenceCall(sender, SequenceAccounts.Address(random.Next(SequenceAccounts.Count)).AsSpan().ToArray(), programs.Data(40), value, gas, []),
            2 or 3 => new SequenceCall(sender, Recipient(random, contract), programs.Data(80), value, gas + 100_000, Authorizations(random)),
            _ => new SequenceCall(sender, contract, programs.Data(120), value, gas, []),
        };
    }

    private static byte[] Recipient(Random random, byte[] contract) =>
        random.Next(2) == 0 ? contract : SequenceAccounts.Address(random.Next(SequenceAccounts.Count)).AsSpan().ToArray();

    private static SequenceAuthorization[] Authorizations(Random random) => [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => new SequenceAuthorization(
        random.Next(SequenceAccounts.Count),
        random.Next(5) switch
        {
            0 => new byte[20],
            1 => SequenceAccounts.Address(random.Next(SequenceAccounts.Count)).AsSpan().ToArray(),
            2 when random.Next(3) == 0 => [.. new byte[19], (byte)random.Next(1, 0x12)],
            _ => DifferentialCase.Placeholder(random.Next(Contracts)),
        },
        random.Next(6) switch { 0 => 1, 1 => SequenceAccounts.ChainId, _ => 0 },
        random.Next(8) == 0 ? 1UL : 0))];
}
