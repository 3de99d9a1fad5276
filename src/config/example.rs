//! Writes the commented example file from the table of settings.

use std::fmt::Write;

use super::settings::{Kind, Preset, SETTINGS, Setting};

/// The example file: every setting with its meaning, its environment variable and its default, commented out.
pub fn example() -> String {
    let mut text = String::from(
        "# Configuration of TherapyBridge. Every line is optional; what is commented out shows the default.\n\
         # A variable in the environment beats this file. `therapybridge config check` reads it and tells every problem.\n\
         # This file is printed by `therapybridge config example`.\n",
    );
    let mut group = "";
    for setting in SETTINGS {
        if setting.group != group {
            group = setting.group;
            line(&mut text, &format!("\n\n# --- {group} ---"));
        }
        entry(&mut text, setting);
    }
    text
}

fn entry(text: &mut String, setting: &Setting) {
    line(text, "");
    for doc in setting.doc {
        line(text, &format!("#{doc}"));
    }
    let file = if setting.kind.is_secret() {
        format!(" (or {}_FILE: a file that holds it)", setting.env)
    } else {
        String::new()
    };
    line(text, &format!("# Environment: {}{file}", setting.env));
    match setting.preset {
        Preset::Value(value) => line(text, &format!("# {} = {}", setting.key, literal(setting.kind, value))),
        Preset::Unset(meaning) => {
            line(text, &format!("# Default: {meaning}"));
            line(text, &format!("# {} = {}", setting.key, literal(setting.kind, "")));
        }
    }
}

/// A default as TOML.
fn literal(kind: Kind, value: &str) -> String {
    match kind {
        Kind::Whole | Kind::Decimal | Kind::Switch if !value.is_empty() => value.to_owned(),
        Kind::List => {
            let parts: Vec<String> = value
                .split(',')
                .filter(|part| !part.is_empty())
                .map(|part| format!("{part:?}"))
                .collect();
            format!("[{}]", parts.join(", "))
        }
        _ => format!("{value:?}"),
    }
}

fn line(text: &mut String, line: &str) {
    // Writing to a string cannot fail.
    let _ = writeln!(text, "{line}");
}
