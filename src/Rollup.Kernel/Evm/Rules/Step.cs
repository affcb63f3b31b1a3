using Rollup.Kernel.Evm.Journaling;

namespace Rollup.Kernel.Evm.Rules;

/// <summary>What follows an instruction; every value from <see cref="OutOfGas"/> on is an exceptional halt, which takes all gas of the frame.</summary>
public enum Step
{
    /// <summary>The next instruction.</summary>
    Continue,

    /// <summary>A child frame was made and runs first.</summary>
    EnterFrame,

    /// <summary>STOP, RETURN or SELFDESTRUCT: the frame has succeeded.</summary>
    Return,

    /// <summary>REVERT (EIP-140).</summary>
    Revert,

    /// <summary>A call or creation was refused: 1024 frames deep. As with the next two, the caller keeps the gas and continues.</summary>
    CallTooDeep,

    /// <summary>A call or creation was refused: the caller does not have the value.</summary>
    BalanceTooLow,

    /// <summary>A creation was refused: the creator's nonce cannot grow (EIP-2681).</summary>
    NonceTooLarge,

    /// <summary>Less gas than the instruction costs.</summary>
    OutOfGas,

    /// <summary>Fewer items than the instruction takes.</summary>
    StackUnderflow,

    /// <summary>More than 1024 items.</summary>
    StackOverflow,

    /// <summary>An undefined instruction, or INVALID (EIP-141).</summary>
    InvalidInstruction,

    /// <summary>A jump to something other than a JUMPDEST.</summary>
    InvalidJump,

    /// <summary>A state change inside a static call (EIP-214).</summary>
    StaticViolation,

    /// <summary>A read past the end of the return data (EIP-211).</summary>
    ReturnDataOutOfBounds,

    /// <summary>Created code that starts with 0xEF (EIP-3541).</summary>
    InvalidCode,

    /// <summary>Created code that is longer than 24,576 bytes (EIP-170).</summary>
    CodeTooLong,

    /// <summary>Less gas than storing the created code costs.</summary>
    OutOfGasForCode,

    /// <summary>A creation at an address that is taken.</summary>
    AddressCollision,

    /// <summary>A precompile rejected its input.</summary>
    PrecompileFailure,

    /// <summary>The transaction's precompiles would cost more to prove than those of one may (<see cref="ProvingCost"/>).</summary>
    ProvingLimitExceeded,

    /// <summary>The transaction as a whole would put more on L1 than one may (<see cref="DataBound"/>).</summary>
    DataLimitExceeded,

    /// <summary>The whole execution cannot go on; see <see cref="EvmFault"/>.</summary>
    Fault,
}
