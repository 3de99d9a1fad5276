//! A session's note in a format.

use axum::Json;
use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use domain::SessionId;
use domain::format::{self, Rendered};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use crate::Shared;
use crate::caller::SignedIn;
use crate::problem::Problem;

/// The routes with their documentation.
pub(crate) fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new().routes(routes!(render_note))
}

/// A note in a format. Every format holds the same claims with the same evidence, in other places.
#[derive(Serialize, ToSchema)]
pub(crate) struct RenderedNote {
    /// `soap`, `dap`, `birp`, `girp`, `pirp`, `intake`, or `template:` and the template's id.
    format: String,
    title: String,
    /// In order; none is empty.
    sections: Vec<RenderedSection>,
}

/// A section of a note in a format.
#[derive(Serialize, ToSchema)]
pub(crate) struct RenderedSection {
    title: String,
    /// In order; at least one.
    blocks: Vec<RenderedBlock>,
}

/// A paragraph of a note in a format.
#[derive(Serialize, ToSchema)]
pub(crate) struct RenderedBlock {
    /// `claim`, `placeholder` (there is nothing to say here), `prompt` (for the therapist to complete) or `text` (a line from
    /// another field of the note).
    kind: &'static str,
    text: String,
    /// The turns of the transcript that it rests on.
    turns: Vec<u32>,
    /// The claim's key, of a claim.
    claim_key: Option<String>,
    /// False for a claim or a sentence whose check against the transcript failed.
    supported: bool,
}

impl From<Rendered> for RenderedNote {
    fn from(note: Rendered) -> Self {
        Self {
            format: note.format.to_string(),
            title: note.title,
            sections: note.sections.into_iter().map(RenderedSection::from).collect(),
        }
    }
}

impl From<format::Section> for RenderedSection {
    fn from(section: format::Section) -> Self {
        Self {
            title: section.title,
            blocks: section.blocks.into_iter().map(RenderedBlock::from).collect(),
        }
    }
}

impl From<format::Block> for RenderedBlock {
    fn from(block: format::Block) -> Self {
        Self {
            kind: block.kind.as_str(),
            text: block.text,
            turns: block.turns,
            claim_key: block.claim_key,
            supported: block.supported,
        }
    }
}

/// Which format.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct FormatQuery {
    /// `soap` (when absent), `dap`, `birp`, `girp`, `pirp`, `intake`, or `template:` and the id of a template.
    format: Option<String>,
}

/// Read a session's note in a format
///
/// The note is laid out, not written again: no model is asked and no word changes.
#[utoipa::path(get, path = "/api/sessions/{id}/note/rendered", tag = "notes", params(("id" = Uuid, Path), FormatQuery),
    responses((status = 200, body = RenderedNote), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn render_note(
    State(shared): State<Shared>,
    SignedIn(caller): SignedIn,
    id: Result<Path<Uuid>, PathRejection>,
    query: Result<Query<FormatQuery>, QueryRejection>,
) -> Result<Json<RenderedNote>, Problem> {
    let (Path(id), Query(query)) = (id?, query?);
    let format = query.format.as_deref();
    let rendered = app::formats::rendered(&shared.app, &caller, SessionId::from(id), format).await?;
    Ok(Json(rendered.into()))
}
