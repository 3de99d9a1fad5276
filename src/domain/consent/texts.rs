//! The wording that people agree to. Each stands alone and names one purpose, says that it is voluntary and can be taken back,
//! and where software of the kind that is called AI takes part it says so and what for. A wording is never changed: a new one is
//! a new version beside the old, because consents refer to what was read.

use super::Scope;

/// Version of the wording that is offered now.
pub const VERSION: &str = "2026-1";
/// Language of the wording that is offered now (BCP 47).
pub const LANGUAGE: &str = "en";

/// A wording.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Text {
    /// What it is about.
    pub scope: Scope,
    /// Its version.
    pub version: &'static str,
    /// Its language (BCP 47).
    pub language: &'static str,
    /// What people read.
    pub text: &'static str,
}

/// The wording of a scope in a version and a language.
pub fn text(scope: Scope, version: &str, language: &str) -> Option<&'static Text> {
    TEXTS
        .iter()
        .find(|text| text.scope == scope && text.version == version && text.language == language)
}

/// Every wording there ever was, in the order of the scopes.
pub const TEXTS: &[Text] = &[
    Text {
        scope: Scope::Record,
        version: VERSION,
        language: LANGUAGE,
        text: "I agree that my therapist records the sound of our sessions. The recording is used for one purpose: to write \
               the record of my treatment. It is stored encrypted on a machine of this practice, and only those who treat me \
               here and their supervisor may listen to it. Everybody in the room has to agree before anything is recorded. I \
               am free to say no, and my treatment does not depend on it. I can take it back at any time, also in the middle \
               of a session: recording stops at once, and I may ask that what exists is destroyed. What my therapist has \
               already signed as part of my record stays.",
    },
    Text {
        scope: Scope::Transcribe,
        version: VERSION,
        language: LANGUAGE,
        text: "I agree that the recording of our sessions is turned into written text by artificial intelligence (AI): speech \
               recognition software that runs on a machine of this practice. The text is used for one purpose: to write the \
               record of my treatment. It is stored encrypted, and it can contain mistakes, which my therapist checks \
               against the recording. I am free to say no, and my treatment does not depend on it. I can take it back at any \
               time: the software stops at once, and I may ask that recording and text are destroyed, except for what my \
               therapist has already signed as part of my record.",
    },
    Text {
        scope: Scope::AiDraft,
        version: VERSION,
        language: LANGUAGE,
        text: "I agree that artificial intelligence (AI) on a machine of this practice writes a draft of the session note from \
               the text of our session. Its purpose is to save my therapist writing. It makes no decision about me: it does \
               not diagnose, does not choose my treatment and does not speak with me. My therapist reads every draft, checks \
               it against what was said, corrects it and is alone responsible for the note. I am free to say no, and my \
               treatment does not depend on it; my therapist then writes the note by hand. I can take it back at any time, \
               and no further draft is made.",
    },
    Text {
        scope: Scope::ExternalModel,
        version: VERSION,
        language: LANGUAGE,
        text: "I agree that the text of our session may be sent over the internet to a company outside this practice, whose \
               artificial intelligence (AI) writes a draft of the session note. The text goes without my name, but it holds \
               what was said and may still tell who I am. This is done for one purpose, the draft, and only when no software \
               in the practice can write it. My therapist can tell me which company it is, and the practice keeps a list of \
               when something was sent. I am free to say no, and my treatment does not depend on it; everything then stays \
               in the building. I can take it back at any time, and nothing more is sent; what was sent before cannot be \
               called back by the practice.",
    },
    Text {
        scope: Scope::Portal,
        version: VERSION,
        language: LANGUAGE,
        text: "I agree that I can use the practice's client portal with an account of my own. There I see what my therapist \
               releases to me: summaries, agreed tasks, appointments and questionnaires. What I enter there becomes part of \
               my record. Nobody watches the portal around the clock: it is not for emergencies. I am free to say no, and my \
               treatment does not depend on it; I then get everything on paper or by word of mouth. I can take it back at \
               any time, and the portal shows nothing more from then on.",
    },
];
