global using Extension = Rollup.Stark.Fields.Quintic<Rollup.Stark.Fields.Scalar>;
