//! Appointments with clients.

use app::appointments::{Change, New, Query as Which};
use axum::Json;
use axum::extract::rejection::{JsonRejection, PathRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use domain::appointment::{Kind, Listed, Modality};
use domain::ids::AppointmentId;
use domain::{PatientId, Timestamp, calendar};
use serde::{Deserialize, Deserializer, Serialize};
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
        .routes(routes!(list_appointments, create_appointment))
        .routes(routes!(get_appointment, change_appointment))
}

/// A meeting with a client, planned or over.
#[derive(Serialize, ToSchema)]
pub(crate) struct Appointment {
    id: Uuid,
    patient_id: Uuid,
    patient_name: String,
    therapist_id: Uuid,
    /// RFC 3339.
    starts_at: String,
    /// RFC 3339. The same moment as `starts_at` when a recording came without an appointment and its length is not known yet.
    ends_at: String,
    /// `scheduled`, `attended`, `cancelled` or `no_show`.
    state: &'static str,
    /// `individual`, `couple`, `family` or `group`.
    kind: &'static str,
    /// `in_person`, `video` or `telephone`.
    modality: &'static str,
    place: Option<String>,
    /// Its recordings, oldest first.
    session_ids: Vec<Uuid>,
    /// RFC 3339.
    created_at: String,
    /// RFC 3339.
    updated_at: String,
}

impl From<Listed> for Appointment {
    fn from(listed: Listed) -> Self {
        let appointment = listed.appointment;
        Self {
            id: appointment.id.uuid(),
            patient_id: appointment.patient_id.uuid(),
            patient_name: listed.patient_name,
            therapist_id: appointment.therapist_id.uuid(),
            starts_at: appointment.starts_at.rfc3339(),
            ends_at: appointment.ends_at.rfc3339(),
            state: appointment.state.as_str(),
            kind: appointment.kind.as_str(),
            modality: appointment.modality.as_str(),
            place: appointment.place,
            session_ids: listed.sessions.into_iter().map(|session| session.uuid()).collect(),
            created_at: appointment.created_at.rfc3339(),
            updated_at: appointment.updated_at.rfc3339(),
        }
    }
}

/// Which appointments to list.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct AppointmentQuery {
    /// Only those that end after this moment: RFC 3339, or a date, which means its first moment here.
    from: Option<String>,
    /// Only those that begin before this moment: RFC 3339, or a date.
    to: Option<String>,
    /// Only this client's.
    patient_id: Option<Uuid>,
    /// Only those in this state.
    state: Option<String>,
}

/// A new appointment.
#[derive(Deserialize, ToSchema)]
pub(crate) struct CreateAppointment {
    patient_id: Uuid,
    /// RFC 3339.
    starts_at: String,
    /// RFC 3339; at most 24 hours later.
    ends_at: String,
    /// `individual` (the default), `couple`, `family` or `group`.
    kind: Option<String>,
    /// `in_person` (the default), `video` or `telephone`.
    modality: Option<String>,
    /// At most 200 characters.
    place: Option<String>,
    /// Make it although there is another one at that time.
    #[serde(default)]
    allow_overlap: bool,
}

/// What is to change about an appointment. What is left out stays.
#[derive(Deserialize, ToSchema)]
pub(crate) struct ChangeAppointment {
    /// RFC 3339.
    starts_at: Option<String>,
    /// RFC 3339; at most 24 hours later.
    ends_at: Option<String>,
    /// `individual`, `couple`, `family` or `group`.
    kind: Option<String>,
    /// `in_person`, `video` or `telephone`.
    modality: Option<String>,
    /// At most 200 characters; null takes it out.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    place: Option<Option<String>>,
    /// `scheduled`, `attended`, `cancelled` or `no_show`.
    state: Option<String>,
    /// Change it although there is another one at that time.
    #[serde(default)]
    allow_overlap: bool,
    /// The `updated_at` with which it was read: what somebody else changed since is then not overwritten.
    updated_at: Option<String>,
}

/// Tells a null from a field that is not there.
fn given<'de, D: Deserializer<'de>>(field: D) -> Result<Option<Option<String>>, D::Error> {
    Option::deserialize(field).map(Some)
}

fn moment(shared: &Shared, field: &'static str, text: &str) -> Result<Timestamp, Problem> {
    calendar::read(text, shared.app.settings.timezone).ok_or_else(|| {
        Problem::invalid(
            field,
            "Write a time like 2026-01-19T09:00:00Z, or a date like 2026-01-19.",
        )
    })
}

