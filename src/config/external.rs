//! A model outside the building: what its settings cannot say about themselves.

use std::time::Duration;

use app::external::{OPENAI_URL, Options, Prices, Service};
use figment::Figment;
use figment::value::Value;
use secrecy::ExposeSecret;

use super::load::{Problem, place_of};
use super::mail::is_service;
use super::settings::Config;

/// The most retries: their pauses double, so more would take longer than anybody waits for a note.
const MOST_RETRIES: u32 = 10;
/// The smallest context that holds the instructions, a part of a session and an answer.
const LEAST_CONTEXT: u32 = 4_096;

impl Config {
    /// The service that may be asked; `None` unless the practice has both a key and the switch.
    pub fn external(&self) -> Option<Options> {
        let key = self.openai_api_key.clone().filter(|_| self.external_model)?;
        Some(Options {
            base_url: self.openai_url().to_owned(),
            key,
            model: self.openai_model.clone(),
            timeout: Duration::from_secs(self.openai_timeout),
            retries: self.openai_max_retries,
            context_tokens: self.openai_context,
            prices: self.prices(),
        })
    }

    fn openai_url(&self) -> &str {
        self.openai_base_url.as_deref().unwrap_or(OPENAI_URL)
    }

    fn prices(&self) -> Option<Prices> {
        Prices::in_dollars(self.openai_price_input?, self.openai_price_output?)
    }

    pub(super) fn check_external(&self, figment: &Figment, problems: &mut Vec<Problem>) {
        let mut wrong = |key: &str, message: String| problems.push(Problem::new(place_of(figment, key), message));
        let key = self.openai_api_key.as_ref().map(|key| key.expose_secret());
        if self.external_model && key.is_none_or(|key| key.trim().is_empty()) {
            wrong(
                "external_model",
                "is on, and there is no OPENAI_API_KEY; set the key of the service, or switch this off".into(),
            );
        }
        if key.is_some_and(|key| !key.bytes().all(|byte| byte.is_ascii_graphic())) {
            wrong(
                "openai_api_key",
                "holds characters that no key has, such as spaces".into(),
            );
        }
        let url = self.openai_url();
        if Service::destination(url).is_err() || !is_service(url) {
            // An address may hold a password, so it is not repeated.
            wrong(
                "openai_base_url",
                "must begin with `https://` (`http://` for this machine alone) and hold neither login nor question"
                    .into(),
            );
        }
        if self.openai_model.trim().is_empty() {
            wrong("openai_model", "is empty; name a model of the service".into());
        }
        if self.openai_timeout == 0 {
            wrong("openai_timeout", "must be at least 1".into());
        }
        if self.openai_max_retries > MOST_RETRIES {
            wrong("openai_max_retries", format!("must be at most {MOST_RETRIES}"));
        }
        if self.openai_context < LEAST_CONTEXT {
            wrong("openai_context", format!("must be at least {LEAST_CONTEXT}"));
        }
        let prices = [
            ("openai_price_input", self.openai_price_input),
            ("openai_price_output", self.openai_price_output),
        ];
        for (key, price) in prices {
            if price.is_some_and(|price| Prices::in_dollars(price, price).is_none()) {
                wrong(key, "is no price such as 2.50".into());
            }
        }
        // A price that cannot be read is missing here, and has been reported.
        let is_set = |key: &str| !matches!(figment.find_value(key), Err(_) | Ok(Value::Empty(..)));
        let (set, missing): (Vec<_>, Vec<_>) = prices.iter().map(|(key, _)| *key).partition(|key| is_set(key));
        if let ([_], [missing]) = (&set[..], &missing[..]) {
            wrong(
                missing,
                "is not set, and the other price is; an estimate needs both".into(),
            );
        }
    }
}
