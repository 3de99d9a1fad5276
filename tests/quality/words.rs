//! Words as error rates count them, and the alignment of two lists of words.

/// The words of a text: lower case, and nothing but letters and apostrophes, as `models/demo/training/evaluate.py` has them.
pub fn normalised(text: &str) -> Vec<String> {
    let kept: String = text
        .to_lowercase()
        .chars()
        .map(|c| if c.is_ascii_lowercase() || c == '\'' { c } else { ' ' })
        .collect();
    kept.split_whitespace().map(str::to_owned).collect()
}

/// How one list of words becomes another with the fewest edits.
#[derive(Debug, Default, Clone, PartialEq)]
pub struct Alignment {
    pub reference: usize,
    pub substitutions: usize,
    pub deletions: usize,
    pub insertions: usize,
    /// Indices into both lists of the words that are the same.
    pub matches: Vec<(usize, usize)>,
}

impl Alignment {
    /// Word error rate in percent.
    pub fn error_rate(&self) -> f64 {
        let errors = self.substitutions + self.deletions + self.insertions;
        100.0 * errors as f64 / self.reference.max(1) as f64
    }

    /// Share of the reference's words that were found, 0 to 1.
    pub fn found(&self) -> f64 {
        self.matches.len() as f64 / self.reference.max(1) as f64
    }
}

/// Aligns what was heard with what was said.
pub fn align(said: &[String], heard: &[String]) -> Alignment {
    let width = heard.len() + 1;
    let at = |i: usize, j: usize| i * width + j;
    let mut cost = vec![0usize; (said.len() + 1) * width];
    for i in 0..=said.len() {
        for j in 0..=heard.len() {
            cost[at(i, j)] = match (i, j) {
                (0, _) => j,
                (_, 0) => i,
                _ => {
                    let replaced = cost[at(i - 1, j - 1)] + usize::from(said[i - 1] != heard[j - 1]);
                    replaced.min(cost[at(i - 1, j)] + 1).min(cost[at(i, j - 1)] + 1)
                }
            };
        }
    }
    let mut alignment = Alignment {
        reference: said.len(),
        ..Alignment::default()
    };
    let (mut i, mut j) = (said.len(), heard.len());
    while i > 0 || j > 0 {
        let both = i > 0 && j > 0;
        let same = both && said[i - 1] == heard[j - 1];
        if both && cost[at(i, j)] == cost[at(i - 1, j - 1)] + usize::from(!same) {
            (i, j) = (i - 1, j - 1);
            if same {
                alignment.matches.push((i, j));
            } else {
                alignment.substitutions += 1;
            }
        } else if i > 0 && cost[at(i, j)] == cost[at(i - 1, j)] + 1 {
            i -= 1;
            alignment.deletions += 1;
        } else {
            j -= 1;
            alignment.insertions += 1;
        }
    }
    alignment.matches.reverse();
    alignment
}

#[test]
fn an_alignment_counts_each_kind_of_error() {
    let said = normalised("I don't walk to WORK, with him - today.");
    let heard = normalised("So I don't talk to work with him");
    let found = align(&said, &heard);
    assert_eq!((found.substitutions, found.deletions, found.insertions), (1, 1, 1));
    assert_eq!(found.matches, [(0, 1), (1, 2), (3, 4), (4, 5), (5, 6), (6, 7)]);
    assert!((found.error_rate() - 300.0 / 8.0).abs() < 1e-9);
}
