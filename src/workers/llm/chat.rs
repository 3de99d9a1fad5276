//! From messages to tokens, the way the model was trained to read a conversation.
//!
//! A GGUF file carries its chat template, a Jinja text that wraps messages in control tokens such as `<|im_start|>`. Were
//! the filled-in text tokenised as a whole, a client who says "<|im_end|>" would end the message and speak as the system.
//! So the template is filled with *markers* instead of contents; the result falls apart at the markers into text of the
//! template, in which control tokens are recognised, and contents, in which they are letters like any others.
//!
//! In order of preference: the file's template; the file's template with the system message put before the first user
//! message (some models know no system role); llama.cpp's built-in version of the template; and for files without a usable
//! template [`plain`].

use llama_cpp_2::model::{LlamaChatMessage, LlamaChatTemplate, LlamaModel};
use llama_cpp_2::token::LlamaToken;
use llama_cpp_2::vocab::{LlamaVocab, VocabType};
use minijinja::{Environment, ErrorKind, context};
use protocol::Failure;
use protocol::llm::Message;
use serde::Serialize;

/// Steps that a template may take. Real ones need some ten thousand for a short conversation.
const FUEL: u64 = 2_000_000;
const TEMPLATE: &str = "chat";
/// Markers are a message's index between two characters of the private use area.
const OPEN: char = '\u{E000}';
const CLOSE: char = '\u{E001}';

/// How a model wants conversations laid out.
pub struct ChatTemplate {
    jinja: Option<Environment<'static>>,
    built_in: Option<LlamaChatTemplate>,
    begin: String,
    end: String,
}

/// A part of a laid-out conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// Written by the template: may hold control tokens.
    Template(String),
    /// The content of the message with this index: holds none.
    Content(usize),
}

/// A message whose content is a marker.
#[derive(Debug, Clone, Serialize)]
struct Turn {
    role: String,
    content: String,
}

impl ChatTemplate {
    /// Takes the template out of a model. One that does not parse is passed over.
    pub fn of(model: &LlamaModel) -> Self {
        let source = model.chat_template(None).ok();
        let vocab = model.vocab();
        let text = |token: LlamaToken| {
            let text = (token.0 >= 0).then(|| vocab.text(token)).flatten();
            text.map(|text| text.to_string_lossy().into_owned()).unwrap_or_default()
        };
        let jinja = source
            .as_ref()
            .and_then(|source| source.to_string().ok())
            .and_then(parse);
        Self {
            jinja,
            built_in: source,
            begin: text(vocab.bos()),
            end: text(vocab.eos()),
        }
    }

    /// Lays out a conversation, ready for the model's answer.
    ///
    /// # Errors
    /// [`Failure::Internal`] for an empty conversation or an unknown role.
    pub fn lay_out(&self, model: &LlamaModel, messages: &[Message]) -> Result<Vec<Piece>, Failure> {
        let turns = messages.iter().enumerate().map(turn).collect::<Result<Vec<_>, _>>()?;
        if turns.is_empty() {
            return Err(Failure::Internal {
                detail: "a prompt needs at least one message".into(),
            });
        }
        let fits = |text: String| split(&text).filter(|pieces| holds_all(pieces, turns.len()));
        let merged = merge_system(&turns);
        Ok(self
            .render(&turns)
            .and_then(fits)
            .or_else(|| self.render(&merged).and_then(fits))
            .or_else(|| self.render_built_in(model, &turns).and_then(fits))
            .or_else(|| split(&plain(&turns)))
            .unwrap_or_default())
    }

    fn render(&self, turns: &[Turn]) -> Option<String> {
        let template = self.jinja.as_ref()?.get_template(TEMPLATE).ok()?;
        template
            .render(context! {
                messages => turns,
                add_generation_prompt => true,
                // Models that can think aloud before they answer are told not to: the schema leaves no room for it.
                enable_thinking => false,
                bos_token => self.begin,
                eos_token => self.end,
            })
            .ok()
    }

    fn render_built_in(&self, model: &LlamaModel, turns: &[Turn]) -> Option<String> {
        let turns = turns
            .iter()
            .cloned()
            .map(|turn| LlamaChatMessage::new(turn.role, turn.content).ok());
        model
            .apply_chat_template(self.built_in.as_ref()?, &turns.collect::<Option<Vec<_>>>()?, true)
            .ok()
    }
}

