using Rollup.Testing;

namespace Rollup.EndToEnd;

/// <summary>Stacks in the configuration of these tests: everything happens often, so that much of it happens.</summary>
internal static class TestStacks
{
    private const ulong Balance = 10_000_000_000_000_000_000;

    /// <summary>Accounts by number, from 1.</summary>
    public static IReadOnlyList<TestAccount> Accounts(int count) => [.. Enumerable.Range(1, count).Select(number => new TestAccount((ulong)number))];

    /// <summary>Everything but a node; the accounts have 10 ETH each on L2.</summary>
    public static Task<RollupStack> StartAsync(IEnumerable<TestAccount> funded, bool durable = false, params (string Name, string Value)[] settings) => RollupStack.StartAsync(new StackOptions
    {
        Durable = durable,
        Allocation = funded.ToDictionary(account => account.Address, _ => Balance),
        Settings = new Dictionary<string, string>(
            [
                new("ROLLUP_Block__IntervalMilliseconds", "250"),
                new("ROLLUP_Block__HeartbeatSeconds", "0"),
                new("ROLLUP_Batch__MaxAgeSeconds", "2"),
                new("ROLLUP_L1__PollMilliseconds", "200"),
                new("ROLLUP_Settlement__PollMilliseconds", "200"),
                .. settings.Select(setting => KeyValuePair.Create(setting.Name, setting.Value)),
            ],
            StringComparer.Ordinal),
    });
}
