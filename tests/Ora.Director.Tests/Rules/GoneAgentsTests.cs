using Ora.Core.Messages;
using Ora.Director.Rules;

namespace Ora.Director.Tests.Rules;

public sealed class GoneAgentsTests
{
    [Theory]
    [InlineData(true, AgentRole.Agent, AgentStatus.Active, true)]
    [InlineData(false, AgentRole.Agent, AgentStatus.Active, false)]
    [InlineData(true, AgentRole.Agent, AgentStatus.Retired, false)]
    [InlineData(true, AgentRole.Director, AgentStatus.Active, false)]
    [InlineData(true, AgentRole.Observer, AgentStatus.Active, false)]
    public void Agent_ThatIsGone_IsRetired(bool gone, AgentRole role, AgentStatus status, bool retired)
    {
        var agent = Given.Agent("worker-1") with { Gone = gone, Role = role, Status = status, LastSeenAt = Given.Now.AddDays(-3) };

        var decided = Decided.By(new GoneAgents(), Given.Briefing with { Agents = [agent] });

        Assert.Equal(retired ? ["update_agent agentId=worker-1 status=retired"] : [], decided.Calls);
        if (retired) Assert.Equal("retired `worker-1`: silent for 3 days", decided.Steps[0].Actions[0].Done);
    }
}
