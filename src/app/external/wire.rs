//! The request and the answer as the interface has them: chat completions with an answer format
//! (<https://platform.openai.com/docs/api-reference/chat>).
//!
//! Nothing that a service writes is repeated in an error: it may quote the words of the session. Of an error's body only its
//! code is looked at, and only for the few codes that change what is done next.

use protocol::llm::{Message, Request, Section};
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::{Value, json};
use zeroize::Zeroizing;

use super::schema::{for_service, obeys};
use crate::egress::{Answer, Failure};

/// Why there is no answer, as the end of a sentence about "the external model".
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum Trouble {
    #[error("was not asked: {0}")]
    NotAsked(String),
    #[error("{0}")]
    Unanswered(&'static str),
    #[error("asks to come again later ({0})")]
    Busy(u16),
    #[error("is out of order ({0})")]
    OutOfOrder(u16),
    #[error("ended its answer before it was complete")]
    CutShort,
    #[error("gave an answer that is not the JSON that was asked for")]
    NotTheSchema,
    #[error("sent more than an answer can have")]
    TooLong,
    #[error("refuses the key ({0})")]
    KeyRefused(u16),
    #[error("says that the account has no credit left ({0})")]
    NoCredit(u16),
    #[error("is not known there by its name ({0})")]
    Unknown(u16),
    #[error("sends to another address, which is not followed ({0})")]
    Redirected(u16),
    #[error("declines to answer")]
    Declined,
    #[error("does not accept the request ({0})")]
    Rejected(u16),
    #[error("has no room for so long a prompt")]
    PromptTooLong,
}

impl Trouble {
    /// Whether the same request may well be answered a little later.
    pub(super) fn is_passing(&self) -> bool {
        matches!(
            self,
            Self::Unanswered(_) | Self::Busy(_) | Self::OutOfOrder(_) | Self::CutShort | Self::NotTheSchema
        )
    }
}

impl From<Failure> for Trouble {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Refused(refused) => Self::NotAsked(refused.to_string()),
            Failure::Unanswered(how) => Self::Unanswered(how),
            Failure::TooLong { .. } => Self::TooLong,
        }
    }
}

/// The body of the request for one section.
pub(super) fn body(model: &str, is_openai: bool, request: &Request, section: &Section) -> Vec<u8> {
    let last = request.messages.len().saturating_sub(1);
    let messages: Vec<Message> = request
        .messages
        .iter()
        .enumerate()
        .map(|(at, message)| Message {
            role: message.role.clone(),
            content: match at == last {
                true => format!("{}{}", message.content, section.instruction),
                false => message.content.clone(),
            },
        })
        .collect();
    let mut body = json!({
        "model": model,
        "messages": messages,
        "temperature": request.temperature,
        "seed": request.seed,
    });
    if let Some(schema) = &section.schema {
        body["response_format"] = json!({
            "type": "json_schema",
            "json_schema": { "name": "answer", "strict": true, "schema": for_service(schema) },
        });
    }
    if is_openai {
        body["max_completion_tokens"] = section.max_tokens.into();
        // Not to be kept there for anybody to look at later.
        body["store"] = false.into();
    } else {
        body["max_tokens"] = section.max_tokens.into();
    }
    body.to_string().into_bytes()
}

#[derive(Deserialize)]
struct Completion {
    choices: Vec<Choice>,
    #[serde(default)]
    usage: Usage,
}

#[derive(Deserialize)]
struct Choice {
    message: Said,
    finish_reason: Option<String>,
}

#[derive(Deserialize)]
struct Said {
    content: Option<String>,
    refusal: Option<IgnoredAny>,
}

/// What the service counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(super) struct Usage {
    pub(super) prompt_tokens: u32,
    pub(super) completion_tokens: u32,
    prompt_tokens_details: Option<PromptTokens>,
}

