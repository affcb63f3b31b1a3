using System.Globalization;
using System.Numerics;
using System.Text;
using Rollup.Kernel.Fields;
using Rollup.Recursion.Statements;
using Rollup.Stark.Fields;
using Rollup.Stark.Hashing;
using Rollup.Stark.Keys;
using Rollup.Stark.Proofs;

namespace Rollup.Recursion.Solidity;

/// <summary>
/// Writes the contract that verifies final proofs from their key: what <c>ProofVerifier</c> does for one plan, as Yul over a fixed memory. Everything that the plan fixes (offsets into the proof, sizes, domains,
/// constraints) is a constant of the contract; <c>circuits/README.md</c> describes it.
/// </summary>
public sealed class FinalVerifierContract
{
    /// <summary>Of the assembly's lines.</summary>
    private const int Depth = 3;

    private const int WordBytes = ContractMemory.WordBytes;

    private static readonly int DigestBytes = KeccakSuite.NodeBytes;

    private readonly VerifyingKey<KeccakSuite> _key;
    private readonly ProofPlan _plan;
    private readonly ContractMemory _memory = new();
    private readonly ContractData _data = new();

    private FinalVerifierContract(VerifyingKey<KeccakSuite> key)
    {
        if (key.Plans.Count != 1)
            throw new NotSupportedException("The contract verifies proofs of one shape.");
        if (key.PublicValueCount != ShrunkStatement<KoalaBear>.Length)
            throw new NotSupportedException("The contract's public values are those of the final circuit.");
        _key = key;
        _plan = key.Plans[0];
    }

    /// <summary>The source of the contract for proofs under <paramref name="key"/>, and that of a library that tells tests where the parts of a proof are.</summary>
    public static (string Contract, string Layout) Generate(VerifyingKey<KeccakSuite> key) => new FinalVerifierContract(key).Write();

    private (string Contract, string Layout) Write()
    {
        _ = _memory.Allocate("NODES", 2, "Two nodes, where they are hashed.");
        _ = _memory.Allocate("PROOF", 1, "Where the proof stands in the calldata.");
        _ = _memory.Allocate("BATCHED", 1, "The constraints batched so far.");
        _ = _memory.Allocate("POSITIONS", _plan.Parameters.Queries, "The queries' positions.");

        YulWriter transcript = new(Depth);
        MessagePlaces messages = new(_plan, DigestBytes);
        Challenges<ExtensionPlace, int> challenges = new(_plan);
        TranscriptSection challenger = new(transcript, _memory, DigestBytes) { AlreadyAbsorbed = WordBytes + (MessagePlaces.ElementBytes * (1 + _key.PublicValueCount)) };
        Protocol.Run<MessagePlaces, TranscriptSection, ElementPlace, ExtensionPlace, DigestPlace, int>(_plan, TranscriptSection.KeyDigest, [], messages, challenger, challenges);

        ConstraintSection constraints = new(_plan, _memory, _data, challenges);
        string checks = constraints.Write(_key.PublicValueCount, messages.OpeningCount);
        int constantData = _data.AddElements(constraints.Constants);
        QuerySection queries = new(_plan, _memory, messages, constraints.Openings, challenges, DigestBytes);
        string preparation = queries.WritePreparation(), points = queries.WritePoints(), loop = queries.WriteQueries(), functions = queries.WriteFunctions();
        int capData = AddCap();
        _ = _memory.Allocate("DATA", WordsOfData(), "The tables in the contract's code.");
        _ = _memory.Allocate("TRANSCRIPT", (challenger.MaxBytes / WordBytes) + 1, "The transcript's state and what is absorbed after it.");

        List<string> functionTexts =
        [
            Function("transcript()", "The protocol's messages and challenges.", transcript.ToString()),
            Function("constraints()", "Buses balance, and every table's constraints hold at the out-of-domain point.", Openings(messages, challenges, constraints, constantData) + checks),
            Function("prepare()", "What all queries share.", preparation),
            Function("points()", "The points of all queries, and the inverses of their distances to the out-of-domain points.", points),
            Function("queries()", "Opened rows belong to the commitments, and fold to the final polynomial.", loop),
            functions,
            YulLibrary.Constraints,
            PermutationFunctions.Write(constraints.Widths),
            YulLibrary.Hashing,
            YulLibrary.Arithmetic,
        ];
        YulWriter body = new(Depth);
        foreach (string text in functionTexts)
        {
            body.Write(text.Trim());
            body.Write("");
        }

        body.Write(Main());

        string contract = Head(messages.End + (_plan.Parameters.Queries * queries.QueryBytes), challenges, constraints, capData) + body + "        }\n    }\n}\n";
        return (contract, Layout(messages, queries));
    }

