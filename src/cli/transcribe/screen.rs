//! What a person sees while a recording is transcribed: words on standard output, a bar on standard error.

use std::io::{IsTerminal, Write};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use protocol::asr::{Progress, Segment};

use super::formats;

/// The running display.
pub struct Screen {
    bar: ProgressBar,
    words: bool,
}

impl Screen {
    /// Starts it. `words` shows each segment as it comes; the bar appears only on a terminal.
    pub fn new(words: bool) -> Self {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
        if std::io::stderr().is_terminal() {
            bar.enable_steady_tick(Duration::from_millis(200));
            bar.set_message("loading the speech model");
        } else {
            bar.set_draw_target(ProgressDrawTarget::hidden());
        }
        Self { bar, words }
    }

    /// Moves the bar.
    pub fn progress(&self, progress: Progress) {
        // Tenths of seconds, for a bar that moves on short files too.
        let tenths = |seconds: f64| (seconds.max(0.0) * 10.0) as u64;
        if let Some(total) = progress.total_seconds
            && self.bar.length() != Some(tenths(total))
        {
            self.bar.set_length(tenths(total));
            if let Ok(style) = ProgressStyle::with_template("{bar:30} {percent:>3} %  {msg}  {eta} left") {
                self.bar.set_style(style);
            }
        }
        self.bar.set_position(tenths(progress.done_seconds));
        self.bar
            .set_message(format!("{} transcribed", formats::clock(progress.done_seconds)));
    }

    /// Shows a finished segment.
    ///
    /// # Errors
    /// When standard output is closed.
    pub fn segment(&self, segment: &Segment) -> std::io::Result<()> {
        if !self.words || segment.text.trim().is_empty() {
            return Ok(());
        }
        self.bar.suspend(|| {
            let mut out = std::io::stdout().lock();
            writeln!(out, "{}", formats::live_line(segment))?;
            out.flush()
        })
    }

    /// Removes the bar.
    pub fn close(&self) {
        self.bar.finish_and_clear();
    }
}
