using Dapper;

// Compiles the Dapper calls of this assembly when it is built: Native AOT has no run-time code generation to do it with. Only Query
// and Execute calls are compiled. Anything else of SqlMapper, be it AsList, brings in the run-time mapper, its size and its warnings.
// A call without commandTimeout would wait for ever: what is compiled sets 0 where Dapper would leave the connection's own.
[module: DapperAot]