    private string Layout(MessagePlaces messages, QuerySection queries)
    {
        StringBuilder text = new();
        _ = text.Append(CultureInfo.InvariantCulture, $$"""
            // SPDX-License-Identifier: MIT
            pragma solidity ^0.8.28;

            /// @title Where the parts of a final proof are, written with FinalVerifier.sol: do not edit
            library FinalProofLayout {
                uint256 internal constant FIRST_QUERY = {{messages.End}};
                uint256 internal constant QUERIES = {{_plan.Parameters.Queries}};
                uint256 internal constant QUERY_BYTES = {{queries.QueryBytes}};

            """);
        List("messages", "The messages before the queries, by their first bytes.", messages.Parts);
        List("queryParts", "The parts of a query, by their first bytes in it.", [.. queries.Parts]);
        return text.Append("}\n").ToString();

        void List(string name, string summary, List<(string Name, int Offset)> parts)
        {
            _ = text.Append(CultureInfo.InvariantCulture, $"\n    /// @dev {summary}\n    function {name}() internal pure returns (uint256[] memory offsets) {{\n        offsets = new uint256[]({parts.Count});\n");
            for (int i = 0; i < parts.Count; i++)
                _ = text.Append(CultureInfo.InvariantCulture, $"        offsets[{i}] = {parts[i].Offset}; // {parts[i].Name}\n");
            _ = text.Append("    }\n");
        }
    }

    private static string Function(string signature, string summary, string lines) => $"// {summary}\nfunction {signature} {{\n{lines.TrimEnd()}\n}}\n";

    private string Main() => $$"""
        mstore(PROOF, proof.offset)
        if xor(proof.length, PROOF_BYTES) { reject() }
        if xor(shr(232, calldataload(proof.offset)), 0x{{Protocol.Version:x2}}{{(int)HashKind.Keccak:x2}}{{_plan.ShapeIndex:x2}}) { reject() }
        // The key's digest and the statement stand behind the transcript's first state, which is zero.
        {{Statement()}}
        transcript()
        // gas: transcript
        constraints()
        // gas: constraints
        prepare()
        // gas: final polynomial and tables
        points()
        // gas: points and their inverses
        queries()
        valid := 1
        """;

    /// <summary>Public values: the program key's eight elements, then limbs of 16 bits; the chain id's are those of a little-endian number.</summary>
    private string Statement()
    {
        Span<byte> digest = stackalloc byte[Digest.Bytes];
        KeccakSuite.Write(_key.Digest, digest);
        int at = 2 * WordBytes;
        int program = at + MessagePlaces.ElementBytes, chainId = program + WordBytes, rollup = chainId + (4 * BatchRange<KoalaBear>.ChainIdLimbs);
        int from = rollup + (4 * BatchRange<KoalaBear>.RollupLimbs), to = from + (4 * BatchRange<KoalaBear>.HashLimbs);
        return $$"""
            mstore(add(TRANSCRIPT, {{WordBytes}}), 0x{{Convert.ToHexStringLower(digest)}})
            mstore(add(TRANSCRIPT, {{at}}), shl(224, {{_plan.ShapeIndex}}))
            mstore(add(TRANSCRIPT, {{program}}), programKey)
            checkElements(add(TRANSCRIPT, {{program}}), 0x20)
            if shr(64, l1ChainId) { reject() }
            for { let i := 0 } lt(i, {{BatchRange<KoalaBear>.ChainIdLimbs}}) { i := add(i, 1) } {
            mstore(add(TRANSCRIPT, add({{chainId}}, shl(2, i))), shl(224, and(shr(shl(4, i), l1ChainId), 0xffff)))
            }
            absorbLimbs(add(TRANSCRIPT, {{rollup}}), shl(96, rollup), {{BatchRange<KoalaBear>.RollupLimbs}})
            absorbLimbs(add(TRANSCRIPT, {{from}}), fromHash, {{BatchRange<KoalaBear>.HashLimbs}})
            absorbLimbs(add(TRANSCRIPT, {{to}}), toHash, {{BatchRange<KoalaBear>.HashLimbs}})
            for { let i := 0 } lt(i, {{_key.PublicValueCount}}) { i := add(i, 1) } {
            mstore(add(PUBLIC_VALUES, shl(5, i)), mulmod(load32(add(add(TRANSCRIPT, {{program}}), shl(2, i))), R, P))
            }
            """;
    }

