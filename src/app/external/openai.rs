//! A drafter that asks a service outside about one session.

use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use domain::SessionId;
use engine::{Drafter, Error, Readiness};
use futures::{StreamExt, TryStreamExt, stream};
use protocol::{Failure, ModelInfo, llm};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;
use zeroize::Zeroizing;

use super::cache::{Kept, Key};
use super::wire::{self, Trouble};
use super::{Bill, Service, attempts};

/// Sections that are asked for at the same time. Services count requests per minute, and a note has a handful of sections.
const AT_ONCE: u32 = 3;

/// A [`Drafter`] outside the building, for one session: the trail is written under its id. Each section is a request of its own
/// with the same beginning.
pub struct OpenAi {
    service: Arc<Service>,
    session: SessionId,
    bill: Mutex<Bill>,
}

struct Answered {
    text: Zeroizing<String>,
    prompt_tokens: u32,
    evaluated_tokens: u32,
    output_tokens: u32,
}

impl OpenAi {
    pub(super) fn new(service: Arc<Service>, session: SessionId) -> Self {
        Self {
            service,
            session,
            bill: Mutex::default(),
        }
    }

    /// The service that is asked.
    pub fn service(&self) -> &Service {
        &self.service
    }

    /// What the questions so far took.
    pub fn bill(&self) -> Bill {
        *self.bill.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn charge(&self, change: impl FnOnce(&mut Bill)) {
        change(&mut self.bill.lock().unwrap_or_else(PoisonError::into_inner));
    }

    async fn answer(&self, request: &llm::Request, section: &llm::Section) -> Result<Answered, Trouble> {
        let service = &self.service;
        let body = Zeroizing::new(wire::body(service.model(), service.is_openai(), request, section));
        let key = Key::of(service.url.as_str(), &body);
        if let Some(kept) = service.cache.get(key, service.clock.now()) {
            self.charge(|bill| bill.cached += 1);
            return Ok(Answered {
                text: kept.text,
                prompt_tokens: kept.prompt_tokens,
                evaluated_tokens: 0,
                output_tokens: kept.output_tokens,
            });
        }
        let count = |usage: wire::Usage| {
            self.charge(|bill| {
                bill.requests += 1;
                bill.prompt_tokens += u64::from(usage.prompt_tokens);
                bill.output_tokens += u64::from(usage.completion_tokens);
            });
        };
        let schema = section.schema.as_ref();
        let (text, usage) = attempts::ask(service, self.session.uuid(), &body, schema, count).await?;
        let kept = Kept {
            text: text.clone(),
            prompt_tokens: usage.prompt_tokens,
            output_tokens: usage.completion_tokens,
        };
        service.cache.put(key, kept, service.clock.now());
        Ok(Answered {
            text,
            prompt_tokens: usage.prompt_tokens,
            evaluated_tokens: usage.evaluated_tokens(),
            output_tokens: usage.completion_tokens,
        })
    }

    fn error(&self, trouble: &Trouble) -> Error {
        Error::Refused(match trouble {
            // How much too long is not told in a form to rely on: half as much is the next try.
            Trouble::PromptTooLong => Failure::PromptTooLong {
                needed: self.service.options.context_tokens.saturating_mul(2),
                available: self.service.options.context_tokens,
            },
            other => Failure::Internal {
                detail: format!("the external model {other}"),
            },
        })
    }
}

#[async_trait]
impl Drafter for OpenAi {
    async fn generate(
        &self,
        request: llm::Request,
        tokens: Option<mpsc::Sender<String>>,
        cancel: CancellationToken,
    ) -> Result<llm::Output, Error> {
        let questions: Vec<_> = request
            .sections
            .iter()
            .map(|section| self.answer(&request, section))
            .collect();
        let answers = stream::iter(questions).buffered(AT_ONCE as usize).try_collect();
        let answers: Vec<Answered> = tokio::select! {
            biased;
            () = cancel.cancelled() => return Err(Error::Cancelled),
            answers = answers => answers.map_err(|trouble| self.error(&trouble))?,
        };
        let sum = |tokens: fn(&Answered) -> u32| answers.iter().map(tokens).fold(0, u32::saturating_add);
        let output = llm::Output {
            prompt_tokens: sum(|answer| answer.prompt_tokens),
            evaluated_tokens: sum(|answer| answer.evaluated_tokens),
            output_tokens: sum(|answer| answer.output_tokens),
            // How a service works inside is not told.
            decode_steps: sum(|answer| answer.output_tokens),
            prompt_tokens_per_second: 0.0,
            output_tokens_per_second: 0.0,
            texts: answers.into_iter().map(|answer| answer.text.to_string()).collect(),
        };
        if let Some(tokens) = tokens {
            // Nobody listens any more: the answer is returned all the same.
            let _ = tokens.send(output.text().to_owned()).await;
        }
        Ok(output)
    }

    fn readiness(&self) -> Readiness {
        Readiness::Ready(ModelInfo {
            name: self.service.model().to_owned(),
            device: self.service.host().to_owned(),
            lanes: AT_ONCE,
            context_tokens: Some(self.service.options.context_tokens),
            dimensions: None,
            sha256: None,
            quantisation: None,
        })
    }
}
