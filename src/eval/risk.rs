//! Scores the risk screen on single sentences.
//!
//! An alarm is an item that states something; an item that is denied, only asked, figurative or explained is a record. A line
//! that is to be flagged is found when an alarm has its category.

use std::collections::BTreeMap;

use domain::risk::{Category, RiskItem, Severity, Status, Subject, Temporality};
use serde::Serialize;

use super::corpus::{Expect, Line};
use super::intervals::Share;

/// What `--json` prints. The first five keys are fixed.
#[derive(Debug, Serialize)]
pub struct Report {
    /// Share of lines with current risk that raise an alarm of the right category.
    pub recall_flag: f64,
    /// Share of lines without risk that raise any alarm.
    pub false_alarm_rate: f64,
    /// Share of lines whose status (denied or asked, past, another person's) is right, of those that have one.
    pub status_accuracy: f64,
    /// Lines with current risk that raise no alarm of the right category; line numbers from 0.
    pub misses: Vec<usize>,
    /// Lines without risk that raise an alarm.
    pub false_alarms: Vec<usize>,
    /// Share of lines with past risk, or another person's, that raise an alarm.
    pub recall_flag_low: f64,
    /// Which screen.
    pub screen: String,
    /// How many lines.
    pub lines: usize,
    /// The shares with their counts and 95 % intervals.
    pub intervals: BTreeMap<&'static str, Share>,
    /// Recall of current risk, by category.
    pub recall_by_category: BTreeMap<&'static str, Share>,
    /// False alarms by what the line is.
    pub false_alarms_by_kind: BTreeMap<String, Share>,
    /// Right status by what it should be.
    pub status_by_kind: BTreeMap<&'static str, Share>,
    /// Lines with current risk that raise an alarm of another category alone.
    pub wrong_category: Vec<usize>,
    /// Lines with current risk whose alarms are of low severity alone.
    pub only_low: Vec<usize>,
    /// Lines with past risk, or another person's, that raise no alarm.
    pub low_missed: Vec<usize>,
    /// Those that are raised as the client's, current and of high severity.
    pub over_called: Vec<usize>,
    /// Lines whose status is wrong.
    pub wrong_status: Vec<usize>,
    /// What is to be expected of wording that is new to the bank of exemplars.
    pub cross_validated: Option<Estimate>,
}

/// The figures when every line is judged without the exemplars of its own group of like sentences.
#[derive(Debug, Serialize)]
pub struct Estimate {
    /// As [`Report::recall_flag`].
    pub recall_flag: Share,
    /// As [`Report::false_alarm_rate`].
    pub false_alarm_rate: Share,
    /// As [`Report::recall_flag_low`].
    pub recall_flag_low: Share,
}

impl Estimate {
    /// Scores what the screen made of each line on that condition.
    pub fn of(lines: &[Line], judged: &[Vec<RiskItem>]) -> Self {
        let expected = |expect| {
            let all = lines.iter().zip(judged);
            all.filter(move |(line, _)| line.expect == expect)
        };
        Self {
            recall_flag: Share::of_all(expected(Expect::Flag).map(|(line, items)| has_category(line, items))),
            false_alarm_rate: Share::of_all(expected(Expect::NoFlag).map(|(_, items)| alarmed(items))),
            recall_flag_low: Share::of_all(expected(Expect::FlagLow).map(|(_, items)| alarmed(items))),
        }
    }
}

