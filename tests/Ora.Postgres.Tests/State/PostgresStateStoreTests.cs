using Ora.Contracts.State;
using Ora.Core.State;
using Ora.Postgres.State;
using Ora.Postgres.Tests.Cluster;

namespace Ora.Postgres.Tests.State;

public sealed class PostgresStateStoreTests(PostgresCluster cluster) : StateStoreContract
{
    protected override int Histories => Scale.Of(8, soak: 30); // Every one makes all tables anew, twice.

    protected override async ValueTask<IStateStore> CreateStoreAsync()
    {
        var builder = cluster.Builder(await cluster.CreateDatabaseAsync());
        var database = new PostgresDatabase(builder, TimeProvider.System);
        await database.MigrateAsync(CancellationToken.None);
        return new PostgresStateStore(database);
    }
}