fn exact(field: &'static str, text: &str) -> Result<Timestamp, Problem> {
    let read = Timestamp::from_rfc3339(text).filter(|at| calendar::is_plausible(*at));
    read.ok_or_else(|| Problem::invalid(field, "Write a time like 2026-01-19T09:00:00Z."))
}

fn word<T: std::str::FromStr<Err: std::fmt::Display>>(
    field: &'static str,
    word: Option<&str>,
) -> Result<Option<T>, Problem> {
    let read = word.filter(|word| !word.is_empty()).map(str::parse).transpose();
    read.map_err(|error: T::Err| Problem::invalid(field, format!("{error}.")))
}

/// List appointments with the patients one may see, in the order in which they begin
#[utoipa::path(get, path = "/api/appointments", tag = "appointments", params(AppointmentQuery),
    responses((status = 200, body = [Appointment]), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 422, body = Problem)))]
pub(crate) async fn list_appointments(
    State(shared): State<Shared>,
    SignedIn(caller): SignedIn,
    query: Result<Query<AppointmentQuery>, QueryRejection>,
) -> Result<Json<Vec<Appointment>>, Problem> {
    let Query(query) = query?;
    let bound = |field, text: Option<String>| {
        let text = text.filter(|text| !text.is_empty());
        text.map(|text| moment(&shared, field, &text)).transpose()
    };
    let which = Which {
        from: bound("from", query.from)?,
        to: bound("to", query.to)?,
        patient: query.patient_id.map(PatientId::from),
        state: word("state", query.state.as_deref())?,
    };
    let listed = app::appointments::list(&shared.app, &caller, which).await?;
    Ok(Json(listed.into_iter().map(Appointment::from).collect()))
}

/// Plan an appointment with a patient
#[utoipa::path(post, path = "/api/appointments", tag = "appointments", request_body = CreateAppointment,
    responses((status = 201, body = Appointment), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn create_appointment(
    State(shared): State<Shared>,
    SignedIn(caller): SignedIn,
    body: Result<Json<CreateAppointment>, JsonRejection>,
) -> Result<(StatusCode, Json<Appointment>), Problem> {
    let Json(body) = body?;
    let new = New {
        patient: PatientId::from(body.patient_id),
        starts_at: exact("starts_at", &body.starts_at)?,
        ends_at: exact("ends_at", &body.ends_at)?,
        kind: word("kind", body.kind.as_deref())?.unwrap_or(Kind::Individual),
        modality: word("modality", body.modality.as_deref())?.unwrap_or(Modality::InPerson),
        place: body.place,
        allow_overlap: body.allow_overlap,
    };
    let listed = app::appointments::create(&shared.app, &caller, new).await?;
    Ok((StatusCode::CREATED, Json(listed.into())))
}

fn id_of(id: Result<Path<Uuid>, PathRejection>) -> Result<AppointmentId, Problem> {
    let Path(id) = id?;
    Ok(AppointmentId::from(id))
}

/// Read one appointment
#[utoipa::path(get, path = "/api/appointments/{id}", tag = "appointments", params(("id" = Uuid, Path)),
    responses((status = 200, body = Appointment), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem)))]
pub(crate) async fn get_appointment(
    State(shared): State<Shared>,
    SignedIn(caller): SignedIn,
    id: Result<Path<Uuid>, PathRejection>,
) -> Result<Json<Appointment>, Problem> {
    let listed = app::appointments::get(&shared.app, &caller, id_of(id)?).await?;
    Ok(Json(listed.into()))
}

/// Move an appointment, call it off, say how it went, or correct any of that
#[utoipa::path(patch, path = "/api/appointments/{id}", tag = "appointments", params(("id" = Uuid, Path)),
    request_body = ChangeAppointment,
    responses((status = 200, body = Appointment), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn change_appointment(
    State(shared): State<Shared>,
    SignedIn(caller): SignedIn,
    id: Result<Path<Uuid>, PathRejection>,
    body: Result<Json<ChangeAppointment>, JsonRejection>,
) -> Result<Json<Appointment>, Problem> {
    let id = id_of(id)?;
    let Json(body) = body?;
    let time = |field, text: Option<String>| text.map(|text| exact(field, &text)).transpose();
    let change = Change {
        starts_at: time("starts_at", body.starts_at)?,
        ends_at: time("ends_at", body.ends_at)?,
        kind: word("kind", body.kind.as_deref())?,
        modality: word("modality", body.modality.as_deref())?,
        place: body.place,
        state: word("state", body.state.as_deref())?,
        allow_overlap: body.allow_overlap,
        unchanged_since: time("updated_at", body.updated_at)?,
    };
    let listed = app::appointments::change(&shared.app, &caller, id, change).await?;
    Ok(Json(listed.into()))
}
