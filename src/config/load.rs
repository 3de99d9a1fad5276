//! Reads and merges the sources: defaults, then one TOML file, then the environment.
//!
//! Every problem is collected, so that an administrator mends a file in one go. The environment is an input
//! ([`Environment`]), which is what lets the tests decide it.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

use figment::error::{Actual, Kind as Fault};
use figment::providers::{Format, Toml};
use figment::value::{Dict, Map, Value};
use figment::{Figment, Metadata, Profile, Provider};
use serde::de::DeserializeOwned;

use super::settings::{ACCEPTED, Config, Kind, Preset, SETTINGS, Setting};

/// `TB_` variables that are read elsewhere: by the command line, the browser tests and the web's development server.
const OTHER_VARIABLES: &[&str] = &["TB_CONFIG", "TB_BINARY", "TB_CHROMIUM", "TB_DEV_SERVER"];

/// `TB_` variables with these prefixes belong to the tests and benches.
const OTHER_PREFIXES: &[&str] = &["TB_TEST_", "TB_BENCH_", "TB_TORTURE_", "TB_BROWSER_"];

/// What the process was started with, as far as the configuration depends on it.
#[derive(Debug, Clone, Default)]
pub struct Environment {
    /// Environment variables.
    pub variables: BTreeMap<String, String>,
    /// Whether the process runs as root.
    pub is_root: bool,
}

impl Environment {
    /// The environment of this process. Variables that are not UTF-8 are left out.
    pub fn of_process() -> Self {
        Self {
            variables: std::env::vars_os()
                .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
                .collect(),
            is_root: rustix::process::geteuid().is_root(),
        }
    }

    /// Forgets every variable but these.
    pub fn retain(&mut self, names: &[&str]) {
        self.variables.retain(|name, _| names.contains(&name.as_str()));
    }

    /// A variable that is set and not empty.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.variables
            .get(name)
            .map(String::as_str)
            .filter(|value| !value.is_empty())
    }
}

/// One thing that is wrong with the configuration.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Problem {
    /// Where: a variable, a key in a file, a file.
    pub place: String,
    /// What is wrong and what to do.
    pub message: String,
}

impl Problem {
    pub(super) fn new(place: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            place: place.into(),
            message: message.into(),
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.message)
    }
}

/// A file or variable as one layer of values.
struct Layer {
    name: String,
    values: Dict,
}

impl Layer {
    fn of(name: impl Into<String>, key: &str, value: Value) -> Self {
        Self {
            name: name.into(),
            values: Dict::from([(key.to_owned(), value)]),
        }
    }
}

impl Provider for Layer {
    fn metadata(&self) -> Metadata {
        Metadata::named(self.name.clone())
    }

    fn data(&self) -> Result<Map<Profile, Dict>, figment::Error> {
        Ok(Profile::Default.collect(self.values.clone()))
    }
}

/// Merges all sources. What cannot be read is added to `problems`; the rest is in the result, with the file that was used.
pub fn merge(
    environment: &Environment,
    explicit: Option<&Path>,
    problems: &mut Vec<Problem>,
) -> (Figment, Option<PathBuf>) {
    let mut figment = Figment::from(Layer {
        name: "default".into(),
        values: SETTINGS
            .iter()
            .map(|setting| (setting.key.to_owned(), preset(setting)))
            .collect(),
    });

    let file = config_file(environment, explicit);
    if let Some(path) = &file {
        figment = merge_file(figment, path, problems);
    }
    check_variables(environment, problems);
    for setting in SETTINGS {
        if let Some(layer) = from_environment(environment, setting, problems) {
            figment = figment.merge(layer);
        }
    }
    (with_places(figment, environment), file)
}

/// The sources with some settings put back to their defaults.
pub fn without(figment: Figment, keys: &[&str], environment: &Environment) -> Figment {
    let reset = SETTINGS.iter().filter(|setting| keys.contains(&setting.key));
    let figment = reset.fold(figment, |figment, setting| {
        figment.merge(Layer::of("default", setting.key, preset(setting)))
    });
    with_places(figment, environment)
}

