//! Writes the tests' random model: `cargo run -p tb-llm --example tiny_gguf -- OUT.gguf [--vocabulary TOKENS]`.

use std::path::Path;
use std::process::ExitCode;

#[path = "../tests/support/tiny_gguf.rs"]
mod tiny_gguf;

const USAGE: &str = "usage: tiny_gguf OUT.gguf [--vocabulary TOKENS]";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (out, vocabulary) = match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [out] => (out, Some(tiny_gguf::SMALL_VOCABULARY)),
        [out, "--vocabulary", tokens] => (out, tokens.parse().ok()),
        _ => ("", None),
    };
    let Some(vocabulary) = vocabulary else {
        eprintln!("{USAGE}");
        return ExitCode::from(2);
    };
    match tiny_gguf::write_tiny_gguf(Path::new(out), vocabulary) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{out}: {error}");
            ExitCode::FAILURE
        }
    }
}
