using CsCheck;

namespace Ora.Core.Tests;

public sealed class TextCutTests
{
    [Fact]
    public void At_AnyTextAndLength_IsNeverLongerAndNeverHalfACharacter()
    {
        string[] characters = ["a", "é", "漢", "😀"];
        var text = Gen.Int[0, characters.Length - 1].Array[0, 40].Select(picks => string.Concat(picks.Select(pick => characters[pick])));
        Gen.Select(text, Gen.Int[1, 30]).Sample((value, length) =>
        {
            var cut = TextCut.At(value, length);
            Assert.True(cut.Length <= length || cut == value);
            Assert.True(value.Length > length || cut == value);
            Assert.Equal(cut, new System.Text.UTF8Encoding().GetString(new System.Text.UTF8Encoding().GetBytes(cut)));
        });
    }

    [Fact]
    public void At_WithAddress_SaysWhereTheWholeIs()
    {
        var cut = TextCut.At(new string('x', 500), 100, "ora://message/msg-a");
        Assert.Equal(100, cut.Length);
        Assert.EndsWith("(cut; the whole is at ora://message/msg-a)", cut, StringComparison.Ordinal);
        Assert.Equal("short", TextCut.At("short", 100, "ora://message/msg-a"));
    }
}
