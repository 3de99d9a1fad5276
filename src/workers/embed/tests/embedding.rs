//! The embedding model on real weights where they are installed, and what is refused without them.

use std::fs;
use std::path::PathBuf;
use std::sync::atomic::AtomicBool;
use std::time::Instant;

use protocol::Failure;
use tb_embed::Embedder;

/// A sentence, one that a person calls close to it, and one that shares some of its words or topic but not its meaning.
const TRIPLES: [[&str; 3]; 12] = [
    [
        "I have not been sleeping well.",
        "My nights are restless and I lie awake.",
        "The hotel had a very good breakfast.",
    ],
    [
        "She feels anxious before exams.",
        "Tests make her nervous.",
        "She passed the salt across the table.",
    ],
    [
        "He quit drinking two years ago.",
        "He has been sober for a long time.",
        "He drank a glass of water after the run.",
    ],
    [
        "We argued again last night.",
        "There was another fight yesterday evening.",
        "We watched the stars last night.",
    ],
    [
        "I want to hurt myself.",
        "I am thinking about harming myself.",
        "I want to help myself to some cake.",
    ],
    [
        "My mother died in spring.",
        "I lost my mom a few months ago.",
        "My mother bought a garden chair in spring.",
    ],
    [
        "Work is wearing me out.",
        "I am exhausted by my job.",
        "The shop repairs worn-out shoes.",
    ],
    [
        "He practised the breathing exercise.",
        "He tried the relaxation technique we learned.",
        "He practised the violin piece.",
    ],
    [
        "I cannot stop worrying about money.",
        "Financial concerns keep going round in my head.",
        "I found a coin on the street.",
    ],
    [
        "She is proud of her progress.",
        "She is pleased with how far she has come.",
        "Her bus made slow progress in the traffic.",
    ],
    [
        "Crowds make me panic.",
        "I get very frightened when many people are around.",
        "The crowd cheered when the team won.",
    ],
    [
        "He stopped taking his tablets.",
        "He no longer takes his medication.",
        "He put the tablet computer on the desk.",
    ],
];

fn installed() -> Option<PathBuf> {
    let named = std::env::var_os("TB_TEST_MINILM").map(PathBuf::from);
    let usual = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../build/models/all-MiniLM-L6-v2");
    let directory = named.unwrap_or(usual);
    if directory.join("model.safetensors").is_file() {
        return Some(directory);
    }
    println!("skipped: no MiniLM model");
    None
}

fn texts(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

fn similarity(a: &[f32], b: &[f32]) -> f32 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

fn never() -> AtomicBool {
    AtomicBool::new(false)
}

#[test]
fn related_sentences_are_closer_than_unrelated_ones() {
    let Some(directory) = installed() else { return };
    let embedder = Embedder::load(&directory).expect("the model loads");
    assert_eq!(embedder.info().dimensions, Some(384));
    for triple in TRIPLES {
        let vectors = embedder.embed(&texts(&triple), &never()).expect("embeds");
        let [sentence, related, unrelated] = vectors.as_slice() else {
            panic!("three vectors")
        };
        assert!(
            (similarity(sentence, sentence) - 1.0).abs() < 1e-4,
            "vectors have length one"
        );
        let (near, far) = (similarity(sentence, related), similarity(sentence, unrelated));
        assert!(near > far, "{near} <= {far} for {triple:?}");
    }
}

#[test]
fn a_text_has_the_same_vector_alone_and_in_any_batch() {
    let Some(directory) = installed() else { return };
    let embedder = Embedder::load(&directory).expect("the model loads");
    let all: Vec<String> = TRIPLES
        .iter()
        .flatten()
        .map(|text| (*text).to_owned())
        .chain([String::new()])
        .collect();
    let together = embedder.embed(&all, &never()).expect("embeds");
    assert_eq!(together.len(), all.len());
    for (text, vector) in all.iter().zip(&together) {
        let alone = embedder.embed(std::slice::from_ref(text), &never()).expect("embeds");
        assert!(similarity(&alone[0], vector) > 0.9999, "{text:?}");
    }
}

#[test]
fn long_texts_are_cut_and_spelt_control_tokens_are_words() {
    let Some(directory) = installed() else { return };
    let embedder = Embedder::load(&directory).expect("the model loads");
    let long = "sleep ".repeat(5000);
    let cut = "sleep ".repeat(300);
    let vectors = embedder.embed(&[long, cut], &never()).expect("embeds");
    assert!(
        similarity(&vectors[0], &vectors[1]) > 0.9999,
        "only the first tokens count"
    );
    let spelt = embedder
        .embed(&texts(&["I sleep. [SEP] [PAD]", "I sleep."]), &never())
        .expect("embeds");
    assert!(similarity(&spelt[0], &spelt[1]) < 0.999, "the letters must count");
}

#[test]
fn embedding_can_be_cancelled_and_its_speed_is_printed() {
    let Some(directory) = installed() else { return };
    let embedder = Embedder::load(&directory).expect("the model loads");
    let many: Vec<String> = TRIPLES
        .iter()
        .flatten()
        .cycle()
        .take(256)
        .map(|text| (*text).to_owned())
        .collect();
    assert_eq!(embedder.embed(&many, &AtomicBool::new(true)), Err(Failure::Cancelled));
    let started = Instant::now();
    embedder.embed(&many, &never()).expect("embeds");
    println!(
        "{:.0} sentences per second",
        many.len() as f32 / started.elapsed().as_secs_f32()
    );
}

#[test]
fn the_file_that_is_missing_or_damaged_is_named() {
    let directory = tempfile::tempdir().expect("a directory");
    let fault = || match Embedder::load(directory.path()) {
        Err(Failure::ModelUnusable { detail }) => detail,
        Err(other) => panic!("{other:?}"),
        Ok(_) => panic!("an incomplete model loaded"),
    };
    assert!(fault().starts_with("config.json"), "{}", fault());
    let config = r#"{"vocab_size":10,"hidden_size":8,"num_hidden_layers":1,"num_attention_heads":0,"intermediate_size":8,
        "hidden_act":"gelu","hidden_dropout_prob":0.1,"max_position_embeddings":16,"type_vocab_size":2,
        "initializer_range":0.02,"layer_norm_eps":1e-12,"pad_token_id":0,"classifier_dropout":null}"#;
    fs::write(directory.path().join("config.json"), config).expect("writes");
    assert!(fault().contains("num_attention_heads"), "{}", fault());
    fs::write(
        directory.path().join("config.json"),
        config.replace("heads\":0", "heads\":2"),
    )
    .expect("writes");
    assert!(fault().starts_with("tokenizer.json"), "{}", fault());
    let tokenizer =
        r#"{"version":"1.0","added_tokens":[],"model":{"type":"WordLevel","vocab":{"[UNK]":0},"unk_token":"[UNK]"}}"#;
    fs::write(directory.path().join("tokenizer.json"), tokenizer).expect("writes");
    assert!(fault().starts_with("model.safetensors"), "{}", fault());
    fs::write(directory.path().join("model.safetensors"), b"not tensors").expect("writes");
    assert!(fault().starts_with("model.safetensors"), "{}", fault());
}
