using Rollup.Kernel.Primitives;
using Rollup.Kernel.State;

namespace Rollup.Kernel.Tests.State;

/// <summary>Random batches of changes over a small world of keys, so that batches meet each other's leaves.</summary>
public sealed class StateScenario(int seed, int worldSize)
{
    private readonly Random _random = new(seed);

    public StateKey NextKey()
    {
        int number = _random.Next(worldSize);
        byte[] bytes = new byte[Address.Size];
        bytes[19] = (byte)number;
        bytes[0] = (byte)(number >> 8);
        Address address = Address.FromSpan(bytes);
        return _random.Next(2) == 0 ? StateKey.Account(address) : StateKey.StorageSlot(address, new U256((ulong)_random.Next(3), 0, 0, 1ul << 63));
    }

    /// <summary>A value for the key, absent with the given probability.</summary>
    public StateValue NextValue(StateKey key, double absent)
    {
        if (_random.NextDouble() < absent)
            return StateValue.Absent(key);
        U256 number = new((ulong)_random.NextInt64(), (ulong)_random.NextInt64(), (ulong)_random.NextInt64(), ulong.MaxValue - (ulong)_random.Next(5));
        if (!key.IsAccount)
            return StateValue.OfSlot(number);
        return StateValue.OfAccount(_random.Next(3) == 0
            ? new AccountState(1, number, Hash256.FromU256(number), ReferenceDigest(), (uint)_random.Next(1, 24_576))
            : new AccountState((ulong)_random.NextInt64(), number));
    }

    public Dictionary<StateKey, StateValue> NextBatch(int size, double absent)
    {
        Dictionary<StateKey, StateValue> batch = [];
        for (int i = 0; i < size; i++)
        {
            StateKey key = NextKey();
            batch[key] = NextValue(key, absent);
        }

        return batch;
    }

    public int Next(int limit) => _random.Next(limit);

    private Digest ReferenceDigest()
    {
        byte[] bytes = new byte[Digest.Size];
        _random.NextBytes(bytes);
        for (int i = 0; i < Digest.Size; i += 4)
            bytes[i] &= 0x3f;
        Digest.TryRead(bytes, out Digest digest).ShouldBeTrue();
        return digest;
    }
}
