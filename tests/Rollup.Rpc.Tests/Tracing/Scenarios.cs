using Rollup.Kernel.Evm.Rules;
using Rollup.Kernel.Primitives;
using static Rollup.Rpc.Tests.Tracing.Assembly;

namespace Rollup.Rpc.Tests.Tracing;

/// <summary>What contracts can do, one kind of thing after the other.</summary>
internal static class Scenarios
{
    /// <summary>Who is paid by the contract that is created and destroyed at once.</summary>
    public static readonly Address Heir = Address.FromU256(0xca11ee_0002UL);

    private static readonly Address Payee = Address.FromU256(0xca11ee_0001UL);
    private static readonly byte[] Destroyed = [.. Push(Payee), Opcode.SelfDestruct];
    private static ulong _next = 0xc0de_0000;

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Scenario> All { get; } =
    [
        new("a transfer") { To = Payee, Value = 5 },
        new("a transfer with data") { To = Payee, Data = [0, 1, 2, 0, 0, 3] },
        new("storage, a log and a return value", Contract(
            [.. TouchSlot(1), .. StoreSlot(1, 7), .. StoreSlot(2, 9), .. StoreSlot(2, 0), .. StoreSlot(3, 0), .. Store(0, 0x1234), .. Log(0xabc, 32), .. TouchSlot(2), .. Return(32)],
            (1, 5), (3, 8))),
        new("transient storage and copies", Contract(
            [
                .. Push(6), .. Push(1), Opcode.TStore, .. Push(1), Opcode.TLoad, .. Push(40), Opcode.MStore, .. Push(32), .. Push(40), .. Push(3), Opcode.MCopy,
                .. Push(20), .. Push(0), .. Push(70), Opcode.CodeCopy, .. Push(9), .. Push(2), .. Push(100), Opcode.CallDataCopy,
                .. Push(50), .. Push(0), Opcode.Keccak256, .. Push(3), Opcode.Exp, .. Push(0), Opcode.MStore, .. Return(128),
            ])) { Data = [1, 2, 3, 4, 5, 6, 7] },
        Nested(),
        new("a creation") { IsCreation = true, Data = [.. StoreSlot(0, 3), .. Store(0, 0x60016002), .. Push(4), .. Push(28), Opcode.Return] },
        new("a creation that reverts") { IsCreation = true, Data = RevertWith("not today") },
        new("a creation of invalid code") { IsCreation = true, Data = [.. Place(0xef), .. Return(1)] },
        new("a creation that cannot pay for its code") { IsCreation = true, Data = [.. Store(3000, 1), .. Return(3000)], Gas = 100_000 },
        Factory(),
        new("a self-destruction", new TestContract(Next(), Destroyed) { Balance = 12 }),
        new("a self-destruction inside", Contract([.. Call(Opcode.Call, Peek(1)), .. Push(Payee), Opcode.Balance, .. Push(0), Opcode.MStore, .. Return(32)]),
            new TestContract(Next(), Destroyed) { Balance = 12 }),
        new("a contract created and destroyed at once", Contract(
            [
                .. Place(Init([.. Push(Heir), Opcode.SelfDestruct])), .. Push(31), .. Push(0), .. Push(1), Opcode.Create,
                .. Push(0), .. Push(0), .. Push(0), .. Push(0), .. Push(1), Opcode.Dup1 + 5, Opcode.Gas, Opcode.Call, .. Return(0),
            ])) { Value = 3, UsesWhatItGets = true },
        Precompiles(),
        new("a call without the money", Contract([.. Call(Opcode.Call, Payee, value: 1), .. StoreSlot(0, 1)])),
        new("a creation without the money", Contract([.. Push(0), .. Push(0), .. Push(1), Opcode.Create, Opcode.Pop, .. StoreSlot(0, 1)])),
        new("a call without enough gas", Contract([.. Call(Opcode.Call, Peek(1), gas: 30_000), .. StoreSlot(0, 1)]), Contract([Opcode.JumpDest, .. Push(0), Opcode.Jump])),
        new("a call that runs out of gas at a write", Contract([.. Call(Opcode.Call, Peek(1), gas: 10_000), .. StoreSlot(0, 1)]), Contract(StoreSlot(0, 1))),
        new("all gas gone", Contract([Opcode.JumpDest, .. Push(0), Opcode.Jump])) { Gas = 30_000 },
        new("a revert with a reason", Contract([.. StoreSlot(0, 1), .. RevertWith("no way")])),
        new("a revert with a long reason", Contract(RevertWith("this is a reason that does not fit in a single word of 32 bytes"))),
        new("a panic", Contract(Panic(0x11))),
        new("a revert with a custom error", Contract(RevertWith([0xde, 0xad, 0xbe, 0xef, 1, 2, 3]))),
        new("a revert without data", Contract([.. Push(0), .. Push(0), Opcode.Revert])),
        new("an undefined instruction", Contract([.. Push(1), 0x0c])),
        new("a designated invalid instruction", Contract([.. Push(1), 0xfe])),
        new("a jump to nowhere", Contract([.. Push(1), Opcode.Jump])),
        new("an empty stack", Contract([.. Push(1), Opcode.Add])),
        new("a full stack", Contract([Opcode.JumpDest, Opcode.Pc, .. Push(0), Opcode.Jump])),
        new("a read past the return data", Contract([.. Push(1), .. Push(0), .. Push(0), Opcode.ReturnDataCopy])),
        new("a write in a static call", Contract([.. Call(Opcode.StaticCall, Peek(1)), .. StoreSlot(0, 1)]), Contract([.. TouchSlot(5), .. StoreSlot(0, 1)])),
        new("recursion while there is gas", Contract(
            [.. Push(310_000), Opcode.Gas, Opcode.Lt, .. Push((ulong)(9 + Call(Opcode.Call, Peek(0)).Length)), Opcode.JumpI, .. Call(Opcode.Call, Peek(0)), Opcode.JumpDest, .. Push(1), Opcode.SLoad])) { UsesWhatItGets = true },
        new("accounts looked at", Contract(
            [
                .. Push(Payee), Opcode.ExtCodeSize, .. Push(Peek(1)), Opcode.ExtCodeHash, .. Push(0xb0b), Opcode.Balance, .. Push(9), .. Push(0), .. Push(0), .. Push(Peek(1)),
                Opcode.ExtCodeCopy, Opcode.SelfBalance, .. Return(32),
            ]), Contract(Return(0))),
    ];

