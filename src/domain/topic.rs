//! Topics that mean the same count together: "work stress", "Stress at work" and "stresses of work" are one.
//!
//! Two wordings are the same topic when the same words remain of them: without case, accents, punctuation, words that carry no
//! meaning, endings (Porter's rules for English plurals, "-ing" and "-ed") and order. Beyond that, two topics are one when
//! the vectors of a model say that they are near neighbours, where there is a model. What is shown is the commonest
//! wording. The same wordings always give the same groups.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The cosine from which two topics count as one.
pub const NEIGHBOURS: f32 = 0.86;

/// Words that carry no meaning of their own in a topic.
const STOP_WORDS: [&str; 44] = [
    "a", "about", "after", "an", "and", "around", "as", "at", "by", "client", "clients", "due", "during", "for",
    "from", "her", "his", "in", "into", "issue", "issues", "it", "its", "my", "of", "on", "or", "our", "over", "own",
    "patient", "related", "s", "that", "the", "their", "this", "to", "topic", "towards", "when", "while", "with",
    "your",
];

/// What remains of a wording: its stems in alphabetical order, one blank between them. Empty when it has neither letter nor
/// digit.
pub fn key(wording: &str) -> String {
    let plain: String = wording
        .nfkd()
        .filter(|c| !is_combining_mark(*c) && !matches!(c, '\'' | '\u{2019}'))
        .flat_map(char::to_lowercase)
        .collect();
    let words: Vec<&str> = plain
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    let meant: BTreeSet<String> = words
        .iter()
        .filter(|word| !STOP_WORDS.contains(word))
        .map(|word| stem(word))
        .collect();
    // A topic of such words alone is still one.
    let left = if meant.is_empty() {
        words.iter().map(|word| (*word).to_owned()).collect()
    } else {
        meant
    };
    left.into_iter().collect::<Vec<_>>().join(" ")
}

/// A word without the endings of plural and verb: steps 1a to 1c of M. F. Porter's algorithm (1980).
fn stem(word: &str) -> String {
    if !word.is_ascii() || word.len() < 3 {
        return word.to_owned();
    }
    let mut stem = word.to_owned();
    let cut = |stem: &mut String, letters: usize| stem.truncate(stem.len() - letters);
    if stem.ends_with("sses") || stem.ends_with("ies") {
        cut(&mut stem, 2);
    } else if stem.ends_with('s') && !stem.ends_with("ss") && !stem.ends_with("us") && !stem.ends_with("is") {
        cut(&mut stem, 1);
    }
    let ending = ["ing", "ed"].into_iter().find(|ending| stem.ends_with(ending));
    if let Some(ending) = ending
        && !stem.ends_with("eed")
        && has_vowel(&stem[..stem.len() - ending.len()])
    {
        cut(&mut stem, ending.len());
        mend(&mut stem);
    }
    if stem.ends_with('y') && has_vowel(&stem[..stem.len() - 1]) {
        cut(&mut stem, 1);
        stem.push('i');
    }
    stem
}

/// Gives back what an ending had taken from a stem.
fn mend(stem: &mut String) {
    let bytes = stem.as_bytes();
    let doubled = bytes.len() > 1 && bytes[bytes.len() - 1] == bytes[bytes.len() - 2];
    if ["at", "bl", "iz"].iter().any(|end| stem.ends_with(end)) {
        stem.push('e');
    } else if doubled && !stem.ends_with(['a', 'e', 'i', 'o', 'u', 'l', 's', 'z']) {
        stem.pop();
    } else if is_short(stem) {
        stem.push('e');
    }
}

fn is_vowel(word: &[u8], at: usize) -> bool {
    match word[at] {
        b'a' | b'e' | b'i' | b'o' | b'u' => true,
        b'y' => at > 0 && !is_vowel(word, at - 1),
        _ => false,
    }
}

fn has_vowel(word: &str) -> bool {
    let word = word.as_bytes();
    (0..word.len()).any(|at| is_vowel(word, at))
}

