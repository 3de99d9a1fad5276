//! Therapy sessions: upload, list, read, process again.

use std::time::Duration;

use app::Error;
use app::sessions::{Detail, Overview, Query as Which};
use axum::Json;
use axum::extract::multipart::{Field, Multipart, MultipartRejection};
use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::ids::AppointmentId;
use domain::review::State as NoteState;
use domain::{PatientId, SessionId};
use serde::{Deserialize, Serialize};
use tokio::time::timeout;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::Shared;
use crate::caller::SignedIn;
use crate::notes::Notes;
use crate::problem::Problem;

/// Room for the multipart frame around the largest recording.
const FRAME: u64 = 1 << 20;
/// How long a refused upload is still read, so that the sender hears why instead of a broken connection.
const DRAIN: Duration = Duration::from_secs(20);
/// The most sessions of one page.
const MAX_PAGE: u32 = 200;

/// Why a session does not move.
#[derive(Serialize, ToSchema)]
pub(crate) struct WaitingFor {
    /// `queue`, `speech_model`, `transcription_engine` or `retry`.
    code: &'static str,
    /// A sentence for a person.
    detail: String,
}

impl From<app::sessions::WaitingFor> for WaitingFor {
    fn from(waiting: app::sessions::WaitingFor) -> Self {
        Self {
            code: waiting.code,
            detail: waiting.detail,
        }
    }
}

/// How far a running step is.
#[derive(Serialize, ToSchema)]
pub(crate) struct Progress {
    /// `transcribing` or `extracting_notes`.
    stage: &'static str,
    /// 0 to 100, where it can be told.
    percent: Option<f64>,
    /// A phrase for a person.
    detail: String,
}

impl From<app::live::Progress> for Progress {
    fn from(progress: app::live::Progress) -> Self {
        Self {
            stage: progress.stage,
            percent: progress.percent,
            detail: progress.detail,
        }
    }
}

/// A session without its words.
#[derive(Serialize, ToSchema)]
pub(crate) struct SessionSummary {
    id: Uuid,
    patient_id: Uuid,
    patient_name: String,
    therapist_id: Uuid,
    /// The appointment that was recorded.
    appointment_id: Option<Uuid>,
    /// `uploading`, `transcribing`, `transcribed`, `extracting_notes`, `processed` or `failed`.
    status: &'static str,
    /// How far its note is: `draft`, `in_review`, `signed`, `co_signed` or `voided`; null while there is none.
    note_state: Option<&'static str>,
    audio_filename: String,
    audio_bytes: u64,
    /// `YYYY-MM-DD`
    session_date: String,
    duration_seconds: Option<f64>,
    /// What went wrong and what to do, when it failed.
    error_message: Option<String>,
    waiting_for: Option<WaitingFor>,
    progress: Option<Progress>,
    /// RFC 3339.
    created_at: String,
    /// RFC 3339.
    updated_at: String,
}

impl From<Overview> for SessionSummary {
    fn from(overview: Overview) -> Self {
        let session = overview.session;
        Self {
            id: session.id.uuid(),
            patient_id: session.patient_id.uuid(),
            patient_name: session.patient_name,
            therapist_id: session.therapist_id.uuid(),
            appointment_id: session.appointment_id.map(AppointmentId::uuid),
            status: session.status.as_str(),
            note_state: session.note_state.map(NoteState::as_str),
            audio_filename: session.audio_filename,
            audio_bytes: session.audio_bytes,
            session_date: session.created_at.utc().date_naive().to_string(),
            duration_seconds: session.duration_seconds,
            error_message: session.error_message,
            waiting_for: overview.waiting_for.map(WaitingFor::from),
            progress: overview.progress.map(Progress::from),
            created_at: session.created_at.rfc3339(),
            updated_at: session.updated_at.rfc3339(),
        }
    }
}

/// A session with its words.
#[derive(Serialize, ToSchema)]
pub(crate) struct Session {
    #[serde(flatten)]
    summary: SessionSummary,
    /// One line per turn.
    transcript_text: Option<String>,
    extracted_notes: Option<Notes>,
}

impl From<Overview> for Session {
    fn from(overview: Overview) -> Self {
        Self {
            summary: overview.into(),
            transcript_text: None,
            extracted_notes: None,
        }
    }
}

