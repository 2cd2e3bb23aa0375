using Dapper;

// Compiles every Dapper call of this assembly when it is built: Native AOT has no run-time code generation to do it with.
[module: DapperAot]
