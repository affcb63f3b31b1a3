global using Extension = Rollup.Stark.Fields.Quintic<Rollup.Stark.Fields.Scalar>;
global using Packed128 = Rollup.Stark.Fields.Packed<Rollup.Stark.Fields.Words128>;
global using Packed256 = Rollup.Stark.Fields.Packed<Rollup.Stark.Fields.Words256>;
global using Packed512 = Rollup.Stark.Fields.Packed<Rollup.Stark.Fields.Words512>;
global using Proof = Rollup.Stark.Proofs.Proof<Rollup.Stark.Fields.Scalar, Rollup.Stark.Fields.Quintic<Rollup.Stark.Fields.Scalar>, Rollup.Stark.Hashing.Digest>;
