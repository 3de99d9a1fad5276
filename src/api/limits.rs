//! How often somebody may ask: the contract's limits, to the letter.
//!
//! "5 per minute" means that no span of sixty seconds, wherever it begins, holds more than five requests that were let
//! through. Each counter therefore keeps the moments of those requests and forgets them one by one as they come of age. A
//! request that is refused is not counted, so asking again and again does not make the wait longer.
//!
//! Sign-ins and sign-ups are counted by address, everything else by person, and by address as long as nobody is known. Pages,
//! `/health` and event streams are not counted.

use std::collections::{HashMap, VecDeque};
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use app::App;
use axum::extract::{Request, State};
use axum::http::Method;
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use domain::{Timestamp, UserId};

use crate::caller::{access_cookie, bearer};
use crate::origin::origin;
use crate::problem::Problem;

/// Addresses that one limit tells apart. All further ones share one counter, so that somebody with very many addresses
/// exhausts neither the memory nor the limit of those who were counted before.
const MOST_ADDRESSES: usize = 10_000;

/// How many requests each limit lets through; 0 sets none.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Limits {
    /// Sign-ins per minute and address.
    pub login: u32,
    /// Sign-ups per hour and address.
    pub signup: u32,
    /// Exports per hour and person.
    pub export: u32,
    /// Other requests per minute and person, or address.
    pub other: u32,
}

/// What is counted together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rule {
    Login,
    Signup,
    Export,
    Other,
}

impl Rule {
    /// The rule for a request; `None` for what is not counted.
    fn of(method: &Method, path: &str) -> Option<Self> {
        match path {
            "/api/events" => None,
            "/api/auth/login" if method == Method::POST => Some(Self::Login),
            "/api/auth/signup" if method == Method::POST => Some(Self::Signup),
            _ if path.starts_with("/api/v1/export/") && method == Method::POST => Some(Self::Export),
            _ if path == "/api" || path.starts_with("/api/") => Some(Self::Other),
            _ => None,
        }
    }

    /// Whether a person is counted wherever they are, and not the address.
    fn is_by_person(self) -> bool {
        matches!(self, Self::Export | Self::Other)
    }
}

/// Who is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Who {
    Person(UserId),
    Address(IpAddr),
    /// Whoever comes from an address that is not known, or from one too many.
    Crowd,
}

impl Who {
    /// A provider gives a household a whole IPv6 network of 64 bits, so that is what counts as one address.
    fn at(address: Option<IpAddr>) -> Self {
        match address {
            Some(IpAddr::V6(address)) => {
                let [a, b, c, d, ..] = address.segments();
                Self::Address(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).into())
            }
            Some(address) => Self::Address(address),
            None => Self::Crowd,
        }
    }
}

/// The requests of one person or address that were let through and are still within the window.
#[derive(Default)]
struct Counter {
    admitted: VecDeque<Timestamp>,
    is_refusing: bool,
}

impl Counter {
    /// Forgets what is as old as the window. A moment in the future was noted before somebody set the clock back; it would
    /// never come of age.
    fn forget(&mut self, now: Timestamp, window: Duration) {
        self.admitted.retain(|at| *at <= now && now.since(*at) < window);
    }
}

/// One limit with everybody it has counted.
struct Log {
    name: &'static str,
    limit: usize,
    window: Duration,
    counters: HashMap<Who, Counter>,
    swept: Timestamp,
}

impl Log {
    fn new(name: &'static str, limit: u32, window: Duration) -> Self {
        Self {
            name,
            limit: limit as usize,
            window,
            counters: HashMap::new(),
            swept: Timestamp::from_micros(0),
        }
    }

