//! Words and what they have in common: stems, synonyms, opposites, and the words that state nothing by themselves.
//!
//! A paraphrase may use other words than the speaker did, but not other facts. So a word of a claim counts as said when the
//! same stem was said, a synonym was said, or its opposite was denied. The lists are small and general; what they do not know
//! counts as new, and a claim with too much that is new is not supported.

mod lists;

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use domain::transcript::Token;

use super::numbers;
use lists::{IRREGULAR, LOADED, NO_TENSE, OPPOSITES, SYNONYMS};

static STOP: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    "a an the and or but of to in on at for with by from as is are was were be been being am do does did doing done have has had having will would \
     can could should may might must shall it its this that these those there here i you he she we they me him her them us my your his their our \
     hers theirs mine yours not no so if than then too very just what which who whom whose when where how why all any some other into over out off \
     again only such both each few s t 's because while myself yourself himself herself themselves themself ourselves itself although though however \
     since until during through between upon within whether either get gets getting about around also still even really quite rather own per via \
     yes yeah okay ok well oh um uh er ah now up down lot bit sort kind like let once one ones else own every much many more most less least ever \
     going go goes went gone nor neither without never none"
        .split_whitespace()
        .collect()
});

/// Words with which notes are framed, and general verbs of reporting; they state nothing about the client.
static FRAME: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    "session client therapist clinician counsellor counselor patient said says say saying asked asks ask answered answers touched talked \
     told tells tell described describes describe reported reports report reporting agreed agrees agreement plan plans planned planning next \
     step technique techniques topic topics language review words mood start beginning towards end looked together worked working discussed \
     discusses discussing mentioned mentions named names suggested suggests suggestion proposed proposes offered offers invited explored explores \
     something things thing later today feel feels feeling felt coming time summary homework tried until meet expressed expresses stated states \
     noted notes shared shares indicated indicates acknowledged acknowledges confirmed confirms identified identifies reflected reflects explained \
     explains experiencing experience experienced experiences having due related regarding concerning involving currently recently previously \
     following continues continue continued regularly usually generally sometimes about approximately roughly nearly almost able unable want wants \
     wanted wanting intends intend intended would current present presently recent reason reasons situation situations issue issues problem \
     problems matter event events part way ways whole entire particular specific several various new since denied denies deny denying encouraged \
     encourages introduced introduces taught teaches guided guides used uses use using provided provides reviewed reviews validated validates \
     responded responds response recalled recalls remains remain remained seems seemed appears appeared including includes included made make makes \
     making took take takes taking became become becomes gave give gives giving put puts set sets found finds find think thinks thought believes \
     believe believed knows know knew see sees saw come comes came keep keeps kept stay stays stayed happen happens happened occur occurs occurred \
     per stating saying noticed notices notice adding added adds also daily each past previous question regular self further together someone \
     somebody anyone anything everything person people asking told hopes hope hoped decided decides decide hear hears heard understood understands understand realised realises recognised aware appointment couple \
     unlike night nights day days week weeks month months year years ongoing upcoming general overall certain similar especially \
     mainly"
        .split_whitespace()
        .collect()
});

static STEMS_OF_KIN: LazyLock<HashSet<String>> = LazyLock::new(|| {
    domain::transcript::pattern::CLASSES
        .iter()
        .filter(|(name, _)| *name == "kin")
        .flat_map(|(_, words)| words.split('|'))
        .filter(|word| word.len() > 1 && !matches!(*word, "patient" | "man" | "woman"))
        .map(|word| concept(word).to_owned())
        .collect()
});

static BASE: LazyLock<HashMap<&'static str, &'static str>> = LazyLock::new(|| {
    IRREGULAR
        .split_whitespace()
        .filter_map(|pair| pair.split_once(':'))
        .collect()
});

static CONCEPTS: LazyLock<HashMap<String, String>> = LazyLock::new(|| {
    let mut map = HashMap::new();
    for group in SYNONYMS {
        let first = group.split(' ').next().map(stem).unwrap_or_default();
        for word in group.split(' ') {
            map.entry(stem(word)).or_insert_with(|| first.clone());
        }
    }
    map
});

static AGAINST: LazyLock<HashSet<(String, String)>> = LazyLock::new(|| {
    OPPOSITES
        .iter()
        .flat_map(|(one, other)| {
            let (one, other) = (concept(one), concept(other));
            [(one.clone(), other.clone()), (other, one)]
        })
        .filter(|(one, other)| one != other)
        .collect()
});

/// How one word answers to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::drafting) enum Likeness {
    /// It means the same.
    Same,
    /// It means the opposite.
    Opposite,
}

/// A crude stem: base form of the usual irregular verbs, else the word without its ending.
pub(in crate::drafting) fn stem(word: &str) -> String {
    if let Some(base) = BASE.get(word) {
        return stem_ending(base);
    }
    stem_ending(word)
}

fn stem_ending(word: &str) -> String {
    const ENDINGS: &[(&str, &str)] = &[
        ("ingly", ""),
        ("edly", ""),
        ("iness", "y"),
        ("ness", ""),
        ("ies", "y"),
        ("ied", "y"),
        ("ing", ""),
        ("ers", ""),
        ("er", ""),
        ("ed", ""),
        ("ily", "y"),
        ("ly", ""),
        ("es", ""),
        ("s", ""),
        ("e", ""),
    ];
    let mut stem = word.to_owned();
    for (ending, instead) in ENDINGS {
        if let Some(cut) = word.strip_suffix(ending)
            && cut.chars().count() >= 3
            && !(*ending == "s" && cut.ends_with('s'))
        {
            stem = format!("{cut}{instead}");
            break;
        }
    }
    if let Some(cut) = stem.strip_suffix('e')
        && cut.chars().count() >= 3
    {
        stem = cut.to_owned();
    }
    let mut ends = stem.chars().rev();
    if let (Some(last), Some(before)) = (ends.next(), ends.next())
        && last == before
        && !matches!(last, 'l' | 's' | 'e' | 'o')
        && last.is_ascii_alphabetic()
    {
        stem.pop();
    }
    stem
}

