using System.Security.Cryptography;

namespace Rollup.Rpc.Subscriptions;

/// <summary>Names of subscriptions and filters: 0x and 32 random hex digits, so that nobody can guess another's.</summary>
internal static class SubscriptionId
{
    private const int Bytes = 16;

    /// <summary>The most characters a name that a client sends may have.</summary>
    public const int MaxLength = 66;

    /// <summary>A new name.</summary>
    public static string Create() => "0x" + RandomNumberGenerator.GetHexString(2 * Bytes, lowercase: true);
}