impl From<Detail> for Session {
    fn from(detail: Detail) -> Self {
        Self {
            summary: detail.overview.into(),
            transcript_text: detail.transcript_text,
            extracted_notes: detail.notes.map(Notes::from),
        }
    }
}

/// For whom a recording is.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct UploadQuery {
    /// The client.
    patient_id: Uuid,
    /// The appointment that was recorded. When left out: the client's one with the caller today that has no recording yet, the
    /// nearest of several; else one is made.
    appointment_id: Option<Uuid>,
}

/// The form of an upload.
#[derive(ToSchema)]
#[allow(dead_code, reason = "describes the multipart form in the OpenAPI document")]
pub(crate) struct UploadForm {
    /// The recording.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
}

/// Upload a recording
///
/// Answers as soon as the recording is safe on disk; transcription and the draft note follow by themselves.
#[utoipa::path(post, path = "/api/sessions/upload", tag = "sessions", params(UploadQuery),
    request_body(content = UploadForm, content_type = "multipart/form-data"),
    responses((status = 201, body = Session), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem), (status = 409, body = Problem), (status = 413, body = Problem),
              (status = 415, body = Problem),
              (status = 422, body = Problem), (status = 507, body = Problem)))]
pub(crate) async fn upload_session(
    State(shared): State<Shared>,
    SignedIn(caller): SignedIn,
    query: Result<Query<UploadQuery>, QueryRejection>,
    headers: HeaderMap,
    form: Result<Multipart, MultipartRejection>,
) -> Result<(StatusCode, Json<Session>), Problem> {
    let Query(UploadQuery {
        patient_id,
        appointment_id,
    }) = query?;
    let appointment = appointment_id.map(AppointmentId::from);
    let announced = headers
        .get(header::CONTENT_LENGTH)
        .and_then(|v| v.to_str().ok())
        .and_then(|v| v.parse::<u64>().ok());
    let limit = shared.app.settings.max_upload_bytes;
    let mut form = form.map_err(|rejection| Problem::invalid("file", rejection.body_text()))?;
    if announced.is_some_and(|bytes| bytes > limit.saturating_add(FRAME)) {
        drain(&mut form).await;
        return Err(Error::TooLarge { limit_mb: limit >> 20 }.into());
    }
    loop {
        let field = form
            .next_field()
            .await
            .map_err(|error| Problem::invalid("file", error.body_text()))?;
        let Some(mut field) = field else {
            return Err(Problem::invalid(
                "file",
                "The form has no field `file` with the recording.",
            ));
        };
        if field.name() != Some("file") {
            continue;
        }
        let filename = field.file_name().unwrap_or("recording").to_owned();
        let patient = PatientId::from(patient_id);
        let received = app::sessions::receive(&shared.app, &caller, patient, appointment, &filename, &mut field).await;
        if received.is_err() {
            drain_field(field).await;
        }
        return Ok((StatusCode::CREATED, Json(received?.into())));
    }
}

async fn drain(form: &mut Multipart) {
    let rest = async {
        while let Ok(Some(field)) = form.next_field().await {
            skip(field).await
        }
    };
    let _ = timeout(DRAIN, rest).await;
}

async fn drain_field(field: Field<'_>) {
    let _ = timeout(DRAIN, skip(field)).await;
}

async fn skip(mut field: Field<'_>) {
    while let Ok(Some(_)) = field.chunk().await {}
}

/// Which sessions to list.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ListQuery {
    /// Only this client's.
    patient_id: Option<Uuid>,
    /// Only those with this status.
    status: Option<String>,
    /// At most this many (up to 200); the answer is then an object with `items` and `next`.
    limit: Option<u32>,
    /// The `next` of the page before.
    cursor: Option<String>,
}

/// One page of a long list.
#[derive(Serialize, ToSchema)]
pub(crate) struct SessionPage {
    items: Vec<SessionSummary>,
    /// The `cursor` of the next page; null on the last.
    next: Option<String>,
}

/// A plain list, or one page of it when `limit` was asked for.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
pub(crate) enum SessionList {
    All(Vec<SessionSummary>),
    Page(SessionPage),
}

/// List the sessions one may see, newest first
#[utoipa::path(get, path = "/api/sessions", tag = "sessions", params(ListQuery),
    responses((status = 200, body = SessionList), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 422, body = Problem)))]
