//! The arithmetic of likeness: pure functions over vectors of length one.

use domain::risk::Category;

use super::bank::exemplars;

/// How many of the nearest exemplars vote.
const NEIGHBOURS: usize = 9;

/// How steeply a vote falls with distance: an exemplar of cosine 0.8 weighs about eleven times one of 0.6.
const STEEPNESS: f32 = 12.0;

/// Words from which a sentence counts as long. Shorter ones ("I had one on Thursday") are like many things.
const LONG: usize = 9;

/// What a sentence must reach to become an item.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Bar {
    /// The share of the votes that a category needs, over all other categories and everyday talk together.
    share: f32,
    /// The cosine that the nearest exemplar of the category must reach. Below it a sentence is merely unlike everything,
    /// and the votes are those of strangers.
    nearest: f32,
}

/// For long sentences: a missed danger weighs more than an item to look at in vain. Both bars were chosen on the bank,
/// each group of like sentences left out in turn, and on the sets of sentences named as development data in
/// docs/quality.md, so that the ordinary sessions of the corpus stay quiet.
const LONG_BAR: Bar = Bar {
    share: 0.5,
    nearest: 0.42,
};

/// For short sentences.
const SHORT_BAR: Bar = Bar {
    share: 0.8,
    nearest: 0.55,
};

/// The cosine from which two sentences count as ways of saying the same.
pub const LIKE: f32 = 0.7;

/// What a sentence is like.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Likeness {
    /// The category whose exemplars it is nearest to.
    pub category: Category,
    /// That category's share of the votes, 0 to 1.
    pub share: f32,
    /// The cosine of its nearest exemplar.
    pub nearest: f32,
}

/// The cosine of two vectors of length one.
pub(super) fn cosine(a: &[f32], b: &[f32]) -> f32 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// What a sentence of so many `words` is like, by a vote of its nearest exemplars; `None` when no category wins clearly.
/// `bank` holds the vectors of [`exemplars`] in their order, and `allowed` says which of them may vote.
pub fn likeness(
    sentence: &[f32],
    words: usize,
    bank: &[Vec<f32>],
    allowed: impl Fn(usize) -> bool,
) -> Option<Likeness> {
    let bar = if words < LONG { SHORT_BAR } else { LONG_BAR };
    let mut near: Vec<(f32, usize)> = bank
        .iter()
        .enumerate()
        .filter(|(place, _)| allowed(*place))
        .map(|(place, vector)| (cosine(sentence, vector), place))
        .collect();
    // Ties go to the earlier exemplar, so that the same vectors always give the same answer.
    near.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    near.truncate(NEIGHBOURS);
    let spoken_for = |place: usize| exemplars().get(place).and_then(|exemplar| exemplar.speaks_for());
    let vote = |cosine: f32| (STEEPNESS * (cosine - 1.0)).exp();
    let all: f32 = near.iter().map(|(cosine, _)| vote(*cosine)).sum();
    Category::ALL
        .into_iter()
        .map(|category| {
            let own = || near.iter().filter(|(_, place)| spoken_for(*place) == Some(category));
            Likeness {
                category,
                share: own().map(|(cosine, _)| vote(*cosine)).sum::<f32>() / all,
                nearest: own().map(|(cosine, _)| *cosine).fold(-1.0, f32::max),
            }
        })
        .max_by(|a, b| a.share.total_cmp(&b.share))
        .filter(|like| like.share > bar.share && like.nearest > bar.nearest)
}

/// Groups of like sentences: two are in one group when a chain of sentences joins them in which each is like the next
/// (cosine at least [`LIKE`]). Gives the number of each sentence's group. Leaving a whole group out of the bank shows what
/// likeness makes of wording that is new to it, which leaving out single sentences would not.
pub fn groups(vectors: &[&[f32]]) -> Vec<usize> {
    let mut group: Vec<usize> = (0..vectors.len()).collect();
    fn root(group: &mut [usize], mut at: usize) -> usize {
        while group[at] != at {
            group[at] = group[group[at]];
            at = group[at];
        }
        at
    }
    for later in 0..vectors.len() {
        for earlier in 0..later {
            if cosine(vectors[later], vectors[earlier]) >= LIKE {
                let (a, b) = (root(&mut group, earlier), root(&mut group, later));
                group[a.max(b)] = a.min(b);
            }
        }
    }
    (0..vectors.len()).map(|at| root(&mut group, at)).collect()
}