/// Scores what the screen made of each line.
pub fn score(lines: &[Line], judged: &[Vec<RiskItem>], screen: String) -> Report {
    let all = || lines.iter().zip(judged);
    let expected = |expect| all().filter(move |(line, _)| line.expect == expect);
    let at = |choose: &dyn Fn(&Line, &[RiskItem]) -> bool| -> Vec<usize> {
        all()
            .filter(|(line, items)| choose(line, items))
            .map(|(line, _)| line.at)
            .collect()
    };
    let flag = |line: &Line| line.expect == Expect::Flag;
    let flag_low = |line: &Line| line.expect == Expect::FlagLow;
    let recall = Share::of_all(expected(Expect::Flag).map(|(line, items)| has_category(line, items)));
    let alarms = Share::of_all(expected(Expect::NoFlag).map(|(_, items)| alarmed(items)));
    let low = Share::of_all(expected(Expect::FlagLow).map(|(_, items)| alarmed(items)));
    let kinds: Vec<(&'static str, bool, usize)> = all()
        .filter_map(|(line, items)| status_kind(line).map(|kind| (kind, right_status(kind, line, items), line.at)))
        .collect();
    let status = Share::of_all(kinds.iter().map(|(_, right, _)| *right));
    Report {
        recall_flag: recall.ratio,
        false_alarm_rate: alarms.ratio,
        status_accuracy: status.ratio,
        misses: at(&|line, items| flag(line) && !has_category(line, items)),
        false_alarms: at(&|line, items| line.expect == Expect::NoFlag && alarmed(items)),
        recall_flag_low: low.ratio,
        screen,
        lines: lines.len(),
        intervals: BTreeMap::from([
            ("recall_flag", recall),
            ("false_alarm_rate", alarms),
            ("status_accuracy", status),
            ("recall_flag_low", low),
        ]),
        recall_by_category: Category::ALL
            .into_iter()
            .map(|category| {
                let of = expected(Expect::Flag).filter(|(line, _)| line.category == Some(category));
                (
                    category.as_str(),
                    Share::of_all(of.map(|(line, items)| has_category(line, items))),
                )
            })
            .filter(|(_, share)| share.of > 0)
            .collect(),
        false_alarms_by_kind: grouped(
            expected(Expect::NoFlag).map(|(line, items)| (kind_of_no_flag(line), alarmed(items))),
        ),
        status_by_kind: grouped(kinds.iter().map(|(kind, right, _)| (*kind, *right))),
        wrong_category: at(&|line, items| flag(line) && alarmed(items) && !has_category(line, items)),
        only_low: at(&|line, items| {
            let of = |item: &&RiskItem| item.status.asserts() && line.category == Some(item.category);
            flag(line)
                && has_category(line, items)
                && items.iter().filter(of).all(|item| item.severity == Severity::Low)
        }),
        low_missed: at(&|line, items| flag_low(line) && !alarmed(items)),
        over_called: at(&|line, items| flag_low(line) && items.iter().any(is_over_call)),
        wrong_status: kinds
            .iter()
            .filter(|(_, right, _)| !right)
            .map(|(_, _, at)| *at)
            .collect(),
        cross_validated: None,
    }
}

fn alarmed(items: &[RiskItem]) -> bool {
    items.iter().any(|item| item.status.asserts())
}

fn has_category(line: &Line, items: &[RiskItem]) -> bool {
    items
        .iter()
        .any(|item| item.status.asserts() && line.category == Some(item.category))
}

fn is_over_call(item: &RiskItem) -> bool {
    item.status.asserts()
        && item.subject == Subject::Client
        && item.temporality == Temporality::Current
        && item.severity == Severity::High
}

fn grouped<K: Ord>(of: impl Iterator<Item = (K, bool)>) -> BTreeMap<K, Share> {
    let mut groups: BTreeMap<K, Vec<bool>> = BTreeMap::new();
    for (kind, hit) in of {
        groups.entry(kind).or_default().push(hit);
    }
    groups
        .into_iter()
        .map(|(kind, hits)| (kind, Share::of_all(hits)))
        .collect()
}

/// The kind that a line's `why` names: its first word that stands for one, else "other".
fn kind_of_no_flag(line: &Line) -> String {
    let why = line.why.to_lowercase();
    ["denial", "question", "idiom", "joke", "fiction"]
        .into_iter()
        .find(|kind| why.contains(kind))
        .unwrap_or("other")
        .to_owned()
}

/// Which status a line determines: `None` when it determines none.
fn status_kind(line: &Line) -> Option<&'static str> {
    let why = line.why.to_lowercase();
    line.category?;
    Some(match (line.asserted, line.subject, line.temporality) {
        (true, Subject::OtherPerson, _) => "third_party",
        (true, Subject::Client, Temporality::Past) => "historical",
        (true, Subject::Client, Temporality::Current) => return None,
        (false, ..) if why.contains("denial") => "denied",
        (false, ..) if why.contains("question") => "asked",
        (false, ..) => "harmless",
    })
}

