namespace Rollup.Benchmarks.Ingest;

/// <summary>One system under the load.</summary>
/// <param name="System">Its name.</param>
/// <param name="Accepted">Transfers accepted per second, until the last one was.</param>
/// <param name="Executed">Transfers in a persisted (anvil: mined) block per second, until the last one was.</param>
/// <param name="Cpu">CPU seconds by part, from the first submission to the last block.</param>
internal sealed record IngestResult(string System, double Accepted, double Executed, IReadOnlyDictionary<string, double> Cpu);
