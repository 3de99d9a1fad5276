//! What several answers to one conversation cost beside one, with a random model of small shape and a real vocabulary size:
//!
//! ```sh
//! cargo bench -p tb-asr -p tb-llm -p tb-embed --bench sections [-- sections|drafts|speech|masks]
//! ```
//!
//! (All three workers, so that llama.cpp is not compiled again with other features.) Counts are exact. Times are processor time
//! of this process, which other work on the machine changes little; everything runs on one thread.

#[path = "../tests/support/mod.rs"]
mod support;

use std::fs;
use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use llama_cpp_2::token::LlamaToken;
use protocol::Failure;
use protocol::llm::{Output, Request, Section};
use serde_json::{Value, json};
use support::tiny_gguf::{Shape, write_gguf};
use support::{ask, note_sections, section, talk};
use tb_llm::constraint::{Constraint, Constraints};
use tb_llm::{Arguments, Engine, model};

/// Tokens of Llama 3's vocabulary.
const VOCABULARY: usize = 128_256;
const SHAPE: Shape = Shape {
    recurrent: false,
    layers: 4,
    width: 256,
    heads: 4,
    feed_forward: 1024,
    context: 32768,
    terse: false,
};
const CONTEXT: u32 = 24576;
/// Words of the session: about an hour.
const WORDS: usize = 5000;
const ANSWER_TOKENS: u32 = 900;
/// Tokens written for R12, and pairs of runs.
const SPOKEN: u32 = 96;
const PAIRS: usize = 5;
/// Drafts for C6 and tokens for C7.
const DRAFTS: u32 = 3;
const MASKS: usize = 10_000;

fn main() {
    let directory = tempfile::tempdir().expect("a directory");
    let path = directory.path().join("wide.gguf");
    write_gguf(&path, &SHAPE, VOCABULARY).expect("writes");
    println!(
        "{} layers of {}, vocabulary {VOCABULARY}, random weights",
        SHAPE.layers, SHAPE.width
    );
    // Cargo itself passes an option.
    let wanted: Vec<String> = std::env::args()
        .skip(1)
        .filter(|argument| !argument.starts_with('-'))
        .collect();
    let is_wanted = |name: &str| wanted.is_empty() || wanted.iter().any(|wanted| wanted == name);
    let endless = json!({ "type": "array", "minItems": 40, "items": note_sections(0, 99, 0)[0].schema });
    if is_wanted("sections") {
        sections(&path);
    }
    if is_wanted("drafts") {
        drafts(&path);
    }
    if is_wanted("speech") {
        let long = json!({ "type": "string", "minLength": 4000, "maxLength": 8000 });
        let mut engine = load(&path);
        speech(
            &mut engine,
            "R12 constrained / unconstrained time per token, claims",
            &endless,
        );
        speech(&mut engine, "R12 the same, one long string: nothing is forced", &long);
    }
    if is_wanted("masks") {
        masks(&path, &endless);
    }
}

/// Seven sections about an hour of talk: together, one of them again, and each by itself.
fn sections(path: &Path) {
    let turns = talk(WORDS);
    let sections = note_sections(0, turns.len() as u32 - 1, ANSWER_TOKENS);
    let request = Request {
        temperature: 0.0,
        sections: sections.clone(),
        ..ask(&turns.concat(), 0)
    };
    let material = material(path, &request);
    let mut warm = load(path);
    let (together, seven) = timed(|| write(&mut warm, &request));
    println!(
        "C3  prompt tokens evaluated / (transcript + instructions)   {:.4}   {} / {material}; seven separate prompts {:.2}",
        ratio(together.evaluated_tokens, material),
        together.evaluated_tokens,
        ratio(together.prompt_tokens, material),
    );
    let (redone, _) = timed(|| write(&mut warm, &alone(&request, 3)));
    let same = usize::from(redone.text() == together.texts[3]);

    let mut other = load(path);
    let (_, cold) = timed(|| write(&mut other, &alone(&request, 0)));
    let (mut writing, mut steps, mut tokens, mut alike) = (Vec::new(), 0, 0, same);
    for at in 0..sections.len() {
        let (output, time) = timed(|| write(&mut other, &alone(&request, at)));
        writing.push(time);
        steps += output.decode_steps;
        tokens += output.output_tokens;
        alike += usize::from(output.text() == together.texts[at]);
    }
    // The first request again found the conversation read; the difference is what reading it takes.
    let reading = cold.saturating_sub(writing[0]);
    let one = reading + writing.iter().sum::<Duration>() / writing.len() as u32;
    println!(
        "C4  decode steps / output tokens                            {:.4}   {} / {}; one section after the other {:.4}",
        ratio(together.decode_steps, together.output_tokens),
        together.decode_steps,
        together.output_tokens,
        ratio(steps, tokens),
    );
    println!(
        "C5  prompt tokens evaluated to redo one section             {:.4}   {} / {}",
        ratio(redone.evaluated_tokens, redone.prompt_tokens),
        redone.evaluated_tokens,
        redone.prompt_tokens,
    );
    println!(
        "    texts alike side by side, alone and redone               {alike} of {}",
        sections.len() + 1
    );
    println!(
        "R13 seven sections / one section, prompt included           {:.3}    {seven:.2?} / {one:.2?} (reading {reading:.2?}, writing {:.2?} on average)",
        seven.as_secs_f64() / one.as_secs_f64(),
        one - reading,
    );
}

/// Drafts at several temperatures.
fn drafts(path: &Path) {
    let mut engine = load(path);
    let valid: usize = (0..DRAFTS).map(|seed| valid(&mut engine, seed)).sum();
    println!(
        "C6  answers that obey their schemas, first try              {valid} of {}",
        DRAFTS as usize * 7
    );
}

