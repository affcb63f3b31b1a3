using System.Buffers.Binary;
using Nethereum.Util;
using Rollup.Ethereum.Hex;

namespace Rollup.Contracts.Tests;

public sealed class VerifyCalldataTests
{
    /// <summary>Five words, the offset of the proof behind six, its length, its bytes padded to words.</summary>
    [Fact]
    public void A_final_proofs_file_becomes_the_arguments_of_the_verifier()
    {
        byte[] file = [.. Enumerable.Range(0, RollupContract.ProofHeadBytes + 33).Select(i => i is >= 64 and < 76 ? (byte)0 : (byte)(i + 1))];
        byte[] calldata = RollupContract.VerifyCalldata(file)!;
        calldata[..4].ToHex().ShouldBe($"0x{new Sha3Keccack().CalculateHash("verify(bytes32,uint256,address,bytes32,bytes32,bytes)")[..8]}");
        calldata[4..164].ShouldBe(file[..160]);
        BinaryPrimitives.ReadInt32BigEndian(calldata.AsSpan(192)).ShouldBe(6 * 32);
        BinaryPrimitives.ReadInt32BigEndian(calldata.AsSpan(224)).ShouldBe(33);
        calldata[228..].ShouldBe([.. file[160..], .. new byte[31]]);
    }

    [Fact]
    public void A_file_that_is_too_short_or_whose_address_has_more_than_twenty_bytes_is_no_final_proof()
    {
        RollupContract.VerifyCalldata(new byte[RollupContract.ProofHeadBytes - 1]).ShouldBeNull();
        byte[] file = new byte[RollupContract.ProofHeadBytes];
        file[64] = 1;
        RollupContract.VerifyCalldata(file).ShouldBeNull();
    }
}
