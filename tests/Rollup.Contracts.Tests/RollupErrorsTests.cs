using System.Text.RegularExpressions;
using Nethereum.Util;
using Rollup.Ethereum.Hex;
using Rollup.Testing;

namespace Rollup.Contracts.Tests;

public sealed partial class RollupErrorsTests
{
    private const string Seven = "0000000000000000000000000000000000000000000000000000000000000007", Nine = "0000000000000000000000000000000000000000000000000000000000000009";

    [Fact]
    public void Errors_of_the_contract_are_named_with_their_arguments()
        => Describe($"0x{new Sha3Keccack().CalculateHash("UnexpectedNumber(uint256,uint256)")[..8]}{Seven}{Nine}").ShouldBe("UnexpectedNumber(expected: 7, actual: 9)");

    [Fact]
    public void The_error_that_waiting_cures_is_told_from_others()
    {
        string selector = new Sha3Keccack().CalculateHash("TimestampInFuture(uint256,uint64)")[..8];
        RollupErrors.Is<TimestampInFutureError>(HexFormat.ParseBytes($"0x{selector}{Seven}{Nine}")).ShouldBeTrue();
        RollupErrors.Is<TimestampInFutureError>(HexFormat.ParseBytes("0xd93c0665")).ShouldBeFalse();
        RollupErrors.Is<TimestampInFutureError>([]).ShouldBeFalse();
        RollupErrors.Is<TimestampInFutureError>(null).ShouldBeFalse();
    }

    [Theory]
    [InlineData("0x08c379a0" + "0000000000000000000000000000000000000000000000000000000000000020" + "0000000000000000000000000000000000000000000000000000000000000002" + "6e6f000000000000000000000000000000000000000000000000000000000000", "no")]
    [InlineData("0x4e487b71" + "0000000000000000000000000000000000000000000000000000000000000011", "Panic(0x11)")]
    [InlineData("0xd93c0665", "EnforcedPause()")]
    [InlineData("0x", "no reason given")]
    public void Messages_and_panics_are_described(string data, string text) => Describe(data).ShouldBe(text);

    [Theory]
    [InlineData("0x01020304")]
    [InlineData("0x0102")]
    [InlineData("0x08c379a0")]
    [InlineData("0x08c379a0" + "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff")]
    [InlineData("0x4e487b71ff")]
    public void What_is_unknown_or_malformed_stays_as_it_is(string data) => Describe(data).ShouldBe(data);

    [Fact]
    public void Every_error_that_a_call_of_the_rollup_can_end_in_has_its_name()
    {
        string sources = Path.Combine(RepositoryRoot.Path, "src/contracts/src");
        IEnumerable<string> declared =
            from file in new[] { "RollupChain.sol", "ForcedQueue.sol", "VersionRegistry.sol", "LapsingPause.sol", "ChainParameters.sol" }
            from Match error in Declaration().Matches(File.ReadAllText(Path.Combine(sources, file)))
            select error.Groups["name"].Value;
        declared.Except(RollupErrors.Names).ShouldBeEmpty();
    }

    private static string Describe(string data) => RollupErrors.Describe(HexFormat.ParseBytes(data));

    [GeneratedRegex(@"^\s*error (?<name>\w+)\(", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Declaration();
}
