//! Exports as a FHIR R4 document: a bundle whose first entry is a composition that refers to everything else in it.
//!
//! The narrative of each section says all that the letter says. The letter itself is attached as a PDF in a document reference,
//! so that a receiver that shows no narratives still shows it. One document is about one client.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::SecondsFormat;
use domain::calendar::day_of;
use domain::export::Kind;
use domain::ids::new_uuid;
use domain::measure::Instrument;
use domain::review::State;
use domain::{PatientId, Timestamp};
use serde_json::{Value, json};
use store::signatures::Kind as Signer;
use uuid::Uuid;

use super::content::{Content, Frame, Note, Person};
use super::html::{escape, narrative};
use super::report::{Progress, Taken};
use super::{letter, report, words};
use crate::documents::Block;

const LOINC: &str = "http://loinc.org";
const ACT_CODE: &str = "http://terminology.hl7.org/CodeSystem/v3-ActCode";
const CONFIDENTIALITY: &str = "http://terminology.hl7.org/CodeSystem/v3-Confidentiality";
const CATEGORY: &str = "http://terminology.hl7.org/CodeSystem/observation-category";
const NULL_FLAVOR: &str = "http://terminology.hl7.org/CodeSystem/v3-NullFlavor";
const UCUM: &str = "http://unitsofmeasure.org";

/// A bundle that is being put together.
struct Bundle<'a> {
    frame: &'a Frame,
    entries: Vec<Value>,
    patient: String,
    organization: String,
    people: Vec<Uuid>,
}

/// The document. `letter` is the same as a PDF.
pub(super) fn bundle(frame: &Frame, content: &Content, letter: &[u8]) -> Value {
    let mut bundle = Bundle {
        frame,
        entries: Vec::new(),
        patient: String::new(),
        organization: String::new(),
        people: Vec::new(),
    };
    bundle.organization = bundle.organization();
    let composition = match content {
        Content::Notes(notes) => bundle.notes(notes, letter),
        Content::Progress(progress) => bundle.progress(progress, letter),
    };
    let mut entries = vec![entry(frame.export.id.uuid(), composition)];
    entries.append(&mut bundle.entries);
    json!({
        "resourceType": "Bundle",
        "type": "document",
        "identifier": { "system": "urn:ietf:rfc:3986", "value": urn(frame.export.id.uuid()) },
        "timestamp": instant(frame.made_at),
        "entry": entries,
    })
}

fn urn(id: Uuid) -> String {
    format!("urn:uuid:{id}")
}

fn entry(id: Uuid, mut resource: Value) -> Value {
    resource["id"] = json!(id);
    json!({ "fullUrl": urn(id), "resource": resource })
}

fn reference(urn: &str) -> Value {
    json!({ "reference": urn })
}

fn coded(system: &str, code: &str, display: &str) -> Value {
    json!({ "coding": [{ "system": system, "code": code, "display": display }] })
}

fn text(div: String) -> Value {
    json!({ "status": "generated", "div": div })
}

/// A moment as FHIR writes it: to the millisecond.
fn instant(at: Timestamp) -> String {
    at.utc().to_rfc3339_opts(SecondsFormat::Millis, true)
}

/// What is never empty, because the standard has no empty strings.
fn some(text: &str) -> &str {
    if text.trim().is_empty() { "Unknown" } else { text.trim() }
}

