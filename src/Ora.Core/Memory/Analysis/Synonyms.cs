using System.Collections.Frozen;

namespace Ora.Core.Memory.Analysis;

/// <summary>
/// Words that people put for each other, mostly of software work. A question also looks for the synonyms of its words, at a lower
/// weight; passages are stored as they were written.
/// </summary>
internal static class Synonyms
{
    private const string Groups = """
        delete remove clear purge erase drop discard
        create make generate build construct produce
        convert transform cast translate turn
        check verify validate test ensure
        same equal identical duplicate
        show display print render
        get fetch retrieve load obtain
        find search locate lookup detect
        error exception failure fault crash
        start begin launch
        run execute invoke call
        stop end terminate kill halt abort
        fast quick speed performance
        slow latency delay
        big large huge
        small little tiny
        list array sequence
        picture image photo
        unique distinct
        join concatenate merge combine
        split divide partition
        change modify update edit alter
        rename move
        copy clone duplicate
        write save store persist
        wait sleep pause
        choose select pick
        file document
        function method procedure
        argument parameter option
        count amount total number
        string text
        reason cause
        decide decision choose
        fix repair resolve solve
        broken fail
        login signin authenticate
        hang stuck freeze deadlock
        child kid
        mother mom mum
        father dad
        buy purchase
        job work career
        movie film
        car vehicle
        house home
        trip travel journey vacation holiday
        gift present
        sick ill
        happy glad
        sad upset
        talk speak discuss chat
        meet encounter
        finish complete
        allow permit enable
        forbid deny refuse reject disable
        need require
        help assist support
        random shuffle
        maximum largest highest
        minimum smallest lowest
        average mean
        sort order
        reverse invert
        trim strip
        replace substitute
        exist present
        add append insert
        increase raise grow
        decrease reduce lower
        close shut
        open
        empty blank
        """;

    private static readonly FrozenDictionary<string, string[]> OfTerm = Load();

    /// <summary>The terms that may stand for a term.</summary>
    public static IReadOnlyList<string> Of(string term) => OfTerm.TryGetValue(term, out var others) ? others : [];

    private static FrozenDictionary<string, string[]> Load()
    {
        var groups = Groups.Split('\n').Select(line => TextTerms.Of(line).Distinct(StringComparer.Ordinal).ToList());
        return groups
            .SelectMany(group => group.SelectMany(term => group.Where(other => other != term).Select(other => (Term: term, Other: other))))
            .GroupBy(pair => pair.Term, StringComparer.Ordinal)
            .ToFrozenDictionary(g => g.Key, g => g.Select(pair => pair.Other).Distinct(StringComparer.Ordinal).ToArray(), StringComparer.Ordinal);
    }
}
