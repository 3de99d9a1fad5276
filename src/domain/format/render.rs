//! Lays a note out.

use crate::claim::Claim;
use crate::format::layout::{self, NOT_ASSESSED, Part};
use crate::format::{
    Block, BlockKind, Layout, NOT_DISCUSSED, NOT_FROM_RECORDING, Named, Rendered, SEE_NARRATIVE, Section, Source, lines,
};
use crate::note::Notes;

/// Heading of what rests on no claim.
const NARRATIVE: &str = "Narrative";
/// Heading of the claims for which a template has no section.
const FURTHER: &str = "Further statements";
/// Heading of the language to review for which a template has no section.
const TO_REVIEW: &str = "Language to review";
/// Heading of the claims whose check failed.
const NOT_FOUND: &str = "Not found in the transcript";
/// The notice on a note that is not a full one.
const TOO_LITTLE: &str = "There was too little material for a full note.";

/// Lays a note out. Every claim that was not withdrawn stands in the result once: the supported ones under their kinds, the others behind everything
/// else, marked. A template that names no place for some claims, for language to review or for what a hand wrote gets a
/// section for it, so that nothing disappears behind the choice of a format.
pub fn render(notes: &Notes, layout: &Layout<'_>) -> Rendered {
    let (format, title, parts) = match layout {
        Layout::Format(format) => (Named::Format(*format), format.title(), layout::of_format(*format)),
        Layout::Template(template) => (
            Named::Template(template.id),
            template.name.as_str(),
            layout::of_template(template),
        ),
    };
    let names = |source: Source| parts.iter().any(|part| part.sources.contains(&source));
    let narrative = match names(Source::TherapistNotes) {
        true => Vec::new(),
        false => lines::beyond_claims(notes),
    };
    let empty = if notes.claims.is_empty() && !narrative.is_empty() {
        SEE_NARRATIVE
    } else {
        NOT_DISCUSSED
    };
    // What a person took out of the note has its place: none.
    let mut placed: Vec<bool> = notes.claims.iter().map(|claim| claim.withdrawn).collect();
    let filled: Vec<Section> = parts.iter().map(|part| fill(notes, part, empty, &mut placed)).collect();

    let risk = match names(Source::Risk) {
        true => Vec::new(),
        false => lines::of(notes, Source::Risk),
    };
    let left = notes.claims.iter().zip(&placed);
    let left: Vec<&Claim> = left.filter(|(_, placed)| !**placed).map(|(claim, _)| claim).collect();
    let (further, unsupported): (Vec<&Claim>, Vec<&Claim>) = left.into_iter().partition(|claim| claim.is_supported());
    let mut sections: Vec<Section> = section(NARRATIVE, narrative).into_iter().chain(filled).collect();
    sections.extend(section(FURTHER, further.into_iter().map(block).collect()));
    sections.extend(section(TO_REVIEW, risk));
    sections.extend(section(NOT_FOUND, unsupported.into_iter().map(block).collect()));
    if let Some(first) = sections.first_mut()
        && notes.insufficient_material
    {
        first.blocks.insert(0, Block::placeholder(TOO_LITTLE));
    }
    Rendered {
        format,
        title: title.to_owned(),
        sections,
    }
}

/// A section that is there only if something stands in it.
fn section(title: &str, blocks: Vec<Block>) -> Option<Section> {
    let title = title.to_owned();
    (!blocks.is_empty()).then_some(Section { title, blocks })
}

/// Fills a section, and marks the claims that now have a place.
fn fill(notes: &Notes, part: &Part<'_>, empty: &str, placed: &mut [bool]) -> Section {
    let mut blocks = Vec::new();
    for kind in part.kinds {
        for (claim, placed) in notes.claims.iter().zip(placed.iter_mut()) {
            if claim.kind == *kind && claim.is_supported() && !*placed {
                *placed = true;
                blocks.push(block(claim));
            }
        }
    }
    for source in part.sources {
        blocks.extend(lines::of(notes, *source));
    }
    if blocks.is_empty() {
        let text = if part.is_fed() { empty } else { NOT_FROM_RECORDING };
        blocks.push(Block::placeholder(text));
    }
    if part.is_seen {
        blocks.extend(NOT_ASSESSED.map(Block::placeholder));
    }
    blocks.extend(part.prompts.iter().map(|prompt| Block::prompt(*prompt)));
    Section {
        title: part.title.to_owned(),
        blocks,
    }
}

fn block(claim: &Claim) -> Block {
    Block {
        kind: BlockKind::Claim,
        text: claim.text.clone(),
        turns: claim.turns(),
        claim_key: Some(claim.key()),
        supported: claim.is_supported(),
    }
}