fn preset(setting: &Setting) -> Value {
    match setting.preset {
        Preset::Value(text) => parse(setting.kind, text),
        Preset::Unset(_) => Value::Empty(figment::value::Tag::Default, figment::value::Empty::None),
    }
}

/// Fills in the settings whose defaults depend on the machine and on each other.
fn with_places(figment: Figment, environment: &Environment) -> Figment {
    let missing = |figment: &Figment, key: &str| !matches!(figment.find_value(key), Ok(value) if !matches!(value, Value::Empty(..)));
    let mut figment = figment;
    if missing(&figment, "data_dir") {
        let path = default_data_dir(environment).display().to_string();
        figment = figment.merge(Layer::of("default", "data_dir", path.into()));
    }
    if let Ok(data_dir) = figment.extract_inner::<PathBuf>("data_dir") {
        let data_dir = std::path::absolute(&data_dir).unwrap_or(data_dir);
        if missing(&figment, "models_dir") {
            figment = figment.merge(Layer::of(
                "default",
                "models_dir",
                data_dir.join("models").display().to_string().into(),
            ));
        }
        if missing(&figment, "database_url") {
            figment = figment.merge(Layer::of(
                "default",
                "database_url",
                sqlite_url(&data_dir.join("therapybridge.db")).into(),
            ));
        }
    }
    figment
}

/// The directory for the practice's data when none is named.
fn default_data_dir(environment: &Environment) -> PathBuf {
    if let Some(given) = environment.get("STATE_DIRECTORY") {
        // systemd lists several, separated by colons; the first is the service's main one.
        return given.split(':').next().unwrap_or(given).into();
    }
    if environment.is_root {
        return "/var/lib/therapybridge".into();
    }
    let share = environment
        .get("XDG_DATA_HOME")
        .map(PathBuf::from)
        .filter(|path| path.is_absolute());
    let share = share.or_else(|| environment.get("HOME").map(|home| Path::new(home).join(".local/share")));
    share.map_or_else(|| "therapybridge-data".into(), |share| share.join("therapybridge"))
}

/// The database URL of a file; what would end the path of a URL is escaped.
fn sqlite_url(path: &Path) -> String {
    let path = path
        .display()
        .to_string()
        .replace('%', "%25")
        .replace('?', "%3F")
        .replace('#', "%23");
    format!("sqlite://{path}")
}

/// The file to read: the one that was asked for, else the first that exists.
fn config_file(environment: &Environment, explicit: Option<&Path>) -> Option<PathBuf> {
    if let Some(path) = explicit
        .map(Path::to_owned)
        .or_else(|| environment.get("TB_CONFIG").map(PathBuf::from))
    {
        return Some(path);
    }
    let data_dir = environment
        .get("TB_DATA_DIR")
        .map_or_else(|| default_data_dir(environment), PathBuf::from);
    let service = environment
        .get("CONFIGURATION_DIRECTORY")
        .map(|given| PathBuf::from(given.split(':').next().unwrap_or(given)));
    service
        .into_iter()
        .chain(["/etc/therapybridge".into(), data_dir])
        .map(|directory| directory.join("config.toml"))
        .find(|path| path.is_file())
}