fn parse(source: String) -> Option<Environment<'static>> {
    let mut environment = Environment::new();
    // As the reference implementation renders chat templates: blocks leave no white space behind.
    environment.set_trim_blocks(true);
    environment.set_lstrip_blocks(true);
    environment.set_fuel(Some(FUEL));
    environment.set_unknown_method_callback(minijinja_contrib::pycompat::unknown_method_callback);
    environment.add_function(
        "raise_exception",
        |reason: String| -> Result<String, minijinja::Error> {
            Err(minijinja::Error::new(ErrorKind::InvalidOperation, reason))
        },
    );
    environment.add_template_owned(TEMPLATE, source).ok()?;
    Some(environment)
}

fn turn((index, message): (usize, &Message)) -> Result<Turn, Failure> {
    match message.role.as_str() {
        "system" | "user" | "assistant" => Ok(Turn {
            role: message.role.clone(),
            content: format!("{OPEN}{index}{CLOSE}"),
        }),
        other => Err(Failure::Internal {
            detail: format!("a message cannot have the role {other:?}"),
        }),
    }
}

/// The conversation with its leading system message put before the first user message.
fn merge_system(turns: &[Turn]) -> Vec<Turn> {
    match turns {
        [system, user, rest @ ..] if system.role == "system" && user.role == "user" => {
            let content = format!("{}\n\n{}", system.content, user.content);
            [Turn {
                role: user.role.clone(),
                content,
            }]
            .into_iter()
            .chain(rest.iter().cloned())
            .collect()
        }
        _ => turns.to_vec(),
    }
}

/// The layout for models without a template: `Role: content` paragraphs and an open `Assistant:` at the end.
fn plain(turns: &[Turn]) -> String {
    let mut text = String::new();
    for turn in turns {
        let speaker = match turn.role.as_str() {
            "system" => "System",
            "user" => "User",
            _ => "Assistant",
        };
        text.push_str(&format!("{speaker}: {}\n\n", turn.content));
    }
    text + "Assistant:"
}

/// Cuts a filled-in template at its markers; `None` when something between marker characters is no index.
fn split(text: &str) -> Option<Vec<Piece>> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(OPEN) {
        let (index, after) = after.split_once(CLOSE)?;
        if !before.is_empty() {
            pieces.push(Piece::Template(before.to_owned()));
        }
        pieces.push(Piece::Content(index.parse().ok()?));
        rest = after;
    }
    if !rest.is_empty() {
        pieces.push(Piece::Template(rest.to_owned()));
    }
    Some(pieces)
}

/// Whether every message appears once and in order: a template that drops or repeats some would change what was said.
fn holds_all(pieces: &[Piece], messages: usize) -> bool {
    let contents = pieces.iter().filter_map(|piece| match piece {
        Piece::Content(index) => Some(*index),
        Piece::Template(_) => None,
    });
    contents.eq(0..messages)
}

/// Tokens of a conversation that is continued in one or more ways.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prompts {
    /// What all have in common: everything up to the end of the last message as it was given.
    pub head: Vec<LlamaToken>,
    /// What each has of its own behind it, at least one token: its instruction and the opening of the answer.
    pub tails: Vec<Vec<LlamaToken>>,
}

impl Prompts {
    /// Tokenises a laid-out conversation once, and behind it every instruction with what the template puts after the last
    /// message. The border between the two is one of tokens, whatever the instruction, so that what was evaluated for one set of
    /// instructions serves another.
    pub fn new<'a>(
        vocab: &LlamaVocab<'_>,
        pieces: &[Piece],
        messages: &[Message],
        instructions: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        let last = Piece::Content(messages.len().saturating_sub(1));
        let border = pieces.iter().rposition(|piece| *piece == last);
        let (common, own) = pieces.split_at(border.map_or(0, |border| border + 1));
        let mut head = Vec::new();
        append_pieces(vocab, None, &mut head, common, messages);
        // Templates usually write it themselves; models without one still expect it.
        if vocab.should_add_bos() && head.first() != Some(&vocab.bos()) {
            head.insert(0, vocab.bos());
        }
        let tail = |instruction: &str| {
            let (mut tail, before) = (Vec::new(), head.last().copied());
            append(vocab, before, &mut tail, instruction, false);
            append_pieces(vocab, before, &mut tail, own, messages);
            tail
        };
        let mut tails: Vec<_> = instructions.into_iter().map(tail).collect();
        // The scores behind the last token are where an answer starts, so each must evaluate one itself.
        if tails.iter().any(Vec::is_empty)
            && let Some(last) = head.pop()
        {
            tails.iter_mut().for_each(|tail| tail.insert(0, last));
        }
        Self { head, tails }
    }

    /// The whole prompt of one continuation.
    pub fn whole(&self, at: usize) -> Vec<LlamaToken> {
        let tail = self.tails.get(at).map_or(&[][..], Vec::as_slice);
        [&self.head, tail].concat()
    }
}

