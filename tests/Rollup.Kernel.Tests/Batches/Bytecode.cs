using Rollup.Kernel.Primitives;
using Rollup.Kernel.Protocol;

namespace Rollup.Kernel.Tests.Batches;

/// <summary>Small contracts, assembled by hand. Words of calldata are numbered from 0.</summary>
internal static class Bytecode
{
    /// <summary>storage[word 0] = word 1.</summary>
    public static byte[] Store { get; } = Convert.FromHexString("6020355f355500");

    /// <summary>storage[word 0] = block hash of word 0.</summary>
    public static byte[] StoreBlockHash { get; } = Convert.FromHexString("5f35405f355500");

    /// <summary>Reverts.</summary>
    public static byte[] Revert { get; } = Convert.FromHexString("5f5ffd");

    /// <summary>CREATE of the calldata with the value; storage[0] = address.</summary>
    public static byte[] Create { get; } = Convert.FromHexString("365f5f37365f34f05f5500");

    /// <summary>CREATE2 of the calldata with salt 0 and the value; storage[0] = address.</summary>
    public static byte[] Create2 { get; } = Convert.FromHexString("365f5f375f365f34f55f5500");

    /// <summary>For n = word 0 down to 1: storage[~n] = ~n.</summary>
    public static byte[] Fill { get; } = Convert.FromHexString("5f355b801980556001900380600257" + "00");

    /// <summary>Init code that stores 1, and then destroys the contract in favour of its creator.</summary>
    public static byte[] DestroyAtOnce { get; } = Convert.FromHexString("60015f5533ff");

    /// <summary>CALL of the messenger with the calldata and the value; storage[0] = success + 1. Reverts then, if it is to.</summary>
    public static byte[] Message(bool reverts) =>
        [.. Convert.FromHexString("365f5f375f5f365f34"), .. PushMessenger, .. Convert.FromHexString("5af16001015f55"), .. reverts ? Convert.FromHexString("5f5ffd") : [0x00]];

    /// <summary>STATICCALL (0xfa) or DELEGATECALL (0xf4) of the messenger with the calldata; storage[0] = success + 1.</summary>
    public static byte[] MessageBy(byte opcode) =>
        [.. Convert.FromHexString("365f5f375f5f365f"), .. PushMessenger, 0x5a, opcode, .. Convert.FromHexString("6001015f5500")];

    /// <summary>Calls <paramref name="callee"/> with the calldata and half of the gas, whatever comes of it; storage[0] = success + 1.</summary>
    public static byte[] CallAndGoOn(Address callee) =>
        [.. Convert.FromHexString("365f5f375f5f365f34"), 0x73, .. callee.AsSpan(), .. Convert.FromHexString("60025a04f16001015f5500")];

    /// <summary>Init code that deploys <paramref name="code"/>.</summary>
    public static byte[] Deploy(byte[] code) =>
        [0x61, (byte)(code.Length >> 8), (byte)code.Length, .. Convert.FromHexString("80600a5f395ff3"), .. code];

    private static byte[] PushMessenger => [0x73, .. ProtocolConstants.Messenger.AsSpan()];
}
