namespace Ora.Benchmarks.Outside;

/// <summary>Measured times.</summary>
internal sealed class Samples
{
    private readonly List<double> _milliseconds = [];

    public int Count => _milliseconds.Count;

    public double Median => Quantile(0.5);

    public void Add(TimeSpan time) => _milliseconds.Add(time.TotalMilliseconds);

    /// <summary>The value below which this part of the samples lies, in milliseconds.</summary>
    public double Quantile(double part)
    {
        var sorted = _milliseconds.Order().ToList();
        return sorted[Math.Min(sorted.Count - 1, (int)(part * sorted.Count))];
    }

    /// <summary>Runs something and notes how long it took.</summary>
    public async Task<T> TimeAsync<T>(TimeProvider time, Func<Task<T>> action)
    {
        var start = time.GetTimestamp();
        var result = await action();
        Add(time.GetElapsedTime(start));
        return result;
    }
}
