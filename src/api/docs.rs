//! Every route on one screen, and the OpenAPI document that grows from them.

use std::sync::LazyLock;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::header::CONTENT_TYPE;
use axum::routing::get;
use bytes::Bytes;
use utoipa::Modify;
use utoipa::OpenApi;
use utoipa::openapi::path::Operation;
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityRequirement, SecurityScheme};
use utoipa::openapi::{Content, Ref, RefOr, Response, ResponseBuilder};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use utoipa_swagger_ui::{Config, SwaggerUi};

use crate::{
    Shared, analytics, appointments, assignments, audit, auth, break_glass, calendar, caller, cleanup, consents,
    events, exports, formats, goals, health, invitations, logins, mails, measures, note_review, notes, participants,
    passwords, patients, playback, portal, presence, process_notes, releases, schedule, second_factor, sessions,
    sign_up, supervisions, templates, timeline, transcripts, users,
};

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

/// Where the document is served.
const DOCUMENT: &str = "/api/openapi.json";

/// The routes, and the document that describes them, as JSON. Both are the same for every service of a process: a program has
/// one, and its tests have hundreds, most of which would take less time than making these again.
static ROUTES: LazyLock<(Router<Shared>, Bytes)> = LazyLock::new(|| {
    let (routes, document) = described().split_for_parts();
    let document = complete(document)
        .to_json()
        .expect("the keys of the API document are strings");
    (routes, document.into())
});

/// The routes of the API.
pub(crate) fn routes() -> Router<Shared> {
    ROUTES.0.clone()
}

/// The document, and the pages on which people read it.
pub(crate) fn pages<S: Clone + Send + Sync + 'static>() -> Router<S> {
    let document = async || ([(CONTENT_TYPE, "application/json")], ROUTES.1.clone());
    Router::from(SwaggerUi::new("/docs").config(Config::from(DOCUMENT))).route(DOCUMENT, get(document))
}

/// The routes with their documentation.
fn described() -> OpenApiRouter<Shared> {
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
        .routes(routes!(sessions::list_sessions))
        .routes(routes!(sessions::get_session))
        .routes(routes!(sessions::extract_notes))
        .routes(routes!(sessions::cancel_session))
        .routes(routes!(sessions::retry_session))
        .routes(routes!(notes::get_session_notes))
        .routes(routes!(transcripts::get_transcript))
        .routes(routes!(playback::get_audio))
        .routes(routes!(events::events))
        .merge(exports::routes())
        .merge(formats::routes())
        .merge(goals::routes())
        .merge(participants::routes())
        .merge(patients::routes())
        .merge(timeline::routes())
        .merge(templates::routes())
        .merge(note_review::routes())
        .merge(process_notes::routes())
        .merge(supervisions::routes())
        .merge(analytics::routes())
        .merge(appointments::routes())
        .merge(assignments::routes())
        .merge(break_glass::routes())
        .merge(consents::routes())
        .merge(calendar::routes())
        .merge(mails::routes())
        .merge(measures::routes())
        .merge(portal::routes())
        .merge(releases::routes())
        .merge(audit::routes())
        .merge(cleanup::routes())
        .merge(schedule::routes())
        .merge(presence::routes())
        .merge(logins::routes())
        .merge(second_factor::routes())
        .merge(sign_up::routes())
        .merge(passwords::routes())
        .merge(invitations::routes())
        .merge(users::routes())
        .merge(uploads)
}

/// The OpenAPI document.
pub fn openapi() -> utoipa::openapi::OpenApi {
    complete(described().into_openapi())
}

/// Adds what holds for every operation and would only be noise beside each: the limits, the size of a JSON body, and the media
/// type of problems.
fn complete(mut document: utoipa::openapi::OpenApi) -> utoipa::openapi::OpenApi {
    for (path, item) in &mut document.paths.paths {
        let operations = [
            &mut item.get,
            &mut item.put,
            &mut item.post,
            &mut item.delete,
            &mut item.patch,
        ];
        for operation in operations.into_iter().flatten() {
            let takes_json = takes_json(operation);
            let responses = &mut operation.responses.responses;
            if path.starts_with("/api/") && path != "/api/events" {
                let limited = || problem("Too many requests; `retry_after` says when to come again");
                responses.entry("429".into()).or_insert_with(limited);
            }
            if takes_json {
                let too_large = || problem("The body is longer than 1 MiB");
                responses.entry("413".into()).or_insert_with(too_large);
            }
            let problems = responses.iter_mut().filter(|(status, _)| status.as_str() >= "400");
            for (_, response) in problems {
                if let RefOr::T(response) = response {
                    name_problem(response);
                }
            }
        }
    }
    document
}

fn takes_json(operation: &Operation) -> bool {
    match &operation.request_body {
        Some(RefOr::T(body)) => body.content.contains_key("application/json"),
        _ => false,
    }
}

fn problem(description: &str) -> RefOr<Response> {
    let body = Content::new(Some(Ref::from_schema_name("Problem")));
    RefOr::T(
        ResponseBuilder::new()
            .description(description)
            .content("application/json", body)
            .build(),
    )
}

/// A problem is JSON of a media type of its own (RFC 9457).
fn name_problem(response: &mut Response) {
    let problem = RefOr::Ref(Ref::from_schema_name("Problem"));
    let is_problem = |body: &RefOr<Content>| matches!(body, RefOr::T(body) if body.schema.as_ref() == Some(&problem));
    if response.content.get("application/json").is_some_and(is_problem) {
        let body = response.content.shift_remove("application/json");
        let renamed = body.map(|body| ("application/problem+json".to_owned(), body));
        response.content.extend(renamed);
    }
}
