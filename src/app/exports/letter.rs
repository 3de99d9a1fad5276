//! Session notes as a letter of the practice.

use domain::calendar::day_of;
use domain::format::{Block as NoteBlock, BlockKind};
use serde_json::Value;
use store::amendments::Amendment;
use store::signatures::Signature;

use super::content::{Frame, Note, Reviewed};
use super::words::{self, day, moment, time};
use crate::documents::{Block, Column, Document, Letterhead, SignatureBlock, Span, Table, Text};

/// What stands under the heading of a note that nobody signed.
const UNSIGNED: &str = "This note is a draft. Nobody has signed it, and what it says may still change. Language to review is \
                        left out until somebody has decided about it.";

/// The document with everything but its text.
pub(super) fn frame(frame: &Frame, title: String, subject: Vec<(String, String)>) -> Document {
    let notices = if frame.no_redisclosure {
        words::REDISCLOSURE.map(str::to_owned).to_vec()
    } else {
        Vec::new()
    };
    Document {
        letterhead: Letterhead {
            name: frame.practice.name.clone(),
            lines: frame.practice.address.clone(),
        },
        title,
        subject,
        notices,
        footer: words::CONFIDENTIAL.to_owned(),
        created: moment(frame.made_at, frame.zone),
        created_at: frame.made_at,
        ..Document::default()
    }
}

/// The notes of sessions as one document. Each session after the first begins a page.
pub(super) fn document(about: &Frame, notes: &[Note]) -> Document {
    let signed = notes.iter().filter(|note| note.state.is_signed()).count();
    let watermark = match signed {
        _ if signed == notes.len() => None,
        0 => Some(words::DRAFT.to_owned()),
        _ => Some(words::SOME_DRAFTS.to_owned()),
    };
    let [note] = notes else {
        let mut blocks = Vec::new();
        for (at, note) in notes.iter().enumerate() {
            if at > 0 {
                blocks.push(Block::PageBreak);
            }
            blocks.push(Block::heading(
                1,
                format!("Session of {}", day(day_of(note.at(), about.zone))),
            ));
            let facts = facts(about, note).into_iter();
            blocks.push(Block::KeyValues(
                facts.map(|(label, value)| (label, value.into())).collect(),
            ));
            blocks.extend(body(about, note));
            blocks.extend(signed_by(about, note));
        }
        return Document {
            watermark,
            blocks,
            ..frame(about, "Session notes".into(), overview(about, notes))
        };
    };
    Document {
        watermark,
        blocks: body(about, note),
        signatures: signatures(about, note),
        ..frame(about, "Session note".into(), facts(about, note))
    }
}

/// Whom and what several notes are about.
fn overview(about: &Frame, notes: &[Note]) -> Vec<(String, String)> {
    let mut clients: Vec<&str> = Vec::new();
    for note in notes {
        let name = note.session.patient_name.as_str();
        if !clients.contains(&name) {
            clients.push(name);
        }
    }
    let mut lines = Vec::new();
    let label = if clients.len() == 1 { "Client" } else { "Clients" };
    lines.push((label.to_owned(), clients.join(", ")));
    lines.push(("Sessions".to_owned(), notes.len().to_string()));
    if let (Some(first), Some(last)) = (notes.first(), notes.last()) {
        let on = |note: &Note| day(day_of(note.at(), about.zone));
        lines.push(("Period".to_owned(), format!("{} to {}", on(first), on(last))));
    }
    lines
}

/// Whom and what a note is about.
fn facts(about: &Frame, note: &Note) -> Vec<(String, String)> {
    let zone = about.zone;
    let on = day(day_of(note.at(), zone));
    let mut lines = vec![("Client", note.session.patient_name.clone())];
    match &note.meeting {
        Some(meeting) => {
            let (from, to) = (meeting.starts_at, meeting.ends_at);
            let minutes = to.since(from).as_secs() / 60;
            lines.push(("Date", on));
            // Both ends name the zone where they differ in it.
            let times = format!("{} to {} ({minutes} minutes)", time(from, zone), time(to, zone));
            lines.push(("Time", times));
            lines.push(("Service", words::meeting(&meeting.kind)));
            lines.push(("Place of service", words::modality(&meeting.modality)));
        }
        None => lines.push(("Date of recording", on)),
    }
    lines.push(("Therapist", note.therapist.name.clone()));
    lines.push(("Note", words::state(note.state).to_owned()));
    lines
        .into_iter()
        .map(|(label, value)| (label.to_owned(), value))
        .collect()
}