/// Whether a stem has one syllable that ends in consonant, vowel and consonant, as "cop" of "coping" does.
fn is_short(word: &str) -> bool {
    let word = word.as_bytes();
    let length = word.len();
    if length < 3 || matches!(word[length - 1], b'w' | b'x' | b'y') {
        return false;
    }
    let turns = (1..length).filter(|at| is_vowel(word, at - 1) && !is_vowel(word, *at));
    turns.count() == 1 && !is_vowel(word, length - 1) && is_vowel(word, length - 2) && !is_vowel(word, length - 3)
}

/// Wordings put together into topics.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Topics {
    /// What each topic is shown as.
    labels: Vec<String>,
    /// The topic of every wording.
    of: HashMap<String, usize>,
}

impl Topics {
    /// Puts wordings together, each with how often it was used. `vectors` may hold a vector of length one for a wording; those
    /// of the commonest wordings of their topics are compared, and a topic joins the commonest one that it is near.
    pub fn group(counts: &BTreeMap<String, u64>, vectors: &HashMap<String, Vec<f32>>) -> Self {
        let mut by_key: BTreeMap<String, BTreeMap<&str, u64>> = BTreeMap::new();
        for (wording, count) in counts {
            let key = key(wording);
            if !key.is_empty() {
                by_key.entry(key).or_default().insert(wording, *count);
            }
        }
        let mut keyed: Vec<Group<'_>> = by_key.into_values().map(Group::of).collect();
        keyed.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.label().cmp(b.label())));
        let mut groups: Vec<Group<'_>> = Vec::new();
        let mut leaders: Vec<(usize, &[f32])> = Vec::new();
        for group in keyed {
            let vector = vectors.get(group.label()).map(Vec::as_slice);
            let near = vector.and_then(|vector| {
                let near = leaders.iter().find(|(_, leader)| cosine(leader, vector) >= NEIGHBOURS);
                near.map(|(number, _)| *number)
            });
            match near {
                Some(number) => groups[number].join(group),
                None => {
                    leaders.extend(vector.map(|vector| (groups.len(), vector)));
                    groups.push(group);
                }
            }
        }
        let mut topics = Self::default();
        for (number, group) in groups.into_iter().enumerate() {
            topics.labels.push(group.label().to_owned());
            let wordings = group.wordings.into_keys();
            topics.of.extend(wordings.map(|wording| (wording.to_owned(), number)));
        }
        topics
    }

    /// The topics that one session's wordings name, each once.
    pub fn named<'a>(&self, wordings: impl IntoIterator<Item = &'a String>) -> BTreeSet<usize> {
        let topics = wordings.into_iter().filter_map(|wording| self.of.get(wording));
        topics.copied().collect()
    }

    /// What all topics are shown as, the commonest first.
    pub fn labels(&self) -> &[String] {
        &self.labels
    }

    /// What a topic is shown as.
    pub fn label(&self, topic: usize) -> &str {
        self.labels.get(topic).map_or("", String::as_str)
    }
}

/// The cosine of two vectors of length one; 0 for vectors of different models.
fn cosine(a: &[f32], b: &[f32]) -> f32 {
    if a.len() != b.len() {
        return 0.0;
    }
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// How often each wording is used.
pub fn count<'a>(wordings: impl IntoIterator<Item = &'a String>) -> BTreeMap<String, u64> {
    let mut counts = BTreeMap::new();
    for wording in wordings {
        *counts.entry(wording.clone()).or_insert(0) += 1;
    }
    counts
}

/// The wordings that stand for one topic.
struct Group<'a> {
    wordings: BTreeMap<&'a str, u64>,
    count: u64,
}

impl<'a> Group<'a> {
    fn of(wordings: BTreeMap<&'a str, u64>) -> Self {
        let count = wordings.values().sum();
        Self { wordings, count }
    }

