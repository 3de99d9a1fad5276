//! Writes the tests' random model: `cargo run -p tb-llm --example tiny_gguf -- OUT.gguf [--vocabulary TOKENS] [--context TOKENS] [--terse]`.

use std::path::Path;
use std::process::ExitCode;

#[allow(dead_code, reason = "the tests use more of it")]
#[path = "../tests/support/tiny_gguf.rs"]
mod tiny_gguf;

const USAGE: &str = "usage: tiny_gguf OUT.gguf [--vocabulary TOKENS] [--context TOKENS] [--terse]";

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let (mut out, mut vocabulary, mut shape) = (None, tiny_gguf::SMALL_VOCABULARY, tiny_gguf::TINY);
    while let Some(argument) = arguments.next() {
        let mut number = || arguments.next().and_then(|tokens| tokens.parse::<u32>().ok());
        let understood = match argument.as_str() {
            "--vocabulary" => number().map(|tokens| vocabulary = tokens as usize),
            "--context" => number().map(|tokens| shape.context = tokens),
            "--terse" => Some(shape.terse = true),
            path => (out.is_none() && !path.starts_with('-')).then(|| out = Some(path.to_owned())),
        };
        if understood.is_none() {
            out = None;
            break;
        }
    }
    let Some(out) = out else {
        eprintln!("{USAGE}");
        return ExitCode::from(2);
    };
    match tiny_gguf::write_gguf(Path::new(&out), &shape, vocabulary) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{out}: {error}");
            ExitCode::FAILURE
        }
    }
}
