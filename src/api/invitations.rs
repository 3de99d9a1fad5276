//! Invitations: made and taken back by who may, accepted by who holds the link.

use app::invitations::{Acceptance, NewInvitation};
use axum::Json;
use axum::extract::rejection::{JsonRejection, PathRejection};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum_extra::extract::CookieJar;
use domain::user::Role;
use domain::{InvitationId, PatientId, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use crate::Shared;
use crate::auth::{Here, Login, answer};
use crate::caller::SignedIn;
use crate::origin::From;
use crate::problem::Problem;
use crate::sign_up::{Token, role};

/// The routes of this file.
pub(crate) fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new()
        .routes(routes!(create_invitation, list_invitations))
        .routes(routes!(revoke_invitation))
        .routes(routes!(look_at_invitation))
        .routes(routes!(accept_invitation))
}

/// An invitation.
#[derive(Serialize, ToSchema)]
pub(crate) struct Invitation {
    id: Uuid,
    email: String,
    first_name: String,
    last_name: String,
    /// `therapist`, `supervisor`, `patient` or `admin`.
    #[schema(value_type = String)]
    role: Role,
    /// The client record that the account will belong to.
    patient_id: Option<Uuid>,
    /// `pending`, `accepted`, `revoked` or `expired`.
    state: &'static str,
    /// RFC 3339.
    expires_at: String,
    /// RFC 3339.
    created_at: String,
}

impl Invitation {
    fn at(now: Timestamp, invitation: domain::invitation::Invitation) -> Self {
        Self {
            id: invitation.id.uuid(),
            state: invitation.state(now).as_str(),
            email: invitation.email.unwrap_or_default(),
            first_name: invitation.first_name,
            last_name: invitation.last_name,
            role: invitation.role,
            patient_id: invitation.patient.map(PatientId::uuid),
            expires_at: invitation.expires_at.rfc3339(),
            created_at: invitation.created_at.rfc3339(),
        }
    }
}

/// Whom to invite.
#[derive(Deserialize, ToSchema)]
pub(crate) struct CreateInvitation {
    /// Where the link is sent.
    email: String,
    /// 1 to 100 characters.
    first_name: String,
    /// 1 to 100 characters.
    last_name: String,
    /// What they will be. A therapist invites patients only.
    role: String,
    /// The client record that the account will belong to: one of the therapist's own.
    patient_id: Option<Uuid>,
}

/// Invite somebody
///
/// The link goes by mail and works for seven days. A new invitation takes the place of an earlier one to the same address.
#[utoipa::path(post, path = "/api/invitations", tag = "invitations", request_body = CreateInvitation,
    responses((status = 201, body = Invitation), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem),
              (status = 429, body = Problem)))]
pub(crate) async fn create_invitation(
    State(shared): State<Shared>,
    SignedIn(caller): SignedIn,
    body: Result<Json<CreateInvitation>, JsonRejection>,
) -> Result<(StatusCode, Json<Invitation>), Problem> {
    let Json(body) = body?;
    let new = NewInvitation {
        email: body.email,
        first_name: body.first_name,
        last_name: body.last_name,
        role: role(&body.role)?,
        patient: body.patient_id.map(PatientId::from),
    };
    let invitation = app::invitations::create(&shared.app, &caller, new).await?;
    Ok((StatusCode::CREATED, Json(Invitation::at(shared.app.now(), invitation))))
}

/// List invitations
///
/// A therapist sees their own, an administrator everybody's; newest first.
#[utoipa::path(get, path = "/api/invitations", tag = "invitations",
    responses((status = 200, body = [Invitation]), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 429, body = Problem)))]
pub(crate) async fn list_invitations(
    State(shared): State<Shared>,
    SignedIn(caller): SignedIn,
) -> Result<Json<Vec<Invitation>>, Problem> {
    let now = shared.app.now();
    let invitations = app::invitations::list(&shared.app, &caller).await?;
    let invitations = invitations
        .into_iter()
        .map(|invitation| Invitation::at(now, invitation));
    Ok(Json(invitations.collect()))
}

/// Take an invitation back
#[utoipa::path(delete, path = "/api/invitations/{id}", tag = "invitations", params(("id" = Uuid, Path)),
    responses((status = 204), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem),
              (status = 409, body = Problem), (status = 429, body = Problem)))]
pub(crate) async fn revoke_invitation(
    State(shared): State<Shared>,
    SignedIn(caller): SignedIn,
    id: Result<Path<Uuid>, PathRejection>,
) -> Result<StatusCode, Problem> {
    let Path(id) = id?;
    app::invitations::revoke(&shared.app, &caller, InvitationId::from(id)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What an invitation says to who holds its link.
#[derive(Serialize, ToSchema)]
pub(crate) struct Greeting {
    /// Left out by the link that sets the appliance up: it is asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<String>,
    first_name: String,
    last_name: String,
    /// What the account will be.
    #[schema(value_type = String)]
    role: Role,
}

/// Look at the invitation of a link
#[utoipa::path(post, path = "/api/auth/invitation", tag = "auth", request_body = Token, security(()),
    responses((status = 200, body = Greeting), (status = 400, body = Problem), (status = 422, body = Problem),
              (status = 429, body = Problem)))]
pub(crate) async fn look_at_invitation(
    State(shared): State<Shared>,
    body: Result<Json<Token>, JsonRejection>,
) -> Result<Json<Greeting>, Problem> {
    let Json(body) = body?;
    let invitation = app::invitations::greet(&shared.app, &body.token).await?;
    Ok(Json(Greeting {
        email: invitation.email,
        first_name: invitation.first_name,
        last_name: invitation.last_name,
        role: invitation.role,
    }))
}

/// What is typed to accept an invitation.
#[derive(Deserialize, ToSchema)]
pub(crate) struct AcceptInvitation {
    /// As it stands in the link.
    token: String,
    /// 12 to 128 characters with upper case, lower case, a digit and a special character, and none that is guessed first.
    password: String,
    /// Instead of the invitation's; the link that sets the appliance up has none.
    first_name: Option<String>,
    /// Instead of the invitation's; the link that sets the appliance up has none.
    last_name: Option<String>,
    /// Only for the link that sets the appliance up.
    email: Option<String>,
}

/// Accept an invitation
///
/// Makes the account and signs it in. Its address counts as confirmed.
#[utoipa::path(post, path = "/api/auth/accept-invitation", tag = "auth", request_body = AcceptInvitation, security(()),
    responses((status = 201, body = Login), (status = 400, body = Problem), (status = 409, body = Problem),
              (status = 422, body = Problem), (status = 429, body = Problem)))]
pub(crate) async fn accept_invitation(
    State(shared): State<Shared>,
    jar: CookieJar,
    surface: Here,
    From(origin): From,
    body: Result<Json<AcceptInvitation>, JsonRejection>,
) -> Result<(StatusCode, (CookieJar, Json<Login>)), Problem> {
    let Json(body) = body?;
    let acceptance = Acceptance {
        token: body.token,
        password: body.password,
        first_name: body.first_name,
        last_name: body.last_name,
        email: body.email,
    };
    let tokens = app::invitations::accept(&shared.app, acceptance, surface.0, &origin).await?;
    Ok((StatusCode::CREATED, answer(&shared, jar, tokens)))
}
