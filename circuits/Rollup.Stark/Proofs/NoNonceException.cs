namespace Rollup.Stark.Proofs;

/// <summary>No nonce does the work that is demanded: a matter of chance, see <see cref="Parameters.GrindingBits"/>.</summary>
public sealed class NoNonceException(string message) : Exception(message);