/// Whether the screen has the status: a denial or a question is recorded as such, a harmless wording raises no alarm, the past and
/// other people are told apart from the client's present.
fn right_status(kind: &str, line: &Line, items: &[RiskItem]) -> bool {
    let of_category = || items.iter().filter(|item| line.category == Some(item.category));
    match kind {
        "third_party" => of_category().any(|item| item.status.asserts() && item.subject == Subject::OtherPerson),
        "historical" => {
            let past = |item: &RiskItem| item.status == Status::Historical || item.temporality == Temporality::Past;
            of_category().any(|item| item.status.asserts() && past(item))
        }
        "denied" => {
            let denied = |item: &RiskItem| item.status == Status::Denied;
            of_category().any(denied) && !alarmed(items)
        }
        "asked" => of_category().any(|item| item.status == Status::AskedOnly) && !alarmed(items),
        _ => !of_category().any(|item| item.status.asserts()),
    }
}

#[cfg(test)]
mod tests {
    use domain::transcript::Speaker;
    use serde_json::json;

    use super::*;

    fn line(at: usize, expect: Expect, why: &str) -> Line {
        Line {
            at,
            speaker: Speaker::Client,
            text: "…".into(),
            category: Some(Category::SelfHarm),
            subject: Subject::Client,
            temporality: if expect == Expect::FlagLow {
                Temporality::Past
            } else {
                Temporality::Current
            },
            asserted: expect != Expect::NoFlag,
            expect,
            why: why.into(),
        }
    }

    fn item(category: &str, status: &str, severity: &str, temporality: &str) -> RiskItem {
        serde_json::from_value(json!({
            "category": category, "severity": severity, "subject": "client", "temporality": temporality,
            "status": status, "turn": 0, "quote": "…", "speaker": "client"
        }))
        .unwrap()
    }

    #[test]
    fn misses_and_alarms_are_told_by_line() {
        let lines = [
            line(0, Expect::Flag, "cutting"),
            line(1, Expect::Flag, "cutting"),
            line(3, Expect::NoFlag, "denial"),
            line(4, Expect::NoFlag, "idiom"),
            line(5, Expect::FlagLow, "past self-harm"),
        ];
        let judged = [
            vec![item("self_harm", "affirmed_current", "low", "current")],
            vec![item("psychosis", "affirmed_current", "high", "current")],
            vec![item("self_harm", "denied", "low", "current")],
            vec![item("self_harm", "affirmed_current", "high", "current")],
            vec![item("self_harm", "affirmed_current", "high", "current")],
        ];
        let report = score(&lines, &judged, "rules".into());
        assert_eq!((report.recall_flag, report.misses), (0.5, vec![1]));
        assert_eq!((report.false_alarm_rate, report.false_alarms), (0.5, vec![4]));
        assert_eq!((report.wrong_category, report.only_low), (vec![1], vec![0]));
        assert_eq!((report.recall_flag_low, report.over_called), (1.0, vec![5]));
        // The denial is recorded as one; the idiom is an alarm, and the past is told as present.
        assert_eq!(
            (report.status_by_kind["denied"].hits, report.wrong_status),
            (1.0, vec![4, 5])
        );
    }

    #[test]
    fn silence_about_a_denial_is_no_status() {
        let lines = [
            line(0, Expect::NoFlag, "denial"),
            line(1, Expect::NoFlag, "benign cause"),
        ];
        let report = score(&lines, &[vec![], vec![]], "rules".into());
        assert_eq!(report.wrong_status, [0]);
        assert_eq!(report.false_alarm_rate, 0.0);
    }
}
