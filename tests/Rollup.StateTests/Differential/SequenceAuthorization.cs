namespace Rollup.StateTests.Differential;

/// <summary>An authorization of a <see cref="SequenceCall"/>, signed by one of the senders.</summary>
/// <param name="Authority">The number of the account that delegates.</param>
/// <param name="Target">Whose code it is to run, 20 bytes; zero ends the delegation.</param>
/// <param name="ChainId">The chain that is signed: 0 for all.</param>
/// <param name="NonceOffset">What the signed nonce exceeds the right one by.</param>
public sealed record SequenceAuthorization(int Authority, byte[] Target, ulong ChainId, ulong NonceOffset);
