//! The administrator's view of mail: what went where, and the links of mail that stays in the building.

use axum::Json;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use domain::MailId;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use crate::Shared;
use crate::caller::SignedIn;
use crate::problem::Problem;

/// The operations on mail.
pub(crate) fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new()
        .routes(routes!(list_mails))
        .routes(routes!(get_mail_link))
}

/// A mail without its text.
#[derive(Serialize, ToSchema)]
pub(crate) struct Mail {
    id: Uuid,
    /// `verification`, `password_reset`, `invitation` or `sign_in_alert`.
    template: &'static str,
    /// To whom.
    to: String,
    /// `queued`, `sent`, `dropped` (there was nobody to write to) or `failed`.
    state: &'static str,
    /// RFC 3339.
    created_at: String,
    /// RFC 3339.
    sent_at: Option<String>,
}

impl From<domain::mail::Mail> for Mail {
    fn from(mail: domain::mail::Mail) -> Self {
        Self {
            id: mail.id.uuid(),
            template: mail.template.as_str(),
            to: mail.address,
            state: mail.state.as_str(),
            created_at: mail.created_at.rfc3339(),
            sent_at: mail.sent_at.map(|at| at.rfc3339()),
        }
    }
}

/// The link of a mail.
#[derive(Serialize, ToSchema)]
pub(crate) struct MailLink {
    /// Whoever opens it is taken for the person it was written to.
    url: String,
}

/// List the newest mails
#[utoipa::path(get, path = "/api/mails", tag = "mails",
    responses((status = 200, body = [Mail]), (status = 401, body = Problem), (status = 403, body = Problem)))]
pub(crate) async fn list_mails(
    State(shared): State<Shared>,
    SignedIn(caller): SignedIn,
) -> Result<Json<Vec<Mail>>, Problem> {
    let mails = app::mail::list(&shared.app, &caller).await?;
    Ok(Json(mails.into_iter().map(Mail::from).collect()))
}

/// Show the link of a mail that lies in the folder, to hand it over in person
#[utoipa::path(get, path = "/api/mails/{id}/link", tag = "mails", params(("id" = Uuid, Path)),
    responses((status = 200, body = MailLink), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem)))]
pub(crate) async fn get_mail_link(
    State(shared): State<Shared>,
    SignedIn(caller): SignedIn,
    id: Result<Path<Uuid>, PathRejection>,
) -> Result<Json<MailLink>, Problem> {
    let Path(id) = id?;
    let url = app::mail::link(&shared.app, &caller, MailId::from(id)).await?;
    Ok(Json(MailLink { url }))
}
