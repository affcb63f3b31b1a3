using System.Collections.Immutable;

namespace Rollup.Node.Operator.Alarms;

/// <summary>Something that an operator should know, and what they should do. Each has an entry of the same name in the runbook of ops/README.md.</summary>
internal sealed class Alarm
{
    /// <summary>PostgreSQL is away or takes no writes.</summary>
    public static readonly Alarm Database = Severe("database", "PostgreSQL must answer and take writes; nothing that was acknowledged is lost, and the nodes go on by themselves.");

    /// <summary>Nobody makes blocks.</summary>
    public static readonly Alarm NoLeader = Severe("no-leader", "Start a sequencer, or look at /ready of those that run.");

    /// <summary>The sequencer has just begun.</summary>
    public static readonly Alarm Loading = Mild("loading", "Wait: it reads the chain from the database after it has taken the lead.");

    /// <summary>The sequencer refuses to go on.</summary>
    public static readonly Alarm Halted = Severe("halted", "Do not restart it blindly: the runbook says for each reason what to compare first.");

    /// <summary>A part of the process failed in a way that was not foreseen.</summary>
    public static readonly Alarm PartFailing = Severe("part-failing", "It is started again by itself; read the log and report it.");

    /// <summary>Another build has changed the schema.</summary>
    public static readonly Alarm SchemaNewer = Mild("schema-newer", "Upgrade this process, too.");

    /// <summary>L1 has another past than it had.</summary>
    public static readonly Alarm L1WentBack = Severe("l1-went-back", "Compare the named block with other providers before anything else.");

    /// <summary>L1 does not answer.</summary>
    public static readonly Alarm L1Unreadable = Mild("l1-unreadable", "Blocks go on; if it lasts, change L1:Url.");

    /// <summary>Batches or proofs do not get onto L1.</summary>
    public static readonly Alarm SettlementStuck = Severe("settlement-stuck", "The reason names the cause: the account's balance, a fee cap, or the contract's refusal.");

    /// <summary>No settler writes down what it sees.</summary>
    public static readonly Alarm SettlerSilent = Severe("settler-silent", "Start the settler, or look whether it reaches L1 and the database.");

    /// <summary>The clock of a sequencer is wrong.</summary>
    public static readonly Alarm ClockAhead = Mild("clock-ahead", "Check NTP on every sequencer.");

    /// <summary>A proof job was given up.</summary>
    public static readonly Alarm ProofFailed = Severe("proof-failed", "Look at the job's last error, mend the cause, and press retry: finality waits for it.");

    /// <summary>A worker holds a job and does not get on.</summary>
    public static readonly Alarm ProofStalled = Mild("proof-stalled", "Look at the worker's machine; if it hangs, end it: another takes the job a minute later.");

    /// <summary>Workers end while they work.</summary>
    public static readonly Alarm LeasesLost = Mild("leases-lost", "Look for what ends the workers, usually too little memory for Proving:MaxMemoryGigabytes.");

    /// <summary>Jobs wait and nobody works.</summary>
    public static readonly Alarm NoWorker = Severe("no-worker", "Start a prover: rollup node --roles prover.");

    /// <summary>A worker cannot prove what L1 asks for.</summary>
    public static readonly Alarm ForeignProgram = Mild("foreign-program", "Upgrade that prover to this build: it takes no jobs meanwhile.");

    /// <summary>Proofs do not keep up.</summary>
    public static readonly Alarm ProvingBehind = Mild("proving-behind", "Add workers, or find out why those there are do not get on.");

    /// <summary>A forced item waits too long.</summary>
    public static readonly Alarm ForcedItemLate = Severe("forced-item-late", "L1 refuses batches without it from the deadline on: see why the sequencer does not take it.");

    /// <summary>Finality takes so long that others may soon take over.</summary>
    public static readonly Alarm FallbackNear = Severe("fallback-near", "Get the oldest batch proven before the period ends: then anybody may commit and prove in our place.");

    /// <summary>An account will soon be empty.</summary>
    public static readonly Alarm BalanceLow = Mild("balance-low", "Send ether to the account: batches stop when it is used up.");

    /// <summary>A transaction does not get into a block of L1.</summary>
    public static readonly Alarm TransactionStuck = Mild("transaction-stuck", "Its fee is raised by itself up to the cap: compare the cap with L1's base fee, and see whether the provider passes transactions on.");

    private Alarm(string name, bool isSevere, string whatToDo)
    {
        Name = name;
        IsSevere = isSevere;
        WhatToDo = whatToDo;
    }

    /// <summary>All of them, those first that matter most.</summary>
    public static ImmutableArray<Alarm> All { get; } =
    [
        Database, Halted, NoLeader, PartFailing, L1WentBack, SettlementStuck, SettlerSilent, ForcedItemLate, FallbackNear, ProofFailed, NoWorker, ProofStalled, LeasesLost, ForeignProgram, ProvingBehind,
        BalanceLow, TransactionStuck, L1Unreadable, ClockAhead, SchemaNewer, Loading,
    ];

    /// <summary>The name of its entry in the runbook.</summary>
    public string Name { get; }

    /// <summary>Whether clients or finality suffer, or soon will.</summary>
    public bool IsSevere { get; }

    /// <summary>The first thing to do.</summary>
    public string WhatToDo { get; }

    private static Alarm Severe(string name, string whatToDo) => new(name, isSevere: true, whatToDo);

    private static Alarm Mild(string name, string whatToDo) => new(name, isSevere: false, whatToDo);
}