    fn join(&mut self, other: Self) {
        self.count += other.count;
        self.wordings.extend(other.wordings);
    }

    /// The commonest wording; of several the shortest, and of those the first in order.
    fn label(&self) -> &'a str {
        let best = self
            .wordings
            .iter()
            .max_by(|(a, times), (b, others)| times.cmp(others).then(b.len().cmp(&a.len())).then(b.cmp(a)));
        best.map_or("", |(wording, _)| wording)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn group(counts: &[(&str, u64)]) -> Topics {
        let counts = counts.iter().map(|(wording, times)| ((*wording).to_owned(), *times));
        Topics::group(&counts.collect(), &HashMap::new())
    }

    #[test]
    fn wordings_of_one_topic_have_one_key() {
        for (one, other) in [
            ("work stress", "Stress at work"),
            ("work stress", "stress, at the work"),
            ("panic attacks", "Panic attack"),
            ("coping skills", "coping skill"),
            ("family conflicts", "conflict in the family"),
            ("worrying", "worries"),
            ("sleep problems", "Sleep problem"),
            ("sleeping", "sleep"),
            ("café visits", "cafe visit"),
            ("mother's illness", "illness of the mother"),
            ("planning", "plans"),
        ] {
            assert_eq!(key(one), key(other), "{one} / {other}");
        }
    }

    #[test]
    fn other_topics_have_other_keys() {
        for (one, other) in [
            ("work stress", "work"),
            ("anxiety", "depression"),
            ("sleep", "sleepwalking"),
            ("process", "proces"),
            ("crisis", "cris"),
        ] {
            assert_ne!(key(one), key(other));
        }
        assert_eq!(key("?!"), "");
        assert_eq!(key("the"), "the");
        assert_eq!(key("Überforderung"), "uberforderung");
    }

    #[test]
    fn endings_go_as_porters_rules_say() {
        for (word, stem_) in [
            ("caresses", "caress"),
            ("ponies", "poni"),
            ("feed", "feed"),
            ("plastered", "plaster"),
            ("motoring", "motor"),
            ("sing", "sing"),
            ("hopping", "hop"),
            ("falling", "fall"),
            ("filing", "file"),
            ("conflated", "conflate"),
            ("happy", "happi"),
            ("sky", "sky"),
        ] {
            assert_eq!(stem(word), stem_, "{word}");
        }
    }

    #[test]
    fn the_commonest_wording_is_shown() {
        let topics = group(&[
            ("Stress at work", 2),
            ("work stress", 5),
            ("stress of work", 1),
            ("sleep", 9),
        ]);
        let named = topics.named(&["Stress at work".to_owned(), "stress of work".to_owned()]);
        assert_eq!(named.len(), 1, "a session names a topic once");
        assert_eq!(topics.label(*named.first().expect("a topic")), "work stress");
        assert_eq!(topics.labels, ["sleep", "work stress"]);
    }

    #[test]
    fn neighbours_join_the_commonest_topic_they_are_alike() {
        let counts: BTreeMap<String, u64> = [("anxiety", 5), ("anxious feelings", 2), ("feeling nervous", 3)]
            .map(|(wording, times)| (wording.to_owned(), times))
            .into();
        let near = (1.0 - NEIGHBOURS * NEIGHBOURS).sqrt();
        let vectors = [
            ("anxiety", vec![1.0, 0.0]),
            ("anxious feelings", vec![NEIGHBOURS + 0.001, near]),
            ("feeling nervous", vec![NEIGHBOURS - 0.001, near]),
        ];
        let vectors = vectors.map(|(wording, vector)| (wording.to_owned(), vector)).into();
        let topics = Topics::group(&counts, &vectors);
        assert_eq!(topics.labels, ["anxiety", "feeling nervous"]);
        assert_eq!(
            topics
                .named(&["anxious feelings".to_owned(), "anxiety".to_owned()])
                .len(),
            1
        );
    }
}
