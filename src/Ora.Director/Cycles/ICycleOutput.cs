namespace Ora.Director.Cycles;

/// <summary>Where the loop reports to.</summary>
internal interface ICycleOutput
{
    /// <summary>A cycle has ended.</summary>
    void Report(CycleReport report);

    /// <summary>Something went wrong that the loop deals with itself.</summary>
    void Trouble(string message);
}
