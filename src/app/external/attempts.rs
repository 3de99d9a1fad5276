//! When an answer is asked for again, and after how long.
//!
//! What may pass is tried again: a service that is busy or out of order, no answer in time, an answer that is cut off or not of
//! the schema. The pauses double and are drawn by lot within their upper half, so that the requests of several sessions do not
//! come back together. A service that says when to come again is believed, unless that is longer than anybody waits for a note.

use std::time::Duration;

use async_trait::async_trait;
use chrono::DateTime;
use domain::Timestamp;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue, RETRY_AFTER};
use ring::rand::{SecureRandom, SystemRandom};
use serde_json::Value;
use uuid::Uuid;
use zeroize::Zeroizing;

use super::Service;
use super::wire::{self, Trouble, Usage};
use crate::egress::Bounds;

/// The first pause, before jitter.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
/// The longest pause of our own choice.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);
/// The longest pause that a service may ask for.
const PATIENCE: Duration = Duration::from_secs(60);
/// The longest answer that is read: some hundred times what the tokens of a note need.
const MOST_BYTES: usize = 4 << 20;

/// How time and chance come between two attempts. Tests bring their own.
#[async_trait]
pub trait Pace: Send + Sync {
    /// Lets this much time pass.
    async fn wait(&self, time: Duration);

    /// A number drawn by lot, from 0 to 1.
    fn chance(&self) -> f64;
}

/// Real time, and the operating system's randomness.
#[derive(Debug, Clone, Copy, Default)]
pub struct RealPace;

#[async_trait]
impl Pace for RealPace {
    async fn wait(&self, time: Duration) {
        tokio::time::sleep(time).await;
    }

    fn chance(&self) -> f64 {
        let mut bytes = [0; 4];
        match SystemRandom::new().fill(&mut bytes) {
            Ok(()) => f64::from(u32::from_be_bytes(bytes)) / f64::from(u32::MAX),
            // Without randomness requests may come back together, which is no reason to have no note.
            Err(_) => 0.5,
        }
    }
}

/// Asks until there is an answer, or none to be hoped for. `count` learns what every attempt took.
pub(super) async fn ask(
    service: &Service,
    session: Uuid,
    body: &[u8],
    schema: Option<&Value>,
    count: impl Fn(Usage),
) -> Result<(Zeroizing<String>, Usage), Trouble> {
    let bounds = Bounds {
        time: service.options.timeout,
        bytes: MOST_BYTES,
    };
    let mut failures = 0;
    loop {
        let asked = service
            .egress
            .ask(
                Service::CODE,
                &service.url,
                headers(service)?,
                body.to_vec(),
                session,
                bounds,
            )
            .await;
        let (trouble, told) = match asked {
            Ok(answer) => {
                let (usage, text) = wire::read(&answer, schema);
                count(usage);
                match text {
                    Ok(text) => return Ok((text, usage)),
                    Err(trouble) => (trouble, retry_after(&answer.headers, service.clock.now())),
                }
            }
            Err(failure) => {
                count(Usage::default());
                (Trouble::from(failure), None)
            }
        };
        let pause = pause(failures, service.pace.chance(), told);
        if !trouble.is_passing() || failures == service.options.retries || pause > PATIENCE {
            tracing::warn!(session.id = %session, attempts = failures + 1, %trouble, "the external model gave no answer");
            return Err(trouble);
        }
        failures += 1;
        let wait_ms = pause.as_millis() as u64;
        tracing::info!(session.id = %session, attempts = failures, %trouble, wait_ms, "the external model is asked again");
        service.pace.wait(pause).await;
    }
}

fn headers(service: &Service) -> Result<HeaderMap, Trouble> {
    let authorization = service.authorization();
    let authorization = authorization.map_err(|bad| Trouble::NotAsked(format!("OPENAI_API_KEY {bad}")))?;
    Ok(HeaderMap::from_iter([
        (AUTHORIZATION, authorization),
        (CONTENT_TYPE, HeaderValue::from_static("application/json")),
    ]))
}

/// How long to wait after so many failures before this one.
fn pause(failures: u32, chance: f64, told: Option<Duration>) -> Duration {
    let doubled = FIRST_PAUSE.saturating_mul(2u32.saturating_pow(failures));
    let own = doubled.min(LONGEST_PAUSE).mul_f64(0.5 + chance.clamp(0.0, 1.0) / 2.0);
    told.map_or(own, |told| told.max(own))
}

/// When a service wants to be asked again: `Retry-After` in seconds or as a date (RFC 9110, 10.2.3).
fn retry_after(headers: &HeaderMap, now: Timestamp) -> Option<Duration> {
    let told = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = told.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let at = DateTime::parse_from_rfc2822(told).ok()?;
    Some(Timestamp::from_micros(at.timestamp_micros()).since(now))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_a_bound_and_scatter_in_their_upper_half() {
        let seconds = |failures, chance| pause(failures, chance, None).as_secs_f64();
        assert_eq!(
            [0, 1, 2, 3].map(|failures| seconds(failures, 1.0)),
            [1.0, 2.0, 4.0, 8.0]
        );
        assert_eq!(
            [0, 1, 2, 3].map(|failures| seconds(failures, 0.0)),
            [0.5, 1.0, 2.0, 4.0]
        );
        assert_eq!((seconds(9, 1.0), seconds(u32::MAX, 1.0)), (30.0, 30.0));
    }

    #[test]
    fn a_service_that_says_when_is_not_asked_earlier() {
        let told = Duration::from_secs(7);
        assert_eq!(pause(0, 1.0, Some(told)), told);
        assert_eq!(pause(4, 1.0, Some(told)), Duration::from_secs(16));
    }

    #[test]
    fn when_to_come_again_is_a_number_or_a_date() {
        let now = Timestamp::from_rfc3339("2026-01-19T09:00:00Z").expect("a time");
        let after = |text: &str| {
            let value = HeaderValue::try_from(text).expect("a value");
            retry_after(&HeaderMap::from_iter([(RETRY_AFTER, value)]), now)
        };
        assert_eq!(after("12"), Some(Duration::from_secs(12)));
        assert_eq!(after("Mon, 19 Jan 2026 09:01:30 GMT"), Some(Duration::from_secs(90)));
        assert_eq!(after("Mon, 19 Jan 2026 08:00:00 GMT"), Some(Duration::ZERO));
        assert_eq!(
            (after("soon"), after("-1"), retry_after(&HeaderMap::new(), now)),
            (None, None, None)
        );
    }

    #[test]
    fn chance_is_a_fraction_and_differs() {
        let drawn: Vec<f64> = (0..50).map(|_| RealPace.chance()).collect();
        assert!(drawn.iter().all(|chance| (0.0..=1.0).contains(chance)), "{drawn:?}");
        assert!(drawn.iter().any(|chance| *chance != drawn[0]), "{drawn:?}");
    }
}
