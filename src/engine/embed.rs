use std::sync::Arc;

use async_trait::async_trait;
use protocol::{FromWorker, embed};
use tokio_util::sync::CancellationToken;

use crate::call::Call;
use crate::{Error, Readiness, Supervisor, WorkerConfig};

/// Turns texts into vectors whose cosine says how close their meanings are.
#[async_trait]
pub trait Embedder: Send + Sync {
    /// One vector of length one per text, in their order. Dropping the future cancels it.
    ///
    /// # Errors
    /// Any [`Error`].
    async fn embed(&self, texts: Vec<String>, cancel: CancellationToken) -> Result<Vec<Vec<f32>>, Error>;

    /// Whether texts could be embedded now.
    fn readiness(&self) -> Readiness;
}

/// An [`Embedder`] that is a supervised `tb-embed`.
#[derive(Debug, Clone)]
pub struct Embed(Arc<Supervisor>);

impl Embed {
    /// A worker that has not been started.
    pub fn new(config: WorkerConfig) -> Self {
        Self(Supervisor::new(config))
    }

    /// Its process.
    pub fn supervisor(&self) -> &Arc<Supervisor> {
        &self.0
    }
}

#[async_trait]
impl Embedder for Embed {
    async fn embed(&self, texts: Vec<String>, cancel: CancellationToken) -> Result<Vec<Vec<f32>>, Error> {
        let count = texts.len();
        match self.0.call(Call::Embed(texts), cancel).await? {
            (FromWorker::Embedded { shape, .. }, body) if shape.count as usize == count => vectors(shape, &body),
            _ => Err(Error::Crashed {
                detail: "the answer was not one vector per text".into(),
            }),
        }
    }

    fn readiness(&self) -> Readiness {
        self.0.readiness()
    }
}

/// Cuts the body into vectors, and refuses one that is no direction: it would poison every comparison with it.
fn vectors(shape: embed::Shape, body: &[u8]) -> Result<Vec<Vec<f32>>, Error> {
    let (count, dimensions) = (shape.count as usize, shape.dimensions as usize);
    if count.checked_mul(dimensions).and_then(|numbers| numbers.checked_mul(4)) != Some(body.len())
        || (count > 0 && dimensions == 0)
    {
        return Err(Error::Crashed {
            detail: "the vectors are not as long as announced".into(),
        });
    }
    let numbers: Vec<f32> = body
        .chunks_exact(4)
        .map(|bytes| f32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]))
        .collect();
    if numbers.iter().any(|number| !number.is_finite()) {
        return Err(Error::Crashed {
            detail: "a vector holds numbers that are none".into(),
        });
    }
    Ok(numbers.chunks(dimensions.max(1)).map(<[f32]>::to_vec).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vectors_of_another_length_or_without_value_are_refused() {
        let body: Vec<u8> = [1.0f32, 0.0, 0.0, 1.0]
            .iter()
            .flat_map(|number| number.to_le_bytes())
            .collect();
        let shape = |count, dimensions| embed::Shape { count, dimensions };
        assert_eq!(vectors(shape(2, 2), &body).unwrap(), [[1.0, 0.0], [0.0, 1.0]]);
        assert!(vectors(shape(2, 3), &body).is_err());
        assert!(vectors(shape(u32::MAX, u32::MAX), &body).is_err());
        assert!(vectors(shape(1, 0), &[]).is_err());
        assert!(vectors(shape(1, 1), &f32::NAN.to_le_bytes()).is_err());
        assert!(vectors(shape(0, 0), &[]).unwrap().is_empty());
    }
}