    private static Scenario Nested()
    {
        Address parent = Peek(0);
        TestContract entry = Contract(
        [
            .. Store(0, 77),
            .. Call(Opcode.Call, Peek(1), value: 1, inputLength: 32),
            .. Call(Opcode.DelegateCall, Peek(2), inputLength: 4),
            .. Call(Opcode.CallCode, Peek(2), value: 2),
            .. Call(Opcode.StaticCall, Peek(3)),
            .. Call(Opcode.Call, Peek(4), inputLength: 32),
            Opcode.ReturnDataSize, .. Push(0), Opcode.MStore,
            .. Return(32),
        ]);
        return new Scenario(
            "calls of every kind inside one another",
            entry,
            Contract([.. StoreSlot(0, 1), .. Log(1, 0), .. RevertWith("inner")]),
            Contract([.. StoreSlot(4, 4), .. Log(2, 8), Opcode.CallValue, .. Push(0), Opcode.MStore, .. Return(32)]),
            Contract([.. TouchSlot(9), .. Call(Opcode.StaticCall, Peek(2)), .. Return(32)], (9, 1)),
            Contract([.. StoreSlot(8, 1), .. Call(Opcode.Call, Peek(1)), .. Log(3, 4), .. Push(parent), Opcode.Balance, .. Push(0), Opcode.MStore, .. Return(64)]),
            Contract([.. Store(0, 0xfeed), .. Return(32)])) { Value = 10, UsesWhatItGets = true };
    }

    private static Scenario Factory()
    {
        byte[] child = Init([.. Push(1), .. Push(0), Opcode.SStore]);
        return new Scenario(
            "creations inside",
            Contract(
            [
                .. Place(child), .. Push((ulong)child.Length), .. Push(0), .. Push(2), Opcode.Create,
                .. Push(0), .. Push(0), .. Push(0), .. Push(0), .. Push(0), Opcode.Dup1 + 5, Opcode.Gas, Opcode.Call,
                .. Push(5), .. Push((ulong)child.Length), .. Push(0), .. Push(0), Opcode.Create2,
                .. Push(5), .. Push((ulong)child.Length), .. Push(0), .. Push(0), Opcode.Create2,
                .. Place([.. Push(0), .. Push(0), Opcode.Revert]), .. Push(3), .. Push(0), .. Push(0), Opcode.Create,
                .. Place([.. Push(0xef), .. Push(0), Opcode.MStore8, .. Push(1), .. Push(0), Opcode.Return]), .. Push(9), .. Push(0), .. Push(0), Opcode.Create,
                .. Return(0),
            ])) { Value = 10 };
    }

    private static Scenario Precompiles() => new(
        "precompiles",
        Contract(
        [
            .. Store(0, 5),
            .. Call(Opcode.StaticCall, Address.FromU256(2), inputLength: 32),
            .. Call(Opcode.Call, Address.FromU256(4), inputLength: 64),
            .. Call(Opcode.Call, Address.FromU256(1), inputLength: 128),
            .. Call(Opcode.Call, Address.FromU256(6), inputLength: 64),
            .. Call(Opcode.StaticCall, Address.FromU256(3), gas: 20, inputLength: 32),
            .. Call(Opcode.DelegateCall, Address.FromU256(0x100), inputLength: 160),
            .. Return(32),
        ])) { UsesWhatItGets = true };

    private static TestContract Contract(byte[] code, params (ulong Slot, ulong Value)[] storage) =>
        new(Next(), code) { Storage = storage.ToDictionary(entry => (U256)entry.Slot, entry => (U256)entry.Value) };

    /// <summary>The address of the contract that will be made after <paramref name="others"/> further ones.</summary>
    private static Address Peek(ulong others) => Address.FromU256(_next + others);

    private static Address Next() => Address.FromU256(_next++);
}
