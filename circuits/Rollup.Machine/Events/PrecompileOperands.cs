namespace Rollup.Machine.Events;

/// <summary>What each precompile accesses at rs1 and at rs2.</summary>
public static class PrecompileOperands
{
    public static (Operand First, Operand Second) Of(Precompile function) => function switch
    {
        Precompile.Keccak => (new(25, IsWritten: true), default),
        Precompile.Poseidon16 => (new(8, IsWritten: true), default),
        Precompile.Poseidon24 => (new(12, IsWritten: true), default),
        Precompile.MulMod => (new(12, IsWritten: false), new(4, IsWritten: true)),
        Precompile.Recover => (new(13, IsWritten: false), new(9, IsWritten: true)),
        Precompile.Copy => (new(8, IsWritten: true), new(8, IsWritten: false)),
        _ => default,
    };
}
