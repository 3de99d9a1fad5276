//! Exports in this product's own form, for programs. `docs/exports.md` describes it; a change that a reader must know of raises
//! [`VERSION`].

use domain::attendance::rounded;
use domain::format::Block;
use serde_json::{Value, json};
use store::exports::Meeting;

use super::content::{Content, Frame, Note, Person};
use super::letter::amended;
use super::report::Progress;
use super::words;

/// Names the form.
const FORMAT: &str = "therapybridge export";
/// Its version.
const VERSION: u32 = 1;

/// The document.
pub(super) fn value(frame: &Frame, content: &Content) -> Value {
    let mut value = json!({
        "format": FORMAT,
        "version": VERSION,
        "kind": frame.export.subject.kind().as_str(),
        "export_id": frame.export.id,
        "created_at": frame.made_at.rfc3339(),
        "timezone": frame.zone.name(),
        "practice": { "name": frame.practice.name, "address": frame.practice.address },
        "requested_by": person(&frame.author),
        "notices": if frame.no_redisclosure { words::REDISCLOSURE.as_slice() } else { &[] },
    });
    match content {
        Content::Notes(notes) => value["sessions"] = notes.iter().map(session).collect(),
        Content::Progress(progress) => value["progress"] = report(progress),
    }
    value
}

fn person(person: &Person) -> Value {
    json!({ "id": person.id, "name": person.name, "role": person.role.as_str() })
}

fn session(note: &Note) -> Value {
    let meeting = |meeting: &Meeting| {
        json!({
            "starts_at": meeting.starts_at.rfc3339(),
            "ends_at": meeting.ends_at.rfc3339(),
            "kind": meeting.kind,
            "modality": meeting.modality,
        })
    };
    let sections = note.rendered.sections.iter().map(
        |section| json!({ "title": section.title, "blocks": section.blocks.iter().map(block).collect::<Vec<_>>() }),
    );
    let signatures = note.signatures.iter().map(|(signature, name)| {
        json!({
            "name": name,
            "user_id": signature.signer,
            "role": signature.role.as_str(),
            "method": signature.method.as_str(),
            "version": signature.version,
            "signed_at": signature.at.rfc3339(),
            "sha256": hex::encode(signature.signed.content_hash),
        })
    });
    let amendments = note.amendments.iter().map(|(amendment, name)| {
        json!({
            "kind": amendment.kind.as_str(),
            "text": amended(amendment),
            "name": name,
            "user_id": amendment.author,
            "role": amendment.role.as_str(),
            "method": amendment.method.as_str(),
            "signed_at": amendment.at.rfc3339(),
            "sha256": hex::encode(amendment.signed.content_hash),
        })
    });
    let risk = note.decisions.iter().map(|reviewed| {
        let decided = reviewed.decided.as_ref().map(|decided| {
            json!({
                "decision": decided.disposition.decision.as_str(),
                "comment": decided.disposition.comment,
                "by": decided.by_name,
                "at": decided.disposition.at.rfc3339(),
            })
        });
        json!({ "category": reviewed.category, "quote": reviewed.quote, "decided": decided })
    });
    let notes = &note.notes;
    json!({
        "session_id": note.session.id,
        "patient": { "id": note.session.patient_id, "name": note.session.patient_name },
        "therapist": person(&note.therapist),
        "recorded_at": note.session.created_at.rfc3339(),
        "appointment": note.meeting.as_ref().map(meeting),
        "note": {
            "state": note.state.as_str(),
            "version": note.version,
            "format": note.rendered.format.to_string(),
            "title": note.rendered.title,
            "sections": sections.collect::<Vec<_>>(),
            "key_topics": notes.key_topics,
            "topic_summary": notes.topic_summary,
            "strategies": notes.strategies.iter().map(|strategy| &strategy.name).collect::<Vec<_>>(),
            "action_items": notes.action_items.iter().map(|item| &item.text).collect::<Vec<_>>(),
            "session_mood": notes.session_mood.map(|mood| mood.as_str()),
            "mood_trajectory": notes.mood_trajectory.map(|trajectory| trajectory.as_str()),
            "therapist_notes": notes.therapist_notes,
            "patient_summary": notes.patient_summary,
            "language_to_review": risk.collect::<Vec<_>>(),
        },
        "amendments": amendments.collect::<Vec<_>>(),
        "signatures": signatures.collect::<Vec<_>>(),
    })
}

fn block(block: &Block) -> Value {
    json!({
        "kind": block.kind.as_str(),
        "text": block.text,
        "turns": block.turns,
        "supported": block.supported,
    })
}

fn report(progress: &Progress) -> Value {
    let goals = progress.goals.iter().map(
        |goal| json!({ "text": goal.text, "measure": goal.measure, "state": goal.state, "target_on": goal.target_on }),
    );
    let measures = progress.measures.iter().map(|measure| {
        json!({
            "instrument": measure.instrument.as_str(),
            "taken_at": measure.taken_at.rfc3339(),
            "score": measure.score,
            "max": measure.instrument.max(),
            "band": measure.band,
        })
    });
    let moods = progress
        .moods
        .iter()
        .map(|(date, mood)| json!({ "date": date, "mood": mood.as_str() }));
    let counted = |items: &[(String, u64)]| {
        let items = items
            .iter()
            .map(|(text, sessions)| json!({ "text": text, "sessions": sessions }));
        items.collect::<Vec<_>>()
    };
    let actions = progress
        .actions
        .iter()
        .map(|action| json!({ "date": action.date, "text": action.text }));
    let meetings = &progress.meetings;
    json!({
        "patient": { "id": progress.patient, "name": progress.name },
        "therapist": person(&progress.therapist),
        "from": progress.from,
        "to": progress.to,
        "weeks": progress.weeks,
        "goals": goals.collect::<Vec<_>>(),
        "meetings": {
            "attended": meetings.attended,
            "cancelled": meetings.cancelled,
            "no_show": meetings.no_show,
            "attendance_rate": rounded(meetings.attendance_rate()),
            "completion_rate": rounded(meetings.completion_rate()),
        },
        "notes": { "total": progress.total_notes, "signed": progress.signed_notes },
        "moods": moods.collect::<Vec<_>>(),
        "measures": measures.collect::<Vec<_>>(),
        "topics": counted(&progress.topics),
        "strategies": counted(&progress.strategies),
        "agreed_actions": actions.collect::<Vec<_>>(),
    })
}
