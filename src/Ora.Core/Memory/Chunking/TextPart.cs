namespace Ora.Core.Memory.Chunking;

/// <summary>A part of a long text, small enough to be one passage. Parts do not overlap: a search looks at the neighbours of each.</summary>
/// <param name="Title">What it is about: its headings, or its symbol; null when nothing says.</param>
/// <param name="Text">The part.</param>
public readonly record struct TextPart(string? Title, string Text);
