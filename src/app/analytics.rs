//! The practice's numbers: a therapist's overview and trends, a client's progress, topics, and the tables that are computed from
//! them by the clock. docs/analytics.md tells every formula.
//!
//! What a therapist asks is answered from the meetings and sessions themselves, so that what was set right a moment ago counts;
//! the tables `daily_stats` and `patient_progress` keep how a day and a week looked.

mod aggregate;
mod alike;
mod progress;
mod topics;
mod trends;

use domain::access::{Action, Relation};
use domain::attendance::rounded;
use domain::calendar;
use domain::user::Caller;

use crate::error::refuse;
use crate::{App, Error, Result};

pub use aggregate::{aggregate_day, snapshot_week};
pub use alike::Vectors;
pub use progress::{Progress, Recent, progress};
pub use topics::{CommonTopic, common_topics};
pub use trends::{Point, Trends, trends};

/// Days that count for who is active and for the overview's rate, today among them.
const RECENT_DAYS: u64 = 30;
/// Days ahead for which planned meetings are counted.
const COMING: std::time::Duration = std::time::Duration::from_secs(7 * 24 * 60 * 60);
/// The most weeks that can be asked for: five years.
pub const MAX_WEEKS: u32 = 260;

/// A therapist's practice at one glance.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Overview {
    /// Their clients, apart from archived ones.
    pub total_patients: i64,
    /// Those of them who came to a meeting in the last 30 days.
    pub active_patients: i64,
    /// Meetings that took place this week.
    pub sessions_this_week: u64,
    /// Meetings that took place this month.
    pub sessions_this_month: u64,
    /// Meetings planned for the next 7 days.
    pub upcoming_sessions: i64,
    /// Of the last 30 days.
    pub completion_rate: f64,
}

/// Demands that the caller has numbers of their own.
fn require(caller: &Caller) -> Result<()> {
    caller
        .may(Action::ReadAnalytics, Relation::Own)
        .map_err(refuse(Error::Forbidden))
}

/// The caller's practice at one glance.
///
/// # Errors
/// [`Error::Forbidden`] for everybody but therapists.
pub async fn overview(app: &App, caller: &Caller) -> Result<Overview> {
    require(caller)?;
    let (now, today, zone) = (app.now(), app.today(), app.settings.timezone);
    let end = calendar::after(today, 1);
    let recent = calendar::days(calendar::before(end, RECENT_DAYS), end, zone);
    let week = calendar::week(calendar::monday_of(today), zone);
    let month = calendar::month(calendar::first_of(today), zone);
    let me = caller.user;
    let mut tx = app.db.read().await?;
    let (total_patients, active_patients) = store::meetings::clients(&mut tx, me, recent.from, recent.to).await?;
    let of_week = store::meetings::tally_of_therapist(&mut tx, me, week.from, week.to).await?;
    let of_month = store::meetings::tally_of_therapist(&mut tx, me, month.from, month.to).await?;
    let lately = store::meetings::tally_of_therapist(&mut tx, me, recent.from, recent.to).await?;
    Ok(Overview {
        total_patients,
        active_patients,
        sessions_this_week: of_week.attended,
        sessions_this_month: of_month.attended,
        upcoming_sessions: store::meetings::planned(&mut tx, me, now, now + COMING).await?,
        completion_rate: rounded(lately.completion_rate()),
    })
}

/// Checks how many weeks are asked for.
fn check_weeks(weeks: u32) -> Result<()> {
    if (1..=MAX_WEEKS).contains(&weeks) {
        return Ok(());
    }
    Err(Error::Invalid {
        field: "weeks",
        detail: format!("Choose 1 to {MAX_WEEKS} weeks."),
    })
}