fn merge_file(mut figment: Figment, path: &Path, problems: &mut Vec<Problem>) -> Figment {
    let place = path.display().to_string();
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) => {
            problems.push(Problem::new(place, format!("cannot be read: {error}")));
            return figment;
        }
    };
    let table: toml::Table = match text.parse() {
        Ok(table) => table,
        Err(error) => {
            // The library's own display quotes the line, which may hold a secret.
            let line = error.span().map(|span| text[..span.start].lines().count().max(1));
            let line = line.map(|line| format!("line {line}: ")).unwrap_or_default();
            problems.push(Problem::new(place, format!("{line}{}", error.message())));
            return figment;
        }
    };
    for key in table.keys() {
        if let Some(setting) = secret_file_of(key) {
            let named = table.get(key).and_then(toml::Value::as_str).unwrap_or_default();
            if let Some(value) = read_secret(&format!("{place}: {key}"), Path::new(named), problems) {
                figment = figment.merge(Layer::of(place.clone(), setting.key, value.into()));
            }
        } else if !is_known_key(key) {
            problems.push(Problem::new(
                format!("{place}: {key}"),
                unknown("setting", key, known_keys()),
            ));
        }
    }
    // A key that is reported above must not stop the others from being read, and an empty text says "the default", as in the
    // environment.
    let is_setting = |key: &str| SETTINGS.iter().any(|setting| setting.key == key);
    let known: toml::Table = table
        .into_iter()
        .filter(|(key, value)| is_setting(key) && value.as_str() != Some(""))
        .collect();
    let values = Toml::string(&known.to_string())
        .data()
        .ok()
        .and_then(|mut profiles| profiles.remove(&Profile::Default));
    figment.merge(Layer {
        name: place,
        values: values.unwrap_or_default(),
    })
}

/// The value that the environment gives to a setting: the variable, else the file that `…_FILE` names, else a systemd
/// credential of the setting's name.
fn from_environment(environment: &Environment, setting: &Setting, problems: &mut Vec<Problem>) -> Option<Layer> {
    if let Some(text) = environment.get(setting.env) {
        return Some(Layer::of(setting.env, setting.key, parse(setting.kind, text)));
    }
    if !setting.kind.is_secret() {
        return None;
    }
    let variable = format!("{}_FILE", setting.env);
    if let Some(path) = environment.get(&variable) {
        let value = read_secret(&variable, Path::new(path), problems)?;
        return Some(Layer::of(variable, setting.key, value.into()));
    }
    let credential = Path::new(environment.get("CREDENTIALS_DIRECTORY")?).join(setting.key);
    if !credential.is_file() {
        return None;
    }
    let value = read_secret(&format!("credential {}", setting.key), &credential, problems)?;
    Some(Layer::of(
        format!("credential {}", setting.key),
        setting.key,
        value.into(),
    ))
}

fn read_secret(place: &str, path: &Path, problems: &mut Vec<Problem>) -> Option<String> {
    match std::fs::read_to_string(path) {
        Ok(text) => Some(text.trim_end_matches(['\r', '\n']).to_owned()),
        Err(error) => {
            problems.push(Problem::new(
                place,
                format!("the file {} cannot be read: {error}", path.display()),
            ));
            None
        }
    }
}

/// Refuses `TB_` variables that mean nothing, which are misspelt ones.
fn check_variables(environment: &Environment, problems: &mut Vec<Problem>) {
    let known = || {
        SETTINGS
            .iter()
            .map(|setting| setting.env.to_owned())
            .filter(|name| name.starts_with("TB_"))
    };
    for name in environment.variables.keys().filter(|name| name.starts_with("TB_")) {
        let elsewhere =
            OTHER_VARIABLES.contains(&name.as_str()) || OTHER_PREFIXES.iter().any(|prefix| name.starts_with(prefix));
        if !elsewhere && !known().any(|known| known == *name) {
            problems.push(Problem::new(name, unknown("environment variable", name, known())));
        }
    }
}

fn secret_file_of(key: &str) -> Option<&'static Setting> {
    let stem = key.strip_suffix("_file")?;
    SETTINGS
        .iter()
        .find(|setting| setting.key == stem && setting.kind.is_secret())
}

fn known_keys() -> impl Iterator<Item = String> {
    SETTINGS
        .iter()
        .map(|setting| setting.key.to_owned())
        .chain(ACCEPTED.iter().map(|name| name.to_ascii_lowercase()))
}

