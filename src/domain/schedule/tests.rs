use super::*;

fn at(text: &str) -> Timestamp {
    Timestamp::from_rfc3339(text).expect("a time")
}

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

const TWO: Every = Every::Day { hour: 2 };
const BERLIN: Tz = Tz::Europe__Berlin;

/// The moments that are due from one time to another.
fn due(every: Every, zone: Tz, from: &str, to: &str) -> Vec<String> {
    let (mut now, to) = (at(from), at(to));
    let mut found = Vec::new();
    loop {
        now = every.next_after(now, zone);
        if now > to {
            return found;
        }
        found.push(now.rfc3339()[..16].to_owned());
    }
}

#[test]
fn an_hour_that_is_skipped_is_due_where_the_clocks_jump_to() {
    // On 29 March 2026 clocks in Berlin go from 02:00 (01:00 UTC) to 03:00.
    let found = due(TWO, BERLIN, "2026-03-27T12:00:00Z", "2026-03-30T12:00:00Z");
    assert_eq!(found, ["2026-03-28T01:00", "2026-03-29T01:00", "2026-03-30T00:00"]);
}

#[test]
fn an_hour_that_comes_twice_is_due_the_first_time_and_once() {
    // On 25 October 2026 clocks in Berlin go from 03:00 (01:00 UTC) back to 02:00.
    let found = due(TWO, BERLIN, "2026-10-24T12:00:00Z", "2026-10-26T12:00:00Z");
    assert_eq!(found, ["2026-10-25T00:00", "2026-10-26T01:00"]);
}

#[test]
fn midnight_that_is_skipped_is_due_at_the_first_moment_of_the_day() {
    // Cairo skips midnight on 24 April 2026; Lord Howe moves by half an hour at two in the morning.
    let midnight = Every::Day { hour: 0 };
    let first = midnight.next_after(at("2026-04-23T12:00:00Z"), Tz::Africa__Cairo);
    let local = first.utc().with_timezone(&Tz::Africa__Cairo);
    assert_eq!(local.to_rfc3339(), "2026-04-24T01:00:00+03:00");
    let howe = TWO.next_after(at("2026-10-03T12:00:00Z"), Tz::Australia__Lord_Howe);
    let local = howe.utc().with_timezone(&Tz::Australia__Lord_Howe);
    assert_eq!(local.to_rfc3339(), "2026-10-04T02:30:00+11:00");
}

#[test]
fn hours_go_on_evenly_over_changes_of_the_clocks() {
    let found = due(Every::Hour, BERLIN, "2026-10-24T22:30:00Z", "2026-10-25T03:00:00Z");
    assert_eq!(
        found,
        [
            "2026-10-24T23:00",
            "2026-10-25T00:00",
            "2026-10-25T01:00",
            "2026-10-25T02:00",
            "2026-10-25T03:00"
        ]
    );
}

#[test]
fn a_week_has_one_due_moment() {
    let sunday = Task::WeeklySnapshot.every(0);
    let found = due(
        sunday,
        Tz::America__New_York,
        "2026-01-01T00:00:00Z",
        "2026-01-20T00:00:00Z",
    );
    assert_eq!(found, ["2026-01-04T06:00", "2026-01-11T06:00", "2026-01-18T06:00"]);
}

#[test]
fn the_last_due_moment_is_the_one_whose_successor_is_still_to_come() {
    for zone in [
        Tz::UTC,
        BERLIN,
        Tz::Africa__Cairo,
        Tz::Australia__Lord_Howe,
        Tz::Pacific__Apia,
    ] {
        for task in Task::ALL {
            for hour in [0, 2, 23] {
                let every = task.every(hour);
                // Every 5 hours and 7 minutes through a year.
                for step in 0..1700i64 {
                    let now = at("2026-01-01T00:00:00Z") + Duration::from_secs(step as u64 * (5 * 3600 + 420));
                    let (last, next) = (every.last_before(now, zone), every.next_after(now, zone));
                    assert!(last <= now && now < next, "{task} {zone} {}", now.rfc3339());
                    assert_eq!(every.next_after(last, zone), next, "{task} {zone} {}", now.rfc3339());
                }
            }
        }
    }
}

#[test]
fn every_day_of_a_year_has_exactly_one_due_moment() {
    for zone in [
        Tz::UTC,
        BERLIN,
        Tz::Africa__Cairo,
        Tz::Australia__Lord_Howe,
        Tz::America__Santiago,
    ] {
        for hour in 0..24 {
            let every = Every::Day { hour };
            let mut now = at("2026-01-01T12:00:00Z");
            let mut date = day_of(every.next_after(now, zone), zone);
            for _ in 0..365 {
                now = every.next_after(now, zone);
                assert_eq!(day_of(now, zone), date, "{zone} {hour}");
                date = date + Days::new(1);
            }
        }
    }
}

#[test]
fn a_daily_run_computes_what_was_missed_and_the_last_week_again() {
    let days = days_to_compute(at("2026-03-09T00:00:00Z"), at("2026-03-10T00:00:00Z"), Tz::UTC);
    assert_eq!(
        (days[0], days.len(), days[6]),
        (day("2026-03-03"), 7, day("2026-03-09"))
    );
    let missed = days_to_compute(at("2026-02-20T00:00:00Z"), at("2026-03-10T00:00:00Z"), Tz::UTC);
    assert_eq!(
        (missed[0], missed.last()),
        (day("2026-02-20"), Some(&day("2026-03-09")))
    );
    let ages = days_to_compute(at("2001-01-01T00:00:00Z"), at("2026-03-10T00:00:00Z"), Tz::UTC);
    assert_eq!((ages.len(), ages.last()), (MOST, Some(&day("2026-03-09"))));
}

#[test]
fn a_weekly_run_computes_the_week_that_ends_and_the_one_before() {
    // Sunday 15 March 2026, 01:00 in Berlin.
    let due = at("2026-03-15T00:00:00Z");
    let weeks = weeks_to_compute(at("2026-03-08T00:00:00Z"), due, BERLIN);
    assert_eq!(weeks, [day("2026-02-23"), day("2026-03-02"), day("2026-03-09")]);
    let fresh = weeks_to_compute(at("2026-03-14T09:00:00Z"), due, BERLIN);
    assert_eq!(fresh, [day("2026-03-02"), day("2026-03-09")]);
}

#[test]
fn tasks_have_their_words_and_expressions() {
    let told: Vec<_> = Task::ALL
        .into_iter()
        .map(|task| {
            assert_eq!(task.as_str().parse(), Ok(task));
            format!("{task}: {} ({})", task.every(6).words(), task.every(6).cron())
        })
        .collect();
    assert_eq!(
        told,
        [
            "daily_aggregation: Every day at 06:00 (0 0 6 * * *)",
            "weekly_snapshot: Every Sunday at 01:00 (0 0 1 * * Sun)",
            "cleanup: Every day at 03:00 (0 0 3 * * *)",
            "export_expiry: Every hour (0 0 * * * *)",
            "account_sweep: Every day at 04:00 (0 0 4 * * *)",
            "backup: Every day at 02:00 (0 0 2 * * *)",
        ]
    );
}