pub(crate) async fn list_sessions(
    State(shared): State<Shared>,
    SignedIn(caller): SignedIn,
    query: Result<Query<ListQuery>, QueryRejection>,
) -> Result<Json<SessionList>, Problem> {
    let Query(query) = query?;
    let status = query
        .status
        .filter(|word| !word.is_empty())
        .map(|word| word.parse())
        .transpose();
    let before = query.cursor.map(|cursor| cursor.parse::<Uuid>()).transpose();
    let mut which = Which {
        patient: query.patient_id.map(PatientId::from),
        status: status.map_err(|error| Problem::invalid("status", format!("{error}.")))?,
        before: before
            .map_err(|_| Problem::invalid("cursor", "This is no cursor of an earlier page."))?
            .map(SessionId::from),
        limit: None,
    };
    let Some(limit) = query.limit else {
        let sessions = app::sessions::list(&shared.app, &caller, which).await?;
        return Ok(Json(SessionList::All(
            sessions.into_iter().map(SessionSummary::from).collect(),
        )));
    };
    let limit = limit.clamp(1, MAX_PAGE);
    which.limit = Some(limit + 1); // one more tells whether there is a next page
    let sessions = app::sessions::list(&shared.app, &caller, which).await?;
    let more = sessions.len() > limit as usize;
    let items: Vec<_> = sessions
        .into_iter()
        .take(limit as usize)
        .map(SessionSummary::from)
        .collect();
    let next = items.last().filter(|_| more).map(|session| session.id.to_string());
    Ok(Json(SessionList::Page(SessionPage { items, next })))
}

/// Read one session with its transcript and draft note
#[utoipa::path(get, path = "/api/sessions/{id}", tag = "sessions", params(("id" = Uuid, Path)),
    responses((status = 200, body = Session), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem)))]
pub(crate) async fn get_session(
    State(shared): State<Shared>,
    SignedIn(caller): SignedIn,
    id: Result<Path<Uuid>, PathRejection>,
) -> Result<Json<Session>, Problem> {
    let Path(id) = id?;
    Ok(Json(
        app::sessions::get(&shared.app, &caller, SessionId::from(id))
            .await?
            .into(),
    ))
}

fn accepted(overview: Overview) -> Response {
    (StatusCode::ACCEPTED, Json(Session::from(overview))).into_response()
}

/// Draft the note again
#[utoipa::path(post, path = "/api/sessions/{id}/extract-notes", tag = "sessions", params(("id" = Uuid, Path)),
    responses((status = 202, body = Session), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem), (status = 409, body = Problem)))]
pub(crate) async fn extract_notes(
    State(shared): State<Shared>,
    SignedIn(caller): SignedIn,
    id: Result<Path<Uuid>, PathRejection>,
) -> Result<Response, Problem> {
    let Path(id) = id?;
    Ok(accepted(
        app::sessions::redraft(&shared.app, &caller, SessionId::from(id)).await?,
    ))
}

/// Stop processing a session
#[utoipa::path(post, path = "/api/sessions/{id}/cancel", tag = "sessions", params(("id" = Uuid, Path)),
    responses((status = 202, body = Session), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem), (status = 409, body = Problem)))]
pub(crate) async fn cancel_session(
    State(shared): State<Shared>,
    SignedIn(caller): SignedIn,
    id: Result<Path<Uuid>, PathRejection>,
) -> Result<Response, Problem> {
    let Path(id) = id?;
    Ok(accepted(
        app::sessions::cancel(&shared.app, &caller, SessionId::from(id)).await?,
    ))
}

/// Try a failed session again
#[utoipa::path(post, path = "/api/sessions/{id}/retry", tag = "sessions", params(("id" = Uuid, Path)),
    responses((status = 202, body = Session), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem), (status = 409, body = Problem)))]
pub(crate) async fn retry_session(
    State(shared): State<Shared>,
    SignedIn(caller): SignedIn,
    id: Result<Path<Uuid>, PathRejection>,
) -> Result<Response, Problem> {
    let Path(id) = id?;
    Ok(accepted(
        app::sessions::retry(&shared.app, &caller, SessionId::from(id)).await?,
    ))
}
