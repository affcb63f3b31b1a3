using Rollup.Execution.Native;
using Rollup.Kernel.Crypto.Secp256k1;
using Rollup.Kernel.Host;
using Rollup.Kernel.Primitives;

namespace Rollup.Execution.Tests.Native;

public class SenderRecoveryTests
{
    [Fact]
    public async Task A_batch_recovers_every_signer_in_order_and_marks_those_that_have_none()
    {
        RecoverableSignature[] signatures = RandomSignatures.Make(333, seed: 3);
        var recovery = new SenderRecovery(new SenderMemo(1_000), maxParallelism: 2);
        Address?[] signers = await recovery.RecoverAsync(signatures, CancellationToken.None);

        signers.Length.ShouldBe(signatures.Length);
        for (int i = 0; i < signatures.Length; i++)
        {
            (Hash256 hash, U256 r, U256 s, int parity) = signatures[i];
            bool exists = Secp256k1Curve.RecoverAddress(in hash, in r, in s, parity, out Address expected);
            signers[i].ShouldBe(exists ? expected : null);
        }
    }

    [Fact]
    public async Task A_cancelled_batch_stops()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        var recovery = new SenderRecovery(new SenderMemo(1_000), maxParallelism: 1);
        await Should.ThrowAsync<OperationCanceledException>(recovery.RecoverAsync(RandomSignatures.Make(100, seed: 4), cancelled.Token));
    }

    [Fact]
    public void An_empty_batch_is_no_work() =>
        new SenderRecovery(new SenderMemo(10), maxParallelism: 1).RecoverAsync(default, CancellationToken.None).IsCompletedSuccessfully.ShouldBeTrue();

    [Fact]
    public void A_memo_answers_for_what_was_recovered_and_for_nothing_else()
    {
        var memo = new SenderMemo(100);
        var host = new NativeHost(memo);
        foreach (RecoverableSignature signature in RandomSignatures.Make(40, seed: 5))
        {
            bool exists = host.RecoverAddress(signature.MessageHash, signature.R, signature.S, signature.YParity, out Address signer);
            memo.TryGet(signature, out Address remembered).ShouldBe(exists);
            remembered.ShouldBe(signer);
            memo.TryGet(signature with { YParity = 1 - signature.YParity }, out _).ShouldBeFalse();
        }
    }

    [Fact]
    public void A_memo_keeps_the_newest_and_forgets_the_oldest()
    {
        var memo = new SenderMemo(10);
        RecoverableSignature[] signatures = RandomSignatures.Make(100, seed: 6);
        foreach (RecoverableSignature signature in signatures)
            memo.Add(in signature, Address.FromU256(signature.R));

        int remembered = signatures.Count(signature => memo.TryGet(in signature, out _));
        remembered.ShouldBeInRange(10, 20);
        signatures[^10..].Count(signature => memo.TryGet(in signature, out _)).ShouldBe(10);
    }

    [Fact]
    public void The_native_host_agrees_with_the_kernels_own()
    {
        var native = new NativeHost(null);
        var software = default(SoftwareHost);
        foreach (RecoverableSignature signature in RandomSignatures.Make(50, seed: 7))
        {
            native.RecoverAddress(signature.MessageHash, signature.R, signature.S, signature.YParity, out Address fast)
                .ShouldBe(software.RecoverAddress(signature.MessageHash, signature.R, signature.S, signature.YParity, out Address slow));
            fast.ShouldBe(slow);
            native.MulMod(signature.R, signature.S, Secp256k1Curve.Order).ShouldBe(software.MulMod(signature.R, signature.S, Secp256k1Curve.Order));
        }

        ulong[] states = [.. Enumerable.Range(0, 100).Select(i => (ulong)i)];
        ulong[] expected = [.. states];
        native.KeccakF1600(states);
        software.KeccakF1600(expected);
        states.ShouldBe(expected);
    }
}
