//! A small language for phrases, so that a lexicon reads like the words people say.
//!
//! A pattern is words separated by spaces, matched against the comparable tokens of one sentence:
//!
//! | written | matches |
//! |---|---|
//! | `end\|ending` | either word |
//! | `relaps*` | any word that begins so |
//! | `own?` | the word or nothing |
//! | `~3` | up to three words of any kind |
//! | `$` | the place before punctuation or the end; `now\|$` is the word or that place |
//! | `{self}` | one of a named class, see [`CLASSES`] and [`Vocabulary`] |
//! | `<die>` | any phrase of a named table of a [`Vocabulary`] |
//!
//! Contractions are written out, as tokens are: "I do not", never "I don't".

use std::collections::HashMap;
use std::ops::Range;

use super::Token;

/// Named classes of words.
pub const CLASSES: &[(&str, &str)] = &[
    ("self", "myself|yourself|himself|herself|themselves|themself|ourselves"),
    (
        "kin",
        "mum|mom|mam|mummy|mother|dad|daddy|father|stepfather|stepdad|stepmum|stepmother|brother|sister|son|daughter|stepson|\
         husband|wife|partner|boyfriend|girlfriend|fiance|ex|x|uncle|aunt|auntie|cousin|gran|nan|grandma|grandmother|grandad|\
         granddad|grandfather|grandpa|nephew|niece|grandson|granddaughter|mate|friend|flatmate|roommate|boss|manager|\
         colleague|coworker|supervisor|neighbour|neighbours|neighbor|neighbors|landlord|sergeant|teacher|coach|carer|man|\
         woman|guy|bloke|lad|girl|boy|kid|kids|child|children|baby|parents|family|patient|parent",
    ),
    (
        "them",
        "him|her|them|someone|somebody|anyone|anybody|everyone|everybody|people|others|mum|mom|mother|dad|father|stepfather|\
         stepdad|stepmother|brother|sister|son|daughter|husband|wife|partner|boyfriend|girlfriend|ex|uncle|aunt|cousin|\
         neighbour|neighbor|boss|manager|supervisor|colleague|coworker|landlord|sergeant|man|woman|guy|bloke|lad|girl|boy|\
         kid|kids|child|children|baby|family|friend|flatmate|students|teacher",
    ),
    (
        "child",
        "child|children|kid|kids|baby|toddler|son|daughter|lad|boy|girl|brother|sister|nephew|niece|grandson|granddaughter",
    ),
    (
        "body",
        "arm|arms|wrist|wrists|leg|legs|thigh|thighs|hip|hips|stomach|belly|skin|hand|hands|ankle|ankles|forearm|forearms|\
         shoulder|shoulders|knuckles|finger|fingers|chest|face",
    ),
    (
        "pills",
        "pill|pills|tablet|tablets|paracetamol|tylenol|ibuprofen|aspirin|tramadol|codeine|oxycodone|morphine|diazepam|valium|\
         xanax|sleepers|meds|medication|medications|medicine|insulin|antidepressant|antidepressants|sertraline|lithium|painkillers|capsules",
    ),
    (
        "blade",
        "razor|razors|blade|blades|scissors|knife|scalpel|glass|lighter|compass|needle|needles|pin|sharpener",
    ),
    ("gun", "gun|guns|rifle|shotgun|pistol|firearm|revolver"),
    ("means", "gun|rifle|shotgun|pistol|firearm|rope|noose|ligature"),
    (
        "many",
        "four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|sixteen|twenty|thirty|forty|fifty|hundred|all|loads|handful|\
         handfuls|lots|too|whole|every|dozens|4|5|6|7|8|9|10|12|15|16|20|24|30|32|40|50|60|100",
    ),
    (
        "number",
        "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|several|couple|2|3|4|5|6|7|8|9|10|11|12",
    ),
    (
        "drink",
        "drink|drinks|beer|beers|wine|vodka|whisky|whiskey|gin|rum|cider|lager|pint|pints|bottle|booze|alcohol|shot|shots|can|cans",
    ),
    (
        "drug",
        "gear|smack|heroin|coke|cocaine|crack|meth|speed|powder|weed|pills|ket|ketamine|spice|drugs|opioids|fentanyl|benzos|\
         drink|booze|bottle|sauce|stuff",
    ),
    (
        "day",
        "monday|tuesday|wednesday|thursday|friday|saturday|sunday|yesterday|today|tonight|weekend",
    ),
    (
        "hits",
        "hit|hits|hitting|punch|punches|punched|punching|slap|slaps|slapped|slapping|kick|kicks|kicked|kicking|beat|beats|\
         beating|shove|shoves|shoved|choke|chokes|choked|choking|strangle|strangles|strangled|belted|whips|whipped|batters|\
         battered|headbutted|grabs|grabbed|drags|dragged|shakes|bites|burns|burned|burnt|attacks|attacked",
    ),
    (
        "hurt",
        "kill|kills|killing|murder|murdering|stab|stabbing|shoot|shooting|strangle|strangling|hurt|hurting|harm|harming|\
         attack|attacking|batter|smash|smashing|poison|poisoning|suffocate|drown|beat|beating|punch|punching|push|pushing|\
         hit|hitting|burn|choke|end|destroy|slaughter",
    ),
    (
        "killed",
        "killed|murdered|stabbed|shot|strangled|attacked|battered|smashed|poisoned|punched|pushed|beaten|hit|choked|glassed",
    ),
];

