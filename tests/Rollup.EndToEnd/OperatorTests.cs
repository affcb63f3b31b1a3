using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Rollup.Kernel.Primitives;
using Rollup.Testing;

namespace Rollup.EndToEnd;

/// <summary>What an operator sees of a whole node with a real L1.</summary>
public sealed partial class OperatorTests
{
    [Fact]
    public async Task A_committed_batch_is_on_the_page_with_what_it_cost_and_the_account_that_paid()
    {
        IReadOnlyList<TestAccount> accounts = TestStacks.Accounts(1);
        await using RollupStack stack = await TestStacks.StartAsync(accounts);
        NodeProcess node = await stack.StartNodeAsync();
        using SubmissionClient client = new();
        await client.SubmitAsync(node.Url, SubmissionClient.Encode([accounts[0].Transfer(0, Address.FromU256(0xB0B), 1)]), 1, CancellationToken.None);
        using HttpClient http = new() { BaseAddress = node.OperatorUrl };

        string row = await UntilAsync(http, "/", page => Row().Matches(page).Select(match => match.Value).FirstOrDefault(text => Cost().IsMatch(text)));
        row.ShouldContain("<span class=\"chip ready\">committed</span>");
        int gas = int.Parse(Cost().Match(row).Groups["gas"].Value, NumberStyles.AllowThousands, CultureInfo.InvariantCulture);
        gas.ShouldBeInRange(50_000, 1_000_000);

        string balance = await UntilAsync(http, "/metrics", metrics => metrics.Split('\n').FirstOrDefault(line => line.StartsWith("rollup_l1_balance_ether{account=", StringComparison.Ordinal)));
        double.Parse(balance.Split(' ')[1], CultureInfo.InvariantCulture).ShouldBeInRange(9_000, 10_000, "anvil's first account, less what it paid");
    }

    private static async Task<string> UntilAsync(HttpClient http, string path, Func<string, string?> find)
    {
        Stopwatch waited = Stopwatch.StartNew();
        string text = "";
        while (waited.Elapsed < TimeSpan.FromMinutes(2))
        {
            text = await http.GetStringAsync(new Uri(path, UriKind.Relative));
            if (find(text) is { } found)
                return found;
            await Task.Delay(TimeSpan.FromMilliseconds(500));
        }

        throw new TimeoutException(text);
    }

    [GeneratedRegex("<tr><td><a href=\"/jobs/plans/.*?</tr>", RegexOptions.Singleline, 1000)]
    private static partial Regex Row();

    [GeneratedRegex("<code title=\"0x[0-9a-f]{64}\">[^<]*</code></td><td>(?<gas>[0-9,]+)</td><td>0[.][0-9]+</td>", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Cost();
}
