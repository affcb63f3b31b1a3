using Rollup.Kernel.Primitives;

namespace Rollup.Testing;

/// <summary>What the node says to one submitted transaction: its hash, or an error.</summary>
/// <param name="Hash">The hash, if the transaction was accepted.</param>
/// <param name="Code">The JSON-RPC error's code; 0 without an error.</param>
/// <param name="Message">Its message.</param>
public readonly record struct SubmissionReply(Hash256? Hash, int Code, string Message);