/// Names that the patterns of one lexicon may use beside [`CLASSES`].
#[derive(Debug, Clone, Copy)]
pub struct Vocabulary {
    /// Classes of words, written as in [`CLASSES`]; a member may be a class again, or end in `*`.
    pub classes: &'static [(&'static str, &'static str)],
    /// Tables of phrases, each written as a pattern, which may name other tables but not itself.
    pub phrases: &'static [(&'static str, &'static [&'static str])],
}

impl Vocabulary {
    /// [`CLASSES`] alone.
    pub const COMMON: Self = Self {
        classes: &[],
        phrases: &[],
    };

    /// The members of a class.
    pub fn class(&self, name: &str) -> Option<&'static str> {
        let known = self.classes.iter().chain(CLASSES);
        known
            .into_iter()
            .find(|(known, _)| *known == name)
            .map(|(_, words)| *words)
    }

    /// The phrases of a table.
    pub fn table(&self, name: &str) -> Option<&'static [&'static str]> {
        self.phrases
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, phrases)| *phrases)
    }
}

/// How deep classes and tables may name one another; deeper is read as words that nobody says.
const MAX_DEPTH: usize = 4;

#[derive(Debug, Clone)]
enum Step {
    Word {
        words: Vec<&'static str>,
        prefixes: Vec<&'static str>,
        optional: bool,
        or_break: bool,
    },
    Gap(usize),
    Break,
    OneOf(Vec<Vec<Self>>),
}

/// A compiled pattern.
#[derive(Debug, Clone)]
pub struct Pattern {
    steps: Vec<Step>,
}

impl Pattern {
    /// Compiles a pattern; a class that does not exist is read as a word that nobody says.
    pub fn new(source: &'static str) -> Self {
        Self::of(source, &Vocabulary::COMMON)
    }

    /// Compiles a pattern with the names of a vocabulary.
    pub fn of(source: &'static str, vocabulary: &Vocabulary) -> Self {
        Self {
            steps: steps(source, vocabulary, 0),
        }
    }

    /// The end of a match that begins at `start`, the shortest that the gaps allow.
    pub fn match_at(&self, tokens: &[Token], start: usize) -> Option<usize> {
        walk(&self.steps, tokens, start, &mut Some)
    }

    /// The first match anywhere.
    pub fn find(&self, tokens: &[Token]) -> Option<Range<usize>> {
        (0..tokens.len()).find_map(|start| Some(start..self.match_at(tokens, start)?))
    }
}

