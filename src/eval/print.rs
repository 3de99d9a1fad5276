//! The figures for a person: as a table in the terminal, and as the tables of `docs/quality.md`.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::corpus::Line;
use super::intervals::Share;
use super::notes::{Report, SessionScore};
use super::risk;

/// The columns of the table of sessions, with what stands in them.
type Column = (&'static str, fn(&SessionScore) -> String);

const COLUMNS: [Column; 14] = [
    ("session", |score| score.id.clone()),
    ("quote errors", |score| score.quote_errors.len().to_string()),
    ("forbidden", |score| score.forbidden_statements.len().to_string()),
    ("facts", |score| counts(score.facts)),
    ("wrong", |score| score.facts_wrong.len().to_string()),
    ("topics F1", |score| format!("{:.2}", score.topic_f1)),
    ("strategies", |score| counts(score.strategy_recall)),
    ("actions", |score| counts(score.action_recall)),
    ("mood", |score| score.mood.to_string()),
    ("direction", |score| score.trajectory.to_string()),
    ("risk", |score| counts(score.risk.recall())),
    ("wrong turn", |score| score.risk.wrong_turn.len().to_string()),
    ("false alarms", |score| score.risk.false_alarms.len().to_string()),
    ("lengths", |score| {
        let lengths = score.lengths;
        let met = [
            lengths.key_topics,
            lengths.therapist_notes,
            lengths.patient_summary,
            lengths.topic_summary,
        ];
        format!("{}/4", met.into_iter().filter(|met| *met).count())
    }),
];

/// "5/18", with a half where there is one.
fn counts(share: Share) -> String {
    format!("{}/{}", share.hits, share.of)
}

/// "28 % (5/18; 12 to 51 %)".
fn shown(share: &Share) -> String {
    if share.of == 0 {
        return "none".into();
    }
    let percent = |ratio: f64| (ratio * 100.0).round();
    format!(
        "{} % ({}; {} to {} %)",
        percent(share.ratio),
        counts(*share),
        percent(share.low),
        percent(share.high)
    )
}

/// Sessions and sums for a terminal.
pub fn notes(report: &Report) -> String {
    let mut text = format!(
        "{} sessions, drafted by {}, risk screened by {}\n\n",
        report.sessions, report.engine, report.screen
    );
    text.push_str(&aligned(&rows(report)));
    text.push_str("\nAll sessions together, with 95 % intervals:\n");
    let figures = figures(report);
    let width = figures.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
    for (name, value) in figures {
        _ = writeln!(text, "  {name:<width$}  {value}");
    }
    for (heading, found) in findings(report) {
        listed(&mut text, heading, &found, "  ");
    }
    text
}

/// The same as Markdown.
pub fn notes_markdown(report: &Report) -> String {
    let mut text = format!(
        "Drafted by `{}`, risk screened by {}.\n\n",
        report.engine, report.screen
    );
    text.push_str(&table(&rows(report)));
    text.push_str("\nAll sessions together, with 95 % intervals:\n\n");
    let figures = figures(report).into_iter().map(|(name, value)| vec![name, value]);
    let head = vec!["figure".to_owned(), "value".to_owned()];
    text.push_str(&table(&std::iter::once(head).chain(figures).collect::<Vec<_>>()));
    for (heading, found) in findings(report) {
        if !found.is_empty() {
            text.push('\n');
            listed(&mut text, heading, &found, "- ");
        }
    }
    text
}

fn rows(report: &Report) -> Vec<Vec<String>> {
    let head = COLUMNS.iter().map(|(name, _)| (*name).to_owned()).collect();
    let body = report
        .by_session
        .iter()
        .map(|score| COLUMNS.iter().map(|(_, of)| of(score)).collect());
    std::iter::once(head).chain(body).collect()
}

fn figures(report: &Report) -> Vec<(String, String)> {
    let of = |key: &str| report.intervals.get(key).map(shown).unwrap_or_default();
    let mean = |mean: f64| format!("{:.0} % on average over the sessions", mean * 100.0);
    let mut figures = vec![
        ("quote errors".to_owned(), report.quote_errors.to_string()),
        ("forbidden statements".into(), report.forbidden_statements.to_string()),
        (
            "facts recalled".into(),
            format!("{}; {}", of("fact_recall"), mean(report.fact_recall)),
        ),
        ("facts stated wrongly".into(), report.facts_wrong.to_string()),
        ("topics recalled".into(), of("topic_recall")),
        ("topics supported".into(), of("topic_precision")),
        (
            "topics F1".into(),
            format!("{:.2} on average over the sessions", report.topic_f1),
        ),
        ("techniques recalled".into(), of("strategy_recall")),
        ("techniques supported".into(), of("strategy_precision")),
        (
            "agreements recalled".into(),
            format!("{}; {}", of("action_recall"), mean(report.action_recall)),
        ),
        ("agreements right".into(), of("action_precision")),
        ("mood".into(), of("mood")),
        ("direction of mood".into(), of("trajectory")),
        ("risk found".into(), of("risk_recall")),
        ("risk of high severity found".into(), of("risk_recall_high")),
        ("kinds of risk found at all".into(), of("risk_session_level")),
        ("time of the risk right".into(), of("risk_temporality")),
        ("severity of the risk right".into(), of("risk_severity")),
        ("risk in the wrong turn".into(), report.risk_wrong_turn.to_string()),
        ("false alarms".into(), report.risk_false_alarms.to_string()),
    ];
    let by_category = report.risk_recall_by_category.iter();
    figures.extend(by_category.map(|(category, share)| (format!("risk found: {category}"), shown(share))));
    figures
}

/// What went wrong, each with its session.
fn findings(report: &Report) -> Vec<(&'static str, Vec<String>)> {
    type Of = fn(&SessionScore) -> Vec<String>;
    let lists: [(&'static str, Of); 7] = [
        ("Quotations that do not hold", |score| score.quote_errors.clone()),
        ("Forbidden statements", |score| {
            let told = score.forbidden_statements.iter();
            told.map(|(statement, text)| format!("{text} (asserts: {statement})"))
                .collect()
        }),
        ("Risk missed", |score| score.risk.missed.clone()),
        ("Risk in the wrong turn", |score| score.risk.wrong_turn.clone()),
        ("False alarms", |score| score.risk.false_alarms.clone()),
        ("Facts stated wrongly", |score| score.facts_wrong.clone()),
        ("Agreements lost", |score| score.actions_lost.clone()),
    ];
    let tell = |of: Of| {
        let each = report.by_session.iter();
        each.flat_map(|score| of(score).into_iter().map(|found| format!("{}: {found}", score.id)))
            .collect()
    };
    lists.into_iter().map(|(heading, of)| (heading, tell(of))).collect()
}

/// The screen's figures for a terminal.
pub fn risk(report: &risk::Report, lines: &[Line]) -> String {
    let mut text = format!("{} sentences, screened by {}\n\n", report.lines, report.screen);
    text.push_str(&aligned(&risk_rows(report)));
    for (heading, found) in risk_findings(report, lines) {
        listed(&mut text, heading, &found, "  ");
    }
    text
}

/// The same as Markdown.
pub fn risk_markdown(report: &risk::Report, lines: &[Line]) -> String {
    let mut text = format!("Screened by {}; {} sentences.\n\n", report.screen, report.lines);
    text.push_str(&table(&risk_rows(report)));
    for (heading, found) in risk_findings(report, lines) {
        if !found.is_empty() {
            text.push('\n');
            listed(&mut text, heading, &found, "- ");
        }
    }
    text
}

fn risk_rows(report: &risk::Report) -> Vec<Vec<String>> {
    let mut rows = vec![vec!["figure".to_owned(), "value".to_owned()]];
    let mut add = |name: String, share: &Share| rows.push(vec![name, shown(share)]);
    for (name, key) in [
        ("current risk found", "recall_flag"),
        ("false alarms", "false_alarm_rate"),
        ("status right", "status_accuracy"),
        ("past risk and other people's found", "recall_flag_low"),
    ] {
        if let Some(share) = report.intervals.get(key) {
            add(name.into(), share);
        }
    }
    if let Some(estimate) = &report.cross_validated {
        add(
            "current risk found, like exemplars left out".into(),
            &estimate.recall_flag,
        );
        add(
            "false alarms, like exemplars left out".into(),
            &estimate.false_alarm_rate,
        );
        add(
            "past risk and other people's found, like exemplars left out".into(),
            &estimate.recall_flag_low,
        );
    }
    fn each<K: std::fmt::Display>(of: &BTreeMap<K, Share>, before: &str, add: &mut impl FnMut(String, &Share)) {
        of.iter()
            .for_each(|(key, share)| add(format!("{before}: {key}"), share));
    }
    each(&report.recall_by_category, "current risk found", &mut add);
    each(&report.false_alarms_by_kind, "false alarms", &mut add);
    each(&report.status_by_kind, "status right", &mut add);
    rows
}

fn risk_findings(report: &risk::Report, lines: &[Line]) -> Vec<(&'static str, Vec<String>)> {
    let told = |at: &[usize]| -> Vec<String> {
        let of = at.iter().filter_map(|at| lines.iter().find(|line| line.at == *at));
        of.map(|line| format!("{} ({}): {}", line.at, line.why, line.text))
            .collect()
    };
    vec![
        ("Current risk missed", told(&report.misses)),
        ("Of those, raised under another category", told(&report.wrong_category)),
        ("Current risk raised at low severity alone", told(&report.only_low)),
        ("False alarms", told(&report.false_alarms)),
        ("Past risk and other people's missed", told(&report.low_missed)),
        (
            "Past risk and other people's raised as the client's present",
            told(&report.over_called),
        ),
        ("Status wrong", told(&report.wrong_status)),
    ]
}

fn listed(text: &mut String, heading: &str, found: &[String], mark: &str) {
    if found.is_empty() {
        return;
    }
    _ = writeln!(
        text,
        "{}{heading} ({}):",
        if mark == "- " { "" } else { "\n" },
        found.len()
    );
    if mark == "- " {
        text.push('\n');
    }
    found
        .iter()
        .for_each(|found| _ = writeln!(text, "{mark}{}", found.replace('\n', " ")));
}

/// Columns of equal width.
fn aligned(rows: &[Vec<String>]) -> String {
    let columns = rows.first().map_or(0, Vec::len);
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let line = |row: &Vec<String>| {
        let cells: Vec<String> = row
            .iter()
            .zip(&widths)
            .map(|(cell, width)| format!("{cell:<width$}"))
            .collect();
        format!("{}\n", cells.join("  ").trim_end())
    };
    rows.iter().map(line).collect()
}

fn table(rows: &[Vec<String>]) -> String {
    let line = |cells: &[String]| format!("| {} |\n", cells.join(" | "));
    let mut text = String::new();
    for (at, row) in rows.iter().enumerate() {
        text.push_str(&line(row));
        if at == 0 {
            text.push_str(&line(&vec!["---".to_owned(); row.len()]));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_shown_with_counts_and_interval() {
        assert_eq!(shown(&Share::new(5.0, 18)), "28 % (5/18; 12 to 51 %)");
        assert_eq!(shown(&Share::new(4.5, 9)), "50 % (4.5/9; 23 to 77 %)");
        assert_eq!(shown(&Share::new(0.0, 0)), "none");
    }

    #[test]
    fn tables_are_aligned_and_written_as_markdown() {
        let rows = [
            vec!["a".to_owned(), "figure".to_owned()],
            vec!["longer".into(), "1".into()],
        ];
        assert_eq!(aligned(&rows), "a       figure\nlonger  1\n");
        assert_eq!(table(&rows), "| a | figure |\n| --- | --- |\n| longer | 1 |\n");
    }
}
