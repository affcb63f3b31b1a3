using System.Buffers.Binary;
using Rollup.Contracts.Abi;
using Shouldly;

namespace Rollup.Contracts.Tests;

public sealed class VerifyCalldataTests
{
    /// <summary>Five words, the offset of the proof behind six, its length, its bytes padded to words.</summary>
    [Fact]
    public void A_final_proofs_file_becomes_the_arguments_of_the_verifier()
    {
        byte[] file = [.. Enumerable.Range(0, RollupContract.ProofHeadBytes + 33).Select(i => (byte)(i + 1))];
        byte[] calldata = RollupContract.VerifyCalldata(file);
        calldata[..4].ShouldBe(new AbiSignature("verify(bytes32,uint256,address,bytes32,bytes32,bytes)").Selector.ToArray());
        calldata[4..164].ShouldBe(file[..160]);
        BinaryPrimitives.ReadInt32BigEndian(calldata.AsSpan(192)).ShouldBe(6 * 32);
        BinaryPrimitives.ReadInt32BigEndian(calldata.AsSpan(224)).ShouldBe(33);
        calldata[228..].ShouldBe([.. file[160..], .. new byte[31]]);
    }
}
