//! Line charts over dates, and the tables that say the same.

use super::{Column, Table, Text};

/// A line chart. The points of a series are joined in the order given; dates are spaced evenly.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Chart {
    /// What is shown, over which time.
    pub title: String,
    /// The lowest value of the axis.
    pub y_min: f64,
    /// The highest value of the axis.
    pub y_max: f64,
    /// Ranges of meaning behind the lines, such as the bands of severity of a questionnaire.
    pub bands: Vec<Band>,
    /// The lines.
    pub series: Vec<Series>,
}

/// A range of values with a meaning.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Band {
    /// The lowest value.
    pub from: f64,
    /// The highest value.
    pub to: f64,
    /// What it means: "moderate".
    pub label: String,
}

/// A line.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Series {
    /// What is measured.
    pub name: String,
    /// The date, in words, and the value.
    pub points: Vec<(String, f64)>,
}

impl Chart {
    /// The dates of all series, in the order of the axis: each series keeps its own order, and a date that only a later series
    /// has stands after the date it follows there.
    pub fn dates(&self) -> Vec<&str> {
        let mut dates: Vec<&str> = Vec::new();
        for series in &self.series {
            let mut after = 0;
            for (date, _) in &series.points {
                match dates.iter().position(|known| known == date) {
                    Some(at) => after = at + 1,
                    None => {
                        dates.insert(after, date);
                        after += 1;
                    }
                }
            }
        }
        dates
    }

    /// The band a value falls in.
    pub fn band(&self, value: f64) -> Option<&Band> {
        self.bands.iter().find(|band| band.from <= value && value <= band.to)
    }

    /// The same numbers as a table: a row for each date, a column for each series, and what the value means where one series has
    /// bands.
    pub fn table(&self) -> Table {
        let with_bands = self.series.len() == 1 && !self.bands.is_empty();
        let mut columns = vec![Column::text(2.0)];
        let mut header = vec![Text::from("Date")];
        for series in &self.series {
            columns.push(Column::number(1.5));
            header.push(Text::from(&series.name));
        }
        if with_bands {
            columns.push(Column::text(2.5));
            header.push(Text::from("Meaning"));
        }
        let rows = self.dates().into_iter().map(|date| {
            let mut row = vec![Text::from(date)];
            for series in &self.series {
                let value = series.points.iter().find(|(of, _)| of == date).map(|(_, value)| *value);
                row.push(value.map_or_else(Text::default, |value| Text::from(number(value))));
                if with_bands {
                    let band = value.and_then(|value| self.band(value));
                    row.push(band.map_or_else(Text::default, |band| Text::from(&band.label)));
                }
            }
            row
        });
        Table {
            rows: rows.collect(),
            columns,
            header,
        }
    }
}

/// A value with at most two decimals, and none that say nothing.
pub(super) fn number(value: f64) -> String {
    if !value.is_finite() {
        return "–".to_owned();
    }
    let text = format!("{value:.2}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}