fn steps(source: &'static str, vocabulary: &Vocabulary, depth: usize) -> Vec<Step> {
    source
        .split_whitespace()
        .map(|part| step(part, vocabulary, depth))
        .collect()
}

fn step(source: &'static str, vocabulary: &Vocabulary, depth: usize) -> Step {
    if source == "$" {
        return Step::Break;
    }
    if let Some(most) = source.strip_prefix('~').and_then(|number| number.parse().ok()) {
        return Step::Gap(most);
    }
    if let Some(name) = source.strip_prefix('<').and_then(|name| name.strip_suffix('>')) {
        let phrases = vocabulary.table(name).filter(|_| depth < MAX_DEPTH).unwrap_or_default();
        return Step::OneOf(
            phrases
                .iter()
                .map(|phrase| steps(phrase, vocabulary, depth + 1))
                .collect(),
        );
    }
    let (source, optional) = source
        .strip_suffix('?')
        .map_or((source, false), |source| (source, true));
    let (mut words, mut prefixes) = (Vec::new(), Vec::new());
    members(source, vocabulary, 0, &mut words, &mut prefixes);
    Step::Word {
        or_break: words.contains(&"$"),
        words,
        prefixes,
        optional,
    }
}

fn members(
    source: &'static str,
    vocabulary: &Vocabulary,
    depth: usize,
    words: &mut Vec<&'static str>,
    prefixes: &mut Vec<&'static str>,
) {
    for word in source.split('|').map(str::trim) {
        let name = word.strip_prefix('{').and_then(|word| word.strip_suffix('}'));
        if let Some(class) = name
            .filter(|_| depth < MAX_DEPTH)
            .and_then(|name| vocabulary.class(name))
        {
            members(class, vocabulary, depth + 1, words, prefixes);
        } else if let Some(prefix) = word.strip_suffix('*') {
            prefixes.push(prefix);
        } else {
            words.push(word);
        }
    }
}

/// Matches `steps` from `at` and hands each end to `then`, which says whether the rest fits.
fn walk(steps: &[Step], tokens: &[Token], at: usize, then: &mut dyn FnMut(usize) -> Option<usize>) -> Option<usize> {
    let Some((first, rest)) = steps.split_first() else {
        return then(at);
    };
    match first {
        Step::Break => (at > 0 && tokens[at - 1].breaks_after)
            .then(|| walk(rest, tokens, at, then))
            .flatten(),
        Step::Gap(most) => (at..=(at + most).min(tokens.len())).find_map(|next| walk(rest, tokens, next, then)),
        Step::OneOf(phrases) => phrases
            .iter()
            .find_map(|phrase| walk(phrase, tokens, at, &mut |end| walk(rest, tokens, end, then))),
        Step::Word {
            words,
            prefixes,
            optional,
            or_break,
        } => {
            let fits = tokens.get(at).is_some_and(|token| {
                words.contains(&token.text.as_str()) || prefixes.iter().any(|prefix| token.text.starts_with(prefix))
            });
            if fits && let Some(end) = walk(rest, tokens, at + 1, then) {
                return Some(end);
            }
            let at_break = at > 0 && tokens[at - 1].breaks_after;
            if *optional || (*or_break && at_break) {
                walk(rest, tokens, at, then)
            } else {
                None
            }
        }
    }
}

/// Many patterns, found by their first word.
#[derive(Debug, Default)]
pub struct PatternSet<T> {
    patterns: Vec<(Pattern, T)>,
    by_word: HashMap<&'static str, Vec<usize>>,
    by_prefix: Vec<(&'static str, usize)>,
}

impl PatternSet<()> {
    /// A set of patterns that carry nothing.
    pub fn list(patterns: &[&'static str]) -> Self {
        let mut set = Self::new();
        patterns.iter().for_each(|pattern| set.add(pattern, ()));
        set
    }
}

impl<T> PatternSet<T> {
    /// An empty set.
    pub fn new() -> Self {
        Self {
            patterns: Vec::new(),
            by_word: HashMap::new(),
            by_prefix: Vec::new(),
        }
    }

