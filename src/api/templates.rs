//! Templates of notes: read by everybody who works here, made and changed by administrators.

use app::templates::{Stored, Typed};
use axum::Json;
use axum::extract::rejection::{JsonRejection, PathRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use domain::TemplateId;
use domain::claim::ClaimKind;
use domain::format::{self, Source};
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
    OpenApiRouter::new()
        .routes(routes!(list_note_templates, create_note_template))
        .routes(routes!(change_note_template, archive_note_template))
        .routes(routes!(get_note_template_version))
}

/// One version of a template.
#[derive(Serialize, ToSchema)]
pub(crate) struct NoteTemplate {
    id: Uuid,
    name: String,
    /// 1, 2, 3 …
    version: u32,
    sections: Vec<NoteTemplateSection>,
    /// RFC 3339: when the template was made.
    created_at: String,
    /// RFC 3339: when this version was made, or the template archived.
    updated_at: String,
    /// Out of use; notes can still be shown in it.
    archived: bool,
}

/// A section of a template.
#[derive(Serialize, Deserialize, ToSchema)]
pub(crate) struct NoteTemplateSection {
    /// 1 to 80 characters; no other section has it.
    title: String,
    /// Claims of these kinds stand here: `reported`, `observed`, `intervention`, `response`, `judgement`, `plan`. Each stands in
    /// one section at most; those in none follow behind the last section.
    #[serde(default)]
    #[schema(value_type = Vec<String>)]
    kinds: Vec<ClaimKind>,
    /// Lines of this field follow: `topics`, `strategies`, `action_items`, `mood`, `risk`, `patient_summary`, `therapist_notes`.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    source: Option<Source>,
    /// What the therapist is asked to complete, at most 500 characters.
    #[serde(default)]
    instructions: String,
}

impl From<Stored> for NoteTemplate {
    fn from(stored: Stored) -> Self {
        let template = stored.template;
        Self {
            id: template.id.uuid(),
            name: template.name,
            version: template.version,
            sections: template.sections.into_iter().map(NoteTemplateSection::from).collect(),
            created_at: stored.created_at.rfc3339(),
            updated_at: stored.updated_at.rfc3339(),
            archived: stored.is_archived,
        }
    }
}

impl From<format::TemplateSection> for NoteTemplateSection {
    fn from(section: format::TemplateSection) -> Self {
        Self {
            title: section.title,
            kinds: section.kinds,
            source: section.source,
            instructions: section.instructions,
        }
    }
}

impl From<NoteTemplateSection> for format::TemplateSection {
    fn from(section: NoteTemplateSection) -> Self {
        Self {
            title: section.title,
            kinds: section.kinds,
            source: section.source,
            instructions: section.instructions,
        }
    }
}

/// A new template.
#[derive(Deserialize, ToSchema)]
pub(crate) struct CreateNoteTemplate {
    /// 1 to 80 characters; no other template in use has it, whatever its case.
    name: String,
    /// 1 to 20, in order.
    sections: Vec<NoteTemplateSection>,
}

/// A changed template.
#[derive(Deserialize, ToSchema)]
pub(crate) struct ChangeNoteTemplate {
    /// The version that was changed; another one in the meantime is a conflict.
    version: u32,
    /// 1 to 80 characters; no other template in use has it, whatever its case.
    name: String,
    /// 1 to 20, in order.
    sections: Vec<NoteTemplateSection>,
}

fn typed(name: String, sections: Vec<NoteTemplateSection>) -> Typed {
    Typed {
        name,
        sections: sections.into_iter().map(format::TemplateSection::from).collect(),
    }
}

/// Which templates.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct TemplatesQuery {
    /// Also those out of use.
    #[serde(default)]
    archived: bool,
}

/// List the templates of notes, by name
#[utoipa::path(get, path = "/api/note-templates", tag = "notes", params(TemplatesQuery),
    responses((status = 200, body = [NoteTemplate]), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 422, body = Problem)))]
pub(crate) async fn list_note_templates(
    State(shared): State<Shared>,
    SignedIn(caller): SignedIn,
    query: Result<Query<TemplatesQuery>, QueryRejection>,
) -> Result<Json<Vec<NoteTemplate>>, Problem> {
    let Query(query) = query?;
    let templates = app::templates::list(&shared.app, &caller, query.archived).await?;
    Ok(Json(templates.into_iter().map(NoteTemplate::from).collect()))
}

/// Make a template of notes
#[utoipa::path(post, path = "/api/note-templates", tag = "notes", request_body = CreateNoteTemplate,
    responses((status = 201, body = NoteTemplate), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 409, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn create_note_template(
    State(shared): State<Shared>,
    SignedIn(caller): SignedIn,
    body: Result<Json<CreateNoteTemplate>, JsonRejection>,
) -> Result<(StatusCode, Json<NoteTemplate>), Problem> {
    let Json(body) = body?;
    let stored = app::templates::create(&shared.app, &caller, typed(body.name, body.sections)).await?;
    Ok((StatusCode::CREATED, Json(stored.into())))
}

/// Change a template of notes
///
/// Makes a new version; the ones before stay as they are. What says the same as before makes none.
#[utoipa::path(put, path = "/api/note-templates/{id}", tag = "notes", params(("id" = Uuid, Path)),
    request_body = ChangeNoteTemplate,
    responses((status = 200, body = NoteTemplate), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn change_note_template(
    State(shared): State<Shared>,
    SignedIn(caller): SignedIn,
    id: Result<Path<Uuid>, PathRejection>,
    body: Result<Json<ChangeNoteTemplate>, JsonRejection>,
) -> Result<Json<NoteTemplate>, Problem> {
    let (Path(id), Json(body)) = (id?, body?);
    let typed = typed(body.name, body.sections);
    let stored = app::templates::change(&shared.app, &caller, TemplateId::from(id), body.version, typed).await?;
    Ok(Json(stored.into()))
}

/// Take a template of notes out of use
///
/// It is kept, and notes can still be shown in it. Its name is free again.
#[utoipa::path(delete, path = "/api/note-templates/{id}", tag = "notes", params(("id" = Uuid, Path)),
    responses((status = 204), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem)))]
pub(crate) async fn archive_note_template(
    State(shared): State<Shared>,
    SignedIn(caller): SignedIn,
    id: Result<Path<Uuid>, PathRejection>,
) -> Result<StatusCode, Problem> {
    let Path(id) = id?;
    app::templates::archive(&shared.app, &caller, TemplateId::from(id)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Read one version of a template of notes
#[utoipa::path(get, path = "/api/note-templates/{id}/versions/{number}", tag = "notes",
    params(("id" = Uuid, Path), ("number" = u32, Path)),
    responses((status = 200, body = NoteTemplate), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem)))]
pub(crate) async fn get_note_template_version(
    State(shared): State<Shared>,
    SignedIn(caller): SignedIn,
    path: Result<Path<(Uuid, String)>, PathRejection>,
) -> Result<Json<NoteTemplate>, Problem> {
    let Path((id, number)) = path?;
    // What is no number names no version: versions count from 1.
    let number = number.parse().unwrap_or(0);
    let stored = app::templates::version(&shared.app, &caller, TemplateId::from(id), number).await?;
    Ok(Json(stored.into()))
}
