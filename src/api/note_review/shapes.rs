//! The JSON of a note under review.

use std::collections::HashMap;

use app::notes as reviewed;
use domain::review::{AmendmentKind, coverage, signing};
use serde::Serialize;
use serde_json::Value;
use store::notes::{Decided, Listed};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::notes::{Claim, Notes, RiskFlag};

/// A note with everything that its review needs.
#[derive(Serialize, ToSchema)]
pub(crate) struct NoteReview {
    session_id: Uuid,
    /// `draft`, `in_review`, `signed`, `co_signed` or `voided`.
    state: &'static str,
    /// What an edit and a signature must name; one more with every change.
    revision: i64,
    /// The version that counts.
    version: VersionSummary,
    /// A newer draft that nobody has taken; null when there is none.
    redraft: Option<VersionSummary>,
    notes: Notes,
    /// Language to review, in the order of `notes.risk_flags`.
    risk_items: Vec<RiskItem>,
    /// Claims whose words were not found.
    unsupported: Vec<UnsupportedClaim>,
    /// Items that wait for a decision.
    open_items: usize,
    signature: Option<Signature>,
    /// The supervisor's.
    co_signature: Option<Signature>,
    amendments: Vec<Amendment>,
    attestation: Attestation,
    /// Whose word a mood may be in this practice: `off`, `therapist` or `draft`.
    mood_policy: &'static str,
    screen: Screen,
    may: NoteMay,
    /// `not_in_review`, `risk_items_open`, `unsupported_claims_open`, `already_signed` or `voided`; empty when it can be signed.
    not_signable_because: Vec<&'static str>,
}

/// A version of a note without its words.
#[derive(Serialize, ToSchema)]
pub(crate) struct VersionSummary {
    number: u32,
    /// `model`, `hand`, `redraft` or `adopted`.
    origin: &'static str,
    /// The version it was made from.
    based_on: Option<u32>,
    author_id: Option<Uuid>,
    author_name: Option<String>,
    /// The kind of drafter that it goes back to.
    drafted_by: Option<String>,
    /// RFC 3339.
    created_at: String,
}

impl From<Listed> for VersionSummary {
    fn from(listed: Listed) -> Self {
        let version = listed.version;
        Self {
            number: version.number,
            origin: version.origin.as_str(),
            based_on: version.based_on,
            author_id: version.author.map(|author| author.uuid()),
            author_name: listed.author_name,
            drafted_by: version.drafted_by,
            created_at: version.created_at.rfc3339(),
        }
    }
}

/// Language to review, and what was decided about it.
#[derive(Serialize, ToSchema)]
pub(crate) struct RiskItem {
    /// Its name, by which decisions are made about it.
    key: String,
    #[serde(flatten)]
    flag: RiskFlag,
    /// Whether the note can be signed without a decision about it.
    needs_disposition: bool,
    disposition: Option<Disposition>,
}

/// A claim whose words were not found, and what was decided about it.
#[derive(Serialize, ToSchema)]
pub(crate) struct UnsupportedClaim {
    key: String,
    claim: Claim,
    disposition: Option<Disposition>,
}

/// A decision about an item.
#[derive(Serialize, ToSchema)]
pub(crate) struct Disposition {
    /// Risk: `addressed_in_session`, `safety_plan`, `not_a_concern`, `already_known`, `follow_up`. Claims: `removed`,
    /// `confirmed_from_memory`, `corrected`.
    decision: &'static str,
    comment: Option<String>,
    by_id: Uuid,
    by_name: String,
    /// RFC 3339.
    at: String,
}

impl From<&Decided> for Disposition {
    fn from(decided: &Decided) -> Self {
        let disposition = &decided.disposition;
        Self {
            decision: disposition.decision.as_str(),
            comment: disposition.comment.clone(),
            by_id: disposition.by.uuid(),
            by_name: decided.by_name.clone(),
            at: disposition.at.rfc3339(),
        }
    }
}

/// A signature under a note.
#[derive(Serialize, ToSchema)]
pub(crate) struct Signature {
    signer_id: Uuid,
    signer_name: String,
    /// What the signer was at that time.
    role: &'static str,
    /// `password` or `password_and_code`.
    method: &'static str,
    /// RFC 3339.
    at: String,
    /// SHA-256 of what was signed, hexadecimal.
    content_hash: String,
    /// What the signer attested.
    statement: String,
}

impl From<(store::signatures::Signature, String)> for Signature {
    fn from((signature, signer_name): (store::signatures::Signature, String)) -> Self {
        Self {
            signer_id: signature.signer.uuid(),
            signer_name,
            role: signature.role.as_str(),
            method: signature.method.as_str(),
            at: signature.at.rfc3339(),
            content_hash: hex(&signature.signed.content_hash),
            statement: field(&signature.signed.document, "statement"),
        }
    }
}

/// What a signer attests by each signature that there may be: word for word what is stored with it.
#[derive(Serialize, ToSchema)]
pub(crate) struct Attestation {
    /// By signing the note.
    sign: String,
    /// By co-signing it.
    co_sign: &'static str,
    /// By each kind of amendment.
    addendum: &'static str,
    correction: &'static str,
    late_entry: &'static str,
}

impl From<&coverage::Screen> for Attestation {
    fn from(screen: &coverage::Screen) -> Self {
        Self {
            sign: signing::statement(screen),
            co_sign: signing::CO_SIGNATURE,
            addendum: signing::amendment_statement(AmendmentKind::Addendum),
            correction: signing::amendment_statement(AmendmentKind::Correction),
            late_entry: signing::amendment_statement(AmendmentKind::LateEntry),
        }
    }
}