    /// Adds a pattern, which must begin with a word (or a table of phrases that do) that is not optional.
    pub fn add(&mut self, source: &'static str, value: T) {
        self.add_pattern(Pattern::new(source), value);
    }

    /// Adds a compiled pattern, see [`PatternSet::add`].
    pub fn add_pattern(&mut self, pattern: Pattern, value: T) {
        let number = self.patterns.len();
        if let Some(first) = pattern.steps.first() {
            self.index(first, number);
        }
        self.patterns.push((pattern, value));
    }

    fn index(&mut self, first: &Step, number: usize) {
        match first {
            Step::Word { words, prefixes, .. } => {
                for word in words {
                    let numbers = self.by_word.entry(word).or_default();
                    if numbers.last() != Some(&number) {
                        numbers.push(number);
                    }
                }
                for prefix in prefixes {
                    if !self.by_prefix.contains(&(*prefix, number)) {
                        self.by_prefix.push((*prefix, number));
                    }
                }
            }
            Step::OneOf(phrases) => {
                for phrase in phrases {
                    if let Some(first) = phrase.first() {
                        self.index(first, number);
                    }
                }
            }
            Step::Gap(_) | Step::Break => {}
        }
    }

    /// Every match in a sentence, in the order of the patterns within each start.
    pub fn matches<'a>(&'a self, tokens: &'a [Token]) -> impl Iterator<Item = (Range<usize>, &'a T)> {
        tokens.iter().enumerate().flat_map(move |(start, token)| {
            let exact = self.by_word.get(token.text.as_str()).into_iter().flatten().copied();
            let begun = self
                .by_prefix
                .iter()
                .filter(move |(prefix, _)| token.text.starts_with(prefix))
                .map(|(_, number)| *number);
            exact.chain(begun).filter_map(move |number| {
                let (pattern, value) = &self.patterns[number];
                Some((start..pattern.match_at(tokens, start)?, value))
            })
        })
    }

    /// Whether any pattern matches.
    pub fn any(&self, tokens: &[Token]) -> bool {
        self.matches(tokens).next().is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transcript::tokens;

    #[test]
    fn a_table_of_phrases_matches_any_of_them_and_classes_may_name_classes() {
        const WORDS: Vocabulary = Vocabulary {
            classes: &[("pet", "cat|dog|{bird}"), ("bird", "gull|spar*")],
            phrases: &[("feed", &["feed", "give ~1 food to"])],
        };
        let fits = |text: &str| {
            let mut set = PatternSet::new();
            set.add_pattern(Pattern::of("<feed> the {pet} $", &WORDS), ());
            set.any(&tokens(text))
        };
        assert!(fits("Feed the gull.") && fits("I give some food to the sparrow."));
        assert!(!fits("I feed the gull badly.") && !fits("Give the cat food."));
    }

    fn found(pattern: &'static str, text: &str) -> bool {
        let tokens = tokens(text);
        let mut set = PatternSet::new();
        set.add(pattern, ());
        let (by_set, directly) = (set.any(&tokens), Pattern::new(pattern).find(&tokens).is_some());
        assert_eq!(by_set, directly);
        by_set
    }

    #[test]
    fn each_sign_of_the_language_does_what_the_table_says() {
        assert!(found("end|ending it", "I think of ending it."));
        assert!(found("relaps*", "I relapsed."));
        assert!(found("my own? life", "my life") && found("my own? life", "my own life"));
        assert!(found("cut ~2 arm", "I cut my left arm") && !found("cut ~2 arm", "cut all of my left arm"));
        assert!(
            found("been cutting $", "I've been cutting, again") && !found("been cutting $", "been cutting the grass")
        );
        assert!(found("cut again|$", "I cut.") && !found("cut again|$", "I cut bread."));
        assert!(found("hurt {self}", "He hurt himself."));
    }
}
