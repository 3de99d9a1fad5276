//! The command line. It is read without a library: the worker has four options and must not read its environment.

use std::path::PathBuf;

/// What the worker was started with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arguments {
    /// The GGUF file.
    pub model: PathBuf,
    /// Tokens of context; `None` takes the model's own length up to [`crate::engine::DEFAULT_CONTEXT`].
    pub context: Option<u32>,
    /// Threads for prompt and generation; `None` takes [`crate::machine::threads`].
    pub threads: Option<u32>,
    /// Whether a GPU may be used where one is found.
    pub gpu: bool,
}

/// A command line that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ArgumentError {
    /// No `--model`.
    #[error("--model PATH.gguf is required")]
    NoModel,
    /// An option without its value.
    #[error("{0} needs a value")]
    NoValue(String),
    /// A value that is no positive number, or no known word.
    #[error("{option} cannot be {value:?}")]
    BadValue {
        /// The option.
        option: String,
        /// What stood behind it.
        value: String,
    },
    /// An option that does not exist.
    #[error("unknown option {0:?}")]
    Unknown(String),
}

impl Arguments {
    /// Reads the options, without the program's name.
    ///
    /// # Errors
    /// An [`ArgumentError`] that names the option at fault.
    pub fn parse(arguments: impl IntoIterator<Item = String>) -> Result<Self, ArgumentError> {
        let mut arguments = arguments.into_iter();
        let (mut model, mut context, mut threads, mut gpu) = (None, None, None, true);
        while let Some(option) = arguments.next() {
            if !matches!(option.as_str(), "--model" | "--context" | "--threads" | "--gpu") {
                return Err(ArgumentError::Unknown(option));
            }
            let Some(value) = arguments.next() else {
                return Err(ArgumentError::NoValue(option));
            };
            match option.as_str() {
                "--model" => model = Some(PathBuf::from(value)),
                "--context" => context = Some(positive(option, value)?),
                "--threads" => threads = Some(positive(option, value)?),
                _ => {
                    gpu = match value.as_str() {
                        "auto" => true,
                        "off" => false,
                        _ => return Err(ArgumentError::BadValue { option, value }),
                    }
                }
            }
        }
        Ok(Self {
            model: model.ok_or(ArgumentError::NoModel)?,
            context,
            threads,
            gpu,
        })
    }
}

fn positive(option: String, value: String) -> Result<u32, ArgumentError> {
    match value.parse() {
        Ok(number) if number > 0 => Ok(number),
        _ => Err(ArgumentError::BadValue { option, value }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Arguments, ArgumentError> {
        Arguments::parse(line.split_whitespace().map(String::from))
    }

    #[test]
    fn every_option_is_read() {
        let read = parse("--model m.gguf --context 4096 --threads 3 --gpu off").expect("a good line");
        assert_eq!(
            read,
            Arguments {
                model: "m.gguf".into(),
                context: Some(4096),
                threads: Some(3),
                gpu: false
            }
        );
    }

    #[test]
    fn bad_lines_name_the_option_at_fault() {
        assert_eq!(parse("--context 4096"), Err(ArgumentError::NoModel));
        assert_eq!(parse("--model"), Err(ArgumentError::NoValue("--model".into())));
        assert_eq!(parse("--modell x"), Err(ArgumentError::Unknown("--modell".into())));
        for line in ["--context 0", "--threads -1", "--gpu maybe"] {
            assert!(matches!(parse(line), Err(ArgumentError::BadValue { .. })), "{line}");
        }
    }
}