/// Something added to a signed note.
#[derive(Serialize, ToSchema)]
pub(crate) struct Amendment {
    id: Uuid,
    /// `addendum`, `correction` or `late_entry`.
    kind: &'static str,
    text: String,
    author_id: Uuid,
    author_name: String,
    /// RFC 3339.
    created_at: String,
    /// SHA-256 of what was signed, hexadecimal.
    content_hash: String,
}

impl From<(store::amendments::Amendment, String)> for Amendment {
    fn from((amendment, author_name): (store::amendments::Amendment, String)) -> Self {
        Self {
            id: amendment.id.uuid(),
            kind: amendment.kind.as_str(),
            text: field(&amendment.signed.document, "text"),
            author_id: amendment.author.uuid(),
            author_name,
            created_at: amendment.at.rfc3339(),
            content_hash: hex(&amendment.signed.content_hash),
        }
    }
}

/// A text of a signed document. Its hash was checked when it was read, so it has the form in which it was written.
fn field(document: &str, name: &str) -> String {
    let document: Value = serde_json::from_str(document).unwrap_or_default();
    document[name].as_str().unwrap_or_default().to_owned()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What the screen for risk language could not see.
#[derive(Serialize, ToSchema)]
pub(crate) struct Screen {
    /// The part of the detected speech that has words, 0 to 1; null when it was not measured.
    coverage: Option<f64>,
    gaps: Vec<Gap>,
}

/// Something the screen could not see.
#[derive(Serialize, ToSchema)]
pub(crate) struct Gap {
    /// `low_confidence`, `not_screened` or `uncovered`.
    kind: &'static str,
    turn: Option<u32>,
    start_ms: Option<u64>,
    end_ms: Option<u64>,
}

impl From<coverage::Gap> for Gap {
    fn from(gap: coverage::Gap) -> Self {
        Self {
            kind: gap.kind.as_str(),
            turn: gap.turn,
            start_ms: gap.span.map(|(start, _)| start),
            end_ms: gap.span.map(|(_, end)| end),
        }
    }
}

/// What the caller may do to the note in its state.
#[derive(Serialize, ToSchema)]
pub(crate) struct NoteMay {
    edit: bool,
    dispose: bool,
    /// As soon as `not_signable_because` is empty.
    sign: bool,
    co_sign: bool,
    amend: bool,
    redraft: bool,
    void: bool,
}

impl From<reviewed::Review> for NoteReview {
    fn from(review: reviewed::Review) -> Self {
        let decided: HashMap<&str, &Decided> = review
            .decided
            .iter()
            .map(|decided| (decided.disposition.key.as_str(), decided))
            .collect();
        let disposition = |key: &str| decided.get(key).map(|decided| Disposition::from(*decided));
        let risks = review.items.risks.into_iter().map(|risk| RiskItem {
            disposition: disposition(&risk.key),
            key: risk.key,
            flag: risk.item.into(),
            needs_disposition: risk.needs_disposition,
        });
        let unsupported = review
            .items
            .unsupported
            .into_iter()
            .map(|(key, claim)| UnsupportedClaim {
                disposition: disposition(&key),
                key,
                claim: claim.into(),
            });
        let may = review.may;
        Self {
            session_id: review.session.uuid(),
            state: review.state.as_str(),
            revision: review.revision,
            version: review.version.into(),
            redraft: review.redraft.map(VersionSummary::from),
            risk_items: risks.collect(),
            unsupported: unsupported.collect(),
            open_items: review.open_items,
            signature: review.signature.map(Signature::from),
            co_signature: review.co_signature.map(Signature::from),
            amendments: review.amendments.into_iter().map(Amendment::from).collect(),
            attestation: Attestation::from(&review.screen),
            mood_policy: review.mood_policy.as_str(),
            screen: Screen {
                coverage: review.screen.coverage,
                gaps: review.screen.gaps.into_iter().map(Gap::from).collect(),
            },
            may: NoteMay {
                edit: may.edit,
                dispose: may.dispose,
                sign: may.sign,
                co_sign: may.co_sign,
                amend: may.amend,
                redraft: may.redraft,
                void: may.void,
            },
            not_signable_because: review.not_signable_because,
            notes: review.notes.into(),
        }
    }
}

/// A version with its words.
#[derive(Serialize, ToSchema)]
pub(crate) struct NoteVersion {
    version: VersionSummary,
    notes: Notes,
}

impl From<(Listed, domain::note::Notes)> for NoteVersion {
    fn from((listed, notes): (Listed, domain::note::Notes)) -> Self {
        Self {
            version: listed.into(),
            notes: notes.into(),
        }
    }
}

/// Two versions, field by field.
#[derive(Serialize, ToSchema)]
pub(crate) struct VersionDiff {
    from: u32,
    to: u32,
    /// The fields that either version has; a field that did not change is one part.
    fields: Vec<FieldDiff>,
}

/// The difference in one field.
#[derive(Serialize, ToSchema)]
pub(crate) struct FieldDiff {
    /// Its name in the note.
    field: &'static str,
    parts: Vec<DiffPart>,
}

/// A piece of a difference.
#[derive(Serialize, ToSchema)]
pub(crate) struct DiffPart {
    /// `same`, `added` or `removed`.
    op: &'static str,
    text: String,
}

impl From<reviewed::Comparison> for VersionDiff {
    fn from(comparison: reviewed::Comparison) -> Self {
        let fields = comparison.fields.into_iter().map(|field| FieldDiff {
            field: field.field,
            parts: field
                .parts
                .into_iter()
                .map(|part| DiffPart {
                    op: part.op.as_str(),
                    text: part.text,
                })
                .collect(),
        });
        Self {
            from: comparison.from,
            to: comparison.to,
            fields: fields.collect(),
        }
    }
}