/// The text of a note: its sections, what was decided about language to review, and what was added later.
pub(super) fn body(about: &Frame, note: &Note) -> Vec<Block> {
    let mut blocks = Vec::new();
    if !note.state.is_signed() {
        blocks.push(Block::Paragraph(Text(vec![Span::Emphasis(UNSIGNED.into())])));
    }
    for section in &note.rendered.sections {
        blocks.push(Block::heading(2, &section.title));
        blocks.extend(lines(&section.blocks));
    }
    if !note.decisions.is_empty() {
        blocks.push(Block::heading(2, "Language to review, as decided"));
        blocks.push(decisions(&note.decisions));
    }
    for (amendment, author) in &note.amendments {
        let kind = words::amendment(amendment.kind);
        blocks.push(Block::heading(
            2,
            format!("{kind} of {}", moment(amendment.at, about.zone)),
        ));
        blocks.push(Block::paragraph(amended(amendment)));
        let hash = hex::encode(amendment.signed.content_hash);
        blocks.push(Block::Paragraph(Text(vec![Span::Emphasis(format!(
            "{author}, {}. {}. SHA-256 {hash}",
            words::role(amendment.role).to_lowercase(),
            words::method(amendment.method),
        ))])));
    }
    blocks
}

/// The blocks of a section: statements as a list, the rest as paragraphs.
fn lines(blocks: &[NoteBlock]) -> Vec<Block> {
    let mut out: Vec<Block> = Vec::new();
    for block in blocks {
        let mut text = match block.kind {
            BlockKind::Claim | BlockKind::Text => Text::from(block.text.as_str()),
            BlockKind::Placeholder | BlockKind::Prompt => {
                out.push(Block::Paragraph(Text(vec![Span::Emphasis(block.text.clone())])));
                continue;
            }
        };
        if !block.supported {
            text.0.push(Span::Emphasis(" (not found in the transcript)".into()));
        }
        match out.last_mut() {
            Some(Block::Bullets(items)) => items.push(text),
            _ => out.push(Block::Bullets(vec![text])),
        }
    }
    out
}

fn decisions(reviewed: &[Reviewed]) -> Block {
    let row = |reviewed: &Reviewed| {
        let decision = match &reviewed.decided {
            None => "No decision was needed".to_owned(),
            Some(decided) => {
                let disposition = &decided.disposition;
                let comment = disposition
                    .comment
                    .as_ref()
                    .map(|text| format!(": {text}"))
                    .unwrap_or_default();
                format!(
                    "{}{comment} ({})",
                    words::decision(disposition.decision),
                    decided.by_name
                )
            }
        };
        vec![
            Text::from(words::plain(reviewed.category)),
            Text::from(format!("“{}”", reviewed.quote)),
            Text::from(decision),
        ]
    };
    Block::Table(Table {
        columns: vec![Column::text(2.0), Column::text(4.0), Column::text(4.0)],
        header: ["About", "Words", "Decision"].map(Text::from).to_vec(),
        rows: reviewed.iter().map(row).collect(),
    })
}

/// The text of an addition, out of the document that was signed.
pub(super) fn amended(amendment: &Amendment) -> String {
    let document: Option<Value> = serde_json::from_str(&amendment.signed.document).ok();
    let text = document.and_then(|document| document["text"].as_str().map(str::to_owned));
    text.unwrap_or_default()
}

/// Who signed a note, or the place where its therapist would.
fn signatures(about: &Frame, note: &Note) -> Vec<SignatureBlock> {
    if note.signatures.is_empty() {
        return vec![SignatureBlock {
            name: note.therapist.name.clone(),
            role: words::role(note.therapist.role).into(),
            ..SignatureBlock::default()
        }];
    }
    let block = |(signature, name): &(Signature, String)| SignatureBlock {
        name: name.clone(),
        role: words::role(signature.role).into(),
        signed_at: Some(moment(signature.at, about.zone)),
        method: words::method(signature.method).into(),
        hash: Some(hex::encode(signature.signed.content_hash)),
    };
    note.signatures.iter().map(block).collect()
}

/// The signatures of one note among several, which cannot stand at the end of the document.
fn signed_by(about: &Frame, note: &Note) -> Vec<Block> {
    let lines = signatures(about, note).into_iter().map(|block| {
        let mut text = match block.signed_at {
            Some(at) => format!("{}, {at}", block.role),
            None => format!("{}, not signed", block.role),
        };
        if !block.method.is_empty() {
            text.push_str(&format!(". {}", block.method));
        }
        if let Some(hash) = block.hash {
            text.push_str(&format!(". SHA-256 {hash}"));
        }
        (block.name, Text::from(text))
    });
    vec![Block::heading(3, "Signatures"), Block::KeyValues(lines.collect())]
}
