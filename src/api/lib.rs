//! HTTP in, use case out.
//!
//! A handler takes its `caller::SignedIn` from the request, calls one function of `app` and turns the answer into JSON. All
//! errors go through `problem`. The OpenAPI document grows with the routes and is printed by `therapybridge openapi`.

mod analytics;
mod appointments;
mod assignments;
mod audit;
mod auth;
mod break_glass;
mod calendar;
mod caller;
mod cleanup;
mod consents;
mod docs;
mod events;
mod exports;
mod formats;
mod goals;
mod health;
mod invitations;
mod limits;
mod logins;
mod mails;
mod measures;
mod note_review;
mod notes;
mod origin;
mod participants;
mod passwords;
mod patients;
mod playback;
mod portal;
mod presence;
mod problem;
mod process_notes;
mod refusals;
mod releases;
mod schedule;
mod second_factor;
mod sessions;
mod sign_up;
mod supervisions;
mod templates;
mod timeline;
mod transcripts;
mod ui;
mod users;

use std::net::SocketAddr;
use std::sync::Arc;

use app::App;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::{HeaderName, HeaderValue, Uri, header};
use axum::middleware;
use axum::response::Response;
use ipnet::IpNet;
use tokio::net::TcpListener;
use tower::{Layer, Service};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{DefaultPredicate, NotForContentType, Predicate};
use tower_http::cors::{AllowMethods, AllowOrigin, CorsLayer};
use tower_http::set_header::SetResponseHeaderLayer;

use crate::origin::Proxies;

pub use docs::openapi;
pub use limits::Limits;

/// What the HTTP layer can be told.
#[derive(Debug, Clone, Default)]
pub struct Config {
    /// Origins of other web applications that may call this one (`CORS_ORIGINS`); none by default.
    pub cors_origins: Vec<String>,
    /// Connections from the browser come over TLS, so cookies must never travel without it, and browsers are told to insist.
    pub secure_cookies: bool,
    /// Reverse proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpNet>,
    /// How often somebody may ask.
    pub limits: Limits,
}

/// What every handler can reach.
#[derive(Clone)]
pub(crate) struct Shared {
    app: Arc<App>,
    secure_cookies: bool,
}

/// The longest JSON body.
const MAX_JSON: usize = 1 << 20;

/// Everything from the application's own origin: no third party ever sees that somebody uses this, and no script runs that is
/// not a file of the build. The widgets set their styles in place, which is why styles may.
const CONTENT_SECURITY_POLICY: &str = "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
     img-src 'self' data: blob:; media-src 'self' blob:; connect-src 'self'; font-src 'self'; worker-src 'self'; \
     frame-src 'none'; object-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

/// What no page of ours asks the browser for. The microphone stays: sessions are recorded with it.
const PERMISSIONS_POLICY: &str = "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), \
     magnetometer=(), microphone=(self), midi=(), payment=(), usb=()";

/// A year. Without sub-domains: the other machines of a practice's network are not ours to speak for.
const STRICT_TRANSPORT_SECURITY: &str = "max-age=31536000";

/// The whole service.
pub fn router(app: Arc<App>, config: &Config) -> Router {
    let limiter = Arc::new(limits::Limiter::new(app.clone(), config.limits));
    let shared = Shared {
        app,
        secure_cookies: config.secure_cookies,
    };
    let fixed = |name: &'static str, value: &'static str| {
        SetResponseHeaderLayer::if_not_present(HeaderName::from_static(name), HeaderValue::from_static(value))
    };
    let insist = config
        .secure_cookies
        .then(|| fixed("strict-transport-security", STRICT_TRANSPORT_SECURITY));
    let uncompressed = DefaultPredicate::new().and(NotForContentType::new("audio/"));
    docs::routes()
        .method_not_allowed_fallback(problem::wrong_method)
        .merge(docs::pages())
        .fallback(ui::page)
        .layer(axum::middleware::from_fn_with_state(shared.clone(), refusals::note))
        .with_state(shared)
        // Whoever may send more says so at its route.
        .layer(DefaultBodyLimit::max(MAX_JSON))
        .layer(middleware::from_fn_with_state(limiter, limits::limit))
        .layer(CatchPanicLayer::custom(problem::panicked))
        .layer(cors(&config.cors_origins))
        .layer(CompressionLayer::new().compress_when(uncompressed))
        .layer(fixed("content-security-policy", CONTENT_SECURITY_POLICY))
        .layer(fixed("permissions-policy", PERMISSIONS_POLICY))
        .layer(fixed("cross-origin-opener-policy", "same-origin"))
        .layer(fixed("cross-origin-resource-policy", "same-origin"))
        .layer(fixed("x-content-type-options", "nosniff"))
        .layer(fixed("x-frame-options", "DENY"))
        .layer(fixed("referrer-policy", "no-referrer"))
        // What a page shows of a client must not lie in a cache of the browser or a proxy.
        .layer(fixed("cache-control", "no-store"))
        .layer(tower::util::option_layer(insist))
}

/// Other origins: those that were named may call with cookies too, as the contract's own frontend does. `*` lets programs on
/// any page call with a token they were given, and never with a cookie.
fn cors(origins: &[String]) -> CorsLayer {
    let layer = CorsLayer::new()
        .allow_methods(AllowMethods::mirror_request())
        .allow_headers([header::AUTHORIZATION, header::CONTENT_TYPE, caller::CSRF_HEADER])
        .expose_headers([header::RETRY_AFTER]);
    if origins.iter().any(|origin| origin == "*") {
        return layer.allow_origin(AllowOrigin::any());
    }
    let named: Vec<HeaderValue> = origins.iter().filter_map(|origin| origin.parse().ok()).collect();
    let layer = layer.allow_credentials(!named.is_empty());
    layer.allow_origin(AllowOrigin::list(named))
}

/// [`router`] with the contract's optional trailing slashes, and with the client's address.
pub fn service(
    app: Arc<App>,
    config: &Config,
) -> impl Service<Request, Response = Response, Error = std::convert::Infallible, Future: Send> + Clone + Send + 'static
{
    let proxies = Proxies::new(&config.trusted_proxies);
    let prepare = move |request| proxies.locate(trim_slash(request));
    tower::util::MapRequestLayer::new(prepare).layer(router(app, config))
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
