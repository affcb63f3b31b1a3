using Rollup.Kernel.Fields;
using Rollup.Stark.Airs;
using Rollup.Stark.Fields;
using Rollup.Stark.Hashing;
using Rollup.Stark.Keys;
using Rollup.Stark.Matrices;
using Rollup.Stark.Proofs;

namespace Rollup.Stark.Tests.Proofs;

/// <summary>What counts as the same message: the bus, every element and its place, and how often.</summary>
public sealed class BusProofTests
{
    private static readonly Bus One = new(1, "one", 2), Two = new(2, "two", 2), Short = new(3, "short", 1);

    [Fact]
    public void A_message_that_is_received_as_it_was_sent_balances()
        => Verdict(new(One, [5, 7], 1), new(One, [5, 7], 1)).ShouldBe(VerificationError.None);

    [Fact]
    public void A_message_on_another_bus_does_not_balance()
        => Verdict(new(One, [5, 7], 1), new(Two, [5, 7], 1)).ShouldBe(VerificationError.BusesDoNotBalance);

    [Fact]
    public void A_message_whose_elements_change_places_does_not_balance()
        => Verdict(new(One, [5, 7], 1), new(One, [7, 5], 1)).ShouldBe(VerificationError.BusesDoNotBalance);

    [Fact]
    public void A_message_that_another_bus_number_makes_up_for_does_not_balance()
        => Verdict(new(One, [6, 7], 1), new(Two, [5, 7], 1)).ShouldBe(VerificationError.BusesDoNotBalance);

    [Fact]
    public void A_shorter_message_on_another_bus_does_not_balance()
        => Verdict(new(One, [5, 0], 1), new(Short, [5], 1)).ShouldBe(VerificationError.BusesDoNotBalance);

    [Fact]
    public void Two_messages_do_not_balance_one()
        => Verdict(new(One, [5, 7], 2), new(One, [5, 7], 1)).ShouldBe(VerificationError.BusesDoNotBalance);

    [Fact]
    public void Two_messages_do_not_balance_two_of_the_same_sum()
        => Verdict(new(One, [5, 7], 1, [6, 8]), new(One, [5, 8], 1, [6, 7])).ShouldBe(VerificationError.BusesDoNotBalance);

    /// <summary>Of the proof of two tables of which the first sends and the second receives.</summary>
    private static VerificationError Verdict(Side sent, Side received)
    {
        ProvingKey<KeccakSuite> key = ProvingKey<KeccakSuite>.Create(TestParameters.Fast(queries: 4), [new SideAir(sent.Bus, sends: true), new SideAir(received.Bus, sends: false)], [new(4, 4)]);
        return Verifier.Verify(key.Verifying, [], Prover.Prove(key, [sent.Trace(), received.Trace()], [])).Error;
    }

    /// <summary>One or two messages, each as often.</summary>
    private sealed record Side(Bus Bus, uint[] Message, uint Multiplicity, uint[]? Second = null)
    {
        public Trace Trace()
        {
            Trace trace = new(1 + Bus.MessageLength, 16);
            foreach ((uint[] message, int row) in (IEnumerable<(uint[], int)>)(Second is null ? [(Message, 3)] : [(Message, 3), (Second, 9)]))
            {
                trace[row, 0] = KoalaBear.FromCanonical(Multiplicity);
                for (int i = 0; i < message.Length; i++)
                    trace[row, 1 + i] = KoalaBear.FromCanonical(message[i]);
            }

            return trace;
        }
    }

    /// <summary>(multiplicity, message).</summary>
    private sealed class SideAir(Bus bus, bool sends) : IAir
    {
        public string Name => sends ? "sender" : "receiver";

        public int Width => 1 + bus.MessageLength;

        public void Evaluate<TBuilder, T>(ref TBuilder builder)
            where TBuilder : struct, IAirBuilder<T>, allows ref struct
            where T : struct, IAlgebra<T>
        {
            if (sends)
                builder.Send(bus, builder.Local[1..], builder.Local[0], maxMultiplicity: 2);
            else
                builder.Receive(bus, builder.Local[1..], builder.Local[0], maxMultiplicity: 2);
        }
    }
}
