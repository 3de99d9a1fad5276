//! What time does to a login: it locks when nobody uses it, and a proof of who one is grows old.

use std::time::Duration;

use crate::Timestamp;
use crate::user::Role;

/// How long a fresh proof of who one is counts.
pub const STEP_UP: Duration = Duration::from_secs(5 * 60);

/// After this many wrong proofs in a row the login ends: whoever sits there does not know the password.
pub const MAX_FAILURES: u32 = 5;

/// A use is written down at most this often.
pub const USE: Duration = Duration::from_secs(60);

/// How long a browser may be left alone before it locks. A client at home is in nobody's way; a practice's desk is.
pub fn idle_limit(role: Role) -> Duration {
    match role {
        Role::Patient => Duration::from_secs(30 * 60),
        Role::Therapist | Role::Supervisor | Role::Admin => Duration::from_secs(15 * 60),
    }
}

/// Whether a browser that was last used then has been left alone for too long.
pub fn is_idle(role: Role, last_used_at: Timestamp, now: Timestamp) -> bool {
    now.since(last_used_at) > idle_limit(role)
}

/// Whether a person of this role must show a second factor where the practice demands one.
pub fn must_show_second_factor(role: Role) -> bool {
    role != Role::Patient
}

/// Whether a proof given then still counts.
pub fn is_fresh(stepped_up_at: Option<Timestamp>, now: Timestamp) -> bool {
    stepped_up_at.is_some_and(|at| now.since(at) < STEP_UP)
}

#[cfg(test)]
mod tests {
    use super::*;

    const THEN: Timestamp = Timestamp::from_micros(1_764_000_000_000_000);

    #[test]
    fn a_desk_locks_after_fifteen_minutes_and_a_client_at_home_after_thirty() {
        for role in Role::ALL {
            let limit = Duration::from_secs(if role == Role::Patient { 1800 } else { 900 });
            assert!(!is_idle(role, THEN, THEN + limit), "{role}");
            assert!(is_idle(role, THEN, THEN + limit + Duration::from_micros(1)), "{role}");
        }
    }

    #[test]
    fn a_proof_counts_for_five_minutes() {
        assert!(!is_fresh(None, THEN));
        assert!(is_fresh(Some(THEN), THEN));
        assert!(is_fresh(Some(THEN), THEN + Duration::from_secs(299)));
        assert!(!is_fresh(Some(THEN), THEN + STEP_UP));
    }
}
