using System.Runtime.InteropServices;
using Rollup.Kernel.Fields;
using Rollup.Stark.Airs;
using Rollup.Stark.Checking;
using Rollup.Stark.Chips.MulMod;
using Rollup.Stark.Fields;
using Rollup.Stark.LogUp;
using Rollup.Stark.Matrices;

namespace Rollup.Stark.Tests.Chips;

/// <summary>No column of any table is free: each is changed in several rows, and each time a constraint fails or a bus is out of balance. Columns that may change have a written reason.</summary>
public sealed class ColumnCoverageTests
{
    [Theory]
    [InlineData("fibonacci")]
    [InlineData("squares")]
    [InlineData("poseidon2")]
    [InlineData("poseidon2 behind a bus")]
    [InlineData("keccak")]
    [InlineData("keccak batch")]
    [InlineData("mulmod")]
    [InlineData("mulmod behind a bus")]
    public void Every_column_of_every_table_fails_when_changed(string name)
    {
        ChipWitness witness = ChipWitness.Create(name);
        Random random = new(7);
        for (int table = 0; table < witness.Traces.Length; table++)
        {
            IAir air = witness.Airs[table];
            RowCheck check = new(air, witness.Traces[table], witness.PublicValues);
            int rows = ConstrainedRows(air, witness.Traces[table]);
            for (int column = 0; column < air.Width; column++)
            {
                foreach (int row in (ReadOnlySpan<int>)[0, random.Next(rows), rows - 1])
                {
                    KoalaBear change = random.Next(2) == 0 ? KoalaBear.One : KoalaBear.FromCanonical((uint)random.Next(1, int.MaxValue - (1 << 24)));
                    check.FailsWith(row, column, change).ShouldBeTrue($"table {air.Name}, row {row}, {air.ColumnName(column)}");
                }
            }
        }
    }

    [Theory]
    [InlineData("squares")]
    [InlineData("poseidon2 behind a bus")]
    [InlineData("keccak batch")]
    [InlineData("mulmod")]
    [InlineData("mulmod behind a bus")]
    public void Every_logup_column_fails_when_changed(string name)
    {
        ChipWitness witness = ChipWitness.Create(name);
        AirStructure[] structures = [.. witness.Airs.Select(air => AirStructure.Of(air, air.Preprocessed()?.Width ?? 0, maxDegree: 3))];
        Extension alpha = new(new(KoalaBear.Two), new(KoalaBear.One), default, default, new(KoalaBear.FromCanonical(99)));
        LogUpChallenges<Extension> challenges = new(alpha, alpha * alpha, structures);
        Random random = new(9);
        using BufferPool pool = new();
        Extension total = default;
        for (int table = 0; table < structures.Length; table++)
        {
            if (!structures[table].HasInteractions)
                continue;
            LogUpRows check = new(witness.Airs[table], structures[table], witness.Traces[table], witness.PublicValues, challenges, pool);
            int height = witness.Traces[table].Height;
            Enumerable.Range(0, Math.Min(height, 100)).Append(height - 1).ShouldAllBe(row => check.Holds(row));
            for (int column = 0; column < ExtensionField.Degree * structures[table].LogUpColumns; column++)
            {
                foreach (int row in (ReadOnlySpan<int>)[0, 1, random.Next(height), height - 1])
                    check.FailsWith(row, column).ShouldBeTrue($"table {witness.Airs[table].Name}, row {row}, LogUp column {column}");
            }

            total += check.CumulativeSum;
        }

        total.ShouldBe(Extension.Zero);
    }

    /// <summary>
    /// The rows in which nothing may change, those before the padding where that is free. Padding rows of mulmod are 0·0 modulo 1 and send nothing: their bytes are not looked up, and any other
    /// true equation is as good there. Those of the tests' port send nothing either, and nothing else constrains them.
    /// </summary>
    private static int ConstrainedRows(IAir air, Trace trace)
        => air is MulModAir or PortAir ? Enumerable.Range(0, trace.Height).Count(row => !trace[row, 0].IsZero) : trace.Height;

    /// <summary>A table's constraints and messages in the two rows that a cell has a part in. All others are as before, so that a message which changes here is out of balance.</summary>
    private sealed class RowCheck(IAir air, Trace trace, KoalaBear[] publicValues)
    {
        private readonly Trace? _preprocessed = air.Preprocessed();

        /// <summary>The messages of rows of the valid trace.</summary>
        private readonly Dictionary<int, List<CheckedInteraction>> _valid = [];

