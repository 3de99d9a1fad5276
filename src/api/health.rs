//! Whether the appliance works. Open to everyone, about nobody.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

use crate::Shared;
use crate::problem::Problem;
use crate::ui;

const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The short answer.
#[derive(Serialize, ToSchema)]
pub(crate) struct Alive {
    /// Always `healthy`: something answered.
    status: &'static str,
    /// Always `TherapyBridge`.
    service: &'static str,
    version: &'static str,
}

/// Simple health check
///
/// A browser that asks for HTML gets the web application instead.
#[utoipa::path(get, path = "/", tag = "health", security(()), responses((status = 200, body = Alive)))]
pub(crate) async fn root(headers: HeaderMap) -> Response {
    let accept = headers
        .get(header::ACCEPT)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    if accept.contains("text/html") {
        return ui::index();
    }
    Json(Alive {
        status: "healthy",
        service: "TherapyBridge",
        version: VERSION,
    })
    .into_response()
}

/// One engine.
#[derive(Serialize, ToSchema)]
pub(crate) struct Service {
    /// `ready`, `idle`, `loading`, `no_model`, `not_built` or `degraded`.
    state: &'static str,
    /// File name of the model.
    model: Option<String>,
    /// A sentence for a person.
    detail: String,
}

impl From<app::health::Service> for Service {
    fn from(service: app::health::Service) -> Self {
        Self {
            state: service.state,
            model: service.model,
            detail: service.detail,
        }
    }
}

/// The engines.
#[derive(Serialize, ToSchema)]
pub(crate) struct Services {
    transcription: Service,
    drafting: Service,
    embedding: Service,
}

/// Background work.
#[derive(Serialize, ToSchema)]
pub(crate) struct Queue {
    waiting: i64,
    running: i64,
}

/// The long answer.
#[derive(Serialize, ToSchema)]
pub(crate) struct Health {
    /// `healthy`, or `degraded` when the database does not answer or no recording can be transcribed.
    status: &'static str,
    /// `connected` or `unavailable`.
    database: &'static str,
    services: Services,
    queue: Queue,
    version: &'static str,
}

/// Detailed health: database, engines, queue
#[utoipa::path(get, path = "/health", tag = "health", security(()),
    responses((status = 200, body = Health), (status = 503, body = Health)))]
pub(crate) async fn health(State(shared): State<Shared>) -> (StatusCode, Json<Health>) {
    let health = app::health::check(&shared.app).await;
    let works = matches!(health.transcription.state, "ready" | "idle" | "loading");
    let body = Health {
        status: if health.database && works {
            "healthy"
        } else {
            "degraded"
        },
        database: if health.database { "connected" } else { "unavailable" },
        services: Services {
            transcription: health.transcription.into(),
            drafting: health.drafting.into(),
            embedding: health.embedding.into(),
        },
        queue: Queue {
            waiting: health.waiting,
            running: health.running,
        },
        version: VERSION,
    };
    let status = if health.database {
        StatusCode::OK
    } else {
        StatusCode::SERVICE_UNAVAILABLE
    };
    (status, Json(body))
}

/// Database connections.
#[derive(Serialize, ToSchema)]
pub(crate) struct Connections {
    /// On Postgres: all connections of the server.
    active_connections: i64,
    /// `DB_POOL_SIZE`.
    pool_size: u32,
    /// `DB_MAX_OVERFLOW`.
    max_overflow: u32,
    /// `WORKERS`.
    worker_count: u32,
    /// `WORKERS × (DB_POOL_SIZE + DB_MAX_OVERFLOW)`.
    theoretical_max: u32,
}

/// Database connections in use
#[utoipa::path(get, path = "/api/health/connections", tag = "health", security(()),
    responses((status = 200, body = Connections), (status = 500, body = Problem)))]
pub(crate) async fn connections(State(shared): State<Shared>) -> Result<Json<Connections>, Problem> {
    let active_connections = app::health::connections(&shared.app).await?;
    let pool = shared.app.settings.pool;
    Ok(Json(Connections {
        active_connections,
        pool_size: pool.pool_size,
        max_overflow: pool.max_overflow,
        worker_count: pool.worker_count,
        theoretical_max: pool.theoretical_max(),
    }))
}