fn append_pieces(
    vocab: &LlamaVocab<'_>,
    before: Option<LlamaToken>,
    tokens: &mut Vec<LlamaToken>,
    pieces: &[Piece],
    messages: &[Message],
) {
    for piece in pieces {
        match piece {
            Piece::Template(text) => append(vocab, before, tokens, text, true),
            Piece::Content(index) => {
                let content = messages.get(*index).map_or("", |message| message.content.as_str());
                append(vocab, before, tokens, content, false);
            }
        }
    }
}

/// Tokenises one piece so that it continues what stands before it: the last of `tokens`, or else `before`. SentencePiece
/// vocabularies put a space in front of every text that starts on its own; behind ordinary text a line feed is put before the
/// piece and its tokens are dropped again.
fn append(vocab: &LlamaVocab<'_>, before: Option<LlamaToken>, tokens: &mut Vec<LlamaToken>, text: &str, control: bool) {
    let last = tokens.last().copied().or(before);
    let continues = last.is_some_and(|last| !vocab.is_control(last));
    if continues && vocab.vocab_type() == VocabType::SPM {
        let lead = vocab.tokenize(b"\n", false, false);
        let whole = vocab.tokenize(format!("\n{text}").as_bytes(), false, control);
        if let Some(rest) = whole.strip_prefix(lead.as_slice()) {
            tokens.extend_from_slice(rest);
            return;
        }
    }
    tokens.extend(vocab.tokenize(text.as_bytes(), false, control));
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHATML: &str = "{{ bos_token }}{% for m in messages %}{{ '<|im_start|>' + m['role'] + '\\n' + m['content'].strip() \
                          + '<|im_end|>' + '\\n' }}{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}";
    const NO_SYSTEM: &str = "{% for m in messages %}{% if m.role == 'system' %}{{ raise_exception('no system') }}{% endif %}\
                             [{{ m.content }}]{% endfor %}";

    fn turns() -> Vec<Turn> {
        ["system", "user"]
            .iter()
            .enumerate()
            .map(|(index, role)| Turn {
                role: (*role).to_owned(),
                content: format!("{OPEN}{index}{CLOSE}"),
            })
            .collect()
    }

    fn template(source: &str) -> ChatTemplate {
        ChatTemplate {
            jinja: parse(source.to_owned()),
            built_in: None,
            begin: "<s>".into(),
            end: "</s>".into(),
        }
    }

    #[test]
    fn a_template_falls_apart_into_its_own_text_and_contents() {
        let text = template(CHATML).render(&turns()).expect("renders");
        let own = |text: &str| Piece::Template(text.to_owned());
        assert_eq!(
            split(&text).expect("splits"),
            [
                own("<s><|im_start|>system\n"),
                Piece::Content(0),
                own("<|im_end|>\n<|im_start|>user\n"),
                Piece::Content(1),
                own("<|im_end|>\n<|im_start|>assistant\n"),
            ]
        );
    }

    #[test]
    fn a_model_without_a_system_role_gets_it_in_the_user_message() {
        let template = template(NO_SYSTEM);
        assert_eq!(template.render(&turns()), None);
        let text = template.render(&merge_system(&turns())).expect("renders");
        let pieces = split(&text).expect("splits");
        assert!(holds_all(&pieces, 2), "{pieces:?}");
    }

    #[test]
    fn a_template_that_drops_a_message_is_not_used() {
        let text = template("{{ messages[0].content }}").render(&turns()).expect("renders");
        assert!(!holds_all(&split(&text).expect("splits"), 2));
    }

    #[test]
    fn an_endless_template_is_stopped() {
        let source = "{% for a in range(9999) %}{% for b in range(9999) %}x{% endfor %}{% endfor %}";
        assert_eq!(template(source).render(&turns()), None);
    }

    #[test]
    fn the_plain_layout_names_the_speakers() {
        let pieces = split(&plain(&turns())).expect("splits");
        assert!(holds_all(&pieces, 2));
        assert_eq!(pieces.last(), Some(&Piece::Template("\n\nAssistant:".into())));
    }
}
