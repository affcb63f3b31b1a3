using System.Diagnostics.CodeAnalysis;
using Nethereum.ABI;
using Nethereum.ABI.FunctionEncoding.Attributes;
using Nethereum.ABI.Model;
using Nethereum.Contracts;
using Nethereum.RPC.Eth.DTOs;
using Rollup.Ethereum.Chain;
using Rollup.Ethereum.Hex;
using Rollup.Ethereum.JsonRpc;
using Rollup.Kernel.Primitives;

namespace Rollup.Contracts;

/// <summary>
/// Nethereum's reading of what comes from outside. It has no one exception for malformed data, and fills in for what is missing: here, whatever does not decode as a whole is one typed failure.
/// </summary>
public static class AbiCodec
{
    private const int WordSize = 32, SelectorSize = 4;

    /// <summary>The topic of an event.</summary>
    public static string TopicOf<TEvent>()
        where TEvent : IEventDTO, new()
        => $"0x{EventExtensions.GetEventABI<TEvent>().Sha3Signature}";

    /// <summary>Reads a log of <typeparamref name="TEvent"/> into what <paramref name="convert"/> makes of it.</summary>
    /// <exception cref="L1MalformedException">It is none.</exception>
    public static TResult ReadLog<TEvent, TResult>(L1Log log, Func<TEvent, TResult> convert)
        where TEvent : IEventDTO, new()
    {
        try
        {
            FilterLog filter = new() { Topics = [.. log.Topics.Select(topic => topic.ToHex())], Data = log.Data.ToHex() };
            Parameter[] parameters = [.. EventExtensions.GetEventABI<TEvent>().InputParameters.Where(parameter => !parameter.Indexed)];
            EventLog<TEvent>? read = Holds(log.Data, parameters) ? filter.DecodeEvent<TEvent>() : null;
            if (read is not null)
                return convert(read.Event);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            throw new L1MalformedException($"A log of {typeof(TEvent).Name} cannot be decoded: {e.Message}", e);
        }

        throw new L1MalformedException($"A log is none of {typeof(TEvent).Name}.");
    }

    /// <summary>
    /// Whether <paramref name="arguments"/> are long enough for all <paramref name="parameters"/>, whose tuples, if they have any, are elements of arrays or the first one. The library takes what is missing for
    /// zeros, and works through as many elements as an array claims to have.
    /// </summary>
    internal static bool Holds(ReadOnlySpan<byte> arguments, Parameter[] parameters)
    {
        int head = 0;
        foreach (Parameter parameter in parameters)
        {
            bool isDynamic = parameter.ABIType.IsDynamic();
            int words = isDynamic || parameter.ABIType is not TupleType tuple ? 1 : tuple.Components.Length;
            if (arguments.Length - head < words * WordSize || (isDynamic && !HoldsDynamic(arguments, arguments.Slice(head, WordSize), parameter)))
                return false;
            head += words * WordSize;
        }

        return true;
    }

    /// <summary>Reads the calldata of <typeparamref name="TFunction"/>; false if it is that of another function.</summary>
    /// <exception cref="FormatException">It is that of this function, but malformed.</exception>
    public static bool TryReadCall<TFunction>(byte[] calldata, [NotNullWhen(true)] out TFunction? call)
        where TFunction : FunctionMessage, new()
    {
        call = null;
        Transaction transaction = new() { Input = calldata.ToHex() };
        if (calldata.Length < 4 || !transaction.IsTransactionForFunctionMessage<TFunction>())
            return false;
        try
        {
            if (Holds(calldata.AsSpan(SelectorSize), new AttributesToABIExtractor().ExtractFunctionABI(typeof(TFunction)).InputParameters))
            {
                call = new TFunction().DecodeInput(transaction.Input);
                return true;
            }
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            throw new FormatException($"Calldata of {typeof(TFunction).Name} cannot be decoded: {e.Message}", e);
        }

        throw new FormatException($"Calldata of {typeof(TFunction).Name} ends too early.");
    }

    /// <summary>Whether bytes, a text or an array of static elements lies within the arguments.</summary>
    private static bool HoldsDynamic(ReadOnlySpan<byte> arguments, ReadOnlySpan<byte> offsetWord, Parameter parameter)
    {
        U256 offset = U256.ReadBigEndian(offsetWord);
        if (!offset.IsUInt64 || offset.L0 > (ulong)arguments.Length || (ulong)arguments.Length - offset.L0 < WordSize)
            return false;
        ReadOnlySpan<byte> content = arguments[(int)offset.L0..];
        U256 length = U256.ReadBigEndian(content);
        int element = parameter.ABIType switch
        {
            ArrayType { ElementType: TupleType tuple } => tuple.Components.Length * WordSize,
            ArrayType => WordSize,
            _ => 1,
        };
        return length.IsUInt64 && length.L0 <= (ulong)((content.Length - WordSize) / element);
    }
}
