//! Which tokens may come next. A JSON schema becomes a grammar once per request; from then on llguidance computes, for each
//! place, the set of tokens with which the answer can still become a document that obeys it.

use std::sync::Arc;

use llama_cpp_2::model::LlamaModel;
use llama_cpp_2::sampling::LlamaSampler;
use llama_cpp_2::token::LlamaToken;
use llama_cpp_2::vocab::VocabType;
use llguidance::api::TopLevelGrammar;
use llguidance::earley::SlicedBiasComputer;
use llguidance::toktrie::{InferenceCapabilities, SimpleVob, TokEnv, TokTrie, TokenId, TokenizerEnv};
use llguidance::{Matcher, ParserFactory};
use protocol::Failure;
use serde_json::{Value, json};

/// The most characters of llguidance's explanation that go into a failure.
const DETAIL: usize = 500;

/// Turns schemas into constraints for one model's vocabulary. Building it walks the whole vocabulary (some hundred
/// milliseconds for a large one), so there is one per model.
pub struct Constraints {
    factory: ParserFactory,
}

impl Constraints {
    /// Prepares a model's vocabulary.
    ///
    /// # Errors
    /// [`Failure::ModelUnusable`] when the vocabulary cannot be indexed.
    pub fn new(model: &Arc<LlamaModel>) -> Result<Self, Failure> {
        let approximate = LlamaSampler::llguidance_tok_env(model);
        // Byte-level BPE splits text the same way wherever it stands. Other kinds put a space in front of it, so their
        // forced text cannot be tokenised on its own and is left to the sampler.
        let environment: TokEnv = match model.vocab().vocab_type() {
            VocabType::BPE => Arc::new(Vocabulary {
                trie: approximate.tok_trie().clone(),
                model: Arc::clone(model),
            }),
            _ => approximate,
        };
        let slices = SlicedBiasComputer::general_slices();
        let mut factory =
            ParserFactory::new(&environment, InferenceCapabilities::default(), &slices).map_err(|error| {
                Failure::ModelUnusable {
                    detail: format!("vocabulary: {}", shorten(&error)),
                }
            })?;
        // Its verbose errors quote the answer so far, which is about a person.
        factory.limits_mut().verbose_errors = false;
        factory.quiet();
        Ok(Self { factory })
    }

    /// Compiles a schema.
    ///
    /// # Errors
    /// [`Failure::InvalidSchema`] for a schema that no document can obey, that is malformed, or that uses a keyword which
    /// cannot be enforced.
    pub fn compile(&self, schema: &Value) -> Result<Constraint, Failure> {
        let invalid = |detail: String| Failure::InvalidSchema { detail };
        let mut schema = match schema {
            Value::Object(_) => schema.clone(),
            Value::Bool(true) => json!({}),
            Value::Bool(false) => return Err(invalid("no document obeys the schema `false`".into())),
            _ => return Err(invalid("a schema is an object or a boolean".into())),
        };
        // Free white space would let a weak model fill its whole budget with it.
        schema["x-guidance"] = json!({ "whitespace_flexible": false });
        let parser = self.factory.create_parser(TopLevelGrammar::from_json_schema(schema));
        let matcher = Matcher::new(parser);
        match matcher.get_error() {
            Some(error) => Err(invalid(shorten(&error))),
            None => Ok(Constraint { matcher }),
        }
    }
}

/// The state of one constrained answer.
pub struct Constraint {
    matcher: Matcher,
}

impl Constraint {
    /// The tokens that may come next.
    ///
    /// # Errors
    /// [`Failure::Internal`] when the grammar engine gave up (its limits on work per token).
    pub fn allowed(&mut self) -> Result<SimpleVob, Failure> {
        self.matcher.compute_mask().map_err(|error| stuck(&error))
    }

    /// Takes note of a chosen token.
    ///
    /// # Errors
    /// [`Failure::Internal`] when the token was not allowed.
    pub fn accept(&mut self, token: LlamaToken) -> Result<(), Failure> {
        self.matcher
            .consume_token(token.0.cast_unsigned())
            .map_err(|error| stuck(&error))
    }

    /// Tokens that are the only possible continuation (keys, punctuation), already taken note of. They need no sampling and
    /// are evaluated together.
    ///
    /// # Errors
    /// [`Failure::Internal`] when the grammar engine gave up.
    pub fn forced(&mut self) -> Result<Vec<LlamaToken>, Failure> {
        if self.matcher.is_stopped() {
            return Ok(Vec::new());
        }
        let tokens = self.matcher.consume_ff_tokens();
        match self.matcher.get_error() {
            Some(error) => Err(stuck(&error)),
            None => Ok(tokens
                .into_iter()
                .map(|token| LlamaToken::new(token.cast_signed()))
                .collect()),
        }
    }

    /// Whether the document is finished and nothing can follow.
    pub fn is_complete(&self) -> bool {
        self.matcher.is_stopped() && self.matcher.stop_reason().is_ok()
    }
}

fn stuck(error: &dyn std::fmt::Display) -> Failure {
    Failure::Internal {
        detail: format!("the constraint engine gave up: {}", shorten(error)),
    }
}

fn shorten(error: &dyn std::fmt::Display) -> String {
    error.to_string().chars().take(DETAIL).collect()
}

/// A vocabulary whose own tokeniser decides how forced text is split, so that the model sees it as it was trained to.
struct Vocabulary {
    trie: TokTrie,
    model: Arc<LlamaModel>,
}

impl TokenizerEnv for Vocabulary {
    fn tok_trie(&self) -> &TokTrie {
        &self.trie
    }

    fn tokenize_bytes(&self, bytes: &[u8]) -> Vec<TokenId> {
        self.trie.tokenize_with_greedy_fallback(bytes, |text| {
            let tokens = self.model.vocab().tokenize(text.as_bytes(), false, false);
            tokens.into_iter().map(|token| token.0.cast_unsigned()).collect()
        })
    }
}
