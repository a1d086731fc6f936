//! What training needs: the rows that the ranker would see, with the right answers.

use dramaturg_text::{Position, Table};

use super::decode::order;
use super::encode::{Choice, Encoder, N_FEATURES};
use super::network::Linker;
use super::phrase::phrases;
use super::referent::Board;
use super::{Layers, MentionId};

/// The rows of all choices of a book, choice after choice.
#[derive(Clone, Debug, Default)]
pub struct LinkStudy {
    /// The mention of each choice.
    pub mentions: Vec<MentionId>,
    /// How many rows each choice has; the last of them is that of a new referent.
    pub sizes: Vec<usize>,
    /// A share a row: 1 for the right one, all of a choice add up to 1.
    pub targets: Vec<f32>,
    /// The features, row after row.
    pub values: Vec<f32>,
}

/// The rows with which a ranker is trained. `gold` is the true cluster of each mention, none
/// for what is no mention; referents grow by the truth, or by a ranker's own choices.
pub fn study_links(
    layers: Layers<'_>,
    gold: &Table<MentionId, Option<u32>>,
    linker: Option<&Linker>,
) -> LinkStudy {
    let phrases = phrases(layers);
    let encoder = Encoder::new(layers, &phrases);
    let mut board = Board::new(phrases.len());
    let mut study = LinkStudy::default();
    let mut choice = Choice::default();
    let truth = |i: usize| gold[MentionId::from_index(i)];
    for i in order(layers, &phrases) {
        encoder.find(&board, i, &mut choice);
        let mut pick = None;
        if !choice.candidates.is_empty() {
            encoder.encode(&board, i, &mut choice);
            let Choice { candidates, rows, .. } = &choice;
            // How many mentions of the same truth each candidate has.
            let hits: Vec<usize> = candidates
                .iter()
                .map(|&c| {
                    let members = board.rows[c].members.iter();
                    truth(i)
                        .map_or(0, |t| members.filter(|&&m| truth(m) == Some(t)).count())
                })
                .collect();
            let most = hits.iter().copied().max().unwrap_or(0);
            let right = hits.iter().rposition(|&n| n == most && n > 0);
            study.mentions.push(MentionId::from_index(i));
            study.sizes.push(candidates.len() + 1);
            let slot = right.unwrap_or(candidates.len());
            study.targets.extend(
                (0..=candidates.len()).map(|k| if k == slot { 1.0 } else { 0.0 }),
            );
            pick = match linker {
                None => right.map(|k| candidates[k]),
                Some(linker) => {
                    let views: Vec<&[f32]> = rows.chunks_exact(N_FEATURES).collect();
                    let scores = linker.forest.score_all(&views);
                    let top = |a: &usize, b: &usize| scores[*a].total_cmp(&scores[*b]);
                    let best = (0..scores.len()).max_by(top);
                    best.and_then(|k| candidates.get(k).copied())
                }
            };
            study.values.extend_from_slice(rows);
        }
        board.add(i, &phrases[i], pick);
    }
    study
}