impl Usage {
    /// Tokens of the prompt that the service had to read anew.
    pub(super) fn evaluated_tokens(&self) -> u32 {
        let remembered = self.prompt_tokens_details.map_or(0, |details| details.cached_tokens);
        self.prompt_tokens.saturating_sub(remembered)
    }
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
struct PromptTokens {
    cached_tokens: u32,
}

/// What an answer says, with what the service counted for it whether it can be used or not.
pub(super) fn read(answer: &Answer, schema: Option<&Value>) -> (Usage, Result<Zeroizing<String>, Trouble>) {
    if !(200..300).contains(&answer.status) {
        return (Usage::default(), Err(refusal(answer.status, &answer.body)));
    }
    let Ok(completion) = serde_json::from_slice::<Completion>(&answer.body) else {
        return (Usage::default(), Err(Trouble::NotTheSchema));
    };
    let text = match completion.choices.into_iter().next() {
        Some(choice) => text(choice, schema),
        None => Err(Trouble::NotTheSchema),
    };
    (completion.usage, text)
}

fn text(choice: Choice, schema: Option<&Value>) -> Result<Zeroizing<String>, Trouble> {
    match choice.finish_reason.as_deref() {
        Some("length") => return Err(Trouble::CutShort),
        Some("content_filter") => return Err(Trouble::Declined),
        _ if choice.message.refusal.is_some() => return Err(Trouble::Declined),
        _ => {}
    }
    let text = choice
        .message
        .content
        .map(Zeroizing::new)
        .ok_or(Trouble::NotTheSchema)?;
    let Some(schema) = schema else { return Ok(text) };
    match serde_json::from_str::<Value>(&text) {
        Ok(value) if obeys(&value, schema) => Ok(text),
        // A text that ends in the middle is a cut answer, whatever the service calls it.
        Err(error) if error.is_eof() => Err(Trouble::CutShort),
        _ => Err(Trouble::NotTheSchema),
    }
}

/// What a status that is no success means.
fn refusal(status: u16, body: &[u8]) -> Trouble {
    let said: Option<Value> = serde_json::from_slice(body).ok();
    let code = said.as_ref().and_then(|said| said["error"]["code"].as_str());
    match (status, code) {
        (400 | 413, Some("context_length_exceeded")) => Trouble::PromptTooLong,
        (_, Some("insufficient_quota")) => Trouble::NoCredit(status),
        (300..=399, _) => Trouble::Redirected(status),
        (401 | 403, _) => Trouble::KeyRefused(status),
        (404, _) => Trouble::Unknown(status),
        (408 | 425 | 429, _) => Trouble::Busy(status),
        (500.., _) => Trouble::OutOfOrder(status),
        _ => Trouble::Rejected(status),
    }
}

#[cfg(test)]
mod tests {
    use reqwest::header::HeaderMap;

    use super::*;

    fn heard(status: u16, body: &Value) -> Result<String, Trouble> {
        let answer = Answer {
            status,
            headers: HeaderMap::new(),
            body: Zeroizing::new(body.to_string().into_bytes()),
        };
        let schema = json!({ "type": "object", "required": ["a"] });
        read(&answer, Some(&schema)).1.map(|text| text.to_string())
    }

    fn completion(content: &str, finish: &str) -> Value {
        json!({ "choices": [{ "message": { "content": content }, "finish_reason": finish }] })
    }

    #[test]
    fn an_answer_is_used_only_when_it_is_whole_and_of_the_schema() {
        assert_eq!(heard(200, &completion("{\"a\":1}", "stop")), Ok("{\"a\":1}".into()));
        for (body, trouble) in [
            (completion("{\"a\":1}", "length"), Trouble::CutShort),
            (completion("{\"a\":", "stop"), Trouble::CutShort),
            (completion("{\"b\":1}", "stop"), Trouble::NotTheSchema),
            (completion("I am sorry.", "stop"), Trouble::NotTheSchema),
            (completion("{\"a\":1}", "content_filter"), Trouble::Declined),
            (
                json!({ "choices": [{ "message": { "refusal": "No." } }] }),
                Trouble::Declined,
            ),
            (
                json!({ "choices": [{ "message": { "content": null } }] }),
                Trouble::NotTheSchema,
            ),
            (json!({ "choices": [] }), Trouble::NotTheSchema),
            (json!({ "id": 1 }), Trouble::NotTheSchema),
        ] {
            assert_eq!(heard(200, &body), Err(trouble), "{body}");
        }
    }

    #[test]
    fn a_status_says_whether_to_come_again() {
        let error = |code: &str| json!({ "error": { "code": code, "message": "Ada said: I left my job" } });
        for (status, code, passes) in [
            (429, "rate_limit_exceeded", true),
            (429, "insufficient_quota", false),
            (408, "", true),
            (500, "", true),
            (503, "", true),
            (302, "", false),
            (400, "", false),
            (400, "context_length_exceeded", false),
            (401, "invalid_api_key", false),
            (403, "", false),
            (404, "model_not_found", false),
            (422, "", false),
        ] {
            let trouble = heard(status, &error(code)).expect_err("no success");
            assert_eq!(trouble.is_passing(), passes, "{status} {code}");
            assert!(!format!("{trouble} {trouble:?}").contains("Ada"), "{trouble:?}");
        }
        assert_eq!(
            heard(400, &error("context_length_exceeded")),
            Err(Trouble::PromptTooLong)
        );
    }

    #[test]
    fn only_openai_itself_gets_fields_that_others_may_refuse() {
        let section = Section {
            instruction: " Answer.".into(),
            schema: None,
            max_tokens: 9,
        };
        let request = Request {
            messages: vec![Message {
                role: "user".into(),
                content: "Hello.".into(),
            }],
            sections: Vec::new(),
            temperature: 0.0,
            seed: 1,
        };
        let sent =
            |is_openai| -> Value { serde_json::from_slice(&body("m", is_openai, &request, &section)).expect("JSON") };
        assert_eq!(
            (&sent(true)["max_completion_tokens"], &sent(true)["store"]),
            (&json!(9), &json!(false))
        );
        assert_eq!(
            sent(false),
            json!({
                "model": "m",
                "messages": [{ "role": "user", "content": "Hello. Answer." }],
                "temperature": 0.0,
                "seed": 1,
                "max_tokens": 9,
            })
        );
    }
}