fn is_known_key(key: &str) -> bool {
    known_keys().any(|known| known == key)
}

fn unknown(what: &str, given: &str, known: impl Iterator<Item = String>) -> String {
    let nearest = known
        .map(|name| {
            (
                strsim::damerau_levenshtein(&name, &given.to_lowercase())
                    .min(strsim::damerau_levenshtein(&name, given)),
                name,
            )
        })
        .min();
    match nearest {
        Some((distance, name)) if distance <= 1 + given.len() / 4 => {
            format!("there is no such {what}; did you mean `{name}`?")
        }
        _ => format!("there is no such {what}; `therapybridge config example` lists them all"),
    }
}

/// The value that a text stands for. Text that does not fit its kind stays text, and reading it reports what was expected.
fn parse(kind: Kind, text: &str) -> Value {
    let given = text.trim();
    match kind {
        Kind::Text | Kind::Path | Kind::Secret | Kind::Url => text.into(),
        Kind::Whole => given.parse::<i64>().map_or_else(|_| text.into(), Value::from),
        Kind::Decimal => given.parse::<f64>().map_or_else(|_| text.into(), Value::from),
        Kind::Switch => match given.to_ascii_lowercase().as_str() {
            "true" | "yes" | "on" | "1" => true.into(),
            "false" | "no" | "off" | "0" => false.into(),
            _ => text.into(),
        },
        Kind::List => given
            .split(',')
            .map(str::trim)
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .into(),
    }
}

/// One setting out of the merged sources.
pub(super) fn read<T: DeserializeOwned>(figment: &Figment, key: &str, problems: &mut Vec<Problem>) -> Option<T> {
    match figment.extract_inner(key) {
        Ok(value) => Some(value),
        Err(error) => {
            problems.push(Problem::new(place_of(figment, key), explain(key, &error)));
            None
        }
    }
}

/// Where a setting's value comes from, as a person would say it.
pub fn place_of(figment: &Figment, key: &str) -> String {
    match figment.find_metadata(key).map(|metadata| metadata.name.to_string()) {
        Some(name) if name.ends_with(".toml") || name.contains('/') => format!("{name}: {key}"),
        Some(name) => name,
        None => key.to_owned(),
    }
}

fn explain(key: &str, error: &figment::Error) -> String {
    let secret = SETTINGS
        .iter()
        .any(|setting| setting.key == key && setting.kind.is_secret());
    match &error.kind {
        _ if secret => "must be text in quotes".into(),
        Fault::InvalidType(found, expected) | Fault::InvalidValue(found, expected) => {
            format!("is {}, where {} is expected", found_in_words(found), in_words(expected))
        }
        other => other.to_string(),
    }
}

/// What was found, as it stands in the file.
fn found_in_words(found: &Actual) -> String {
    match found {
        Actual::Str(text) => format!("{text:?}"),
        Actual::Signed(number) => number.to_string(),
        Actual::Unsigned(number) => number.to_string(),
        Actual::Float(number) => number.to_string(),
        Actual::Bool(switch) => switch.to_string(),
        Actual::Seq => "a list".into(),
        Actual::Map => "a section".into(),
        other => other.to_string(),
    }
}

/// What serde expected, without the names of Rust's types.
fn in_words(expected: &str) -> &str {
    match expected {
        "u16" => "a whole number from 0 to 65535",
        "u32" => "a whole number from 0 to 4294967295",
        "u64" => "a whole number, 0 or more",
        "f64" => "a number",
        "a boolean" => "`true` or `false`",
        "a sequence" => "a list of texts",
        "path string" | "a string" => "text in quotes",
        other => other,
    }
}

impl Config {
    /// The names of the original backend that are set here and that this version does not use.
    pub fn unused_names(environment: &Environment) -> Vec<&'static str> {
        ACCEPTED
            .iter()
            .copied()
            .filter(|name| environment.get(name).is_some())
            .collect()
    }
}
