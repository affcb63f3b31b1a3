// Every test has real servers of its own, and some ask for all of the machine.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
