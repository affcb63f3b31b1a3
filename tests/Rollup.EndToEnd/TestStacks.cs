using Rollup.Testing;

namespace Rollup.EndToEnd;

/// <summary>Stacks in the configuration of these tests: everything happens often, so that much of it happens.</summary>
internal static class TestStacks
{
    private const ulong Balance = 10_000_000_000_000_000_000;

    /// <summary>Accounts by number, from 1.</summary>
    public static IReadOnlyList<TestAccount> Accounts(int count) => [.. Enumerable.Range(1, count).Select(number => new TestAccount((ulong)number))];

    /// <summary>Everything but a node; the accounts have 10 ETH each on L2.</summary>
    public static Task<RollupStack> StartAsync(
        IEnumerable<TestAccount> funded, bool durable = false, int diskMegabytes = 0, params (string Name, string Value)[] settings) => RollupStack.StartAsync(new StackOptions
    {
        Durable = durable,
        DiskMegabytes = diskMegabytes,
        Allocation = funded.ToDictionary(account => account.Address, _ => Balance),
        Settings = With(settings),
    });

    private static Dictionary<string, string> With((string Name, string Value)[] settings)
    {
        Dictionary<string, string> all = new(StringComparer.Ordinal)
        {
            ["ROLLUP_Block__IntervalMilliseconds"] = "250",
            ["ROLLUP_Block__HeartbeatSeconds"] = "0",
            ["ROLLUP_Batch__MaxAgeSeconds"] = "2",
            ["ROLLUP_L1__PollMilliseconds"] = "200",
            ["ROLLUP_Settlement__PollMilliseconds"] = "200",
        };
        foreach ((string name, string value) in settings)
            all[name] = value;
        return all;
    }
}
