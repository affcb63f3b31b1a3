using Rollup.Kernel.Primitives;
using Rollup.Kernel.State;

namespace Rollup.Kernel.Tests.Contracts;

/// <summary>Makes a transaction for the state in front of it, of which it may look at accounts, and names who signed it.</summary>
internal delegate (byte[] Encoded, Address Sender) SignedTransactionMaker(Func<Address, AccountState> state);