impl Bundle<'_> {
    fn add(&mut self, id: Uuid, resource: Value) -> String {
        self.entries.push(entry(id, resource));
        urn(id)
    }

    fn add_new(&mut self, resource: Value) -> String {
        self.add(new_uuid(self.frame.made_at), resource)
    }

    fn organization(&mut self) -> String {
        let practice = &self.frame.practice;
        let name = some(&practice.name).to_owned();
        let mut resource = json!({ "resourceType": "Organization", "name": name });
        let address: Vec<&str> = practice
            .address
            .iter()
            .map(|line| line.trim())
            .filter(|line| !line.is_empty())
            .collect();
        if !address.is_empty() {
            resource["address"] = json!([{ "text": address.join("\n") }]);
        }
        resource["text"] = text(narrative(&[Block::paragraph(name)]));
        self.add_new(resource)
    }

    fn patient(&mut self, id: PatientId, name: &str) {
        let name = some(name);
        let resource = json!({
            "resourceType": "Patient",
            "text": text(narrative(&[Block::paragraph(name)])),
            "name": [{ "text": name }],
        });
        self.patient = self.add(id.uuid(), resource);
    }

    /// A person of the practice, once however often they are named.
    fn person(&mut self, id: Uuid, name: &str) -> String {
        if !self.people.contains(&id) {
            self.people.push(id);
            let name = some(name);
            let resource = json!({
                "resourceType": "Practitioner",
                "text": text(narrative(&[Block::paragraph(name)])),
                "name": [{ "text": name }],
            });
            self.add(id, resource);
        }
        urn(id)
    }

    fn practitioner(&mut self, person: &Person) -> String {
        self.person(person.id.uuid(), &person.name)
    }

    /// The letter as a PDF.
    fn attach(&mut self, title: &str, is_final: bool, authors: &[Value], letter: &[u8]) -> String {
        let mut resource = json!({
            "resourceType": "DocumentReference",
            "status": "current",
            "docStatus": if is_final { "final" } else { "preliminary" },
            "type": self.kind(),
            "subject": reference(&self.patient),
            "date": instant(self.frame.made_at),
            "author": authors,
            "custodian": reference(&self.organization),
            "securityLabel": [coded(CONFIDENTIALITY, "R", "restricted")],
            "content": [{ "attachment": {
                "contentType": "application/pdf",
                "data": STANDARD.encode(letter),
                "size": letter.len(),
                "title": title,
                "creation": instant(self.frame.made_at),
            } }],
        });
        if self.frame.no_redisclosure {
            let label = coded(ACT_CODE, "NORDSCLCD", "no redisclosure without consent directive");
            if let Some(labels) = resource["securityLabel"].as_array_mut() {
                labels.push(label);
            }
        }
        self.add_new(resource)
    }

    /// What sort of document it is.
    fn kind(&self) -> Value {
        match self.frame.export.subject.kind() {
            Kind::SessionNotes => coded(LOINC, "11506-3", "Progress note"),
            Kind::ProgressReport => coded(LOINC, "34133-9", "Summary of episode note"),
        }
    }

    fn composition(&self, title: &str, status: &str, authors: Vec<Value>, mut sections: Vec<Value>) -> Value {
        let mut notices: Vec<Block> = Vec::new();
        let mut security = vec![json!({ "system": CONFIDENTIALITY, "code": "R", "display": "restricted" })];
        if self.frame.no_redisclosure {
            notices.extend(words::REDISCLOSURE.map(Block::paragraph));
            security.push(json!({
                "system": ACT_CODE, "code": "NORDSCLCD", "display": "no redisclosure without consent directive",
            }));
            let section = json!({ "title": "Prohibition of redisclosure", "text": text(narrative(&notices)) });
            sections.insert(0, section);
        }
        json!({
            "resourceType": "Composition",
            "meta": { "security": security },
            "language": "en",
            "text": text(format!(
                "<div xmlns=\"http://www.w3.org/1999/xhtml\"><p>{}</p></div>",
                escape(title)
            )),
            "identifier": { "system": "urn:ietf:rfc:3986", "value": urn(self.frame.export.id.uuid()) },
            "status": status,
            "type": self.kind(),
            "subject": reference(&self.patient),
            "date": instant(self.frame.made_at),
            "author": authors,
            "title": title,
            "confidentiality": "R",
            "custodian": reference(&self.organization),
            "section": sections,
        })
    }

    fn notes(&mut self, notes: &[Note], letter: &[u8]) -> Value {
        if let Some(note) = notes.first() {
            self.patient(note.session.patient_id, &note.session.patient_name);
        }
        let mut authors: Vec<Value> = Vec::new();
        let mut attesters = Vec::new();
        let mut sections = Vec::new();
        let mut encounters = Vec::new();
        for note in notes {
            let author = reference(&self.practitioner(&note.therapist));
            if !authors.contains(&author) {
                authors.push(author.clone());
            }
            for (signature, name) in &note.signatures {
                let party = self.person(signature.signer.uuid(), name);
                let mode = match signature.kind {
                    Signer::Author => "legal",
                    Signer::Supervisor => "professional",
                };
                attesters.push(json!({ "mode": mode, "time": instant(signature.at), "party": reference(&party) }));
            }
            let encounter = self.encounter(note);
            sections.push(section(self.frame, note, &author, &encounter));
            encounters.push(encounter);
        }
        let is_final = notes.iter().all(|note| note.state.is_signed());
        let is_amended = notes.iter().any(|note| !note.amendments.is_empty());
        let status = match (is_final, is_amended) {
            (false, _) => "preliminary",
            (true, true) => "amended",
            (true, false) => "final",
        };
        let title = if notes.len() == 1 {
            "Session note"
        } else {
            "Session notes"
        };
        let attached = self.attach(title, is_final, &authors, letter);
        sections.push(attachment(&attached));
        let mut composition = self.composition(title, status, authors, sections);
        if !attesters.is_empty() {
            composition["attester"] = attesters.into();
        }
        if let [encounter] = encounters.as_slice() {
            composition["encounter"] = reference(encounter);
        }
        composition
    }

    /// The meeting a session was recorded in. Without an appointment only its date is known, and that is no period.
    fn encounter(&mut self, note: &Note) -> String {
        let modality = note.meeting.as_ref().map(|meeting| meeting.modality.as_str());
        let (system, code, display) = match modality {
            Some("video" | "telephone") => (ACT_CODE, "VR", "virtual"),
            Some(_) => (ACT_CODE, "AMB", "ambulatory"),
            None => (NULL_FLAVOR, "UNK", "unknown"),
        };
        let therapist = self.practitioner(&note.therapist);
        let mut resource = json!({
            "resourceType": "Encounter",
            "status": "finished",
            "class": { "system": system, "code": code, "display": display },
            "subject": reference(&self.patient),
            "participant": [{ "individual": reference(&therapist) }],
            "serviceProvider": reference(&self.organization),
        });
        if let Some(meeting) = &note.meeting {
            resource["type"] = json!([{ "text": words::meeting(&meeting.kind) }]);
            resource["period"] = json!({ "start": instant(meeting.starts_at), "end": instant(meeting.ends_at) });
        } else {
            let day = day_of(note.at(), self.frame.zone).to_string();
            resource["period"] = json!({ "start": day });
        }
        self.add(note.session.id.uuid(), resource)
    }

    fn progress(&mut self, progress: &Progress, letter: &[u8]) -> Value {
        self.patient(progress.patient, &progress.name);
        let author = reference(&self.practitioner(&progress.therapist));
        let mut sections: Vec<Value> = Vec::new();
        for (title, blocks) in report::sections(self.frame, progress) {
            sections.push(json!({ "title": title, "text": text(narrative(&blocks)) }));
        }
        let mut observations = Vec::new();
        for taken in &progress.measures {
            observations.push(reference(&self.observation(taken)));
        }
        let told = sections.iter_mut().find(|section| section["title"] == "Questionnaires");
        if let Some(told) = told.filter(|_| !observations.is_empty()) {
            told["entry"] = observations.into();
        }
        let attached = self.attach("Progress report", false, std::slice::from_ref(&author), letter);
        sections.push(attachment(&attached));
        self.composition("Progress report", "preliminary", vec![author], sections)
    }

    /// A questionnaire: the panel, which has its sum as a member.
    fn observation(&mut self, taken: &Taken) -> String {
        let (panel, panel_name, sum, sum_name) = match taken.instrument {
            Instrument::Phq9 => (
                "44249-1",
                "PHQ-9 quick depression assessment panel [Reported.PHQ]",
                "44261-6",
                "Patient Health Questionnaire 9 item (PHQ-9) total score [Reported]",
            ),
            Instrument::Gad7 => (
                "69737-5",
                "Generalized anxiety disorder 7 item (GAD-7)",
                "70274-6",
                "Generalized anxiety disorder 7 item (GAD-7) total score [Reported.PHQ]",
            ),
        };
        let told = format!(
            "{}: {} of {} ({})",
            taken.instrument.name(),
            taken.score,
            taken.instrument.max(),
            taken.band
        );
        let observation = |code: Value| {
            json!({
                "resourceType": "Observation",
                "text": text(narrative(&[Block::paragraph(told.as_str())])),
                "status": "final",
                "category": [coded(CATEGORY, "survey", "Survey")],
                "code": code,
                "subject": reference(&self.patient),
                "effectiveDateTime": instant(taken.taken_at),
            })
        };
        let mut total = observation(coded(LOINC, sum, sum_name));
        total["valueQuantity"] = json!({ "value": taken.score, "unit": "score", "system": UCUM, "code": "{score}" });
        total["interpretation"] = json!([{ "text": taken.band }]);
        let mut whole = observation(coded(LOINC, panel, panel_name));
        let member = self.add(taken.id.uuid(), total);
        whole["hasMember"] = json!([reference(&member)]);
        self.add_new(whole)
    }
}

/// A session's note as a section.
fn section(frame: &Frame, note: &Note, author: &Value, encounter: &str) -> Value {
    let day = words::day(day_of(note.at(), frame.zone));
    let state = if note.state == State::Draft || note.state == State::InReview {
        " (draft, not signed)"
    } else {
        ""
    };
    json!({
        "title": format!("Session of {day}{state}"),
        "code": coded(LOINC, "11506-3", "Progress note"),
        "author": [author],
        "text": text(narrative(&letter::body(frame, note))),
        "entry": [reference(encounter)],
    })
}

/// The section that holds the letter.
fn attachment(document: &str) -> Value {
    json!({
        "title": "The same as a letter",
        "text": text(narrative(&[Block::paragraph("This document as a PDF.")])),
        "entry": [reference(document)],
    })
}
