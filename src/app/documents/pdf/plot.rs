//! Charts, drawn with lines.

use super::fonts::Style;
use super::rows::{HAIR, INK, Mark, Row, SOFT, Setting, TEAL, baseline, one_line, setting, text_lines};
use super::text::Color;
use crate::documents::Align;
use crate::documents::chart::{Chart, number};

const HEIGHT: f32 = 150.0;
const LEFT: f32 = 34.0;
const TITLE: Setting = setting(Style::Semibold, 10.5, 15.0, INK);
const AXIS: Setting = setting(Style::Regular, 8.0, 10.0, SOFT);
/// How the lines differ, also in black and white.
const LINES: [(Color, Option<[i64; 2]>); 4] = [(TEAL, None), (INK, Some([5, 3])), (SOFT, Some([1, 2])), (INK, None)];

/// A chart as rows that stay together: title, names of the lines, and the drawing.
pub(super) fn rows(chart: &Chart, width: f32) -> Vec<Row> {
    let mut rows = Vec::new();
    for (index, line) in text_lines(&chart.title.as_str().into(), TITLE, width)
        .into_iter()
        .enumerate()
    {
        let mut row = Row {
            before: if index == 0 { 14.0 } else { 0.0 },
            height: TITLE.leading,
            keep: true,
            ..Row::default()
        };
        row.text(0.0, width, baseline(TITLE), line, Align::Start);
        rows.push(row);
    }
    if chart.series.len() > 1 {
        rows.push(legend(chart, width));
    }
    rows.push(drawing(chart, width));
    rows
}

fn legend(chart: &Chart, width: f32) -> Row {
    let mut row = Row {
        height: 12.0,
        keep: true,
        ..Row::default()
    };
    let mut x = LEFT;
    for (index, series) in chart.series.iter().enumerate() {
        let name = one_line(&series.name, AXIS.look);
        if x > LEFT && x + 26.0 + name.width > width {
            x = LEFT;
            row.height += 12.0;
        }
        let y = row.height - 5.0;
        stroke(&mut row, &[(x, y), (x + 20.0, y)], index);
        let step = 26.0 + name.width + 16.0;
        row.text(x + 26.0, name.width, y + 3.0, name, Align::Start);
        x += step;
    }
    row
}

fn stroke(row: &mut Row, points: &[(f32, f32)], index: usize) {
    let (color, dash) = LINES[index % LINES.len()];
    row.marks.push(Mark::Stroke {
        points: points.to_vec(),
        width: 1.4,
        color,
        dash,
    });
}

fn drawing(chart: &Chart, width: f32) -> Row {
    let mut row = Row {
        before: 4.0,
        height: HEIGHT + 26.0,
        ..Row::default()
    };
    let (low, high) = range(chart);
    let top = 6.0;
    let y_of = |value: f64| top + HEIGHT * (1.0 - ((value.clamp(low, high) - low) / (high - low)) as f32);
    for (index, band) in chart.bands.iter().enumerate() {
        // Bands of whole numbers leave a step between them, which belongs to the lower one.
        let above = chart
            .bands
            .iter()
            .map(|next| next.from)
            .filter(|from| *from > band.from);
        let end = above.fold(high, f64::min).max(band.to);
        let (upper, lower) = (y_of(end), y_of(band.from));
        let shade = 0.978 - 0.015 * (index as f32).min(6.0);
        row.marks.push(Mark::Fill {
            area: [LEFT, upper, width - LEFT, (lower - upper).max(0.0)],
            color: [shade, shade, shade],
        });
    }
    let step = step(high - low);
    let first = (low / step).ceil() * step;
    for tick in (0..12)
        .map(|count| first + step * f64::from(count))
        .take_while(|tick| *tick <= high + step * 1e-6)
    {
        let y = y_of(tick);
        row.rule(LEFT, width, y, 0.4, HAIR);
        let label = one_line(&number(tick), AXIS.look);
        row.text(0.0, LEFT - 6.0, y + 2.8, label, Align::End);
    }
    for band in &chart.bands {
        let label = one_line(&band.label, AXIS.look);
        let middle = (y_of(band.from) + y_of(band.to)) / 2.0;
        row.text(LEFT, width - LEFT - 5.0, middle + 2.8, label, Align::End);
    }
    row.rule(LEFT, width, top + HEIGHT, 0.8, SOFT);
    let dates = chart.dates();
    if dates.is_empty() {
        let words = one_line("No values in this time", AXIS.look);
        row.text(LEFT, width - LEFT, top + HEIGHT / 2.0, words, Align::Center);
        return row;
    }
    let inset = 18.0;
    // The names of the bands stand at the right, where no line may cross them.
    let names = chart.bands.iter().map(|band| one_line(&band.label, AXIS.look).width);
    let right = width - inset - names.fold(0.0, f32::max);
    let room = right - LEFT - inset;
    let x_of = |at: usize| match dates.len() {
        1 => LEFT + inset + room / 2.0,
        count => LEFT + inset + room * at as f32 / (count - 1) as f32,
    };
    for (index, series) in chart.series.iter().enumerate() {
        let known = series.points.iter().filter(|(_, value)| value.is_finite());
        let points: Vec<(f32, f32)> = known
            .filter_map(|(date, value)| Some((x_of(dates.iter().position(|of| of == date)?), y_of(*value))))
            .collect();
        if points.len() > 1 {
            stroke(&mut row, &points, index);
        }
        let color = LINES[index % LINES.len()].0;
        for (x, y) in points {
            row.marks.push(Mark::Fill {
                area: [x - 1.9, y - 1.9, 3.8, 3.8],
                color,
            });
        }
    }
    labels(&mut row, &dates, x_of, top + HEIGHT, room);
    row
}

/// As many dates under the axis as have room, the last one always.
fn labels(row: &mut Row, dates: &[&str], x_of: impl Fn(usize) -> f32, axis: f32, room: f32) {
    let names: Vec<_> = dates.iter().map(|date| one_line(date, AXIS.look)).collect();
    let widest = names.iter().map(|name| name.width).fold(1.0, f32::max) + 10.0;
    let fit = ((room / widest) as usize + 1).max(1);
    let every = dates.len().div_ceil(fit).max(1);
    let last = dates.len() - 1;
    for (at, name) in names.into_iter().enumerate() {
        let x = x_of(at);
        row.stroke(&[(x, axis), (x, axis + 2.5)], 0.5, SOFT);
        // Counted from the last, so that its neighbours leave room for it.
        if (last - at).is_multiple_of(every) {
            let half = name.width / 2.0;
            row.marks.push(Mark::Text {
                x: x - half,
                y: axis + 12.0,
                line: name,
            });
        }
    }
}

/// The ends of the axis; an axis without length gets one.
fn range(chart: &Chart) -> (f64, f64) {
    let (low, high) = (chart.y_min, chart.y_max);
    if low.is_finite() && high.is_finite() && high > low {
        (low, high)
    } else if low.is_finite() {
        (low, low + 1.0)
    } else {
        (0.0, 1.0)
    }
}

/// A round distance between the lines of the grid, so that there are between three and seven.
fn step(length: f64) -> f64 {
    let rough = length / 5.0;
    let unit = 10f64.powf(rough.log10().floor());
    let factor = [1.0, 2.0, 5.0, 10.0]
        .into_iter()
        .find(|factor| unit * factor >= rough * 0.999);
    unit * factor.unwrap_or(10.0)
}
