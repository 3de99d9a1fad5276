//! Messages about sentence embeddings.

use serde::{Deserialize, Serialize};

/// Shape of the vectors in the body of [`crate::FromWorker::Embedded`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shape {
    /// How many vectors, one per text.
    pub count: u32,
    /// Numbers per vector; each vector has length one.
    pub dimensions: u32,
}
