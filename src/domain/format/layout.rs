//! Which sections a format has, and what belongs into each.
//!
//! The kinds of claims stay apart where a format keeps them apart: what the client said, what was heard or done, what the
//! clinician judged. Every format has a place for every kind and for every line that comes from another field. A format without
//! an assessment has its judgements beside the response, which is where its users look for them.

use crate::claim::ClaimKind::{self, Intervention, Judgement, Observed, Plan, Reported, Response};
use crate::format::Source::{self, ActionItems, Mood, Risk, Strategies, Topics};
use crate::format::{Format, Template};

/// A section before anything stands in it.
pub(super) struct Part<'a> {
    pub(super) title: &'a str,
    /// Claims of these kinds, one kind after the other.
    pub(super) kinds: &'a [ClaimKind],
    /// Then the lines of these fields.
    pub(super) sources: &'a [Source],
    /// Whether it holds what can be seen of somebody, which a recording does not tell.
    pub(super) is_seen: bool,
    /// What the therapist completes.
    pub(super) prompts: Vec<&'a str>,
}

/// What can only be seen.
pub(super) const NOT_ASSESSED: [&str; 3] = [
    "Appearance: Not assessed (audio only).",
    "Eye contact: Not assessed (audio only).",
    "Psychomotor activity: Not assessed (audio only).",
];

const ASSESSMENT: [&str; 4] = [
    "Assessment: to be completed by the therapist.",
    "Progress toward the goals: to be completed by the therapist.",
    "Risk, as you judge it: to be completed by the therapist.",
    "Diagnosis and its status: to be completed by the therapist.",
];
const GOALS: &str = "Goals and objectives of the treatment plan: to be completed by the therapist.";
const HISTORY: [&str; 4] = [
    "Earlier treatment: to be completed by the therapist.",
    "Family and social history: to be completed by the therapist.",
    "Medical history and medication: to be completed by the therapist.",
    "Substance use: to be completed by the therapist.",
];

fn part<'a>(title: &'a str, kinds: &'a [ClaimKind], sources: &'a [Source]) -> Part<'a> {
    Part {
        title,
        kinds,
        sources,
        is_seen: false,
        prompts: Vec::new(),
    }
}

impl<'a> Part<'a> {
    fn asks(mut self, prompts: &[&'a str]) -> Self {
        self.prompts.extend(prompts);
        self
    }

    fn seen(mut self) -> Self {
        self.is_seen = true;
        self
    }

    /// Whether a note has anything that could stand in it.
    pub(super) fn is_fed(&self) -> bool {
        !self.kinds.is_empty() || !self.sources.is_empty()
    }
}

/// The sections of a format, in order.
pub(super) fn of_format(format: Format) -> Vec<Part<'static>> {
    let plan = || part("Plan", &[Plan], &[ActionItems]);
    let assessment = || part("Assessment", &[Judgement], &[Risk]).asks(&ASSESSMENT);
    let intervention = || part("Intervention", &[Intervention], &[Strategies]);
    let response = || part("Response", &[Response, Judgement], &[Risk]).asks(&ASSESSMENT);
    match format {
        Format::Soap => vec![
            part("Subjective", &[Reported], &[Topics, Mood]),
            part("Objective", &[Observed, Intervention, Response], &[Strategies]).seen(),
            assessment(),
            plan(),
        ],
        Format::Dap => vec![
            part(
                "Data",
                &[Reported, Observed, Intervention, Response],
                &[Topics, Mood, Strategies],
            )
            .seen(),
            assessment(),
            plan(),
        ],
        Format::Birp => vec![
            part("Behaviour", &[Reported, Observed], &[Topics, Mood]).seen(),
            intervention(),
            response(),
            plan(),
        ],
        Format::Girp => vec![
            part("Goals", &[], &[]).asks(&[GOALS]),
            intervention(),
            part(
                "Response",
                &[Reported, Observed, Response, Judgement],
                &[Topics, Mood, Risk],
            )
            .seen()
            .asks(&ASSESSMENT),
            plan(),
        ],
        Format::Pirp => vec![
            part("Problem", &[Reported, Observed], &[Topics, Mood]).seen(),
            intervention(),
            response(),
            plan(),
        ],
        Format::Intake => vec![
            part("Presenting concerns", &[Reported], &[Topics, Mood]),
            part("History", &[], &[]).asks(&HISTORY),
            part("Observations", &[Observed], &[]).seen(),
            part("Interventions and response", &[Intervention, Response], &[Strategies]),
            assessment(),
            plan(),
        ],
    }
}

/// The sections of a template, in order.
pub(super) fn of_template(template: &Template) -> Vec<Part<'_>> {
    let sections = template.sections.iter();
    let parts = sections.map(|section| {
        let prompts = Some(section.instructions.as_str()).filter(|text| !text.is_empty());
        part(&section.title, &section.kinds, section.source.as_slice()).asks(prompts.as_slice())
    });
    parts.collect()
}