    /// <summary>Everything that the constraints read.</summary>
    private string Openings(MessagePlaces messages, Challenges<ExtensionPlace, int> challenges, ConstraintSection constraints, int constantData)
    {
        StringBuilder text = new();
        string zeta = $"mload(0x{challenges.Zeta.Offset:x})";
        _ = text.Append(CultureInfo.InvariantCulture, $"if iszero(shr({Lanes.Bits}, {zeta})) {{ reject() }}\n");
        _ = text.Append("loadData()\n");
        _ = text.Append(CultureInfo.InvariantCulture, $"for {{ let i := 0 }} lt(i, {constraints.Constants.Count}) {{ i := add(i, 1) }} {{ mstore(add(CONSTANTS, shl(5, i)), load32(add(add(DATA, {constantData}), shl(2, i)))) }}\n");
        _ = text.Append(CultureInfo.InvariantCulture, $$"""
            for { let i := 0 } lt(i, {{messages.OpeningCount}}) { i := add(i, 1) } {
            calldatacopy(0x00, add(add(mload(PROOF), {{messages.FirstOpening}}), mul(i, 20)), 20)
            mstore(add(OPENINGS, shl(5, i)), readScaled(0x00))
            }
            // gas: openings read
            let power := {{zeta}}

            """);
        int log = 0;
        for (int height = _plan.Schedule.Heights.Count - 1; height >= 0; height--)
        {
            int logHeight = _plan.Schedule.Heights[height];
            _ = text.Append(CultureInfo.InvariantCulture, $$"""
                for { let i := 0 } lt(i, {{logHeight - log}}) { i := add(i, 1) } { power := multiply(power, power) }
                mstore(add(POWER, {{WordBytes * height}}), power)
                mstore(add(VANISHING, {{WordBytes * height}}), subtract(power, R))
                mstore(add(ZETA_NEXT, {{WordBytes * height}}), scale({{zeta}}, 0x{{(KoalaBear.TwoAdicGenerator(logHeight) * ContractData.R).ToCanonical():x}}))

                """);
            log = logHeight;
        }

        // S per table; together they are zero.
        _ = text.Append("let total := 0\n");
        TablePlan[] tables = [.. _plan.Tables.Where(t => t.Structure.HasInteractions)];
        for (int i = 0; i < tables.Length; i++)
        {
            _ = text.Append(CultureInfo.InvariantCulture, $$"""
                {
                calldatacopy(0x00, add(mload(PROOF), {{messages.Sums[i].Offset}}), 20)
                let sum := readScaled(0x00)
                total := add(total, sum)
                mstore(add(SHARES, {{WordBytes * i}}), scale(sum, 0x{{(KoalaBear.FromCanonical(1u << tables[i].LogHeight).Inverse() * ContractData.R).ToCanonical():x}}))
                }

                """);
        }

        _ = text.Append("if remainder(total) { reject() }\n");
        return text.ToString();
    }

    private int AddCap()
    {
        Span<byte> bytes = stackalloc byte[Digest.Bytes];
        int offset = _data.Bytes.Count;
        foreach (Digest digest in _key.PreprocessedCap)
        {
            KeccakSuite.Write(digest, bytes);
            _ = _data.Add(bytes);
        }

        return offset;
    }

    private int WordsOfData() => ((_data.Bytes.Count - 1) / WordBytes) + 1;

