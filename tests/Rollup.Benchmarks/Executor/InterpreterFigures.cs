namespace Rollup.Benchmarks.Executor;

/// <summary>The speed of one function of <c>Compute</c>, named as in the JSON: on this EVM, and on anvil's (revm).</summary>
internal sealed record InterpreterFigures(string Code, ulong Gas, double MgasPerSecond, double PeerMgasPerSecond);