fn load(path: &Path) -> Engine {
    let arguments = Arguments {
        model: path.to_owned(),
        context: Some(CONTEXT),
        threads: Some(1),
        gpu: false,
    };
    Engine::load(&arguments).unwrap_or_else(|failure| panic!("the model loads: {failure}"))
}

fn write(engine: &mut Engine, request: &Request) -> Output {
    engine
        .generate(request, &AtomicBool::new(false), |_, _| {})
        .unwrap_or_else(|failure| panic!("answers: {failure}"))
}

fn alone(request: &Request, at: usize) -> Request {
    Request {
        sections: vec![request.sections[at].clone()],
        ..request.clone()
    }
}

/// Tokens of what is to be read, without the template around it.
fn material(path: &Path, request: &Request) -> u32 {
    let model = model::load(path, false).expect("the model loads").model;
    let contents = request.messages.iter().map(|message| &message.content);
    let instructions = request.sections.iter().map(|section| &section.instruction);
    let count = |text: &String| model.vocab().tokenize(text.as_bytes(), false, false).len() as u32;
    contents.chain(instructions).map(count).sum()
}

/// Answers of one draft that obey their schemas.
fn valid(engine: &mut Engine, seed: u32) -> usize {
    let turns = talk(120);
    let sections = note_sections(0, turns.len() as u32 - 1, ANSWER_TOKENS);
    let request = Request {
        sections: sections.clone(),
        seed,
        temperature: [0.0, 0.7, 1.5][seed as usize % 3],
        ..ask(&turns.concat(), 0)
    };
    let obeys = |(text, section): &(&String, &Section)| {
        let schema = section.schema.as_ref().expect("a schema");
        serde_json::from_str(text).is_ok_and(|answer: Value| jsonschema::is_valid(schema, &answer))
    };
    write(engine, &request)
        .texts
        .iter()
        .zip(&sections)
        .filter(obeys)
        .count()
}

/// Lets the model write the same number of tokens with a schema and without, in turns.
fn speech(engine: &mut Engine, name: &str, schema: &Value) {
    let mut spoken = |schema: Option<&Value>| {
        let request = Request {
            temperature: 0.0,
            sections: vec![section("", schema.cloned(), SPOKEN)],
            ..ask("Speak.", 0)
        };
        timed(|| match engine.generate(&request, &AtomicBool::new(false), |_, _| {}) {
            // Neither finds an end within the budget, so both write all of it.
            Err(Failure::AnswerCutShort { tokens }) => assert_eq!(tokens, SPOKEN),
            other => panic!("{other:?}"),
        })
        .1
        .as_secs_f64()
    };
    let mut ratios: Vec<f64> = (0..PAIRS)
        .map(|pair| {
            if pair % 2 == 0 {
                let constrained = spoken(Some(schema));
                constrained / spoken(None)
            } else {
                let free = spoken(None);
                spoken(Some(schema)) / free
            }
        })
        .collect();
    ratios.sort_by(f64::total_cmp);
    println!(
        "{name:<60}{:.3}    {:.3} to {:.3}, {PAIRS} pairs",
        ratios[PAIRS / 2],
        ratios[0],
        ratios[PAIRS - 1]
    );
}

/// Time to compute which tokens may come next, along a random answer: the answer is walked with these computations and
/// without, and the difference is theirs.
fn masks(path: &Path, schema: &Value) {
    let model = model::load(path, false).expect("the model loads").model;
    let constraints = Constraints::new(&model).expect("indexes the vocabulary");
    let (mut constraint, mut walk, mut state) = (None, Vec::with_capacity(MASKS), 1_u64);
    while walk.len() < MASKS {
        let current: &mut Constraint = constraint.get_or_insert_with(|| constraints.compile(schema).expect("compiles"));
        current.forced().expect("goes on");
        let allowed: Vec<_> = match current.is_complete() {
            true => Vec::new(),
            false => current.allowed().expect("goes on").iter().collect(),
        };
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        let chosen = (state >> 33) as usize % allowed.len().max(1);
        let token = allowed.get(chosen).map(|token| LlamaToken::new(*token as i32));
        match token.filter(|token| !model.vocab().is_eog(*token)) {
            Some(token) => current.accept(token).expect("was allowed"),
            None => constraint = None,
        }
        walk.push(token);
    }
    let again = |compute: bool| {
        let mut constraint = None;
        for token in &walk {
            let current: &mut Constraint =
                constraint.get_or_insert_with(|| constraints.compile(schema).expect("compiles"));
            current.forced().expect("goes on");
            if compute && !current.is_complete() {
                current.allowed().expect("goes on");
            }
            match token.filter(|token| !model.vocab().is_eog(*token)) {
                Some(token) => current.accept(token).expect("was allowed"),
                None => constraint = None,
            }
        }
    };
    let (((), with), ((), without)) = (timed(|| again(true)), timed(|| again(false)));
    println!(
        "C7  time to compute the allowed tokens, mean                {:.1?}   of {MASKS}",
        with.saturating_sub(without) / MASKS as u32
    );
}

fn ratio(part: u32, whole: u32) -> f64 {
    f64::from(part) / f64::from(whole)
}

/// What came out and the processor time it took.
fn timed<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let before = processor_time();
    let result = work();
    (result, processor_time() - before)
}

/// User and system time of this process, in steps of 10 ms.
fn processor_time() -> Duration {
    let stat = fs::read_to_string("/proc/self/stat").expect("Linux");
    let fields = stat.rsplit(')').next().expect("fields behind the name");
    let ticks: u64 = fields
        .split_whitespace()
        .skip(11)
        .take(2)
        .map(|field| field.parse::<u64>().expect("a number"))
        .sum();
    Duration::from_millis(ticks * 10)
}