    private string Head(int proofBytes, Challenges<ExtensionPlace, int> challenges, ConstraintSection constraints, int capData)
    {
        StringBuilder text = new();
        _ = text.Append("""
            // SPDX-License-Identifier: MIT
            pragma solidity ^0.8.28;

            import {IVerifier} from "./IVerifier.sol";

            /// @title Verifier of final proofs, written by the command `contract` of circuits/Rollup.Stark.Cli from the key of the final circuit: do not edit
            /// @dev An element of the extension is a word of five lanes of 51 bits, the coefficients of 1, X, …, X⁴. A product is that of integers modulo 2^255 + 2^102 − 1, which is X⁵ + X² − 1 at X = 2^51. It
            /// comes out divided by R = 2^40, so challenges and what is multiplied with each other are kept as R times their value. circuits/README.md says more.
            contract FinalVerifier is IVerifier {

            """);
        const uint Modulus = KoalaBear.Modulus;
        Constant("PROOF_BYTES", proofBytes, "The length of every proof.");
        Constant("P", Modulus, "The base field.");
        Constant("R", ContractData.R.ToCanonical(), "2^40 in it.");
        Constant("R_SQUARED", (ContractData.R * ContractData.R).ToCanonical(), "Its square.");
        Constant("MODULUS", Lanes.Polynomial, "X⁵ + X² − 1 at X = 2^51.");
        Constant("LANE", (BigInteger.One << Lanes.Bits) - 1, "The lowest lane.");
        Constant("SUM", (BigInteger.One << 85) - 1, "The lowest of three sums of coefficients.");
        Constant("LANES_P", Lanes.All(Modulus), "p in every lane.");
        foreach (int times in (int[])[2, PermutationFunctions.Offset])
            Constant($"LANES_{times}P", Lanes.All(times * (BigInteger)Modulus), $"{times} p in every lane.");
        Constant("POSITIVE", Lanes.PositiveWord, "In every lane a multiple of p that is more than what a product's coefficient can be below zero.");
        Constant("POSITIVE_LOW", Lanes.PositiveLowWord, "The same, and 2^16·p.");
        Constant("LANES_TO_BIT_31", Lanes.All((BigInteger.One << 31) - Modulus), "2^31 − p in every lane.");
        foreach (int bits in (int[])[1, 16, 24, 27, 31, 35])
            Constant($"LANES_{bits}", Lanes.All((BigInteger.One << bits) - 1), $"The low {bits} bits of every lane.");
        Constant("INVERSE_EXPONENT", BigInteger.Pow(Modulus, 5) - 2, "p⁵ − 2.");
        Constant("INVERSE_TOP", BigInteger.One << (int)((BigInteger.Pow(Modulus, 5) - 2).GetBitLength() - 2), "Its second bit.");
        Constant("TOP_BITS", InWords(0x8000_0000), "The top bit of eight elements of four bytes.");
        Constant("TO_TOP_BIT", InWords(0x8000_0000 - Modulus), "2^31 − p in each of them.");
        Constant("EVEN_PLACES", Enumerable.Range(0, 4).Aggregate(BigInteger.Zero, (sum, i) => sum + (new BigInteger(uint.MaxValue) << (64 * i))), "The lower half of every eight bytes.");
        Constant("DIGEST", DigestBytes, "Bytes of a node.");
        Constant("NODE", 2 * DigestBytes, "Bytes of two nodes.");
        Constant("DIGEST_MASK", ((BigInteger.One << (8 * DigestBytes)) - 1) << (8 * (WordBytes - DigestBytes)), "The bytes of a word that are a node.");
        foreach ((string name, int address, string meaning) in _memory.Areas.Where(area => !area.Name.StartsWith("CHALLENGE", StringComparison.Ordinal)))
            Constant(name, address, $"Memory: {meaning}");
        Constant("LAMBDA", challenges.Lambda.Offset, "Memory: the challenge that batches constraints.");
        int dataAddress = _memory.Areas.Single(area => area.Name == "DATA").Address;
        Constant("PROGRAM", dataAddress + constraints.ProgramBytes.Start, "Memory: the instructions that evaluate constraints.");
        Constant("PREPROCESSED_CAP", dataAddress + capData, "Memory: the commitment to the preprocessed columns.");
        _ = text.Append("""

                /// @inheritdoc IVerifier
                function verify(bytes32 programKey, uint256 l1ChainId, address rollup, bytes32 fromHash, bytes32 toHash, bytes calldata proof)
                    external
                    pure
                    returns (bool valid)
                {
                    assembly {
                        // The tables of the contract's code.
                        function loadData() {

            """);
        byte[] data = [.. _data.Bytes, .. new byte[WordBytes]];
        for (int i = 0; i < WordsOfData(); i++)
            _ = text.Append(CultureInfo.InvariantCulture, $"                mstore(0x{dataAddress + (i * WordBytes):x}, 0x{Convert.ToHexStringLower(data, i * WordBytes, WordBytes)})\n");
        return text.Append("            }\n\n").ToString();

        void Constant(string name, BigInteger value, string meaning)
            => text.Append(CultureInfo.InvariantCulture, $"    /// @dev {meaning}\n    uint256 private constant {name} = {Literal(value)};\n");
    }

    /// <summary>Large ones as whole words, or the compiler would take some for addresses.</summary>
    private static string Literal(BigInteger value) => value < 10_000 ? value.ToString(CultureInfo.InvariantCulture) : "0x" + value.ToString("x", CultureInfo.InvariantCulture).TrimStart('0').PadLeft(2 * WordBytes, '0');

    private static BigInteger InWords(uint value) => Enumerable.Range(0, WordBytes / 4).Aggregate(BigInteger.Zero, (sum, i) => sum + ((BigInteger)value << (32 * i)));
}
