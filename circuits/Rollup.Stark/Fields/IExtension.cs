namespace Rollup.Stark.Fields;

/// <summary>The extension field over <typeparamref name="TBase"/>: packed for the prover, one value for the verifier, a handle for the recorder of the verifier's circuit.</summary>
public interface IExtension<TSelf, TBase> : IAlgebra<TSelf>, IScaled<TSelf, TBase>
    where TSelf : struct, IExtension<TSelf, TBase>
    where TBase : struct, IAlgebra<TBase>;