    /// Lets a request through, or tells how long to wait.
    fn admit(&mut self, who: Who, now: Timestamp) -> Result<(), Duration> {
        self.sweep(now);
        let is_one_too_many = matches!(who, Who::Address(_))
            && self.counters.len() >= MOST_ADDRESSES
            && !self.counters.contains_key(&who);
        let who = if is_one_too_many { Who::Crowd } else { who };
        let counter = self.counters.entry(who).or_default();
        counter.forget(now, self.window);
        match counter.admitted.front() {
            Some(first) if counter.admitted.len() >= self.limit => {
                if !counter.is_refusing {
                    tracing::warn!(limit = self.name, "a limit was reached");
                    counter.is_refusing = true;
                }
                Err(self.window.saturating_sub(now.since(*first)))
            }
            _ => {
                counter.admitted.push_back(now);
                counter.is_refusing = false;
                Ok(())
            }
        }
    }

    /// Forgets whoever has not come for a whole window: once in every window, and each second while there is no room.
    fn sweep(&mut self, now: Timestamp) {
        let is_full = self.counters.len() >= MOST_ADDRESSES;
        let every = if is_full { Duration::from_secs(1) } else { self.window };
        if now >= self.swept && now.since(self.swept) < every {
            return;
        }
        self.swept = now;
        let window = self.window;
        self.counters.retain(|_, counter| {
            counter.forget(now, window);
            !counter.admitted.is_empty()
        });
    }
}

/// All limits of a server.
pub(crate) struct Limiter {
    app: Arc<App>,
    login: Mutex<Log>,
    signup: Mutex<Log>,
    export: Mutex<Log>,
    other: Mutex<Log>,
}

impl Limiter {
    /// Counts from zero.
    pub(crate) fn new(app: Arc<App>, limits: Limits) -> Self {
        const MINUTE: Duration = Duration::from_secs(60);
        const HOUR: Duration = Duration::from_secs(60 * 60);
        Self {
            app,
            login: Mutex::new(Log::new("login", limits.login, MINUTE)),
            signup: Mutex::new(Log::new("signup", limits.signup, HOUR)),
            export: Mutex::new(Log::new("export", limits.export, HOUR)),
            other: Mutex::new(Log::new("other", limits.other, MINUTE)),
        }
    }

    fn admit(&self, parts: &Parts) -> Result<(), Duration> {
        let Some(rule) = Rule::of(&parts.method, parts.uri.path()) else {
            return Ok(());
        };
        let log = match rule {
            Rule::Login => &self.login,
            Rule::Signup => &self.signup,
            Rule::Export => &self.export,
            Rule::Other => &self.other,
        };
        let person = if rule.is_by_person() { self.person(parts) } else { None };
        let who = person.map_or_else(|| Who::at(origin(parts).address), Who::Person);
        let mut log = log.lock().unwrap_or_else(PoisonError::into_inner);
        if log.limit == 0 {
            return Ok(());
        }
        // The clock is read under the lock, so that moments are noted in their order.
        log.admit(who, self.app.now())
    }

    /// Whose token this is, by its signature alone: whether the login still stands is the business of whoever answers.
    fn person(&self, parts: &Parts) -> Option<UserId> {
        let token = bearer(&parts.headers).or_else(|| access_cookie(&parts.headers))?;
        self.app.tokens.subject(&token, self.app.now())
    }
}

