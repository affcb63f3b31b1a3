using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;
using Rollup.Kernel.Evm.Rules;
using Rollup.Kernel.Hashing;
using Rollup.Kernel.Primitives;
using Rollup.Rpc.Json;
using Rollup.Rpc.JsonRpc;
using Rollup.Storage.Blocks;

namespace Rollup.Rpc.Chain;

/// <summary>What the chain and the server are: identifiers, versions, rules, the newest block.</summary>
public sealed class ChainMethods(ChainReader chain, RpcLimits limits, string version)
{
    private readonly string _clientVersion =
        $"Rollup/v{version}/{RuntimeInformation.RuntimeIdentifier}/dotnet{Environment.Version.Major}.{Environment.Version.Minor}";

    /// <summary>The methods.</summary>
    public IEnumerable<RpcMethod> All =>
    [
        RpcMethod.Constant("web3_clientVersion", json => json.WriteStringValue(_clientVersion)),
        new("web3_sha3", HashAsync),
        RpcMethod.Constant("net_version", json => json.WriteStringValue(chain.Config.L2ChainId.ToString())),
        RpcMethod.Constant("net_listening", json => json.WriteBooleanValue(true)),
        RpcMethod.Constant("net_peerCount", json => json.WriteQuantity(U256.Zero)), // Nodes share a database, not a network.
        RpcMethod.Constant("eth_chainId", json => json.WriteQuantity(chain.Config.L2ChainId)),
        RpcMethod.Constant("eth_syncing", json => json.WriteBooleanValue(false)), // A node serves only once its state is complete.
        RpcMethod.Constant("eth_accounts", json =>
        {
            json.WriteStartArray(); // The server holds no users' keys.
            json.WriteEndArray();
        }),
        RpcMethod.Constant("eth_blockNumber", json => json.WriteQuantity(chain.View.Latest.Number)),
        new("eth_config", WriteRulesAsync),
    ];

    private ValueTask<RpcError?> HashAsync(RpcParameters parameters, Utf8JsonWriter result, CancellationToken cancellationToken)
    {
        ParameterReader reader = parameters.Read();
        byte[] data = reader.Bytes("data", limits.MaxBodyBytes);
        RpcError? error = reader.End();
        if (error is null)
            result.WriteData(Keccak256.Hash(data).AsSpan());
        return ValueTask.FromResult(error);
    }

    /// <summary>The rules in force (EIP-7910): those of Osaka from the genesis on, without blobs and without system contracts; no change is scheduled.</summary>
    private async ValueTask<RpcError?> WriteRulesAsync(RpcParameters parameters, Utf8JsonWriter result, CancellationToken cancellationToken)
    {
        if (parameters.RequireNone() is { } error)
            return error;
        BlockRow genesis = await chain.FindBlockAsync(BlockSelector.Of(BlockTag.Earliest), cancellationToken) ?? throw new InvalidDataException("The ledger has no genesis block.");
        result.WriteStartObject();
        result.WriteStartObject("current"u8);
        result.WriteNumber("activationTime"u8, 0);
        result.WriteNull("blobSchedule"u8);
        result.WriteQuantity("chainId"u8, chain.Config.L2ChainId);
        Span<byte> forkId = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(forkId, Crc32(genesis.Hash.AsSpan()));
        result.WriteData("forkId"u8, forkId);
        result.WriteStartObject("precompiles"u8);
        foreach ((string name, PrecompileId id) in Precompiles)
            result.WriteData(System.Text.Encoding.ASCII.GetBytes(name), Address.FromU256((ulong)id));
        result.WriteEndObject();
        result.WriteStartObject("systemContracts"u8);
        result.WriteEndObject();
        result.WriteEndObject();
        result.WriteNull("next"u8);
        result.WriteNull("last"u8);
        result.WriteEndObject();
        return null;
    }

    /// <summary>The precompiled contracts under the names of EIP-7910, without point evaluation, which always fails here.</summary>
    private static IReadOnlyList<(string Name, PrecompileId Id)> Precompiles { get; } =
    [
        ("BLAKE2F", PrecompileId.Blake2F),
        ("BLS12_G1ADD", PrecompileId.Bls12G1Add),
        ("BLS12_G1MSM", PrecompileId.Bls12G1Msm),
        ("BLS12_G2ADD", PrecompileId.Bls12G2Add),
        ("BLS12_G2MSM", PrecompileId.Bls12G2Msm),
        ("BLS12_MAP_FP2_TO_G2", PrecompileId.Bls12MapFp2ToG2),
        ("BLS12_MAP_FP_TO_G1", PrecompileId.Bls12MapFpToG1),
        ("BLS12_PAIRING_CHECK", PrecompileId.Bls12PairingCheck),
        ("BN254_ADD", PrecompileId.Bn254Add),
        ("BN254_MUL", PrecompileId.Bn254Mul),
        ("BN254_PAIRING", PrecompileId.Bn254Pairing),
        ("ECREC", PrecompileId.EcRecover),
        ("ID", PrecompileId.Identity),
        ("MODEXP", PrecompileId.ModExp),
        ("P256VERIFY", PrecompileId.P256Verify),
        ("RIPEMD160", PrecompileId.Ripemd160),
        ("SHA256", PrecompileId.Sha256),
    ];

    /// <summary>IEEE's CRC-32, of which fork identifiers are made (EIP-6122).</summary>
    private static uint Crc32(ReadOnlySpan<byte> data)
    {
        uint remainder = uint.MaxValue;
        foreach (byte value in data)
        {
            remainder ^= value;
            for (int bit = 0; bit < 8; bit++)
                remainder = (remainder >> 1) ^ (0xEDB88320 & (0 - (remainder & 1)));
        }

        return ~remainder;
    }
}
