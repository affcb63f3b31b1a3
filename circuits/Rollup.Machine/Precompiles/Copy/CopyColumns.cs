namespace Rollup.Machine.Precompiles.Copy;

/// <summary>A call that copies 64 bytes.</summary>
public struct CopyColumns<T>
{
    public CallColumns<T> Call;

    /// <summary>Word index of the address in rs2, the source.</summary>
    public T SourceIndex;

    public CopyWords<T> Words;
}