/// Answers 429 to whoever asks too often.
pub(crate) async fn limit(State(limiter): State<Arc<Limiter>>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    match limiter.admit(&parts) {
        Ok(()) => next.run(Request::from_parts(parts, body)).await,
        Err(wait) => Problem::too_many(wait).into_response(),
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use super::*;

    const START: Timestamp = Timestamp::from_micros(1_764_000_000_000_000);
    const MINUTE: Duration = Duration::from_secs(60);

    fn address(number: u32) -> Who {
        Who::Address(Ipv4Addr::from(number).into())
    }

    #[test]
    fn no_minute_wherever_it_begins_holds_more_than_the_limit() {
        let mut log = Log::new("test", 5, MINUTE);
        let mut admitted: Vec<Timestamp> = Vec::new();
        // Every 3.7 seconds for ten minutes.
        for number in 0..162u32 {
            let now = START + Duration::from_millis(3_700) * number;
            if log.admit(address(1), now).is_ok() {
                admitted.push(now);
            }
        }
        for (first, at) in admitted.iter().enumerate() {
            let within = admitted[first..].iter().filter(|other| other.since(*at) < MINUTE);
            assert!(within.count() <= 5, "{admitted:?}");
        }
        assert!(
            admitted.len() > 45,
            "and no fewer than there may be: {}",
            admitted.len()
        );
    }

    #[test]
    fn the_wait_is_exactly_as_long_as_it_says() {
        let mut log = Log::new("test", 2, MINUTE);
        assert_eq!(log.admit(address(1), START), Ok(()));
        assert_eq!(log.admit(address(1), START + Duration::from_secs(20)), Ok(()));
        let wait = log.admit(address(1), START + Duration::from_secs(30));
        assert_eq!(wait, Err(Duration::from_secs(30)));
        let almost = START + MINUTE - Duration::from_micros(1);
        assert_eq!(log.admit(address(1), almost), Err(Duration::from_micros(1)));
        assert_eq!(log.admit(address(1), START + MINUTE), Ok(()));
    }

    #[test]
    fn a_clock_that_is_set_back_locks_nobody_out() {
        let mut log = Log::new("test", 1, MINUTE);
        assert_eq!(log.admit(address(1), START), Ok(()));
        assert_eq!(log.admit(address(1), START - Duration::from_secs(3600)), Ok(()));
    }

    #[test]
    fn very_many_addresses_share_one_counter_and_those_known_before_keep_theirs() {
        let mut log = Log::new("test", 1, MINUTE);
        for number in 0..MOST_ADDRESSES as u32 {
            assert_eq!(log.admit(address(number), START), Ok(()));
        }
        assert_eq!(log.admit(address(1_000_001), START), Ok(()), "the first of the crowd");
        assert!(log.admit(address(1_000_002), START).is_err(), "the second");
        assert!(log.admit(address(7), START).is_err());
        let person = Who::Person(UserId::new(START));
        assert_eq!(
            log.admit(person, START),
            Ok(()),
            "whoever is signed in is none of the crowd"
        );
        assert!(log.counters.len() <= MOST_ADDRESSES + 2);
        let later = START + MINUTE;
        assert_eq!(log.admit(address(1_000_003), later), Ok(()));
        assert_eq!(log.counters.len(), 1, "what has come of age is gone");
    }

    #[test]
    fn an_ipv6_network_counts_as_one_address() {
        let at = |text: &str| Who::at(Some(text.parse().unwrap()));
        assert_eq!(at("2001:db8:1:2:3:4:5:6"), at("2001:db8:1:2::9"));
        assert_ne!(at("2001:db8:1:2::9"), at("2001:db8:1:3::9"));
        assert_ne!(at("192.0.2.1"), at("192.0.2.2"));
    }

    #[test]
    fn each_request_has_the_rule_of_the_contract() {
        let rule = |method: &str, path: &str| Rule::of(&method.parse().unwrap(), path);
        assert_eq!(rule("POST", "/api/auth/login"), Some(Rule::Login));
        assert_eq!(rule("GET", "/api/auth/login"), Some(Rule::Other));
        assert_eq!(rule("POST", "/api/auth/signup"), Some(Rule::Signup));
        assert_eq!(rule("POST", "/api/v1/export/session-notes"), Some(Rule::Export));
        assert_eq!(rule("GET", "/api/v1/export/jobs"), Some(Rule::Other));
        assert_eq!(rule("GET", "/api/sessions"), Some(Rule::Other));
        for path in ["/", "/health", "/assets/index.js", "/docs/", "/api/events", "/apiary"] {
            assert_eq!(rule("GET", path), None, "{path}");
        }
    }
}
