namespace Rollup.Stark.Proofs;

/// <summary>The layer of 2^<paramref name="LogRows"/> nodes, into which the rows of all matrices of that height enter, one after another; <paramref name="OpensNext"/> is of all of them.</summary>
public sealed record RowLayer(int LogRows, bool[] OpensNext);
