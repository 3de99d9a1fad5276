//! What the suites that run inside the test process share.
//!
//! [`TestApp`] is the product without sockets and without engines: a database of its own ([`Database`]), recordings and keys in
//! a temporary directory, a clock that stands still until a test moves it, and scripted engines ([`engines`]) in the place of
//! the sealed workers. Requests go to the real router. Every answer is compared with the API document on the way
//! ([`contract`]), so each test of an endpoint is a test of its description as well.
//!
//! Suites run on SQLite, or on the server that `TB_TEST_DATABASE` names (`postgres://…`), with a fresh database per test.

mod app;
mod clock;
pub mod contract;
pub mod conversation;
mod database;
pub mod engines;
mod eventually;
mod form;
mod golden;
mod http;
mod mails;
mod outside;
mod stream;
mod totp;

pub use self::app::{PASSWORD, Person, Runner, TestApp};
pub use self::clock::TestClock;
pub use self::database::Database;
pub use self::eventually::{DEADLINE, eventually, everybody_gets_a_turn};
pub use self::form::{Form, wav};
pub use self::golden::golden;
pub use self::http::{Answer, Call};
pub use self::mails::{FRONTEND, RecordingTransport, SentMail};
pub use self::outside::{Asked, OutsideModel, Says, TestPace};
pub use self::stream::EventStream;
pub use self::totp::totp;
