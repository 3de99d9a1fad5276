//! Every route on one screen, and the OpenAPI document that grows from them.

use axum::extract::DefaultBodyLimit;
use utoipa::Modify;
use utoipa::OpenApi;
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityRequirement, SecurityScheme};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use utoipa_swagger_ui::SwaggerUi;

use crate::{
    Shared, assignments, audit, auth, break_glass, caller, events, health, invitations, logins, mails, notes, passwords, patients,
    playback, presence, second_factor, sessions, sign_up, supervisions, transcripts, users,
};

/// The longest JSON body.
const MAX_JSON: usize = 1 << 20;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "TherapyBridge",
        description = "Sessions in, transcripts and evidence-linked notes out; nothing leaves the building.",
        license(name = "Apache-2.0", identifier = "Apache-2.0")
    ),
    modifiers(&Bearer)
)]
struct Document;

struct Bearer;

impl Modify for Bearer {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let components = document.components.get_or_insert_default();
        components.add_security_scheme("bearer", SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer)));
        document.security = Some(vec![SecurityRequirement::new("bearer", Vec::<String>::new())]);
    }
}

/// The routes with their documentation.
pub(crate) fn routes() -> OpenApiRouter<Shared> {
    let mut routes = all();
    caller::describe(routes.get_openapi_mut());
    routes
}

fn all() -> OpenApiRouter<Shared> {
    let uploads = OpenApiRouter::new()
        .routes(routes!(sessions::upload_session))
        .layer(DefaultBodyLimit::disable());
    OpenApiRouter::with_openapi(Document::openapi())
        .routes(routes!(health::root))
        .routes(routes!(health::health))
        .routes(routes!(health::connections))
        .routes(routes!(auth::login))
        .routes(routes!(auth::refresh))
        .routes(routes!(auth::logout))
        .routes(routes!(auth::me))
        .routes(routes!(patients::create_patient, patients::list_patients))
        .routes(routes!(patients::get_patient))
        .routes(routes!(sessions::list_sessions))
        .routes(routes!(sessions::get_session))
        .routes(routes!(sessions::extract_notes))
        .routes(routes!(sessions::cancel_session))
        .routes(routes!(sessions::retry_session))
        .routes(routes!(notes::get_session_notes))
        .routes(routes!(transcripts::get_transcript))
        .routes(routes!(playback::get_audio))
        .routes(routes!(events::events))
        .merge(supervisions::routes())
        .merge(assignments::routes())
        .merge(break_glass::routes())
        .merge(mails::routes())
        .merge(audit::routes())
        .merge(presence::routes())
        .merge(logins::routes())
        .merge(second_factor::routes())
        .merge(sign_up::routes())
        .merge(passwords::routes())
        .merge(invitations::routes())
        .merge(users::routes())
        .layer(DefaultBodyLimit::max(MAX_JSON))
        .merge(uploads)
}

/// The OpenAPI document.
pub fn openapi() -> utoipa::openapi::OpenApi {
    routes().into_openapi()
}

/// `/docs`, carried inside the program, and the document it shows.
pub(crate) fn pages(document: utoipa::openapi::OpenApi) -> SwaggerUi {
    SwaggerUi::new("/docs").url("/api/openapi.json", document)
}
