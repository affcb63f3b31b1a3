using Rollup.Kernel.Crypto.Bls12381;
using Rollup.Kernel.Evm.Rules;
using Rollup.Kernel.Host;
using Rollup.Kernel.Primitives;

namespace Rollup.Kernel.Evm.Precompiles;

/// <summary>EIP-2537: gas and lengths. Input of any other length is invalid.</summary>
internal static class Bls12Precompiles
{
    private const int FieldSize = Bls12Operations.G1Size / 2;
    private const long G1MultiplicationGas = 12_000;
    private const long G2MultiplicationGas = 22_500;

    /// <summary>Gas of k multiplications in G1 is k · 12000 · the k-th entry (at most the last) / 1000.</summary>
    private static ReadOnlySpan<ushort> G1Discounts =>
    [
        1000, 949, 848, 797, 764, 750, 738, 728, 719, 712, 705, 698, 692, 687, 682, 677,
        673, 669, 665, 661, 658, 654, 651, 648, 645, 642, 640, 637, 635, 632, 630, 627,
        625, 623, 621, 619, 617, 615, 613, 611, 609, 608, 606, 604, 603, 601, 599, 598,
        596, 595, 593, 592, 591, 589, 588, 586, 585, 584, 582, 581, 580, 579, 577, 576,
        575, 574, 573, 572, 570, 569, 568, 567, 566, 565, 564, 563, 562, 561, 560, 559,
        558, 557, 556, 555, 554, 553, 552, 551, 550, 549, 548, 547, 547, 546, 545, 544,
        543, 542, 541, 540, 540, 539, 538, 537, 536, 536, 535, 534, 533, 532, 532, 531,
        530, 529, 528, 528, 527, 526, 525, 525, 524, 523, 522, 522, 521, 520, 520, 519,
    ];

    /// <summary>The same for G2, of 22500.</summary>
    private static ReadOnlySpan<ushort> G2Discounts =>
    [
        1000, 1000, 923, 884, 855, 832, 812, 796, 782, 770, 759, 749, 740, 732, 724, 717,
        711, 704, 699, 693, 688, 683, 679, 674, 670, 666, 663, 659, 655, 652, 649, 646,
        643, 640, 637, 634, 632, 629, 627, 624, 622, 620, 618, 615, 613, 611, 609, 607,
        606, 604, 602, 600, 598, 597, 595, 593, 592, 590, 589, 587, 586, 584, 583, 582,
        580, 579, 578, 576, 575, 574, 573, 571, 570, 569, 568, 567, 566, 565, 563, 562,
        561, 560, 559, 558, 557, 556, 555, 554, 553, 552, 552, 551, 550, 549, 548, 547,
        546, 545, 545, 544, 543, 542, 541, 541, 540, 539, 538, 537, 537, 536, 535, 535,
        534, 533, 532, 532, 531, 530, 530, 529, 528, 528, 527, 526, 526, 525, 524, 524,
    ];

    public static PrecompileOutcome Run<THost>(
        ref THost host, PrecompileId id, ReadOnlySpan<byte> input, ref long gas, Span<byte> output, out int length)
        where THost : struct, IHost, allows ref struct
    {
        length = 0;
        gas -= Gas(id, input.Length);
        if (gas < 0)
            return PrecompileOutcome.OutOfGas;
        if (!HasValidLength(id, input.Length))
            return PrecompileOutcome.Failure;

        bool isValid;
        switch (id)
        {
            case PrecompileId.Bls12G1Add:
                isValid = host.Bls12AddG1(input, output);
                length = Bls12Operations.G1Size;
                break;
            case PrecompileId.Bls12G1Msm:
                isValid = host.Bls12SumG1(input, output);
                length = Bls12Operations.G1Size;
                break;
            case PrecompileId.Bls12G2Add:
                isValid = host.Bls12AddG2(input, output);
                length = Bls12Operations.G2Size;
                break;
            case PrecompileId.Bls12G2Msm:
                isValid = host.Bls12SumG2(input, output);
                length = Bls12Operations.G2Size;
                break;
            case PrecompileId.Bls12PairingCheck:
                isValid = host.Bls12PairingCheck(input, out bool isOne);
                (isOne ? U256.One : default).WriteBigEndian(output);
                length = U256.Size;
                break;
            case PrecompileId.Bls12MapFpToG1:
                isValid = host.Bls12MapToG1(input, output);
                length = Bls12Operations.G1Size;
                break;
            default:
                isValid = host.Bls12MapToG2(input, output);
                length = Bls12Operations.G2Size;
                break;
        }

        if (isValid)
            return PrecompileOutcome.Success;
        length = 0;
        return PrecompileOutcome.Failure;
    }

    private static long Gas(PrecompileId id, int length) => id switch
    {
        PrecompileId.Bls12G1Add => 375,
        PrecompileId.Bls12G1Msm => SumGas(length / Bls12Operations.G1TermSize, G1MultiplicationGas, G1Discounts),
        PrecompileId.Bls12G2Add => 600,
        PrecompileId.Bls12G2Msm => SumGas(length / Bls12Operations.G2TermSize, G2MultiplicationGas, G2Discounts),
        PrecompileId.Bls12PairingCheck => 37_700 + (32_600 * (long)(length / Bls12Operations.PairSize)),
        PrecompileId.Bls12MapFpToG1 => 5500,
        _ => 23_800,
    };

    private static long SumGas(int count, long perMultiplication, ReadOnlySpan<ushort> discounts) =>
        count == 0 ? 0 : count * perMultiplication * discounts[Math.Min(count, discounts.Length) - 1] / 1000;

    private static bool HasValidLength(PrecompileId id, int length) => id switch
    {
        PrecompileId.Bls12G1Add => length == 2 * Bls12Operations.G1Size,
        PrecompileId.Bls12G1Msm => length > 0 && length % Bls12Operations.G1TermSize == 0,
        PrecompileId.Bls12G2Add => length == 2 * Bls12Operations.G2Size,
        PrecompileId.Bls12G2Msm => length > 0 && length % Bls12Operations.G2TermSize == 0,
        PrecompileId.Bls12PairingCheck => length > 0 && length % Bls12Operations.PairSize == 0,
        PrecompileId.Bls12MapFpToG1 => length == FieldSize,
        _ => length == 2 * FieldSize,
    };
}
