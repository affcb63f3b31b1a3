global using Proof = Rollup.Stark.Proofs.Proof<Rollup.Stark.Fields.Scalar, Rollup.Stark.Fields.Quintic<Rollup.Stark.Fields.Scalar>, Rollup.Stark.Hashing.Digest>;