/// What stands for a word and all that mean the same.
pub(in crate::drafting) fn concept(word: &str) -> String {
    if let Some(digits) = numbers::digits(word) {
        return digits;
    }
    let stem = stem(word);
    CONCEPTS.get(&stem).cloned().unwrap_or(stem)
}

/// Whether two words mean the same or the opposite.
pub(in crate::drafting) fn likeness(one: &str, other: &str) -> Option<Likeness> {
    let (one_is, other_is) = (concept(one), concept(other));
    if one_is == other_is {
        return Some(Likeness::Same);
    }
    let un = |long: &str, short: &str| {
        ["un", "in", "dis", "im"].iter().any(|prefix| {
            long.strip_prefix(prefix)
                .is_some_and(|rest| rest.len() >= 4 && stem(rest) == stem(short))
        })
    };
    (AGAINST.contains(&(one_is, other_is)) || un(one, other) || un(other, one)).then_some(Likeness::Opposite)
}

/// Whether a word states something about the client's world, so that it has to have been said.
pub(in crate::drafting) fn carries_meaning(word: &str) -> bool {
    !STOP.contains(word) && !FRAME.contains(word)
}

/// Whether a word is one of grammar only.
pub(in crate::drafting) fn is_grammar(word: &str) -> bool {
    STOP.contains(word)
}

/// Whether a word must not be new in a claim at all.
pub(in crate::drafting) fn is_loaded(word: &str) -> bool {
    is_kin(word)
        || LOADED.iter().any(|entry| match entry.strip_suffix('*') {
            Some(prefix) => word.starts_with(prefix),
            None => word == *entry,
        })
}

/// Whether a word names a relation, such as "sister".
pub(in crate::drafting) fn is_kin(word: &str) -> bool {
    STEMS_OF_KIN.contains(&concept(word))
}

/// Whether a verb form is past where a subject stands right before it: "I lost", but not "the lost".
pub(in crate::drafting) fn is_past_after_subject(word: &str) -> bool {
    NO_TENSE.contains(&word)
}

/// Whether a verb form is a past one.
pub(in crate::drafting) fn is_past(word: &str) -> bool {
    !NO_TENSE.contains(&word) && (BASE.contains_key(word) || (word.len() > 4 && word.ends_with("ed")))
}

/// The tokens with phrases that name one thing put into one word: "end my life" is suicide, however it is said.
pub(in crate::drafting) fn joined(tokens: &[Token]) -> Vec<Token> {
    let mut joined: Vec<Token> = Vec::with_capacity(tokens.len());
    let mut at = 0;
    while at < tokens.len() {
        let word = |ahead: usize| tokens.get(at + ahead).map_or("", |token| token.text.as_str());
        let own = |word: &str| matches!(word, "my" | "your" | "his" | "her" | "their" | "own" | "it" | "the");
        let oneself = |word: &str| word.ends_with("self") || word.ends_with("selves");
        let (name, length) = match word(0) {
            "do" | "did" | "does" | "done" | "doing" if matches!(word(1), "it" | "that" | "this" | "so") => {
                ("dothat", 2)
            }
            "end" | "ending" | "ended" | "take" | "taking" | "took" if own(word(1)) && word(2) == "life" => {
                ("suicide", 3)
            }
            "end" | "ending" if own(word(1)) && word(2) == "own" && word(3) == "life" => ("suicide", 4),
            "take" | "taking" | "took" if own(word(1)) && word(2) == "own" && word(3) == "life" => ("suicide", 4),
            "kill" | "killing" | "killed" if oneself(word(1)) => ("suicide", 2),
            "hurt" | "hurting" | "harm" | "harming" | "harmed" | "cut" | "cutting" if oneself(word(1)) => {
                ("selfharm", 2)
            }
            "self" if matches!(word(1), "harm" | "harming" | "harmed" | "injury") => ("selfharm", 2),
            _ => ("", 1),
        };
        let Some(last) = tokens.get(at + length - 1) else { break };
        let mut token = last.clone();
        if !name.is_empty() {
            token.text = name.to_owned();
            token.range.start = tokens[at].range.start;
        }
        joined.push(token);
        at += length;
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_one_word_have_one_stem() {
        for (one, other) in [
            ("worries", "worry"),
            ("sleeping", "slept"),
            ("stopped", "stop"),
            ("practised", "practise"),
            ("calls", "call"),
            ("drank", "drinks"),
        ] {
            assert_eq!(stem(one), stem(other), "{one} and {other}");
        }
    }

    #[test]
    fn synonyms_and_opposites_are_told_apart() {
        assert_eq!(likeness("anxious", "worried"), Some(Likeness::Same));
        assert_eq!(likeness("badly", "well"), Some(Likeness::Opposite));
        assert_eq!(likeness("unhappy", "happy"), Some(Likeness::Opposite));
        assert_eq!(likeness("garden", "kitchen"), None);
        assert!(is_loaded("sister") && is_loaded("overdosed") && !is_loaded("garden"));
    }

    #[test]
    fn ways_to_speak_of_suicide_are_one_word() {
        let words = |text: &str| {
            joined(&domain::transcript::tokens(text))
                .into_iter()
                .map(|token| token.text)
                .collect::<Vec<_>>()
        };
        assert_eq!(words("ending your life"), ["suicide"]);
        assert_eq!(words("hurt myself today"), ["selfharm", "today"]);
        assert_eq!(words("ended"), ["ended"]);
    }
}
