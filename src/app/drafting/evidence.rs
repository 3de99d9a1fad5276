//! Where to look for what a claim that is not supported may have meant: the turns closest to it in meaning. This only orders
//! turns for a reader; no verdict rests on it.

use domain::note::Notes;
use domain::transcript::Transcript;
use engine::Embedder;
use tokio_util::sync::CancellationToken;

/// Turns offered per claim.
const CANDIDATES: usize = 3;
/// Least likeness (cosine) of a turn worth looking at.
const LEAST: f32 = 0.25;
/// Most characters of a turn that are embedded; models read no more anyway.
const CHARACTERS: usize = 1_000;

/// The turns whose vectors are closest to a claim's, closest first. All vectors have length one; `turns` are the numbers that
/// belong to `vectors`, in their order. Vectors of another dimension are passed over.
pub fn candidates(claim: &[f32], turns: &[u32], vectors: &[Vec<f32>]) -> Vec<u32> {
    let mut ranked: Vec<(f32, u32)> = turns
        .iter()
        .zip(vectors)
        .filter(|(_, vector)| vector.len() == claim.len())
        .map(|(turn, vector)| (vector.iter().zip(claim).map(|(a, b)| a * b).sum::<f32>(), *turn))
        .filter(|(likeness, _)| *likeness >= LEAST)
        .collect();
    ranked.sort_by(|one, other| other.0.total_cmp(&one.0).then(one.1.cmp(&other.1)));
    ranked.into_iter().take(CANDIDATES).map(|(_, turn)| turn).collect()
}

/// Writes [`domain::claim::Claim::candidates`] of the claims that are not supported; changes nothing else.
///
/// # Errors
/// Those of the embedder. The note is as good without.
pub async fn point_out(
    embedder: &dyn Embedder,
    transcript: &Transcript,
    notes: &mut Notes,
    cancel: &CancellationToken,
) -> Result<(), engine::Error> {
    let open: Vec<usize> = (0..notes.claims.len())
        .filter(|at| !notes.claims[*at].is_supported())
        .collect();
    if open.is_empty() || transcript.turns.is_empty() {
        return Ok(());
    }
    let turns: Vec<u32> = transcript.turns.iter().map(|turn| turn.index).collect();
    let short = |text: &str| text.chars().take(CHARACTERS).collect::<String>();
    let texts = transcript
        .turns
        .iter()
        .map(|turn| short(&turn.text))
        .chain(open.iter().map(|at| short(&notes.claims[*at].text)))
        .collect();
    let mut vectors = embedder.embed(texts, cancel.clone()).await?;
    let of_claims = vectors.split_off(turns.len().min(vectors.len()));
    for (at, vector) in open.into_iter().zip(of_claims) {
        notes.claims[at].candidates = candidates(&vector, &turns, &vectors);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_closest_turns_come_first_and_far_ones_not_at_all() {
        let vectors = vec![
            vec![0.0, 1.0],
            vec![1.0, 0.0],
            vec![0.8, 0.6],
            vec![0.6, 0.8],
            vec![0.9, 0.435],
            vec![1.0],
        ];
        assert_eq!(candidates(&[1.0, 0.0], &[0, 1, 2, 3, 4, 5], &vectors), [1, 4, 2]);
        assert_eq!(
            candidates(&[0.0, -1.0], &[0, 1, 2, 3, 4, 5], &vectors),
            Vec::<u32>::new()
        );
    }
}