        public bool FailsWith(int row, int column, KoalaBear change)
        {
            int[] rows = [(row + trace.Height - 1) % trace.Height, row];
            Dictionary<(int Bus, string Message), KoalaBear> balance = [];
            foreach (int r in rows)
            {
                if (!_valid.TryGetValue(r, out List<CheckedInteraction>? messages))
                    _valid.Add(r, messages = Evaluate(r).ShouldNotBeNull());
                Add(messages, KoalaBear.One);
            }

            bool fails = false;
            trace[row, column] += change;
            foreach (int r in rows)
            {
                if (Evaluate(r) is { } messages)
                    Add(messages, -KoalaBear.One);
                else
                    fails = true;
            }

            trace[row, column] -= change;
            return fails || balance.Values.Any(difference => !difference.IsZero);

            void Add(List<CheckedInteraction> messages, KoalaBear sign)
            {
                foreach (CheckedInteraction message in messages)
                    CollectionsMarshal.GetValueRefOrAddDefault(balance, (message.Bus, message.Message), out _) += sign * message.Multiplicity;
            }
        }

        /// <summary>The row's messages, or null if a constraint fails.</summary>
        private List<CheckedInteraction>? Evaluate(int row)
        {
            List<CheckedInteraction> interactions = [];
            CheckingBuilder builder = new(
                Scalars(trace, row), Scalars(trace, (row + 1) % trace.Height), _preprocessed is null ? [] : Scalars(_preprocessed, row), publicValues, row == 0, row == trace.Height - 1, interactions);
            air.Evaluate<CheckingBuilder, Scalar>(ref builder);
            return builder.Failure is null ? interactions : null;
        }
    }

    /// <summary>A table's LogUp columns, and the constraints of LogUp in a row of them.</summary>
    private sealed class LogUpRows
    {
        private readonly AirStructure _structure;
        private readonly PackedMatrix<Scalar> _columns;
        private readonly Func<int, (Scalar[] Multiplicities, Extension[] Denominators)> _interactions;

        public LogUpRows(IAir air, AirStructure structure, Trace trace, KoalaBear[] publicValues, LogUpChallenges<Extension> challenges, BufferPool pool)
        {
            _structure = structure;
            Trace? preprocessed = air.Preprocessed();
            (_columns, CumulativeSum) = LogUpTrace.Generate(air, structure, Pack(trace)!, Pack(preprocessed), publicValues, challenges, pool, Workers.All);
            _interactions = row =>
            {
                Scalar[] multiplicities = new Scalar[structure.Interactions.Count];
                Extension[] denominators = new Extension[multiplicities.Length];
                InteractionRecorder<Scalar> recorder = new(
                    Scalars(trace, row), Scalars(trace, (row + 1) % trace.Height), preprocessed is null ? [] : Scalars(preprocessed, row), publicValues, challenges, multiplicities, denominators);
                air.Evaluate<InteractionRecorder<Scalar>, Scalar>(ref recorder);
                return (multiplicities, denominators);
            };

            PackedMatrix<Scalar>? Pack(Trace? rows)
            {
                if (rows is null)
                    return null;
                PackedMatrix<Scalar> packed = new(pool, rows.Width, rows.Height);
                packed.CopyFrom(rows, 0, rows.Height);
                return packed;
            }
        }

        public Extension CumulativeSum { get; }

        public bool FailsWith(int row, int column)
        {
            _columns[row, column] += new Scalar(KoalaBear.One);
            bool fails = !Holds((row + _columns.Rows - 1) % _columns.Rows) || !Holds(row);
            _columns[row, column] -= new Scalar(KoalaBear.One);
            return fails;
        }

        public bool Holds(int row)
        {
            (Scalar[] multiplicities, Extension[] denominators) = _interactions(row);
            Extension[] values = new Extension[_structure.InteractionGroups.Count];
            LogUpConstraints.Evaluate<Extension, Scalar>(
                _structure, Extensions(row), Extensions((row + 1) % _columns.Rows)[^1], denominators, multiplicities, LogUpTrace.Share(CumulativeSum, int.Log2(_columns.Rows)), values);
            return values.All(value => value == Extension.Zero);
        }

        private Extension[] Extensions(int row)
            => [.. Enumerable.Range(0, _structure.LogUpColumns).Select(i => PackedRows.Read<Scalar>(_columns.PackedRow(row)[(ExtensionField.Degree * i)..]))];
    }

    private static ReadOnlySpan<Scalar> Scalars(Trace trace, int row) => MemoryMarshal.Cast<KoalaBear, Scalar>(trace.Row(row));
}
