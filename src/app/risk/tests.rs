use std::sync::atomic::{AtomicUsize, Ordering};

use async_trait::async_trait;
use domain::risk::Category;
use proptest::prelude::*;

use super::*;

const CLIENT: Speaker = Speaker::Client;

/// Puts a sentence at the exemplar whose number it begins with, anything else nowhere near any.
struct Pinned {
    asked: AtomicUsize,
    fails: bool,
    able: bool,
}

impl Pinned {
    fn new() -> Self {
        Self {
            asked: AtomicUsize::new(0),
            fails: false,
            able: true,
        }
    }
}

/// A direction for each exemplar, far from those of all others; no direction for what is beyond them.
fn axis(at: usize) -> Vec<f32> {
    const DIMENSIONS: u64 = 128;
    if at == exemplars().len() {
        return vec![0.0; DIMENSIONS as usize];
    }
    let scale = (DIMENSIONS as f32).sqrt().recip();
    let sign = |dimension: u64| {
        let mixed = (at as u64 * DIMENSIONS + dimension + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let mixed = (mixed ^ (mixed >> 29)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        if (mixed >> 40) & 1 == 0 { scale } else { -scale }
    };
    (0..DIMENSIONS).map(sign).collect()
}

#[async_trait]
impl Embedder for Pinned {
    async fn embed(&self, texts: Vec<String>, _: CancellationToken) -> Result<Vec<Vec<f32>>, Error> {
        self.asked.fetch_add(texts.len(), Ordering::Relaxed);
        if self.fails {
            return Err(Error::Cancelled);
        }
        let place = |text: &String| {
            let by_number = text
                .split('#')
                .nth(1)
                .and_then(|number| number.split(' ').next()?.parse().ok());
            let itself = exemplars().iter().position(|exemplar| exemplar.text == text);
            itself.or(by_number).unwrap_or(exemplars().len())
        };
        Ok(texts.iter().map(|text| axis(place(text))).collect())
    }

    fn readiness(&self) -> Readiness {
        if self.able {
            Readiness::Idle { model: "pinned".into() }
        } else {
            Readiness::NotBuilt
        }
    }
}

fn number(category: Category, mark: Mark) -> usize {
    exemplars()
        .iter()
        .position(|exemplar| exemplar.category == Some(category) && exemplar.mark == mark)
        .unwrap()
}

fn turn(text: &str, speaker: Speaker) -> Turn {
    Turn {
        text: text.into(),
        speaker,
        confidence: 0.9,
        ..Turn::default()
    }
}

async fn added(embed: &Pinned, text: &str, speaker: Speaker) -> Vec<RiskItem> {
    let turns = [turn(text, speaker)];
    let found = risk::screen(&turns);
    alike(embed, &turns, &found, &CancellationToken::new()).await
}

#[tokio::test]
async fn a_sentence_that_is_like_an_exemplar_becomes_an_item_to_review() {
    let text = format!(
        "Say #{} in other words entirely.",
        number(Category::SelfHarm, Mark::Present)
    );
    let items = added(&Pinned::new(), &text, CLIENT).await;
    let [item] = items.as_slice() else { panic!("{items:?}") };
    assert_eq!(
        (item.category, item.status, item.source, item.quote.as_str()),
        (
            Category::SelfHarm,
            Status::Unclear,
            RiskSource::Similarity,
            text.as_str()
        )
    );
    assert!(item.status.needs_review());
}

#[tokio::test]
async fn what_is_like_a_denial_or_like_nothing_adds_nothing() {
    let denial = format!(
        "Say #{} in other words entirely.",
        number(Category::SelfHarm, Mark::Harmless)
    );
    assert_eq!(added(&Pinned::new(), &denial, CLIENT).await, []);
    assert_eq!(
        added(&Pinned::new(), "The bus was late again on Monday.", CLIENT).await,
        []
    );
}

#[tokio::test]
async fn likeness_adds_to_the_rules_and_changes_none_of_their_items() {
    let present = number(Category::SelfHarm, Mark::Present);
    let text = format!("I don't want to die. Say #{present} in other words entirely.");
    let turns = [turn(&text, CLIENT)];
    let found = risk::screen(&turns);
    assert_eq!(found[0].status, Status::Denied);
    let items = alike(&Pinned::new(), &turns, &found, &CancellationToken::new()).await;
    assert_eq!(items.len(), 1);
    assert!(items[0].quote.starts_with("Say"), "{items:?}");
}

#[tokio::test]
async fn therapists_questions_and_short_answers_are_not_compared() {
    let present = number(Category::SelfHarm, Mark::Present);
    let said = format!("Say #{present} in other words entirely.");
    assert_eq!(added(&Pinned::new(), &said, Speaker::Therapist).await, []);
    assert_eq!(
        added(
            &Pinned::new(),
            &format!("Say #{present} in other words, right?"),
            CLIENT
        )
        .await,
        []
    );
    assert_eq!(added(&Pinned::new(), &format!("Say #{present} now."), CLIENT).await, []);
}

#[tokio::test]
async fn without_a_model_or_when_it_fails_the_rules_stand_alone() {
    let text = format!(
        "Say #{} in other words entirely.",
        number(Category::SelfHarm, Mark::Present)
    );
    let unable = Pinned {
        able: false,
        ..Pinned::new()
    };
    assert_eq!(added(&unable, &text, CLIENT).await, []);
    assert_eq!(unable.asked.load(Ordering::Relaxed), 0);
    let failing = Pinned {
        fails: true,
        ..Pinned::new()
    };
    assert_eq!(added(&failing, &text, CLIENT).await, []);
    assert!(failing.asked.load(Ordering::Relaxed) > 0);
}

#[tokio::test]
async fn the_bank_is_embedded_once() {
    let text = "The weather was much too warm for me.";
    let first = Pinned::new();
    added(&first, text, CLIENT).await;
    let second = Pinned::new();
    added(&second, text, CLIENT).await;
    assert_eq!(second.asked.load(Ordering::Relaxed), 2, "the sentence and the probe");
}

#[tokio::test]
async fn lines_are_judged_alone_and_without_their_likes_when_asked() {
    let present = number(Category::SelfHarm, Mark::Present);
    let lines = [(CLIENT, format!("Say #{present} in other words entirely."))];
    let with = judge_lines(Some(&Pinned::new()), &lines, LeaveOut::Nothing).await;
    let without = judge_lines(Some(&Pinned::new()), &lines, LeaveOut::LikeOnes).await;
    let rules = judge_lines(None, &lines, LeaveOut::Nothing).await;
    assert_eq!((with[0].len(), without[0].len(), rules[0].len()), (1, 0, 0));
}

#[test]
fn the_bank_is_large_marked_and_without_repetition() {
    let mut texts: Vec<&str> = exemplars().iter().map(|exemplar| exemplar.text).collect();
    let all = texts.len();
    texts.sort_unstable();
    texts.dedup();
    assert_eq!(texts.len(), all);
    assert!(all >= 1000, "{all}");
    for category in Category::ALL {
        for mark in [Mark::Present, Mark::Past, Mark::Other, Mark::Harmless] {
            let count = exemplars()
                .iter()
                .filter(|exemplar| exemplar.category == Some(category) && exemplar.mark == mark)
                .count();
            assert!(count >= 4, "{category:?} {mark:?}: {count}");
        }
    }
}

#[test]
fn the_rules_alone_hold_on_sentences_that_were_written_before_them() {
    let mut flags = (0, 0);
    let mut alarms = (0, 0);
    for line in include_str!("../../../tests/quality/risk/unseen.jsonl").lines() {
        let line: serde_json::Value = serde_json::from_str(line).unwrap();
        let text = line["text"].as_str().unwrap();
        assert!(exemplars().iter().all(|exemplar| exemplar.text != text), "{text}");
        let speaker = match line["speaker"].as_str() {
            Some("therapist") => Speaker::Therapist,
            _ => CLIENT,
        };
        let raised: Vec<RiskItem> = judge_line(text, speaker)
            .into_iter()
            .filter(|item| item.status.asserts())
            .collect();
        match line["expect"].as_str().unwrap() {
            "flag" => {
                let right = |item: &RiskItem| Some(item.category.as_str()) == line["category"].as_str();
                flags = (flags.0 + usize::from(raised.iter().any(right)), flags.1 + 1);
            }
            "no_flag" => alarms = (alarms.0 + usize::from(!raised.is_empty()), alarms.1 + 1),
            _ => {}
        }
    }
    assert!(flags.0 * 100 >= flags.1 * 75, "{flags:?}");
    assert!(alarms.0 * 100 <= alarms.1 * 8, "{alarms:?}");
}

/// The words of a text alone, so that case, punctuation and apostrophes tell no two texts apart.
fn normalised(text: &str) -> String {
    let letters: String = text
        .to_lowercase()
        .chars()
        .filter(|c| !matches!(c, '\'' | '\u{2019}'))
        .map(|c| if c.is_alphanumeric() { c } else { ' ' })
        .collect();
    letters.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The texts of a set of lines, and the sentences of each.
fn lines_and_sentences(lines: &str) -> Vec<String> {
    let texts = lines.lines().map(|line| {
        let line: serde_json::Value = serde_json::from_str(line).unwrap();
        line["text"].as_str().unwrap().to_owned()
    });
    texts.flat_map(|text| with_sentences(&text)).collect()
}

fn with_sentences(text: &str) -> Vec<String> {
    let parts = sentences(text).into_iter().map(|range| text[range].to_owned());
    parts.chain([text.to_owned()]).collect()
}

#[test]
fn no_sentence_that_the_screen_is_measured_on_stands_in_the_bank() {
    const FEWEST: usize = 6;
    let mut measured: Vec<String> = [
        include_str!("../../../tests/quality/corpus/risk_sentences.jsonl"),
        include_str!("../../../tests/quality/risk/unseen.jsonl"),
        include_str!("../../../tests/quality/risk/unseen_after.jsonl"),
        include_str!("../../../tests/quality/risk/unseen_third.jsonl"),
        include_str!("../../../tests/quality/risk/unseen_fourth.jsonl"),
    ]
    .into_iter()
    .flat_map(lines_and_sentences)
    .collect();
    let sessions = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/quality/corpus/sessions");
    let mut read = 0;
    for file in std::fs::read_dir(sessions).unwrap() {
        let session: serde_json::Value =
            serde_json::from_str(&std::fs::read_to_string(file.unwrap().path()).unwrap()).unwrap();
        for turn in session["turns"].as_array().unwrap() {
            measured.extend(with_sentences(turn["text"].as_str().unwrap()));
        }
        read += 1;
    }
    assert!(read >= 7, "{read} sessions");
    let measured: std::collections::HashSet<String> = measured
        .iter()
        .map(|text| normalised(text))
        .filter(|text| words(text) >= FEWEST)
        .collect();
    let both: Vec<&str> = exemplars()
        .iter()
        .map(|exemplar| exemplar.text)
        .filter(|text| measured.contains(&normalised(text)))
        .collect();
    assert_eq!(both, [""; 0]);
}

#[test]
fn like_sentences_form_groups_along_chains() {
    let (a, b, c, d) = ([1.0, 0.0], [0.8, 0.6], [0.28, 0.96], [0.0, -1.0]);
    assert_eq!(groups(&[&a, &d, &b, &c]), [0, 1, 0, 0]);
}

proptest! {
    #[test]
    fn likeness_is_a_share_of_votes_and_the_same_each_time(vectors in prop::collection::vec(prop::array::uniform3(-1.0f32..1.0), 1..40)) {
        let unit = |v: &[f32; 3]| {
            let length = v.iter().map(|x| x * x).sum::<f32>().sqrt().max(1e-6);
            v.iter().map(|x| x / length).collect::<Vec<f32>>()
        };
        let bank: Vec<Vec<f32>> = vectors.iter().map(unit).collect();
        let like = likeness(&bank[0], 12, &bank, |_| true);
        prop_assert_eq!(like, likeness(&bank[0], 12, &bank, |_| true));
        if let Some(like) = like {
            prop_assert!(like.share > 0.49 && like.share <= 1.001 && like.nearest <= 1.001);
        }
        prop_assert_eq!(likeness(&bank[0], 12, &bank, |_| false), None);
    }
}
