//! HTTP in, use case out.
//!
//! A handler takes its `caller::SignedIn` from the request, calls one function of `app` and turns the answer into JSON. All
//! errors go through `problem`. The OpenAPI document grows with the routes and is printed by `therapybridge openapi`.

mod assignments;
mod audit;
mod auth;
mod break_glass;
mod caller;
mod docs;
mod events;
mod health;
mod mails;
mod logins;
mod invitations;
mod notes;
mod origin;
mod passwords;
mod patients;
mod playback;
mod presence;
mod problem;
mod refusals;
mod second_factor;
mod sessions;
mod supervisions;
mod sign_up;
mod transcripts;
mod ui;
mod users;

use std::net::SocketAddr;
use std::sync::Arc;

use app::App;
use axum::Router;
use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue, Uri, header};
use axum::response::Response;
use tokio::net::TcpListener;
use tower::{Layer, Service};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{DefaultPredicate, NotForContentType, Predicate};
use tower_http::cors::{AllowOrigin, CorsLayer};
use tower_http::set_header::SetResponseHeaderLayer;

pub use docs::openapi;

/// What the HTTP layer can be told.
#[derive(Debug, Clone, Default)]
pub struct Config {
    /// Origins of other web applications that may call this one (`CORS_ORIGINS`); none by default.
    pub cors_origins: Vec<String>,
    /// Connections from the browser come over TLS, so cookies must never travel without it.
    pub secure_cookies: bool,
}

/// What every handler can reach.
#[derive(Clone)]
pub(crate) struct Shared {
    app: Arc<App>,
    secure_cookies: bool,
}

/// Everything from the application's own origin: no third party ever sees that somebody uses this.
const CONTENT_SECURITY_POLICY: &str = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; \
     media-src 'self' blob:; connect-src 'self'; font-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

/// The whole service.
pub fn router(app: Arc<App>, config: &Config) -> Router {
    let shared = Shared {
        app,
        secure_cookies: config.secure_cookies,
    };
    let (api, document) = docs::routes().split_for_parts();
    let fixed = |name: HeaderName, value: &'static str| {
        SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value))
    };
    let uncompressed = DefaultPredicate::new().and(NotForContentType::new("audio/"));
    api.merge(docs::pages(document))
        .fallback(ui::page)
        .layer(axum::middleware::from_fn_with_state(shared.clone(), refusals::note))
        .with_state(shared)
        .layer(cors(&config.cors_origins))
        .layer(CompressionLayer::new().compress_when(uncompressed))
        .layer(fixed(header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY))
        .layer(fixed(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(fixed(header::X_FRAME_OPTIONS, "DENY"))
        .layer(fixed(header::REFERRER_POLICY, "no-referrer"))
        // What a page shows of a client must not lie in a cache of the browser or a proxy.
        .layer(fixed(header::CACHE_CONTROL, "no-store"))
        .layer(CatchPanicLayer::custom(problem::panicked))
}

fn cors(origins: &[String]) -> CorsLayer {
    let origins: Vec<HeaderValue> = origins.iter().filter_map(|origin| origin.parse().ok()).collect();
    CorsLayer::new()
        .allow_origin(AllowOrigin::list(origins))
        .allow_methods(tower_http::cors::AllowMethods::mirror_request())
        .allow_headers([header::AUTHORIZATION, header::CONTENT_TYPE, caller::CSRF_HEADER])
}

/// [`router`] with the contract's optional trailing slashes.
pub fn service(
    app: Arc<App>,
    config: &Config,
) -> impl Service<Request, Response = Response, Error = std::convert::Infallible, Future: Send> + Clone + Send + 'static
{
    tower::util::MapRequestLayer::new(trim_slash).layer(router(app, config))
}

/// `/api/patients/` means `/api/patients`; the documentation's pages keep their slashes.
fn trim_slash(mut request: Request) -> Request {
    let path = request.uri().path();
    if path.starts_with("/api/") && path.ends_with('/') {
        let trimmed = path.trim_end_matches('/');
        let target = match request.uri().query() {
            Some(query) => format!("{trimmed}?{query}"),
            None => trimmed.to_owned(),
        };
        if let Ok(uri) = target.parse::<Uri>() {
            *request.uri_mut() = uri;
        }
    }
    request
}

/// Serves on a listener until the application is stopping; requests in flight are finished.
///
/// # Errors
/// When the listener breaks.
pub async fn serve(app: Arc<App>, config: &Config, listener: TcpListener) -> std::io::Result<()> {
    let stopping = app.stopping.clone();
    let service = service(app, config);
    axum::serve(
        listener,
        axum::ServiceExt::<Request>::into_make_service_with_connect_info::<SocketAddr>(service),
    )
        .with_graceful_shutdown(async move { stopping.cancelled().await })
        .await
}
