using Ora.Core.Errors;
using Ora.Director.Cycles;

namespace Ora.Director.Tests.Cycles;

public sealed class DirectorLeaseTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ora-lease-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Lease_ThatIsHeld_IsRefusedUntilItIsGivenBack()
    {
        var first = DirectorLease.Acquire(_folder);
        var refusal = Assert.Throws<OraException>(() => DirectorLease.Acquire(_folder));
        Assert.Equal(OraErrorCode.Conflict, refusal.Code);

        first.Dispose();
        DirectorLease.Acquire(_folder).Dispose();
    }

    [Fact]
    public void File_ThatWasLeftBehind_IsNoLease()
    {
        File.WriteAllText(Path.Combine(_folder, "director.lock"), "4711");

        DirectorLease.Acquire(_folder).Dispose();
    }

    [Fact]
    public void NoProject_IsSaidSo()
    {
        var refusal = Assert.Throws<OraException>(() => DirectorLease.Acquire(Path.Combine(_folder, "absent")));

        Assert.Equal(OraErrorCode.NotFound, refusal.Code);
        Assert.False(Directory.Exists(Path.Combine(_folder, "absent")));
    }
}
