namespace Rollup.StateTests.Differential;

/// <summary>A transaction of a <see cref="CallSequence"/>.</summary>
/// <param name="Sender">The number of the account that sends it.</param>
/// <param name="To">The recipient, 20 bytes, a contract's by its placeholder; nothing for a creation.</param>
/// <param name="Data">The calldata or init code, contracts' addresses by their placeholders.</param>
/// <param name="Value">In wei.</param>
/// <param name="GasLimit">The gas limit.</param>
/// <param name="Authorizations">What makes it a set-code transaction (EIP-7702), if there are any.</param>
public sealed record SequenceCall(int Sender, byte[] To, byte[] Data, ulong Value, ulong GasLimit, IReadOnlyList<SequenceAuthorization> Authorizations);
