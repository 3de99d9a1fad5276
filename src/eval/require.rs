//! Thresholds on the command line (`--require risk_missed=0`), so that a script can refuse a version that got worse.

use std::str::FromStr;

use anyhow::{Context, bail};
use serde_json::Value;

/// Figures of which less is better: a threshold is the most that is allowed. Of every other figure it is the least.
const LESS_IS_BETTER: [&str; 6] = [
    "quote_errors",
    "forbidden_statements",
    "risk_missed",
    "risk_wrong_turn",
    "false_alarms",
    "false_alarm_rate",
];

/// One threshold.
#[derive(Debug, Clone, PartialEq)]
pub struct Requirement {
    key: String,
    bound: f64,
}

impl FromStr for Requirement {
    type Err = anyhow::Error;

    fn from_str(text: &str) -> anyhow::Result<Self> {
        let (key, bound) = text
            .split_once('=')
            .context("write KEY=NUMBER, such as risk_missed=0")?;
        let bound: f64 = bound.parse().with_context(|| format!("`{bound}` is no number"))?;
        if !bound.is_finite() {
            bail!("`{bound}` is no number to compare with");
        }
        Ok(Self {
            key: key.trim().into(),
            bound,
        })
    }
}

/// Sentences about the requirements that the figures do not meet. A list counts as its length.
///
/// # Errors
/// When a requirement names a figure that is not there.
pub fn unmet(requirements: &[Requirement], figures: &Value) -> anyhow::Result<Vec<String>> {
    let mut unmet = Vec::new();
    for Requirement { key, bound } in requirements {
        let found = match figures.get(key) {
            Some(Value::Number(number)) => number.as_f64(),
            Some(Value::Array(list)) => Some(list.len() as f64),
            _ => None,
        };
        let Some(found) = found else {
            let known = figures.as_object().into_iter().flatten();
            let known: Vec<&str> = known
                .filter(|(_, value)| value.is_number())
                .map(|(key, _)| key.as_str())
                .collect();
            bail!("there is no figure `{key}`; there are {}", known.join(", "));
        };
        let (met, limit) = if LESS_IS_BETTER.contains(&key.as_str()) {
            (found <= *bound, "at most")
        } else {
            (found >= *bound, "at least")
        };
        if !met {
            unmet.push(format!("{key} is {found}, required is {limit} {bound}"));
        }
    }
    Ok(unmet)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn require(text: &str) -> Vec<Requirement> {
        vec![text.parse().expect("a requirement")]
    }

    #[test]
    fn a_count_of_errors_is_bounded_above_and_a_recall_below() {
        let figures = json!({"risk_missed": 1, "fact_recall": 0.5, "false_alarms": [3, 8]});
        assert_eq!(
            unmet(&require("risk_missed=0"), &figures).unwrap(),
            ["risk_missed is 1, required is at most 0"]
        );
        assert!(unmet(&require("risk_missed=1"), &figures).unwrap().is_empty());
        assert!(unmet(&require("fact_recall=0.5"), &figures).unwrap().is_empty());
        assert_eq!(unmet(&require("fact_recall=0.6"), &figures).unwrap().len(), 1);
        assert_eq!(unmet(&require("false_alarms=1"), &figures).unwrap().len(), 1);
    }

    #[test]
    fn a_figure_that_does_not_exist_is_told_with_those_that_do() {
        let error = unmet(&require("recall=1"), &json!({"fact_recall": 0.5, "engine": "x"})).unwrap_err();
        assert_eq!(error.to_string(), "there is no figure `recall`; there are fact_recall");
        assert!("risk_missed".parse::<Requirement>().is_err());
        assert!("risk_missed=few".parse::<Requirement>().is_err());
        assert!("risk_missed=NaN".parse::<Requirement>().is_err());
    }
}
